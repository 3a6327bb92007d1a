"""Looks at known places to a person's own zones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import InputError
from desktop.domain.presence import GazeSample, GazeTarget
from desktop.signals.presence import Gaze, ZoneTracker, fit_zones, gaze_sample


def looks(
    yaw: float = 0.0, pitch: float = 0.0, *, side: float = 16.0, drop: float = 11.0
) -> dict[GazeTarget, GazeSample | None]:
    """A person with an offset of their own; the screen reaches ``side`` degrees to both sides. The screen's left is the
    image's right."""
    places: dict[GazeTarget, tuple[float, float]] = {
        "camera": (0, 0),
        "text": (0, -drop),
        "top_left": (side, -2),
        "top_right": (-side, -2),
        "bottom_right": (-side, -2 * drop),
        "bottom_left": (side, -2 * drop),
    }
    return {name: GazeSample(yaw + right, pitch + up, 1.0, 30) for name, (right, up) in places.items()}


def test_a_look_is_its_median_and_one_glance_aside_does_not_move_it() -> None:
    gazes = [Gaze(3.0 + 0.2 * (-1) ** k, -5.0) for k in range(20)] + [Gaze(30.0, 10.0)] * 3
    sample = gaze_sample(gazes)
    assert sample is not None
    assert (sample.yaw_deg, sample.pitch_deg) == pytest.approx((3.0, -5.0), abs=0.21)
    assert sample.frames == 23


def test_too_few_frames_or_wandering_eyes_are_no_look() -> None:
    assert gaze_sample([Gaze(0, 0)] * 5) is None
    rng = np.random.default_rng(3)
    assert gaze_sample([Gaze(float(x), 0) for x in rng.uniform(-20, 20, 40)]) is None


@given(yaw=st.floats(-8, 8), pitch=st.floats(-12, 12), side=st.floats(11, 23), drop=st.floats(9, 20))
def test_every_place_falls_into_its_zone_whatever_the_persons_offset(
    yaw: float, pitch: float, side: float, drop: float
) -> None:
    samples = looks(yaw, pitch, side=side, drop=drop)
    zones = fit_zones(samples, "A")

    def zone(name: GazeTarget) -> str:
        sample = samples[name]
        assert sample is not None
        return ZoneTracker(zones).add(0.0, Gaze(sample.yaw_deg, sample.pitch_deg))

    assert zones.camera == "A"
    assert zone("camera") == "camera"
    assert zone("text") == "down"
    assert zone("top_left") == "right"
    assert zone("top_right") == "left"
    assert zone("bottom_left") in ("right", "down")
    assert zone("bottom_right") in ("left", "down")


def test_looks_that_are_missing_leave_the_usual_borders() -> None:
    samples = looks(4.0, -6.0)
    zones = fit_zones({"camera": samples["camera"], "text": None})
    assert (zones.yaw_deg, zones.pitch_deg) == (4.0, -6.0)
    assert (zones.left_deg, zones.right_deg, zones.up_deg, zones.down_deg) == (9.0, 9.0, 11.0, 11.0)


def test_a_screen_far_wider_than_usual_does_not_make_the_zone_wider_than_uncalibrated() -> None:
    zones = fit_zones(looks(side=60.0, drop=40.0))
    assert (zones.left_deg, zones.right_deg, zones.down_deg) == (12.0, 12.0, 14.0)


def test_without_a_look_at_the_camera_nothing_is_fitted() -> None:
    with pytest.raises(InputError, match="could not be seen"):
        fit_zones(looks() | {"camera": None})


@pytest.mark.parametrize("samples", [looks(side=2.0), looks() | {"camera": GazeSample(25.0, 0.0, 1.0, 30)}])
def test_corners_that_cannot_be_told_apart_are_refused(samples: dict[GazeTarget, GazeSample | None]) -> None:
    with pytest.raises(InputError, match="could not be told"):
        fit_zones(samples)
