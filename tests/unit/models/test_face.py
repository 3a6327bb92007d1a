"""The face landmarker on the shipped portrait."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop.domain.errors import ModelMissing
from desktop.resources import assets_dir
from models.face import FaceLandmarker
from models.pose import PoseLandmarker
from tests.weights import face_landmarker

PORTRAIT = cv2.imread(str(assets_dir() / "sample" / "portrait.jpg"))


@pytest.mark.models
def test_portrait_has_one_face_with_eyes_left_and_right_of_the_nose() -> None:
    with FaceLandmarker(face_landmarker(), "image") as landmarker:
        face = landmarker.detect(PORTRAIT)
    assert face.faces == 1
    assert face.landmarks is not None
    assert face.landmarks.shape == (478, 3)
    assert face.landmarks.dtype == np.float32
    left_eye, nose, right_eye = face.landmarks[33], face.landmarks[1], face.landmarks[263]
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_eye[1] < nose[1]
    assert face.matrix is not None
    assert np.linalg.det(face.matrix[:3, :3]) == pytest.approx(1, abs=0.01)
    assert 0 <= face.blendshapes["eyeBlinkLeft"] < 0.4


@pytest.mark.models
def test_colours_are_taken_as_bgr_and_no_face_is_found_in_grey() -> None:
    with FaceLandmarker(face_landmarker(), "image") as landmarker:
        empty = landmarker.detect(np.full((480, 640, 3), 127, np.uint8))
    assert empty.faces == 0
    assert empty.landmarks is None
    assert empty.matrix is None


@pytest.mark.models
def test_second_face_is_noticed_and_the_larger_one_described() -> None:
    head = PORTRAIT[20:260, 100:340]
    both = np.full((400, 660, 3), 127, np.uint8)
    both[:, :400] = cv2.resize(head, (400, 400))
    both[:240, 410:650] = head
    with FaceLandmarker(face_landmarker(), "image") as landmarker:
        face = landmarker.detect(both)
    assert face.faces == 2
    assert face.landmarks is not None
    assert face.landmarks[1, 0] < 400 / 660


@pytest.mark.models
def test_video_mode_survives_times_that_stand_still_or_run_back() -> None:
    with FaceLandmarker(face_landmarker(), "video") as landmarker:
        found = [landmarker.detect(PORTRAIT, t_s).faces for t_s in (0.0, 0.04, 0.04, 0.0, 0.08)]
    assert found == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("landmarker", [FaceLandmarker, PoseLandmarker])
@pytest.mark.parametrize("content", [None, b"not a model"])
def test_missing_and_damaged_weights_are_told_apart_from_bugs(
    tmp_path: Path, landmarker: type[FaceLandmarker] | type[PoseLandmarker], content: bytes | None
) -> None:
    path = tmp_path / "model.task"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelMissing, match=r"model\.task"):
        landmarker(path)
