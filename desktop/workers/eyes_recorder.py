"""Records every grabbed frame on a thread of its own, whatever the analysis is doing."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from desktop.capture.frame_source import Frame
from desktop.capture.video_writer import VideoWriter
from desktop.domain.errors import CandidError
from desktop.workers.eyes_messages import RecordingStarted, RecordingStopped

log = logging.getLogger(__name__)

# Two seconds of pictures may wait for a busy processor or disk; then new ones are dropped and counted.
WAITING_FRAMES = 60


class Recorder:
    """At most one recording at a time. ``put`` may be called from any thread and never blocks."""

    def __init__(self, tell: Callable[[RecordingStarted | RecordingStopped], None]) -> None:
        self.dropped = 0
        self._tell = tell
        self._queue: queue.Queue[Frame | None] | None = None
        self._thread: threading.Thread | None = None

    def start(self, path: Path) -> None:
        """Begins a new file with the next frame; one that is running is finished first.

        A file that is there already is kept, and another name is used: it is what a process before this one recorded.
        """
        self.stop()
        path = _unused(path)
        frames: queue.Queue[Frame | None] = queue.Queue(WAITING_FRAMES)
        self._thread = threading.Thread(target=self._run, args=(path, frames), name="recorder", daemon=True)
        self._thread.start()
        self._queue = frames

    def put(self, frame: Frame) -> None:
        frames = self._queue
        if frames is None:
            return
        try:
            frames.put_nowait(frame)
        except queue.Full:
            self.dropped += 1

    def stop(self, deadline_s: float = 10.0) -> None:
        """Writes what waits and closes the file."""
        frames, self._queue = self._queue, None
        if frames is None or self._thread is None:
            return
        frames.put(None)
        self._thread.join(deadline_s)

    def _run(self, path: Path, frames: queue.Queue[Frame | None]) -> None:
        writer = VideoWriter(path)
        dropped_before = self.dropped
        reason = ""
        try:
            while (frame := frames.get()) is not None:
                if writer.frames == 0:
                    self._tell(RecordingStarted(path, frame.t_s))
                writer.write(frame.image, frame.t_s)
        except Exception as error:
            # The interview goes on without its picture; the person is told.
            log.exception("the video recording has stopped")
            reason = str(error) if isinstance(error, CandidError) else f"{type(error).__name__}: {error}"
            self._queue = None
            _drain(frames)
        try:
            writer.close()
        except Exception as error:
            log.exception("the video recording could not be closed")
            reason = reason or f"{type(error).__name__}: {error}"
        self._tell(RecordingStopped(path, writer.frames, self.dropped - dropped_before, reason))


def _unused(path: Path) -> Path:
    """``path``, or the first of ``name-2``, ``name-3`` … that does not exist."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_stem(f"{path.stem}-{number}")
    return candidate


def _drain(frames: queue.Queue[Frame | None]) -> None:
    while not frames.empty():
        frames.get_nowait()
