"""Numbers in research-statistics.yaml, both languages."""

from math import comb, erfc, sqrt

import numpy as np
import pytest


def two_sided_sign_test(wins: int, total: int) -> float:
    tail = min(wins, total - wins)
    return 2 * sum(comb(total, k) for k in range(tail + 1)) / 2**total


def two_sided_normal(z: float) -> float:
    return erfc(z / sqrt(2))


def test_tiny_gain() -> None:
    """tiny-gain-tiny-p-value"""
    error = sqrt((0.9 * 0.1 + 0.901 * 0.099) / 5_000_000)
    assert two_sided_normal(0.001 / error) < 1e-6
    more_right = 1_000_000_000 * 0.001
    assert more_right == 1_000_000


def test_forty_variants() -> None:
    """one-of-forty-variants"""
    assert round((1 - 0.95**40) * 100) == 87
    assert 40 * 0.05 == 2
    threshold = 0.05 / 40
    assert threshold == pytest.approx(0.00125)
    assert threshold < 0.02


def test_three_seeds() -> None:
    """three-seeds-one-point"""
    mean_error = 1 / sqrt(3)
    assert round(mean_error, 2) == 0.58
    difference_error = sqrt(2) * mean_error
    assert round(difference_error, 1) == 0.8
    assert round(1 / difference_error, 1) == 1.2
    assert sqrt(2 / 12) == pytest.approx(difference_error / 2)

    # 2.776 is the 97.5 % quantile of Student's t with four degrees of freedom, whose distribution function is known
    def t4(t: float) -> float:
        s = t / sqrt(4 + t * t)
        return 0.5 + 0.75 * (s - s**3 / 3)

    assert t4(2.776) == pytest.approx(0.975, abs=1e-4)
    assert 2 * (1 - t4(1 / difference_error)) > 0.25


def test_paired_models() -> None:
    """same-test-set-paired"""
    gain = (30 - 10) / 1000
    assert gain == pytest.approx(0.87 - 0.85)
    assert two_sided_sign_test(10, 40) == pytest.approx(0.002, abs=0.0005)
    assert two_sided_normal((30 - 10) / sqrt(40)) == pytest.approx(0.002, abs=0.0005)
    error = sqrt(0.85 * 0.15 / 1000 + 0.87 * 0.13 / 1000)
    assert two_sided_normal(0.02 / error) == pytest.approx(0.2, abs=0.01)


def test_two_hundred_items() -> None:
    """two-hundred-test-items"""
    error = sqrt(0.9 * 0.1 / 200)
    assert round(error * 100, 1) == 2.1
    assert round(1.96 * error * 100) == 4
    assert sqrt(0.9 * 0.1 / 800) == pytest.approx(error / 2)
    more_right = 200 * 0.91 - 200 * 0.90
    assert more_right == pytest.approx(2)


def test_small_win_rate_is_not_significant() -> None:
    """human-raters-agree"""
    assert two_sided_sign_test(45, 100) > 0.3


def test_best_of_five() -> None:
    """best-of-five-runs"""
    rng = np.random.default_rng(0)
    best = [rng.standard_normal((20_000, runs)).max(axis=1).mean() for runs in (5, 50)]
    assert 1.1 < best[0] < 1.25
    assert 2.1 < best[1] < 2.4


def test_three_hundred_features() -> None:
    """family-wise-or-false-discovery"""
    assert 300 * 0.05 == 15


def test_small_study_exaggerates() -> None:
    """effects-shrink-on-repetition"""
    error = sqrt(2 / 20)
    assert error == pytest.approx(1 / 3, abs=0.02)
    assert 1.96 * error > 0.6
    assert round(1.96 * error / 0.2) == 3


def test_nine_of_twelve() -> None:
    """nine-of-twelve-datasets"""
    assert two_sided_sign_test(9, 12) == pytest.approx(0.146, abs=0.001)
