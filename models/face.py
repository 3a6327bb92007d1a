"""Face landmarks with MediaPipe's face landmarker: 478 points, blendshapes and the head's transformation matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.landmarks import FaceObservation
from models.vision import Clock, load, to_mp_image

__all__ = ["FaceLandmarker", "FaceObservation"]


# Two, not one: a second person in the picture is something to say; a third changes nothing.
MAX_FACES = 2
USED_BLENDSHAPES = frozenset(
    f"eye{what}{side}"
    for what in ("Blink", "LookDown", "LookUp", "LookIn", "LookOut", "Squint")
    for side in ("Left", "Right")
)


class FaceLandmarker:
    """One landmarker for one stream of pictures. Not thread-safe. Use as a context manager or call ``close``.

    ``mode`` "video" tracks from frame to frame and needs rising times; "image" looks at each picture afresh.
    Raises ``ModelMissing`` when the weights are not there or cannot be loaded.
    """

    def __init__(self, path: Path, mode: Literal["video", "image"] = "video") -> None:
        from mediapipe.tasks.python import vision

        running = vision.RunningMode.VIDEO if mode == "video" else vision.RunningMode.IMAGE
        self._task: Any = load(
            path,
            vision.FaceLandmarker.create_from_options,
            options_type=vision.FaceLandmarkerOptions,
            running_mode=running,
            num_faces=MAX_FACES,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        self._clock = Clock() if mode == "video" else None

    def detect(self, image: NDArray[np.uint8], t_s: float = 0.0) -> FaceObservation:
        """``image`` is BGR, shape (height, width, 3). ``t_s`` counts in video mode only; a time that does not rise
        by a millisecond is moved just past the one before, since the tracker refuses it otherwise."""
        picture = to_mp_image(image)
        if self._clock is None:
            result = self._task.detect(picture)
        else:
            result = self._task.detect_for_video(picture, self._clock.milliseconds(t_s))
        return _observation(result, image.shape[1], image.shape[0])

    def close(self) -> None:
        self._task.close()

    def __enter__(self) -> FaceLandmarker:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def _observation(result: Any, width: int, height: int) -> FaceObservation:
    count = len(result.face_landmarks)
    if not count:
        return FaceObservation(width, height, 0)
    faces = [
        np.array([(point.x, point.y, point.z) for point in face], dtype=np.float32) for face in result.face_landmarks
    ]
    largest = max(range(count), key=lambda i: float(np.prod(np.ptp(faces[i][:, :2], axis=0))))
    shapes = {
        shape.category_name: float(shape.score)
        for shape in result.face_blendshapes[largest]
        if shape.category_name in USED_BLENDSHAPES
    }
    matrix = np.asarray(result.facial_transformation_matrixes[largest], dtype=np.float32)
    return FaceObservation(width, height, count, faces[largest], matrix, shapes)
