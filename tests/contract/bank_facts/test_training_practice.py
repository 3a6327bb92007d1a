"""What assets/questions/en/training-practice.yaml claims, computed."""

from __future__ import annotations

import math

import numpy as np


def test_loss_of_guessing_among_ten() -> None:
    """checks-before-a-long-run: the natural log of ten is about 2.3."""
    assert round(math.log(10), 1) == 2.3


def test_four_parts_give_the_gradient_of_the_whole() -> None:
    """batch-that-does-not-fit: divided by four they add up; unequal parts have to be weighted."""
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(256, 5)), rng.normal(size=256), rng.normal(size=5)

    def gradient(rows: slice) -> np.ndarray:
        return x[rows].T @ (x[rows] @ w - y[rows]) / len(y[rows])

    whole = gradient(slice(None))
    parts = [gradient(slice(start, start + 64)) for start in range(0, 256, 64)]
    assert np.allclose(sum(part / 4 for part in parts), whole)
    uneven = [slice(0, 200), slice(200, 256)]
    assert not np.allclose(sum(gradient(rows) / 2 for rows in uneven), whole)
    assert np.allclose(200 / 256 * gradient(uneven[0]) + 56 / 256 * gradient(uneven[1]), whole)


def test_what_half_precision_cannot_hold() -> None:
    """sixteen-bit-loss-scaling: six times ten to the minus eight; a hundred-thousandth added to one is lost."""
    assert 5.9e-8 < float(np.finfo(np.float16).smallest_subnormal) < 6e-8
    assert np.float16(1e-8) == 0
    assert np.float16(1e-8 * 2**16) != 0
    assert np.float16(1) + np.float16(1e-5) == np.float16(1)
    assert np.float32(1) + np.float32(1e-5) != np.float32(1)
    assert np.finfo(np.float16).iexp == 5
    assert np.finfo(np.float32).iexp == 8
    # bfloat16 is the upper half of a single-precision number
    kept = (np.array([1e-30, 1 + 1e-5], np.float32).view(np.uint32) & 0xFFFF0000).view(np.float32)
    assert kept[0] > 0
    assert kept[1] == 1


def test_sixty_trials() -> None:
    """sixty-trials-five-hyperparameters: 32 and 243 points of a grid; 95 per cent for the best twentieth."""
    assert 2**5 == 32 < 60 < 3**5 == 243
    assert 2**5 // 2 == 16
    assert 0.95 < 1 - 0.95**60 < 0.96


def test_cost_and_memory_of_recomputing() -> None:
    """recompute-instead-of-store: four thirds of the work, and twenty kept for a hundred layers."""
    forward, backward = 1, 2
    assert math.isclose((2 * forward + backward) / (forward + backward), 4 / 3)
    kept = {segment: math.ceil(100 / segment) + segment for segment in range(1, 101)}
    assert min(kept.values()) == kept[10] == 20


def test_weight_of_twenty_multiplies_the_odds_by_twenty() -> None:
    """half-a-percent-positives: the best constant under the weighted loss."""
    share, weight = 0.005, 20
    grid = np.linspace(1e-4, 0.5, 500_001)
    loss = -(weight * share * np.log(grid) + (1 - share) * np.log(1 - grid))
    best = grid[np.argmin(loss)]
    assert math.isclose(best / (1 - best), weight * share / (1 - share), rel_tol=1e-3)
