"""Head angles, gaze and zones on observations whose truth is known."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.signals.presence import Gaze, ZoneTracker, gaze_angles, head_angles
from models.landmarks import FaceObservation
from tests.unit.signals.presence.made import face, matrix

angle = st.floats(-60, 60)


@given(pitch=angle, yaw=angle, roll=angle)
def test_head_angles_undo_the_rotation(pitch: float, yaw: float, roll: float) -> None:
    head = head_angles(matrix(pitch, yaw, roll))
    assert (head.pitch_deg, head.yaw_deg, head.roll_deg) == pytest.approx((pitch, yaw, roll), abs=0.01)


def test_straight_eyes_in_a_straight_face_look_at_the_camera() -> None:
    gaze = gaze_angles(face())
    assert gaze is not None
    assert gaze.yaw_deg == pytest.approx(0, abs=0.1)
    assert gaze.pitch_deg == pytest.approx(0, abs=0.1)


@given(st.floats(-0.6, 0.6), st.floats(-0.3, 0.6))
def test_gaze_follows_the_iris_whatever_the_distance(right_cm: float, up_cm: float) -> None:
    near, far = (gaze_angles(face(right_cm, up_cm, z_cm=z)) for z in (40, 80))
    assert near is not None
    assert far is not None
    assert (near.yaw_deg > 0) == (right_cm > 0) or abs(near.yaw_deg) < 0.01
    assert near.yaw_deg == pytest.approx(far.yaw_deg, abs=0.05)
    assert near.pitch_deg == pytest.approx(far.pitch_deg, abs=0.05)


def test_no_gaze_without_a_face_with_tiny_eyes_or_from_the_side() -> None:
    assert gaze_angles(FaceObservation(640, 480, 0)) is None
    assert gaze_angles(face(z_cm=400)) is None
    straight = face()
    assert gaze_angles(FaceObservation(640, 480, 1, straight.landmarks, matrix(yaw_deg=65))) is None


@pytest.mark.parametrize(
    ("yaw", "pitch", "zone"), [(0, 0, "camera"), (-25, 3, "left"), (25, -3, "right"), (2, 25, "up"), (5, -25, "down")]
)
def test_zones_are_the_images(yaw: float, pitch: float, zone: str) -> None:
    assert ZoneTracker().add(0.0, Gaze(yaw, pitch)) == zone


def test_zone_does_not_flicker_at_its_border() -> None:
    tracker = ZoneTracker()
    zones = [tracker.add(k * 0.05, Gaze(11.9 + 0.8 * (-1) ** k, 0)) for k in range(40)]
    changes = sum(a != b for a, b in itertools.pairwise(zones))
    assert changes <= 1


def test_zone_holds_through_a_blink_and_then_is_unknown() -> None:
    tracker = ZoneTracker()
    tracker.add(0.0, Gaze(20, 0))
    assert tracker.add(0.3, None) == "right"
    assert tracker.add(1.0, None) == "none"
    tracker.add(1.1, Gaze(0, 0))
    assert tracker.lose_face() == "none"


def test_calibration_moves_and_narrows_the_camera_zone() -> None:
    off = Gaze(6, -10)
    assert ZoneTracker(neutral=off).add(0.0, off) == "camera"
    assert ZoneTracker(neutral=off).add(0.0, Gaze(6, 4)) == "up"
    assert ZoneTracker().add(0.0, Gaze(6, 4)) == "camera"
