"""Numbers and claims in the questions on the internet of things."""

from __future__ import annotations

import numpy as np
import pytest


def test_raw_vibration_data_in_a_day() -> None:
    """vibration-before-the-uplink"""
    assert 10_000 * 2 == 20_000
    assert pytest.approx(1.7, abs=0.05) == 20_000 * 86_400 / 1e9


def test_averaging_sixteen_readings() -> None:
    """counts-that-will-not-stand-still"""
    noise = np.random.default_rng(0).normal(3, 1, (20_000, 16))
    assert noise.mean(axis=1).std() == pytest.approx(1 / 4, rel=0.03)
    assert noise.mean() == pytest.approx(3, abs=0.02)  # the offset stays


def test_integer_filter_stalls_without_fraction_bits() -> None:
    """one-sixteenth-without-floats"""
    plain, scaled = 0, 0
    for _ in range(1000):
        plain += (1000 - plain) // 16
        scaled += 1000 - (scaled >> 4)
    assert 1000 - plain == 15
    assert scaled >> 4 == 1000
    for _ in range(1000):
        scaled += 100 - (scaled >> 4)
    assert scaled >> 4 == 100
    assert 4095 * 16 < 2**16 <= 4096 * 16


def test_average_does_not_remove_an_outlier() -> None:
    """one-absurd-reading"""
    readings = np.array([20.0, 20.1, 85.0, 19.9, 20.0])
    assert np.median(readings) == 20.0
    assert readings.mean() > 30


def test_battery_of_the_water_meter() -> None:
    """battery-claim-in-your-project"""
    sending = 60 * 40 / 3600
    sleeping = 0.006 * 24
    assert sending == pytest.approx(0.67, abs=0.005)
    assert sleeping == pytest.approx(0.14, abs=0.005)
    assert 28 <= 8500 / (sending + sleeping) / 365 < 29
    assert 7.5 <= 8500 * 0.7 / (60 * 120 / 3600 + sleeping) / 365 < 8
    assert 8500 * 0.7 / (60 * 120 / 3600 + sleeping) / 365 / 1.2 > 6


def test_delivered_quality_is_the_lower_of_two() -> None:
    """at-least-once-needs-dedup: a consumer that remembers numbers handles a message once."""
    seen: set[tuple[str, int]] = set()
    handled = []
    for message in (("d1", 1), ("d1", 1), ("d1", 2)):
        if message not in seen:
            seen.add(message)
            handled.append(message)
    assert handled == [("d1", 1), ("d1", 2)]


def test_line_between_two_clock_checks() -> None:
    """days-offline-with-a-drifting-clock"""
    counts, times = (0.0, 432_000.0), (0.0, 432_010.0)  # ten seconds slow in five days
    assert np.interp(216_000, counts, times) == pytest.approx(216_005)
