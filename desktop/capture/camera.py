"""A camera or a network stream through OpenCV."""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import Any, cast

# A stalled V4L2 camera blocks a read for 10 s by default. OpenCV takes this over when it is loaded, so it is set first.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2

from desktop.capture.frame_source import CameraLost, Frame, Image
from desktop.domain.errors import DeviceMissing

# A network camera that hangs blocks for 30 s by default. These two make opening a V4L2 device fail: streams only.
STREAM_TIMEOUT_MS = 4000
WIDTH, HEIGHT, RATE_HZ = 640, 480, 30
# Some cameras answer the first reads after opening with nothing while they start.
FIRST_READS = 3


class CameraSource:
    """A camera by index (0), device path (/dev/video0) or address (http://, https://, rtsp://).

    Frames are stamped with ``time.monotonic() - origin_s`` right after the grab. ``read`` belongs on a thread of its
    own that does nothing slow: V4L2 hands a slow reader pictures that are 0.4 s old.
    """

    live = True

    def __init__(self, spec: int | str, origin_s: float = 0.0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        self._spec: int | str = int(spec) if isinstance(spec, str) and spec.isdecimal() else spec
        self._origin_s = origin_s
        self._size = size
        self._capture: cv2.VideoCapture | None = None
        self._first: Frame | None = None

    def open(self) -> None:
        self.close()
        stream = isinstance(self._spec, str) and is_stream(self._spec)
        capture = _open_stream(str(self._spec)) if stream else _open_device(self._spec, self._size)
        if not capture.isOpened():
            capture.release()
            raise _missing(self._spec, stream)
        self._capture = capture
        # A camera that another program uses may open all the same and fail at the first picture.
        for _ in range(FIRST_READS):
            self._first = self._grab()
            if self._first is not None:
                return
        self.close()
        raise _missing(self._spec, stream)

    def read(self) -> Frame | None:
        frame, self._first = self._first, None
        frame = frame or self._grab()
        if frame is None:
            raise CameraLost(f"no picture from camera {self._spec}")
        return frame

    def close(self) -> None:
        self._first = None
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _grab(self) -> Frame | None:
        # isOpened() stays true on an unplugged camera: only a failed grab tells.
        if self._capture is None or not self._capture.grab():
            return None
        t_s = time.monotonic() - self._origin_s
        good, image = self._capture.retrieve()
        return Frame(cast(Image, image), t_s) if good and image is not None and image.size else None


def is_stream(spec: str) -> bool:
    """Whether ``spec`` is a network address."""
    return spec.split("://", 1)[0].lower() in ("http", "https", "rtsp") and "://" in spec


def _open_stream(address: str) -> cv2.VideoCapture:
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        STREAM_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        STREAM_TIMEOUT_MS,
    ]
    return cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)


def _open_device(spec: int | str, size: tuple[int, int]) -> cv2.VideoCapture:
    backend = cv2.CAP_V4L2 if sys.platform.startswith("linux") else cv2.CAP_ANY
    capture: Any = cv2.VideoCapture(spec, backend)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
        capture.set(cv2.CAP_PROP_FPS, RATE_HZ)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return cast(cv2.VideoCapture, capture)


def _missing(spec: int | str, stream: bool) -> DeviceMissing:
    safe = "The interview works without a camera."
    if stream:
        return DeviceMissing(f"The camera at {spec} does not answer.", safe=safe, action="Check its address and power.")
    reason = _device_error(spec)
    if reason in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        what, action = f"There is no camera {spec}.", "Plug it in, or choose another one."
    elif reason in (errno.EACCES, errno.EPERM):
        what, action = f"Camera {spec} may not be used.", "Allow access to it (on Linux: join the group video)."
    else:
        what = f"Camera {spec} gives no picture; another program may be using it."
        action = "Close that program, or choose another camera."
    return DeviceMissing(what, safe=safe, action=action)


def _device_error(spec: int | str) -> int:
    """The system's own error for opening the device; 0 where it opens or cannot be asked."""
    if not sys.platform.startswith("linux"):
        return 0
    path = f"/dev/video{spec}" if isinstance(spec, int) else spec
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        return error.errno or 0
    return 0
