"""Head angles, gaze and zones on observations whose truth is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.presence import GazeZones
from desktop.signals.presence import Gaze, ZoneTracker, gaze_angles, head_angles
from desktop.signals.presence.head import head_model, matrix_angles
from models.landmarks import FaceObservation
from tests.unit.signals.presence.made import face, head, matrix

angle = st.floats(-60, 60)


@given(pitch=angle, yaw=st.floats(-40, 40), roll=angle, size_px=st.floats(2, 30))
def test_head_angles_undo_the_rotation(pitch: float, yaw: float, roll: float, size_px: float) -> None:
    """Up to the correction for labelled faces; wherever the head is and however large."""
    angles, model = head_angles(head(pitch, yaw, roll, size_px=size_px)), head_model()
    assert angles is not None
    assert angles.yaw_deg == pytest.approx(yaw * model.yaw_gain, abs=0.05)
    assert angles.pitch_deg == pytest.approx(pitch + model.pitch_offset_deg, abs=0.05)
    assert angles.roll_deg == pytest.approx(roll, abs=0.05)


@pytest.mark.parametrize("yaw", [-60, 60])
def test_a_head_turned_far_has_its_yaw_and_nothing_made_up(yaw: float) -> None:
    angles = head_angles(head(10, yaw, 5))
    assert angles is not None
    assert angles.yaw_deg == pytest.approx(yaw * head_model().yaw_gain, abs=0.05)
    assert (angles.pitch_deg, angles.roll_deg) == (None, None)


def test_no_head_angles_without_a_face_or_from_points_on_one_line() -> None:
    assert head_angles(FaceObservation(640, 480, 0)) is None
    flat = np.zeros((478, 3), np.float32)
    flat[:, 0] = np.linspace(0, 1, 478)
    assert head_angles(FaceObservation(640, 480, 1, flat, matrix())) is None


@given(pitch=angle, yaw=angle, roll=angle)
def test_matrix_angles_undo_the_rotation(pitch: float, yaw: float, roll: float) -> None:
    angles = matrix_angles(matrix(pitch, yaw, roll))
    assert (angles.pitch_deg, angles.yaw_deg, angles.roll_deg) == pytest.approx((pitch, yaw, roll), abs=0.01)


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
    off = GazeZones(6, -10, left_deg=8, right_deg=6, up_deg=11, down_deg=5)
    for gaze, zone in (
        (Gaze(6, -10), "camera"),
        (Gaze(-1, -10), "camera"),
        (Gaze(-3, -10), "left"),
        (Gaze(13, -10), "right"),
        (Gaze(6, 4), "up"),
        (Gaze(6, -16), "down"),
    ):
        assert ZoneTracker(off).add(0.0, gaze) == zone
    assert ZoneTracker().add(0.0, Gaze(6, 4)) == "camera"


@pytest.mark.parametrize(
    ("gaze", "usual", "own"),
    [
        (Gaze(0, 0), False, False),
        (Gaze(10, 0), True, True),
        (Gaze(14.5, 0), True, False),
        (Gaze(16, 0), True, False),
        (Gaze(30, 0), False, False),
        (Gaze(0, -10), True, True),
        (Gaze(30, -12), False, False),
    ],
)
def test_near_a_border_the_zone_is_unsure_and_more_so_without_a_calibration(gaze: Gaze, usual: bool, own: bool) -> None:
    assert ZoneTracker().unsure(gaze) is usual
    assert ZoneTracker(GazeZones(0, 0, 9, 9, 11, 8)).unsure(gaze) is own
