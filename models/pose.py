"""Upper-body points with MediaPipe's pose landmarker."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.landmarks import PoseObservation
from models.vision import Clock, load, to_mp_image

__all__ = ["PoseLandmarker", "PoseObservation"]


class PoseLandmarker:
    """One landmarker for one stream of pictures. Not thread-safe. Use as a context manager or call ``close``.

    Raises ``ModelMissing`` when the weights are not there or are damaged.
    """

    def __init__(self, path: Path, mode: Literal["video", "image"] = "video") -> None:
        from mediapipe.tasks.python import vision

        running = vision.RunningMode.VIDEO if mode == "video" else vision.RunningMode.IMAGE
        self._task: Any = load(
            path,
            vision.PoseLandmarker.create_from_options,
            options_type=vision.PoseLandmarkerOptions,
            running_mode=running,
            num_poses=1,
        )
        self._clock = Clock() if mode == "video" else None

    def detect(self, image: NDArray[np.uint8], t_s: float = 0.0) -> PoseObservation:
        """``image`` is BGR, shape (height, width, 3); ``t_s`` as for the face landmarker."""
        picture = to_mp_image(image)
        if self._clock is None:
            result = self._task.detect(picture)
        else:
            result = self._task.detect_for_video(picture, self._clock.milliseconds(t_s))
        height, width = image.shape[:2]
        if not result.pose_landmarks:
            return PoseObservation(width, height)
        points = [(p.x, p.y, p.z, p.visibility or 0.0) for p in result.pose_landmarks[0]]
        return PoseObservation(width, height, np.array(points, dtype=np.float32))

    def close(self) -> None:
        self._task.close()

    def __enter__(self) -> PoseLandmarker:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
