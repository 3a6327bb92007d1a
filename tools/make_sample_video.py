"""Makes a talking-head-like clip from one portrait: the head turns, nods, tilts and moves a little, the eyes blink and
look away now and then. The motion is known exactly, so that tests can compare what is measured with what was done.

    python -m tools.make_sample_video OUT.mp4 --seconds 60

Needs the face model (for the place of the eyelids in the portrait).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from desktop.resources import assets_dir
from models.face import FaceLandmarker
from models.paths import model_file

Array = NDArray[np.float32]

WIDTH, HEIGHT, RATE_HZ = 640, 480, 25
# The part of the 512 x 512 portrait that is shown: left, top, width, height.
CROP = (20, 0, 427, 320)
BLINK_S, BLINK_EVERY_S = 0.24, 4.0
AWAY_EVERY_S, AWAY_AT_S, AWAY_S = 20.0, 13.0, 2.0
AWAY_SHARE = 0.17

# Eyelid contours and irises in the 478-point mesh, from the image's left to its right; the image's left eye first.
UPPER = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (362, 398, 384, 385, 386, 387, 388, 466, 263))
LOWER = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (362, 382, 381, 380, 374, 373, 390, 249, 263))
IRIS = (468, 473)


@dataclass(frozen=True, slots=True)
class Motion:
    """What is done to the portrait at one moment. Angles in degrees with the program's signs (yaw > 0 to the image's
    right, pitch > 0 up, roll > 0 clockwise), shifts in pixels, ``lids`` 0 open to 1 closed, ``iris`` in eye widths
    (> 0 to the image's right)."""

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    scale: float = 1.0
    lids: float = 0.0
    iris: float = 0.0


def motion_at(t_s: float, length_s: float) -> Motion:
    """The motion of a clip of ``length_s`` at ``t_s``; it ends as it begins, so that the clip can play in a loop."""

    def wave(period_s: float, phase: float = 0.0) -> float:
        # A whole number of periods fits into the clip.
        cycles = max(1, round(length_s / period_s))
        return math.sin(2 * math.pi * (cycles * t_s / length_s + phase))

    return Motion(
        yaw_deg=6.0 * wave(7.5) + 2.0 * wave(3.1, 0.3),
        pitch_deg=3.0 * wave(5.3, 0.2),
        roll_deg=5.0 * wave(9.0, 0.1),
        shift_x=6.0 * wave(11.0),
        shift_y=3.0 * wave(4.1, 0.4),
        scale=1.0 + 0.02 * wave(13.0),
        lids=_lids(t_s, length_s),
        iris=_iris(t_s, length_s),
    )


def blink_starts(length_s: float) -> tuple[float, ...]:
    """When the lids begin to close."""
    count = int((length_s - 1.0) / BLINK_EVERY_S)
    return tuple(1.5 + BLINK_EVERY_S * k for k in range(count) if 1.5 + BLINK_EVERY_S * k + BLINK_S < length_s)


def away_spans(length_s: float) -> tuple[tuple[float, float], ...]:
    """When the eyes look to the image's left: start and end in seconds."""
    starts = [AWAY_AT_S + AWAY_EVERY_S * k for k in range(int(length_s / AWAY_EVERY_S) + 1)]
    return tuple((start, start + AWAY_S) for start in starts if start + AWAY_S < length_s)


def _lids(t_s: float, length_s: float) -> float:
    for start_s in blink_starts(length_s):
        share = (t_s - start_s) / BLINK_S
        if 0 < share < 1:
            # Closes faster than it opens, as eyelids do, and stays shut for a moment.
            return min(1.0, share / 0.3, (1 - share) / 0.45)
    return 0.0


def _iris(t_s: float, length_s: float) -> float:
    for start_s, end_s in away_spans(length_s):
        if start_s < t_s < end_s:
            return -AWAY_SHARE * min(1.0, (t_s - start_s) / 0.12, (end_s - t_s) / 0.12)
    return 0.0


class Portrait:
    """The still picture with its face measured, ready to be moved."""

    def __init__(self, path: Path, face_model: Path) -> None:
        left, top, width, height = CROP
        picture = cv2.imread(str(path))
        if picture is None:
            raise FileNotFoundError(path)
        part = picture[top : top + height, left : left + width]
        self.image = cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        with FaceLandmarker(face_model, "image") as landmarker:
            face = landmarker.detect(self.image)
        if face.landmarks is None:
            raise ValueError(f"no face in {path}")
        self.points = face.landmarks[:, :2] * np.array([WIDTH, HEIGHT], np.float32)
        self._grid = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        self._middle = (low + high) / 2
        self._radius = (high - low) / 2
        self._weight = self._head_weight()

    def _head_weight(self) -> Array:
        """1 on face and hair, falling to 0 on shoulders and background."""
        x, y = self._grid
        across = (x - self._middle[0]) / (self._radius[0] * 2.1)
        along = (y - (self._middle[1] - 0.25 * self._radius[1])) / (self._radius[1] * 1.9)
        distance = np.sqrt(across**2 + along**2)
        ramp = np.clip((1.35 - distance) / 0.6, 0, 1)
        return cast(Array, (ramp * ramp * (3 - 2 * ramp)).astype(np.float32))

    def frame(self, motion: Motion) -> NDArray[np.uint8]:
        """The picture after ``motion``, BGR."""
        x, y = self._head(motion)
        x, y = self._eyes(x, y, motion)
        moved = cv2.remap(self.image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return cast(NDArray[np.uint8], moved)

    def _head(self, motion: Motion) -> tuple[Array, Array]:
        """Where each pixel comes from: the inverse of turning an ellipsoid, tilting and shifting it; the head only."""
        x, y = self._grid
        dx = (x - self._middle[0] - motion.shift_x) / motion.scale
        dy = (y - self._middle[1] - motion.shift_y) / motion.scale
        angle = math.radians(motion.roll_deg)
        # Undo a clockwise rotation (y points down) about a point in the neck.
        neck = 1.2 * float(self._radius[1])
        dy_neck = dy - neck
        rx = dx * math.cos(angle) + dy_neck * math.sin(angle)
        ry = -dx * math.sin(angle) + dy_neck * math.cos(angle) + neck
        sx, sy = rx.copy(), ry.copy()
        yaw, pitch = math.radians(motion.yaw_deg), math.radians(motion.pitch_deg)
        for _ in range(6):
            depth = self._depth(sx, sy)
            sx = (rx - depth * math.sin(yaw)) / math.cos(yaw)
            sy = (ry + depth * math.sin(pitch)) / math.cos(pitch)
        source_x, source_y = self._middle[0] + sx, self._middle[1] + sy
        weight = self._weight
        return (
            (weight * source_x + (1 - weight) * x).astype(np.float32),
            (weight * source_y + (1 - weight) * y).astype(np.float32),
        )

    def _depth(self, x: Array, y: Array) -> Array:
        """Height of the head's surface over the plane through its middle: an ellipsoid with a nose."""
        rx, ry = float(self._radius[0]) * 1.15, float(self._radius[1]) * 1.2
        ball = np.sqrt(np.clip(1 - (x / rx) ** 2 - (y / ry) ** 2, 0, None)) * rx
        nose = np.exp(-((x / (0.22 * rx)) ** 2) - ((y - 0.12 * ry) / (0.25 * ry)) ** 2) * 0.28 * rx
        return cast(Array, (ball + nose).astype(np.float32))

    def _eyes(self, x: Array, y: Array, motion: Motion) -> tuple[Array, Array]:
        """Close the lids and move the irises, in the portrait's own coordinates."""
        for upper, lower, iris in zip(UPPER, LOWER, IRIS, strict=True):
            top, bottom = self.points[list(upper)], self.points[list(lower)]
            left, right = float(top[0, 0]), float(top[-1, 0])
            inside_x = (x > left) & (x < right)
            upper_y = np.interp(x, top[:, 0], top[:, 1]).astype(np.float32)
            lower_y = np.interp(x, bottom[:, 0], bottom[:, 1]).astype(np.float32)
            if motion.iris:
                middle = self.points[iris]
                radius = 0.3 * (right - left)
                near = np.exp(-(((x - middle[0] - motion.iris * (right - left)) / radius) ** 2))
                opening = np.clip((y - upper_y) / 1.5, 0, 1) * np.clip((lower_y - y) / 1.5, 0, 1) * inside_x
                x = (x - motion.iris * (right - left) * near * opening).astype(np.float32)
            if motion.lids:
                y = _lower_lid(y, upper_y, lower_y, inside_x, motion.lids)
        return x, y


def _lower_lid(y: Array, upper_y: Array, lower_y: Array, inside_x: NDArray[np.bool_], lids: float) -> Array:
    """Stretch the skin above the eye down to where the lid is; what is left of the eye is squeezed below it."""
    opening = np.maximum(lower_y - upper_y, 0.01)
    crease = upper_y - 0.9 * float(opening[inside_x].max(initial=0.01))
    lid = upper_y + lids * opening
    skin = crease + (y - crease) * (upper_y - 1.0 - crease) / np.maximum(lid - crease, 0.01)
    eye = upper_y + (y - lid) * opening / np.maximum(lower_y - lid, 0.01)
    result = np.where(inside_x & (y > crease) & (y <= lid), skin, y)
    return cast(Array, np.where(inside_x & (y > lid) & (y < lower_y), eye, result).astype(np.float32))


def frames(portrait: Portrait, length_s: float) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Time and picture of every frame of a clip."""
    for index in range(round(length_s * RATE_HZ)):
        t_s = index / RATE_HZ
        yield t_s, portrait.frame(motion_at(t_s, length_s))


def write_clip(out: Path, portrait: Portrait, length_s: float) -> None:
    """An MP4 file with MPEG-4 video, which every decoder reads and no restrictive encoder is needed for."""
    with av.open(str(out), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE_HZ)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.qmin, stream.codec_context.qmax = 3, 6
        stream.bit_rate, stream.codec_context.gop_size = 340_000, 50
        for index, (_, image) in enumerate(frames(portrait, length_s)):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    args = parser.parse_args()
    face_model = model_file("face-landmarker", "face_landmarker.task")
    write_clip(args.out, Portrait(assets_dir() / "sample" / "portrait.jpg", face_model), args.seconds)


if __name__ == "__main__":
    main()
