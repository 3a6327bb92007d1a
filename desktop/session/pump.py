"""Sound from its source to disk and to whoever listens, on one thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import RATE_HZ, AudioChunk, AudioSource
from desktop.capture.clock import MediaClock, SessionClock
from desktop.capture.drift import DriftCorrection
from desktop.capture.spool import AudioSpool
from desktop.domain.errors import StorageFull
from desktop.domain.live import LevelChanged, LiveListener, Notice
from desktop.domain.session import Gap

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.05
LEVEL_INTERVAL_S = 0.05
# Sound that could not be written yet is kept in memory this long before it is given up.
UNSAVED_LIMIT_S = 120.0


class Ear(Protocol):
    """Listens to the answer that is being given."""

    def feed(self, samples: NDArray[np.int16], end_sample: int) -> None:
        """``samples`` end at ``end_sample`` of the spool, which holds them already."""
        ...

    @property
    def speech_now(self) -> bool: ...

    def close(self, reason: str) -> None:
        """End the answer now."""
        ...

    @property
    def finished(self) -> bool:
        """It wants to hear no more."""
        ...


class AudioPump:
    """Owns source and spool. What is not to be heard (the interviewer speaks, a pause) becomes silence on disk."""

    def __init__(
        self,
        source: AudioSource,
        spool: AudioSpool,
        clock: SessionClock,
        *,
        tell: LiveListener,
        on_gap: Callable[[Gap], None],
    ) -> None:
        self.source = source
        self.spool = spool
        self._clock = clock
        self._tell = tell
        self._on_gap = on_gap
        self._ear: Ear | None = None
        self._open = False
        self._running = True
        self._unsaved: deque[NDArray[np.int16]] = deque()
        self._disk_full = False
        self._told_once: set[str] = set()
        self._last_level_s = 0.0
        self._lost_seen = 0
        self._drift = DriftCorrection()
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="audio-pump", daemon=True)
        self.failure: Exception | None = None

    def start(self) -> None:
        """The source has been started already; what it delivered until now lies before the session's first sample."""
        if not self.source.flat_out:
            self.source.read(0.0)
        self.spool.skip(round(self._clock.now_s() * RATE_HZ) - self.spool.position)
        self._thread.start()

    def listen(self, ear: Ear, question_id: str | None = None, target_point: str | None = None) -> None:
        """Let ``ear`` hear from now on. The source is told that an answer is awaited, and to what."""
        self.source.listening_began(question_id, target_point)
        with self._wake:
            self._ear = ear
            self._open = True
            self._wake.notify()

    def hear(self, on: bool) -> None:
        """Open or close the microphone without an ear: kept on disk, or silence."""
        with self._wake:
            self._ear = None
            self._open = on
            self._wake.notify()

    def hold(self) -> None:
        """A pause: the ear stays, but hears nothing."""
        with self._wake:
            self._open = False

    def release(self) -> None:
        with self._wake:
            self._open = self._ear is not None
            self._wake.notify()

    def stop(self) -> None:
        """Stop the source and close the spool. May be called twice."""
        with self._wake:
            self._running = False
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(10.0)
        self.source.stop()
        self._save()
        self.spool.close()

    def _run(self) -> None:
        try:
            while self._running:
                with self._wake:
                    # A recording waits for its listener; a microphone never waits for anybody.
                    deaf = not self._open or (self._ear is not None and self._ear.finished)
                    if self.source.flat_out and deaf:
                        self._wake.wait(0.2)
                        continue
                chunk = self.source.read(READ_TIMEOUT_S)
                with self._wake:
                    is_open, ear = self._open, self._ear
                self._take(chunk, is_open, ear)
        except Exception as error:
            log.exception("the audio pump ended")
            self.failure = error
            self._tell(
                Notice("error", "Listening stopped because of an error.", "What was recorded is on disk.", "", True)
            )

    def _take(self, chunk: AudioChunk, is_open: bool, ear: Ear | None) -> None:
        # Whether a microphone that is not listened to is muted does not matter yet.
        if chunk.problem and (is_open or chunk.problem in ("lost", "recovered")):
            self._report(chunk)
        if chunk.gap_samples:
            self._note_gap("microphone", chunk.gap_samples, "the device stopped delivering")
            self._skip(chunk.gap_samples)
            self._drift.interrupted()
        if self.source.lost_samples > self._lost_seen:
            lost, self._lost_seen = self.source.lost_samples - self._lost_seen, self.source.lost_samples
            self._note_gap("microphone", lost, "samples arrived faster than they could be kept")
            self._skip(lost)
            self._drift.interrupted()
        if not len(chunk.samples):
            return
        samples = self._in_step(chunk.samples)
        if is_open:
            self._unsaved.append(samples)
            self._save()
        else:
            self._skip(len(samples))
        if isinstance(self._clock, MediaClock):
            self._clock.advance_to(self.spool.now_s)
        if is_open and ear is not None and not ear.finished:
            self._feed(ear, samples)
        self._show_level(samples if is_open else samples[:0], ear)

    def _in_step(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        if self.source.flat_out or self._unsaved:  # no clock, or a recording that stands still
            return samples
        return self._drift.apply(samples, self._clock.now_s(), self.spool.now_s + len(samples) / RATE_HZ)

    def _feed(self, ear: Ear, samples: NDArray[np.int16]) -> None:
        """A mistake in listening must cost neither the recording nor the interview."""
        try:
            ear.feed(samples, self.spool.position)
        except Exception:
            log.exception("listening failed")
            ear.close("error")
            self._tell(
                Notice(
                    "warning",
                    "This answer could not be followed live.",
                    "Its sound is recorded and is judged from that.",
                )
            )

    def _skip(self, samples: int) -> None:
        self._save()
        if self._unsaved:  # order must be kept while the disk is full
            self._unsaved.append(np.zeros(samples, np.int16))
        else:
            self.spool.skip(samples)

    def _save(self) -> None:
        while self._unsaved:
            try:
                self.spool.write(self._unsaved[0])
            except StorageFull as error:
                self._disk_is_full(error)
                return
            self._unsaved.popleft()
        if self._disk_full:
            self._disk_full = False
            self._tell(Notice("info", "There is room on the disk again; recording goes on."))

    def _disk_is_full(self, error: StorageFull) -> None:
        if not self._disk_full:
            self._disk_full = True
            self._tell(Notice("error", error.what, error.safe, error.action, blocking=True))
        while sum(map(len, self._unsaved)) > UNSAVED_LIMIT_S * RATE_HZ:
            dropped = self._unsaved.popleft()
            self._note_gap("microphone", len(dropped), "the disk was full")
            self.spool.position += len(dropped)  # time goes on; the next write leaves a hole

    def _note_gap(self, source: str, samples: int, reason: str) -> None:
        start_s = self.spool.now_s
        self._on_gap(Gap(source, start_s, start_s + samples / RATE_HZ, reason))

    def _report(self, chunk: AudioChunk) -> None:
        notices = {
            "lost": Notice(
                "error",
                "The microphone was lost.",
                "What you said is kept.",
                "Connect it again; listening goes on by itself.",
            ),
            "recovered": Notice("info", "The microphone is back."),
            "muted": Notice("warning", "The microphone delivers silence.", "", "Check whether it is muted."),
            "unmuted": Notice("info", "The microphone is heard again."),
        }
        assert chunk.problem is not None
        if chunk.problem in self._told_once:
            return
        if chunk.problem in ("muted", "unmuted"):
            # A noise gate delivers exact zeros in every pause: said once, it helps; in every answer, it disturbs.
            self._told_once.add(chunk.problem)
        self._tell(notices[chunk.problem])

    def _show_level(self, samples: NDArray[np.int16], ear: Ear | None) -> None:
        now_s = self._clock.now_s()
        if self.source.flat_out or now_s - self._last_level_s < LEVEL_INTERVAL_S:
            return
        self._last_level_s = now_s
        peak = float(np.abs(samples.astype(np.int32)).max()) / 32768.0 if len(samples) else 0.0
        dbfs = 20.0 * float(np.log10(peak)) if peak > 1e-6 else -120.0
        self._tell(LevelChanged(dbfs, ear.speech_now if ear else False))
