"""Playing the interviewer's voice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.capture.portaudio import find_device, limited, sounddevice
from desktop.domain.errors import DeviceMissing

# What the system still has to play when the last sample was handed over.
TAIL_S = 0.15
STALL_LIMIT_S = 3.0


class Speaker:
    """One output device. ``play`` blocks its thread until the sound is over or ``interrupt`` is set."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device

    def play(self, pieces: Iterator[NDArray[np.float32]], rate_hz: int, interrupt: threading.Event) -> float | None:
        """Play pieces as they are made: the first sounds while the next is computed.

        Returns when the system took the first sound (``time.monotonic()``), None when it took none. Raises
        ``DeviceMissing`` when there is no speaker or it stops.
        """
        sd = sounddevice()
        number = find_device(self._device, "output")
        feed = _Feed()
        try:
            stream = limited(
                lambda: sd.OutputStream(
                    device=number, samplerate=rate_hz, channels=1, dtype="float32", latency=0.1, callback=feed.callback
                )
            )
            limited(stream.start)
        except sd.PortAudioError as error:
            raise DeviceMissing(
                f"The speaker cannot be opened ({error}).",
                action="Check the sound settings; questions are shown as text.",
            ) from error
        try:
            for piece in pieces:
                feed.pieces.append(piece)
                if interrupt.is_set():
                    return feed.sounded_s
            feed.complete = True
            while not feed.drained and not interrupt.is_set():
                if time.monotonic() - feed.last_call_s > STALL_LIMIT_S:
                    raise DeviceMissing("The speaker stopped.", action="Questions are shown as text.")
                time.sleep(0.02)
            if not interrupt.is_set():
                time.sleep(TAIL_S)
        finally:
            limited(lambda: stream.close(ignore_errors=True), 2.0)
        return feed.sounded_s


class _Feed:
    """What the output callback takes from. Only the callback moves the position."""

    def __init__(self) -> None:
        self.pieces: list[NDArray[np.float32]] = []
        self.complete = False
        self.drained = False
        self.last_call_s = time.monotonic()
        self.sounded_s: float | None = None
        self._piece = 0
        self._position = 0

    def callback(self, out: NDArray[np.float32], frames: int, _when: Any, _status: Any) -> None:
        self.last_call_s = time.monotonic()
        filled = 0
        while filled < frames and self._piece < len(self.pieces):
            piece = self.pieces[self._piece]
            part = piece[self._position : self._position + frames - filled]
            out[filled : filled + len(part), 0] = part
            filled += len(part)
            self._position += len(part)
            if self._position >= len(piece):
                self._piece += 1
                self._position = 0
        if filled and self.sounded_s is None:
            self.sounded_s = self.last_call_s
        out[filled:] = 0
        if self.complete and self._piece >= len(self.pieces):
            self.drained = True
