"""The thread that fetches pictures: every one goes to the recorder, the newest one to the analysis."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from desktop.capture.camera import CameraSource, is_stream
from desktop.capture.frame_source import CameraLost, Frame, FrameSource
from desktop.capture.video_file import VideoFileSource
from desktop.domain.errors import CandidError, InputError
from desktop.workers.eyes_messages import CameraBackMsg, CameraLostMsg, CameraOpened, EndOfMedia, EyesConfig

log = logging.getLogger(__name__)

FIRST_BACKOFF_S = 0.25
MAX_BACKOFF_S = 2.0
# Frames of a recording wait for the analysis; this many are decoded ahead.
READ_AHEAD = 4


def open_source(config: EyesConfig) -> FrameSource:
    """The source that ``config.source`` names; not opened yet."""
    spec = config.source
    if isinstance(spec, str) and not is_stream(spec) and not spec.isdecimal() and not spec.startswith("/dev/"):
        return VideoFileSource(Path(spec), pace=config.speed, origin_s=config.origin_s)
    return CameraSource(spec, config.origin_s)


class Grabber:
    """Reads ``source`` on a thread of its own, and opens it again whenever it is lost.

    ``on_frame`` is called with every frame on that thread and must be quick; ``tell`` takes messages and may block.
    ``take`` gives the newest frame of a live source, and every frame of one that is not.
    """

    def __init__(
        self,
        source: FrameSource,
        now_s: Callable[[], float],
        on_frame: Callable[[Frame], None],
        tell: Callable[[CameraOpened | CameraLostMsg | CameraBackMsg], None],
    ) -> None:
        self.grabbed = 0
        self.replaced = 0
        self.end: EndOfMedia | None = None
        self._source = source
        self._now_s = now_s
        self._on_frame = on_frame
        self._tell = tell
        self._waiting: deque[Frame] = deque()
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._seen_s: float | None = None
        self._lost_s: float | None = None
        self._thread = threading.Thread(target=self._run, name="grabber", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def take(self, timeout_s: float) -> Frame | None:
        """The next frame to analyse, or None after ``timeout_s``."""
        with self._changed:
            if not self._waiting:
                self._changed.wait(timeout_s)
            if not self._waiting:
                return None
            frame = self._waiting.popleft()
            self._changed.notify_all()
            return frame

    @property
    def drained(self) -> bool:
        """The source has ended and every frame was taken."""
        with self._changed:
            return self.end is not None and not self._waiting

    def stop(self, deadline_s: float = 3.0) -> None:
        """A read that hangs is left behind; its thread ends with the process."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(deadline_s)

    def _run(self) -> None:
        backoff_s = FIRST_BACKOFF_S
        reason = ""
        while not self._stopping.is_set():
            try:
                self._source.open()
                self._read_all()
                break
            except InputError as error:
                reason = str(error)
                break
            except (CandidError, CameraLost) as error:
                backoff_s = FIRST_BACKOFF_S if self._lost_s is None else min(backoff_s * 2, MAX_BACKOFF_S)
                self._note_loss(error)
            except Exception as error:
                # A fault inside a camera driver must not end the session's pictures for good.
                log.exception("the camera failed in an unexpected way")
                backoff_s = min(backoff_s * 2, MAX_BACKOFF_S)
                self._note_loss(error)
            self._source.close()
            self._stopping.wait(backoff_s)
        self._source.close()
        with self._changed:
            self.end = EndOfMedia(self._seen_s or 0.0, reason)
            self._changed.notify_all()

    def _read_all(self) -> None:
        while not self._stopping.is_set():
            frame = self._source.read()
            if frame is None:
                return
            self.grabbed += 1
            if self._seen_s is None:
                self._tell(CameraOpened(frame.t_s, frame.image.shape[1], frame.image.shape[0]))
            elif self._lost_s is not None:
                self._tell(CameraBackMsg(frame.t_s, self._lost_s))
            self._lost_s = None
            self._seen_s = frame.t_s
            self._on_frame(frame)
            self._put(frame)

    def _put(self, frame: Frame) -> None:
        with self._changed:
            if self._source.live:
                self.replaced += len(self._waiting)
                self._waiting.clear()
            while len(self._waiting) >= READ_AHEAD and not self._stopping.is_set():
                self._changed.wait(0.5)
            self._waiting.append(frame)
            self._changed.notify_all()

    def _note_loss(self, error: Exception) -> None:
        if self._lost_s is not None:
            return
        # From the last picture on: a stalled camera is noticed only seconds later.
        self._lost_s = self._now_s() if self._seen_s is None else self._seen_s
        kind = "missing" if self._seen_s is None else "lost"
        what, action = (error.what, error.action) if isinstance(error, CandidError) else (str(error), "")
        self._tell(CameraLostMsg(self._lost_s, "missing" if kind == "missing" else "lost", what, action))


def session_now(origin_s: float) -> Callable[[], float]:
    """A function that gives session time."""
    return lambda: time.monotonic() - origin_s
