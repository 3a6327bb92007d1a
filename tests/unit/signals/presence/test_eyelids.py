"""Open and closed eyes, and blinks, on made-up openness curves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.signals.presence import blinks_in, eye_openness
from desktop.signals.presence.eyelids import EyelidTracker
from tests.unit.signals.presence.made import face, frame


def openness_curve(fps: float, length_s: float, blinks: list[float], base: float, lasting_s: float = 0.24) -> list:
    """(time, openness) with blinks beginning at the given times; noise of 3 %."""
    noise = np.random.default_rng(1)
    curve = []
    for k in range(int(length_s * fps)):
        t_s = k / fps
        inside = [
            1 - abs((t_s - start_s) / lasting_s * 2 - 1) for start_s in blinks if start_s < t_s < start_s + lasting_s
        ]
        shut = min(1.0, 1.8 * max(inside, default=0.0))
        curve.append((t_s, base * (1 - 0.9 * shut) * (1 + 0.03 * noise.standard_normal())))
    return curve


def blinks_of(curve: list, typical: float | None = None) -> int:
    tracker = EyelidTracker(typical) if typical else EyelidTracker()
    return len(blinks_in([frame(t_s, closed=tracker.add(t_s, value)) for t_s, value in curve]))


def test_openness_is_the_ratio_of_height_and_width() -> None:
    assert eye_openness(face(opening=0.31)) == pytest.approx(0.31, abs=0.005)
    assert eye_openness(face(z_cm=500)) is None


@settings(max_examples=40, deadline=None)
@given(base=st.floats(0.16, 0.42), fps=st.sampled_from([10, 12.5, 15, 25, 30]))
def test_blinks_are_counted_for_narrow_and_wide_eyes_at_any_rate(base: float, fps: float) -> None:
    starts = [1.13, 3.4, 5.02, 5.71, 8.3]
    assert blinks_of(openness_curve(fps, 10, starts, base)) == len(starts)


def test_looking_down_is_no_blink() -> None:
    curve = [(k / 25, 0.30 if k < 75 or k > 150 else 0.21) for k in range(250)]
    assert blinks_of(curve) == 0


def test_long_closed_eyes_are_closed_but_no_blink() -> None:
    tracker = EyelidTracker()
    curve = [(k / 25, 0.04 if 50 <= k < 110 else 0.3) for k in range(200)]
    frames = [frame(t_s, closed=tracker.add(t_s, value)) for t_s, value in curve]
    assert [f.eyes_closed for f in frames] == [value == 0.04 for _, value in curve]
    assert blinks_in(frames) == ()


def test_unseen_eyes_are_neither_open_nor_closed() -> None:
    assert EyelidTracker().add(0.0, None) is None
    frames = [frame(0.0), frame(0.04, closed=True), frame(0.08, closed=None), frame(0.12)]
    assert blinks_in(frames) == ()


def test_eyes_closed_across_a_gap_are_no_blink() -> None:
    frames = [frame(0.0), frame(0.04, closed=True), frame(3.0)]
    assert blinks_in(frames) == ()


def test_blink_times_lie_half_way_between_frames() -> None:
    frames = [frame(0.0), frame(0.1, closed=True), frame(0.2, closed=True), frame(0.3)]
    (blink,) = blinks_in(frames)
    assert (blink.start_s, blink.end_s) == pytest.approx((0.05, 0.25))
