"""The microphone: PortAudio callback into a ring, a watchdog, and recovery without losing the session."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import EMPTY, RATE_HZ, AudioChunk, AudioProblem
from desktop.capture.portaudio import find_device, limited, reinitialise, sounddevice
from desktop.capture.ring import AudioRing
from desktop.domain.errors import CandidError, DeviceMissing

BLOCK = 320
LATENCY_S = 0.1
RING_S = 60
# A live stream calls back every 20 ms; silence of the callback this long means the device or server is gone.
CALLBACK_LIMIT_S = 0.6
# Looks further apart than this mean that the whole process stood still.
LOOK_LIMIT_S = 0.02
# Real microphones have noise: exact zeros this long mean mute or a dead feed.
ZEROS_LIMIT_S = 1.5
FIRST_BACKOFF_S = 0.2
MAX_BACKOFF_S = 2.0


class Microphone:
    """Live sound at 16 kHz mono. One reader thread calls ``start``, ``read`` and ``stop``."""

    flat_out = False
    ended = False
    exhausted = False

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._ring = AudioRing(RING_S * RATE_HZ)
        self._stream: Any = None
        self._resampler: Any = None
        self._finished = False
        self._last_callback_s = 0.0
        self._seen_callback_s = 0.0
        self._looked_s = 0.0
        self._quiet_s = 0.0
        self._last_sound_s = 0.0
        self._lost_since_s: float | None = None
        self._next_try_s = 0.0
        self._backoff_s = FIRST_BACKOFF_S
        self._muted = False
        self.status_flags = 0

    @property
    def lost_samples(self) -> int:
        return self._ring.lost_samples

    def start(self) -> None:
        try:
            self._open()
        except CandidError:
            raise
        except Exception as error:
            raise DeviceMissing(
                f"The microphone cannot be opened ({error}).",
                action="Close other programs that use it, check the permission to use it, or choose another.",
            ) from error

    def listening_began(self, question_id: str | None, target_point: str | None) -> None:
        pass

    def read(self, timeout_s: float) -> AudioChunk:
        if self._lost_since_s is not None:
            return self._try_again(timeout_s)
        deadline_s = time.monotonic() + timeout_s
        while not self._ring.available and time.monotonic() < deadline_s and not self._is_dead():
            time.sleep(0.005)
            self._look()
        if self._ring.available:
            samples = self._converted(self._ring.read())
            return AudioChunk(samples, problem=self._mute_change(samples))
        if self._is_dead():
            self._lost_since_s = self._last_callback_s
            self._next_try_s = 0.0
            self._backoff_s = FIRST_BACKOFF_S
            self._close()
            return AudioChunk(EMPTY, problem="lost", detail="the microphone stopped delivering")
        return AudioChunk(EMPTY)

    def stop(self) -> None:
        self._close()

    def _open(self) -> None:
        sd = sounddevice()
        number = find_device(self._device, "input")
        self._finished = False
        try:
            stream = self._make_stream(sd, number, RATE_HZ, BLOCK)
            self._resampler = None
        except sd.PortAudioError:
            # Some systems open a device at its own rate only.
            rate = int(sd.query_devices(number, "input")["default_samplerate"])
            if rate == RATE_HZ:
                raise
            import soxr

            stream = self._make_stream(sd, number, rate, rate // 50)
            self._resampler = soxr.ResampleStream(rate, RATE_HZ, 1, dtype="int16")
        self._stream = stream
        self._last_callback_s = self._last_sound_s = self._looked_s = time.monotonic()
        self._quiet_s = 0.0
        limited(stream.start)

    def _make_stream(self, sd: Any, number: int | None, rate_hz: int, block: int) -> Any:
        return limited(
            lambda: sd.InputStream(
                device=number,
                samplerate=rate_hz,
                blocksize=block,
                channels=1,
                dtype="int16",
                latency=LATENCY_S,
                callback=self._callback,
                finished_callback=self._on_finished,
            )
        )

    def _callback(self, data: NDArray[np.int16], _frames: int, _when: Any, status: Any) -> None:
        self._ring.write(data[:, 0])
        self._last_callback_s = time.monotonic()
        if status:
            self.status_flags += 1

    def _on_finished(self) -> None:
        self._finished = True

    def _look(self) -> None:
        """Add up how long no callback came while this thread was awake to see it.

        The callback needs Python's interpreter lock. While something else holds it, this thread stands still too, and
        nothing is lost: the backlog arrives late. To take that for a dead device would lose what is on its way.
        """
        now_s = time.monotonic()
        if self._last_callback_s != self._seen_callback_s:
            self._seen_callback_s, self._quiet_s = self._last_callback_s, 0.0
        else:
            self._quiet_s += min(now_s - self._looked_s, LOOK_LIMIT_S)
        self._looked_s = now_s

    def _is_dead(self) -> bool:
        return self._finished or self._quiet_s > CALLBACK_LIMIT_S

    def _converted(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        if self._resampler is None:
            return samples
        converted: NDArray[np.int16] = self._resampler.resample_chunk(samples)
        return converted

    def _mute_change(self, samples: NDArray[np.int16]) -> AudioProblem | None:
        now_s = time.monotonic()
        if samples.any():
            self._last_sound_s = now_s
        muted = now_s - self._last_sound_s > ZEROS_LIMIT_S
        if muted == self._muted:
            return None
        self._muted = muted
        return "muted" if muted else "unmuted"

    def _try_again(self, timeout_s: float) -> AudioChunk:
        now_s = time.monotonic()
        if now_s < self._next_try_s:
            time.sleep(min(timeout_s, self._next_try_s - now_s))
            return AudioChunk(EMPTY)
        try:
            reinitialise()
            self._open()
        except Exception as error:
            self._next_try_s = time.monotonic() + self._backoff_s
            self._backoff_s = min(2 * self._backoff_s, MAX_BACKOFF_S)
            return AudioChunk(EMPTY, detail=str(error))
        assert self._lost_since_s is not None
        gap_samples = round((time.monotonic() - self._lost_since_s) * RATE_HZ)
        self._lost_since_s = None
        return AudioChunk(EMPTY, gap_samples=gap_samples, problem="recovered")

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            limited(lambda: stream.close(ignore_errors=True), 2.0)
        except DeviceMissing:
            # A frozen server hangs here; the stream is given up.
            return
