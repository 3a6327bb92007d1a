"""The face and pose models together, fed with the same pictures at a size that suits them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import cv2

from desktop.capture.frame_source import Image
from desktop.domain.presence import Posture
from desktop.signals.presence import FaceReading, Hint, doubted, framing_hint, light_of, posture_of, read_face
from models.face import FaceLandmarker
from models.pose import PoseLandmarker

# The landmarkers look at 256 pixels of a face at most; more only costs time.
ANALYSIS_SIDE = 960


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture shows. ``posture`` is None unless it was asked for and measurable."""

    reading: FaceReading
    hint: Hint
    posture: Posture | None


class FrameModels:
    """Not thread-safe. Raises ``ModelMissing`` from the constructor."""

    def __init__(self, face_model: Path, pose_model: Path | None, mode: Literal["video", "image"]) -> None:
        self._face = FaceLandmarker(face_model, mode)
        try:
            self._pose = PoseLandmarker(pose_model, mode) if pose_model else None
        except BaseException:
            self._face.close()
            raise

    def look(self, image: Image, t_s: float, with_pose: bool) -> Look:
        """``image`` is BGR, shape (height, width, 3)."""
        small = shrink(image, ANALYSIS_SIDE)
        face = self._face.detect(small, t_s)
        posture = None
        if with_pose and self._pose is not None and face.faces:
            posture = posture_of(self._pose.detect(small, t_s))
        reading = doubted(read_face(face), small, face)
        hint = "no_face" if reading.doubt == "drawn" else framing_hint(face, light_of(small, face))
        return Look(reading, hint, posture)

    def close(self) -> None:
        self._face.close()
        if self._pose is not None:
            self._pose.close()

    def __enter__(self) -> FrameModels:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def shrink(image: Image, side: int) -> Image:
    """The picture with no side longer than ``side``; never enlarged."""
    scale = side / max(image.shape[:2])
    if scale >= 1:
        return image
    return cast(Image, cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
