"""The rate of analysed frames: what was asked for when there is time, less when there is not."""

from __future__ import annotations

import pytest

from desktop.workers.governor import MIN_FPS, RateGovernor


def analysed(governor: RateGovernor, camera_fps: float, length_s: float, took_s: float = 0.0) -> float:
    count = 0
    for k in range(int(camera_fps * length_s)):
        if governor.wants(k / camera_fps):
            count += 1
            if took_s:
                governor.took(took_s)
    return count / length_s


@pytest.mark.parametrize(("camera_fps", "max_fps"), [(30, 15), (30, 10), (25, 15), (15, 15), (10, 15)])
def test_rate_is_the_one_asked_for_or_the_cameras(camera_fps: float, max_fps: float) -> None:
    assert analysed(RateGovernor(max_fps), camera_fps, 20) == pytest.approx(min(camera_fps, max_fps), rel=0.2)


def test_slow_analysis_lowers_the_rate_and_quick_analysis_raises_it_again() -> None:
    governor = RateGovernor(15)
    assert analysed(governor, 30, 20, took_s=0.1) == pytest.approx(6, abs=1)
    for _ in range(60):
        governor.took(0.01)
    assert analysed(governor, 30, 20, took_s=0.01) == pytest.approx(15, rel=0.2)


def test_rate_never_falls_to_nothing() -> None:
    governor = RateGovernor(15)
    governor.took(30.0)
    assert 1 / governor.interval_s == pytest.approx(MIN_FPS)


def test_limit_takes_effect_at_once_and_time_may_start_anew() -> None:
    governor = RateGovernor(15)
    governor.limit(5)
    assert analysed(governor, 30, 10) == pytest.approx(5, rel=0.2)
    assert governor.wants(0.0)
