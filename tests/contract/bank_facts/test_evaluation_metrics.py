"""What assets/questions/zh/evaluation-metrics.yaml claims, computed."""

from __future__ import annotations

import numpy as np


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    difference = scores[labels == 1][:, None] - scores[labels == 0][None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def area_under_roc(scores: np.ndarray, labels: np.ndarray) -> float:
    order = labels[np.argsort(-scores)]
    hits = np.concatenate([[0], np.cumsum(order) / order.sum()])
    alarms = np.concatenate([[0], np.cumsum(1 - order) / (1 - order).sum()])
    return float(((hits[1:] + hits[:-1]) / 2 * np.diff(alarms)).sum())


def f_beta(precision: float, recall: float, beta: float = 1.0) -> float:
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def dcg(gains: list[int]) -> float:
    return sum(gain / np.log2(place + 1) for place, gain in enumerate(gains, 1))


def test_auc_is_the_share_of_pairs_in_order() -> None:
    """auc-in-plain-words: equals the area, and a rising transformation changes nothing."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 500)
    scores = rng.normal(size=500) + labels
    assert np.isclose(auc(scores, labels), area_under_roc(scores, labels))
    assert auc(scores / 2, labels) == auc(np.tanh(scores), labels) == auc(scores, labels)
    assert abs(auc(rng.normal(size=500), labels) - 0.5) < 0.1


def test_everything_positive() -> None:
    """f1-harmonic-mean: two per cent positive, everything called positive."""
    precision, recall = 0.02, 1.0
    assert np.isclose((precision + recall) / 2, 0.51)
    assert 0.035 < f_beta(precision, recall) < 0.045
    assert f_beta(0.5, 0.9, beta=2) > f_beta(0.9, 0.5, beta=2)
    hits, mistakes, correct_negatives = 10, 10, 80
    assert hits / (hits + mistakes / 2) != correct_negatives / (correct_negatives + mistakes / 2)


def test_micro_is_accuracy_and_can_be_far_above_macro() -> None:
    """macro-far-below-micro: one large class done well, nine small ones done badly."""
    confusion = np.zeros((10, 10), dtype=int)
    confusion[0, 0] = 9000
    for small in range(1, 10):
        confusion[small, small], confusion[small, 0] = 40, 60
    hits = np.diag(confusion)
    per_class = 2 * hits / (confusion.sum(axis=0) + confusion.sum(axis=1))
    micro = 2 * hits.sum() / (2 * confusion.sum())
    assert micro == hits.sum() / confusion.sum()
    assert micro > 0.9
    assert 0.55 < per_class.mean() < 0.65


def test_a_rising_calibration_keeps_the_auc() -> None:
    """predicted-rate-twice-actual: halving every prediction changes no order."""
    rng = np.random.default_rng(1)
    true = rng.uniform(0.01, 0.2, 4000)
    labels = (rng.uniform(size=4000) < true).astype(int)
    assert auc(2 * true, labels) == auc(true, labels)
    assert np.isclose((2 * true).mean() / labels.mean(), 2, rtol=0.15)


def test_ndcg_falls_with_the_place_of_the_best_result() -> None:
    """ndcg-discount-and-normalise: between zero and one, and the first place counts most."""
    first, tenth = [4] + [0] * 9, [0] * 9 + [4]
    assert dcg(first) / dcg(sorted(first, reverse=True)) == 1
    assert 0 < dcg(tenth) / dcg(sorted(tenth, reverse=True)) < 0.3
    assert dcg([0] * 10) == 0


def test_what_each_loss_aims_at() -> None:
    """squared-or-absolute-delivery-error: mean, median and quantile of a right-skewed sample."""
    rng = np.random.default_rng(2)
    minutes = 20 + rng.lognormal(2.5, 0.8, 4001)
    grid = np.linspace(20, 100, 1601)
    error = minutes[:, None] - grid[None, :]
    assert np.isclose(grid[np.argmin((error**2).mean(axis=0))], minutes.mean(), atol=0.1)
    assert np.isclose(grid[np.argmin(np.abs(error).mean(axis=0))], np.median(minutes), atol=0.1)
    pinball = np.where(error > 0, 0.9 * error, -0.1 * error).mean(axis=0)
    assert np.isclose(grid[np.argmin(pinball)], np.quantile(minutes, 0.9), atol=0.3)
    assert minutes.mean() > np.median(minutes)


def test_interval_of_two_thousand_cases() -> None:
    """error-bars-on-your-result: ninety-two per cent of two thousand is known to about 1.2 points."""
    assert 1.1 < 196 * np.sqrt(0.92 * 0.08 / 2000) < 1.25
    assert np.isclose(92 - 88.1, (2.7 + 5.1) / 2)
