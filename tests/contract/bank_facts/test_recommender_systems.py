"""What the two recommender-systems.yaml files claim, computed."""

from __future__ import annotations

import numpy as np


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    difference = scores[labels == 1][:, None] - scores[labels == 0][None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


def test_popular_items_are_near_to_everything() -> None:
    """item-similarity-and-hot-items: with independent tastes the popular item still has the highest cosine."""
    rng = np.random.default_rng(0)
    popularity = np.array([0.9] + [0.05] * 20)
    liked = (rng.uniform(size=(5000, 21)) < popularity).astype(float)
    together = liked.T @ liked
    cosine = together / np.sqrt(np.outer(np.diag(together), np.diag(together)))
    assert all(np.argmax(np.where(np.arange(21) == item, -1, cosine[item])) == 0 for item in range(1, 21))


def test_probability_after_sampling_negatives() -> None:
    """undo-negative-downsampling: two tenths become about 2.4 per cent, by odds or by the logit."""
    q, kept = 0.2, 0.1
    odds = q / (1 - q)
    assert np.isclose(odds, 0.25)
    p = odds * kept / (1 + odds * kept)
    assert np.isclose(p, q / (q + (1 - q) / kept))
    assert np.isclose(p, 1 / 41)
    assert 0.0235 < p < 0.0245
    logit = np.log(odds) - np.log(10)
    assert np.isclose(p, 1 / (1 + np.exp(-logit)))
    negatives, positives = 40_000, 1000
    assert np.isclose(positives / (positives + negatives * kept), q)
    assert np.isclose(positives / (positives + negatives), p)


def test_overall_auc_without_any_ranking_ability() -> None:
    """auc-within-each-user: one constant per user gives one half within and far more over all."""
    rng = np.random.default_rng(1)
    rates = np.where(np.arange(100) < 50, 0.05, 0.5)
    labels = (rng.uniform(size=(100, 40)) < rates[:, None]).astype(int)
    scores = np.repeat(rates[:, None], 40, axis=1)
    assert auc(scores.ravel(), labels.ravel()) > 0.7
    usable = [u for u in range(100) if 0 < labels[u].sum() < 40]
    assert len(usable) <= 100
    assert all(auc(scores[u], labels[u]) == 0.5 for u in usable)


def test_alternating_least_squares_fills_the_gaps() -> None:
    """rating-nobody-gave: fitted to known cells only it finds the others; zeros in the gaps do not."""
    rng = np.random.default_rng(2)
    truth = 3 + rng.normal(size=(60, 2)) @ rng.normal(size=(2, 40))
    known = rng.uniform(size=truth.shape) < 0.4
    users, items = rng.normal(size=(60, 3)), rng.normal(size=(40, 3))
    for _ in range(60):
        for rows, fixed, seen, target in ((users, items, known, truth), (items, users, known.T, truth.T)):
            for i in range(len(rows)):
                f = fixed[seen[i]]
                rows[i] = np.linalg.solve(f.T @ f + 0.05 * np.eye(3), f.T @ target[i, seen[i]])
    error = np.sqrt(np.mean((users @ items.T - truth)[~known] ** 2))
    u, s, v = np.linalg.svd(np.where(known, truth, 0))
    with_zeros = np.sqrt(np.mean((u[:, :3] * s[:3] @ v[:3] - truth)[~known] ** 2))
    assert error < 0.6 < with_zeros


def test_thompson_sampling_finds_the_best_and_wastes_less() -> None:
    """fresh-articles-unknown-click-rate: two counters an article, more clicks than equal shares."""
    rng = np.random.default_rng(3)
    rates = np.linspace(0.01, 0.1, 20)
    wins, losses = np.ones(20), np.ones(20)
    clicks = 0
    for _ in range(20_000):
        shown = int(np.argmax(rng.beta(wins, losses)))
        clicked = rng.uniform() < rates[shown]
        clicks += clicked
        wins[shown] += clicked
        losses[shown] += not clicked
    assert np.argmax(wins + losses) >= 17
    assert clicks / 20_000 > rates.mean() * 1.3


def test_weighted_logs_estimate_the_new_policy() -> None:
    """judging-a-policy-from-old-logs: unbiased with weights, biased without, noisier when the policies differ."""
    rng = np.random.default_rng(4)
    rates = np.array([0.1, 0.3, 0.6])
    old, new = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.2, 0.7])
    shown = rng.choice(3, 200_000, p=old)
    clicked = rng.uniform(size=200_000) < rates[shown]
    weights = (new / old)[shown]
    assert np.isclose((weights * clicked).mean(), new @ rates, atol=0.01)
    assert abs(clicked.mean() - new @ rates) > 0.2
    similar = np.array([0.6, 0.25, 0.15])
    assert (weights * clicked).var() > ((similar / old)[shown] * clicked).var()
    clipped = np.minimum(weights, 3)
    assert (clipped * clicked).var() < (weights * clicked).var()
    assert (clipped * clicked).mean() < new @ rates - 0.05


def test_size_of_the_table() -> None:
    """half-a-billion-user-vectors: 256 bytes a user, 128 gigabytes; two tables make collisions rare."""
    assert 64 * 4 == 256
    assert 500_000_000 * 64 * 4 == 128 * 10**9
    rows = 1_000_000
    assert 500_000_000 / rows > 100
    assert 500_000_000 / rows**2 < 0.001
