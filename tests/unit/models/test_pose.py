"""The pose landmarker and the posture that follows, on the shipped portrait."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desktop.resources import assets_dir
from desktop.signals.presence import posture_of
from models.pose import PoseLandmarker
from tests.weights import pose_landmarker

pytestmark = pytest.mark.models
PORTRAIT = cv2.imread(str(assets_dir() / "sample" / "portrait.jpg"))


def turned(degrees: float) -> np.ndarray:
    """The portrait turned clockwise about its middle."""
    turn = cv2.getRotationMatrix2D((256, 256), -degrees, 1.0)
    return cv2.warpAffine(PORTRAIT, turn, (512, 512), borderMode=cv2.BORDER_REPLICATE)


def test_shoulder_line_follows_a_turned_picture() -> None:
    with PoseLandmarker(pose_landmarker(), "image") as landmarker:
        angles = []
        for degrees in (-8.0, 0.0, 8.0):
            posture = posture_of(landmarker.detect(turned(degrees)))
            assert posture is not None
            angles.append(posture.shoulder_roll_deg)
    # The space suit hides the shoulders, so the model follows only roughly.
    assert angles[0] < angles[1] < angles[2]
    assert angles[2] - angles[0] == pytest.approx(16, abs=6)


def test_nobody_in_grey() -> None:
    with PoseLandmarker(pose_landmarker(), "image") as landmarker:
        pose = landmarker.detect(np.full((480, 640, 3), 127, np.uint8))
    assert posture_of(pose) is None


def test_a_point_that_comes_into_sight_is_seen_at_once() -> None:
    """Calls are a second apart; the library's own smoothing would take seven of them."""
    hidden = PORTRAIT.copy()
    hidden[180:] = 127
    right_elbow = 14
    with PoseLandmarker(pose_landmarker(), "image") as still, PoseLandmarker(pose_landmarker(), "video") as stream:
        expected = still.detect(PORTRAIT).points
        for second in range(6):
            stream.detect(hidden, float(second))
        seen = stream.detect(PORTRAIT, 6.0).points
    assert expected is not None
    assert seen is not None
    assert seen[right_elbow, 3] == pytest.approx(expected[right_elbow, 3], abs=0.1)
    assert seen[right_elbow, 3] > 0.5
    assert 0 <= seen[:, 3].min() <= seen[:, 3].max() <= 1
