"""What assets/questions/zh/trees-and-ensembles.yaml claims, computed."""

from __future__ import annotations

import numpy as np


def gini(labels: np.ndarray) -> float:
    return 1 - float(sum((labels == c).mean() ** 2 for c in np.unique(labels)))


def entropy(labels: np.ndarray) -> float:
    shares = np.array([(labels == c).mean() for c in np.unique(labels)])
    return float(-(shares * np.log2(shares)).sum())


def weighted(labels: np.ndarray, left: np.ndarray, impurity=gini) -> float:
    return float(left.mean() * impurity(labels[left]) + (~left).mean() * impurity(labels[~left]))


def boosted(x: np.ndarray, y: np.ndarray, rounds: int = 100, rate: float = 0.3):
    """Gradient boosting of stumps in one dimension with the squared loss."""
    stumps = []
    left_over = y - y.mean()
    for _ in range(rounds):
        cuts = (x[1:] + x[:-1]) / 2
        errors = [left_over[x < c].var() * (x < c).sum() + left_over[x >= c].var() * (x >= c).sum() for c in cuts]
        cut = cuts[int(np.argmin(errors))]
        values = rate * left_over[x < cut].mean(), rate * left_over[x >= cut].mean()
        stumps.append((cut, *values))
        left_over = left_over - np.where(x < cut, values[0], values[1])
    return lambda at: y.mean() + sum(np.where(at < c, low, high) for c, low, high in stumps)


def test_impurity_and_greed() -> None:
    """best-split-at-a-node: pure is zero, an identifier looks perfect, and exclusive-or defeats the first cut."""
    assert gini(np.zeros(5)) == 0
    assert gini(np.array([0, 1])) == 0.5
    assert entropy(np.array([0, 1])) == 1
    labels = np.array([0, 1, 1, 0])
    for feature in (np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])):
        assert weighted(labels, feature == 0) == gini(labels)
    identifier = np.arange(4)
    assert sum(0.25 * entropy(labels[identifier == i]) for i in identifier) == 0


def test_leaf_weight_is_optimal_and_gain_is_the_drop() -> None:
    """xgboost-leaf-weight-and-gain: minus G over H plus lambda; the mean residual for the squared loss."""
    rng = np.random.default_rng(0)
    y, predicted = rng.normal(size=30), rng.normal(size=30)
    g, h, penalty = predicted - y, np.ones(30), 1.5

    def objective(rows: np.ndarray, w: float) -> float:
        return float(g[rows].sum() * w + 0.5 * (h[rows].sum() + penalty) * w**2)

    def best(rows: np.ndarray) -> float:
        grid = np.linspace(-3, 3, 60_001)
        w = grid[np.argmin(g[rows].sum() * grid + 0.5 * (h[rows].sum() + penalty) * grid**2)]
        assert np.isclose(w, -g[rows].sum() / (h[rows].sum() + penalty), atol=1e-3)
        return objective(rows, -g[rows].sum() / (h[rows].sum() + penalty))

    rows, left, right = np.arange(30), np.arange(12), np.arange(12, 30)

    def score(part: np.ndarray) -> float:
        return float(g[part].sum() ** 2 / (h[part].sum() + penalty))

    assert np.isclose(best(rows) - best(left) - best(right), (score(left) + score(right) - score(rows)) / 2)
    assert np.isclose(-g.sum() / h.sum(), (y - predicted).mean())


def test_sibling_histogram_by_subtraction() -> None:
    """histogram-split-finding: parent less one child is the other, and the bin number fits one byte."""
    rng = np.random.default_rng(1)
    bins, gradients = rng.integers(0, 255, 1000), rng.normal(size=1000)
    left = rng.uniform(size=1000) < 0.3
    whole, one, other = (
        np.bincount(bins[rows], gradients[rows], minlength=255) for rows in (np.ones(1000, bool), left, ~left)
    )
    assert np.allclose(whole - one, other)
    assert np.iinfo(np.uint8).max == 255


def test_share_out_of_the_bag() -> None:
    """out-of-bag-estimate: about 37 per cent, one over e; half when half is drawn without replacement."""
    assert np.isclose((1 - 1 / 10_000) ** 10_000, np.exp(-1), atol=1e-4)
    rng = np.random.default_rng(2)
    drawn = np.unique(rng.integers(0, 10_000, 10_000))
    assert 0.36 < 1 - len(drawn) / 10_000 < 0.38
    assert len(np.unique(rng.choice(10_000, 5000, replace=False))) == 5000


def test_boosted_trees_are_flat_outside_the_training_range() -> None:
    """trees-cannot-follow-a-trend: constant beyond the data, while a line goes on; differences cure it."""
    x = np.arange(40.0)
    y = 5 * x
    model = boosted(x, y)
    assert np.isclose(model(45.0), model(1000.0))
    assert model(45.0) <= y.max() + 5
    assert np.polyval(np.polyfit(x, y, 1), 45.0) > 220
    growth = boosted(x[1:], np.diff(y))
    assert np.isclose(y[-1] + growth(40.0), 200)


def test_own_label_in_the_encoding_leaks() -> None:
    """merchant-id-as-a-feature: pure noise looks predictive unless the row's own label is left out."""
    rng = np.random.default_rng(3)
    merchant, label = rng.integers(0, 2000, 6000), rng.integers(0, 2, 6000).astype(float)
    total, count = np.bincount(merchant, label, 2000), np.bincount(merchant, minlength=2000)
    leaking = total[merchant] / count[merchant]
    half = rng.uniform(size=6000) < 0.5
    honest = np.full(6000, 0.5)
    for fold in (half, ~half):
        t, c = np.bincount(merchant[~fold], label[~fold], 2000), np.bincount(merchant[~fold], minlength=2000)
        honest[fold] = (t[merchant[fold]] + 5) / (c[merchant[fold]] + 10)
    assert np.corrcoef(leaking, label)[0, 1] > 0.4
    assert abs(np.corrcoef(honest, label)[0, 1]) < 0.1
