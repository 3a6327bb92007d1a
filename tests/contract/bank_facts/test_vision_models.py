"""Numbers and claims in the questions on vision models."""

from __future__ import annotations

import itertools

import numpy as np
import pytest


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = width * height
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def test_half_a_width_leaves_one_third() -> None:
    """what-overlap-ratio-tells-you"""
    assert _overlap((0, 0, 2, 1), (1, 0, 3, 1)) == pytest.approx(1 / 3)
    assert _overlap((0, 0, 20, 20), (5, 0, 25, 20)) < _overlap((0, 0, 200, 200), (5, 0, 205, 200))
    assert _overlap((0, 0, 1, 1), (2, 0, 3, 1)) == _overlap((0, 0, 1, 1), (20, 0, 21, 1)) == 0


def test_focal_factor() -> None:
    """flood-of-easy-background"""
    assert pytest.approx(0.01) == (1 - 0.9) ** 2


def test_reach_of_dilated_kernel() -> None:
    """convolution-with-holes"""
    taps = [dy * 2 for dy in (-1, 0, 1)]
    assert max(taps) - min(taps) + 1 == 5
    assert len(list(itertools.product(taps, taps))) == 9
    positions = {sum(shift) for shift in itertools.product((-2, 0, 2), repeat=3)}
    assert all(position % 2 == 0 for position in positions)  # the same rate again and again leaves holes


def test_shrunken_car() -> None:
    """detect-in-an-aerial-image"""
    assert 1 <= 30 * 1000 / 20000 <= 2


def test_all_background_is_almost_always_right() -> None:
    """overlap-loss-for-rare-foreground"""
    truth = np.zeros(1000)
    truth[:10] = 1
    assert np.mean(truth == 0) == 0.99
    assert 1 - 2 * np.sum(0 * truth) / (0 + truth.sum()) == 1.0
    for background in (100, 10_000):
        target = np.concatenate([np.ones(10), np.zeros(background)])
        predicted = np.concatenate([np.ones(5), np.zeros(5 + background)])
        assert 1 - 2 * np.sum(predicted * target) / (predicted.sum() + target.sum()) == pytest.approx(1 / 3)


def test_overlap_from_confusion_matrix() -> None:
    """accumulate-the-confusion-matrix"""
    classes, ignore = 3, 255
    rng = np.random.default_rng(0)
    truths = [rng.integers(0, 2, (3, 3)), rng.integers(0, 2, (5, 4))]
    guesses = [rng.integers(0, 2, truth.shape) for truth in truths]
    truths[0][0, 0] = ignore
    matrix = np.zeros((classes, classes), int)
    each = []
    for truth, guess in zip(truths, guesses, strict=True):
        kept = truth != ignore
        number = truth[kept] * classes + guess[kept]
        one = np.bincount(number, minlength=classes**2).reshape(classes, classes)
        matrix += one
        each.append(np.mean([one[k, k] / (one[k].sum() + one[:, k].sum() - one[k, k]) for k in range(2)]))
    truth, guess = (np.concatenate([part.ravel() for part in parts]) for parts in (truths, guesses))
    guess, truth = guess[truth != ignore], truth[truth != ignore]
    total = []
    for k in range(2):
        expected = np.sum((truth == k) & (guess == k)) / np.sum((truth == k) | (guess == k))
        total.append(matrix[k, k] / (matrix[k].sum() + matrix[:, k].sum() - matrix[k, k]))
        assert total[-1] == pytest.approx(expected)
    assert matrix[2].sum() + matrix[:, 2].sum() - matrix[2, 2] == 0  # a class that never occurs has no denominator
    assert np.mean(each) != pytest.approx(np.mean(total))


def test_small_object_after_downsampling() -> None:
    """tiny-targets-missed"""
    assert 16 / 32 == 0.5
    assert _overlap((0, 0, 16, 16), (4, 4, 20, 20)) < 0.5


def test_false_accepts_grow_with_the_gallery() -> None:
    """same-person-similarity-threshold"""
    assert pytest.approx(0.00995, abs=1e-5) == 1 - (1 - 1e-6) ** 10_000


def _collapse(path: str) -> str:
    return "".join(symbol for symbol, _ in itertools.groupby(path)).replace("-", "")


def test_collapse_of_a_path() -> None:
    """reading-a-line-without-positions"""
    assert _collapse("-8-8") == "88"
    assert _collapse("-888") == "8"
    wrong_order = "".join(symbol for symbol, _ in itertools.groupby("8-8".replace("-", "")))
    assert wrong_order == "8"
