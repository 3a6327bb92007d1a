"""Pictures from a recording, with its own time stamps and turned upright; and single pictures."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import av
import cv2
import numpy as np

from desktop.capture.frame_source import Frame, Image
from desktop.domain.errors import InputError

log = logging.getLogger(__name__)

IMAGE_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"))
# Larger pictures are made smaller while they are converted: the models look at 256 pixels of a face at most.
MAX_SIDE = 1280
# Time that runs back further than this is a new beginning (joined files); less is disorder inside one recording.
RESTART_S = 0.5
DEFAULT_STEP_S = 1 / 25
# A recording that ends this much before its own stated end is taken to be cut off.
MISSING_S = 1.0


class VideoFileSource:
    """Frames of a video file, as a frame source.

    ``pace`` "max" delivers as fast as it is read, with media time: seconds since the start of the file. "real" waits
    for each frame's moment, with session time: it plays from the moment it is opened, ``origin_s`` being session
    time 0 on ``time.monotonic()``. A recording that is cut off ends at its last readable frame (``damaged`` is set).
    """

    def __init__(self, path: Path, pace: Literal["real", "max"] = "max", origin_s: float = 0.0) -> None:
        self.live = pace == "real"
        self.damaged = False
        self._path = path
        self._origin_s = origin_s
        self._container: av.container.InputContainer | None = None
        self._frames: Iterator[Frame] = iter(())
        self._began_s = 0.0

    def open(self) -> None:
        self.close()
        check_file(self._path)
        try:
            self._container = av.open(str(self._path))
        except (av.error.FFmpegError, ValueError) as error:
            raise _unreadable(self._path) from error
        # A cover picture inside a sound file is a video stream, too.
        streams = [s for s in self._container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        if not streams:
            self.close()
            raise InputError(f"{self._path.name} has no picture track.", action="Choose a video or a picture.")
        streams[0].thread_type = "AUTO"
        self._frames = self._decode(self._container, streams[0])
        self._began_s = time.monotonic()

    def read(self) -> Frame | None:
        """Raises ``InputError`` when not even the first frame can be decoded."""
        frame = next(self._frames, None)
        if frame is None or not self.live:
            return frame
        wait_s = self._began_s + frame.t_s - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        return Frame(frame.image, self._began_s - self._origin_s + frame.t_s)

    def close(self) -> None:
        self._frames = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None

    def _decode(self, container: av.container.InputContainer, stream: av.VideoStream) -> Iterator[Frame]:
        start_s = (container.start_time or 0) / av.time_base
        step_s = float(1 / stream.average_rate) if stream.average_rate else DEFAULT_STEP_S
        times = _RisingTime(step_s)
        last_s: float | None = None
        try:
            for frame in container.decode(stream):
                t_s = None if frame.time is None else frame.time - start_s
                last_s = times.next(t_s)
                yield Frame(_upright(frame), last_s)
        except av.error.FFmpegError as error:
            self.damaged = True
            log.warning("%s cannot be decoded to its end: %s", self._path.name, error)
        if last_s is None:
            raise _unreadable(self._path)
        # A file whose index comes first can be cut off without any error: it just ends early.
        if stream.duration and stream.time_base and last_s < float(stream.duration * stream.time_base) - MISSING_S:
            self.damaged = True


class _RisingTime:
    """Makes times rise strictly: disorder is nudged forward, a restart goes on where the recording was."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._last_s: float | None = None
        self._shift_s = 0.0

    def next(self, t_s: float | None) -> float:
        if self._last_s is None:
            self._last_s = max(t_s or 0.0, 0.0)
            return self._last_s
        expected_s = self._last_s + self._step_s
        if t_s is None:
            self._last_s = expected_s
            return expected_s
        shifted_s = t_s + self._shift_s
        if shifted_s < self._last_s - RESTART_S:
            self._shift_s += expected_s - shifted_s
            shifted_s = expected_s
        self._last_s = max(shifted_s, self._last_s + 0.001)
        return self._last_s


def _upright(frame: av.VideoFrame) -> Image:
    scale = min(1.0, MAX_SIDE / max(frame.width, frame.height))
    # Even sizes: some pixel formats are stored in pairs.
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    image = cast(Image, frame.to_ndarray(format="bgr24", width=width, height=height))
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image


def read_image(path: Path) -> Image:
    """A picture file as BGR, turned upright by its own flag, at most ``MAX_SIDE`` pixels on a side.

    Raises ``InputError``.
    """
    check_file(path)
    # Read as bytes first: OpenCV cannot open every path on Windows.
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise _unreadable(path)
    scale = MAX_SIDE / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cast(Image, image)


def check_file(path: Path) -> None:
    """Raises ``InputError`` for a file that is not there or holds nothing."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.", action="Check the name.")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty (0 bytes).", action="Record or copy it again.")


def _unreadable(path: Path) -> InputError:
    return InputError(
        f"{path.name} cannot be read as a video or picture; it may be cut off.",
        action="Copy it again, or convert it to MP4, JPEG or PNG.",
    )
