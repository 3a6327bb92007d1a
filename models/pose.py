"""Upper-body points with MediaPipe's pose landmarker."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.landmarks import PoseObservation
from models.vision import Clock, load, to_mp_image

__all__ = ["PoseLandmarker", "PoseObservation"]


# In video mode the library lets the visibility of a point follow by a tenth a call (pose_landmark_filtering, for thirty
# calls a second). At one call a second a raised hand would be seen seven seconds late, so that is undone.
VISIBILITY_STEP = 0.1


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
        self._smoothed: NDArray[np.float32] | None = None

    def detect(self, image: NDArray[np.uint8], t_s: float = 0.0) -> PoseObservation:
        """``image`` is BGR, shape (height, width, 3); ``t_s`` as for the face landmarker."""
        picture = to_mp_image(image)
        if self._clock is None:
            result = self._task.detect(picture)
        else:
            result = self._task.detect_for_video(picture, self._clock.milliseconds(t_s))
        height, width = image.shape[:2]
        if not result.pose_landmarks:
            self._smoothed = None
            return PoseObservation(width, height)
        points = np.array([(p.x, p.y, p.z, p.visibility or 0.0) for p in result.pose_landmarks[0]], dtype=np.float32)
        if self._clock is not None:
            points[:, 3] = self._as_seen(points[:, 3])
        return PoseObservation(width, height, points)

    def _as_seen(self, smoothed: NDArray[np.float32]) -> NDArray[np.float32]:
        before, self._smoothed = self._smoothed, smoothed.copy()
        if before is None:
            return smoothed
        seen = (smoothed - (1 - VISIBILITY_STEP) * before) / VISIBILITY_STEP
        return np.clip(seen, 0.0, 1.0).astype(np.float32)

    def close(self) -> None:
        self._task.close()

    def __enter__(self) -> PoseLandmarker:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
