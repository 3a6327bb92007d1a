"""What assets/questions/en/statistics-and-probability.yaml claims, computed."""

from __future__ import annotations

import numpy as np


def test_looking_every_day_for_three_weeks() -> None:
    """stopping-when-significant: twenty to thirty per cent false alarms, and an exaggerated effect."""
    rng = np.random.default_rng(0)
    days = np.arange(1, 22)
    z = np.cumsum(rng.normal(size=(20_000, 21)), axis=1) / np.sqrt(days)
    assert 0.2 < (np.abs(z) > 1.96).any(axis=1).mean() < 0.3
    assert 0.045 < (np.abs(z[:, -1]) > 1.96).mean() < 0.055
    effect = 0.3
    z = np.cumsum(rng.normal(effect, 1, size=(20_000, 21)), axis=1) / np.sqrt(days)
    stopped = np.where((z > 1.96).any(axis=1), (z > 1.96).argmax(axis=1), 20)
    estimate = z[np.arange(20_000), stopped] / np.sqrt(days[stopped])
    assert estimate[(z > 1.96).any(axis=1)].mean() > 1.5 * effect


def test_twenty_metrics() -> None:
    """one-of-twenty-metrics: 64 per cent, one expected, a quarter of a per cent for each."""
    assert round(100 * (1 - 0.95**20)) == 64
    assert 0.05 * 20 == 1
    assert np.isclose(0.05 / 20, 0.0025)


def test_coefficients_of_two_features_that_move_together() -> None:
    """coefficient-with-the-wrong-sign: signs flip, the sum and the predictions stay."""
    rng = np.random.default_rng(4)
    alone, fitted = [], []
    for _ in range(500):
        staff = rng.normal(size=60)
        adverts = staff + 0.05 * rng.normal(size=60)
        x = np.column_stack([adverts, staff])
        signal = adverts + staff
        weights = np.linalg.lstsq(x, signal + rng.normal(size=60), rcond=None)[0]
        alone.append(weights)
        fitted.append(np.mean((x @ weights - signal) ** 2))
    advert, team = np.array(alone).T
    assert (advert < 0).mean() > 0.2
    assert (advert + team).std() < 0.2 < advert.std()
    assert np.mean(fitted) < 0.1


def test_ridge_is_the_peak_under_a_gaussian_prior() -> None:
    """weight-penalty-as-prior: penalty noise variance over prior variance; a fixed prior fades with the data."""
    rng = np.random.default_rng(1)
    noise, prior = 0.5, 0.8

    def fits(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        x = rng.normal(size=(count, 2))
        y = x @ np.array([1.0, -2.0]) + rng.normal(0, noise, count)
        ridge = np.linalg.solve(x.T @ x + noise**2 / prior**2 * np.eye(2), x.T @ y)
        w = np.zeros(2)
        for _ in range(5000):
            slope = x.T @ (x @ w - y) / noise**2 + w / prior**2
            w -= slope / (np.linalg.eigvalsh(x.T @ x)[-1] / noise**2 + 1 / prior**2)
        return ridge, w, np.linalg.lstsq(x, y, rcond=None)[0]

    few, many = fits(10), fits(10_000)
    assert np.allclose(few[0], few[1], atol=1e-6)
    assert np.abs(few[0] - few[2]).max() > 10 * np.abs(many[0] - many[2]).max()


def test_users_needed() -> None:
    """sample-size-for-half-the-effect: about 30,000 and 120,000 in each group."""

    def needed(base: float, lift: float) -> float:
        variance = base * (1 - base) + (base + lift) * (1 - base - lift)
        return (1.96 + 0.8416) ** 2 * variance / lift**2

    assert 28_000 < needed(0.05, 0.005) < 33_000
    assert 115_000 < needed(0.05, 0.0025) < 125_000


def test_mean_moves_and_median_does_not() -> None:
    """mean-up-median-flat: one long session in a hundred is enough."""
    before = np.full(100, 10.0)
    after = before.copy()
    after[0] = 110
    assert after.mean() == 1.1 * before.mean()
    assert np.median(after) == np.median(before)


def test_three_hundred_clean_cases() -> None:
    """no-error-in-three-hundred-cases: five per cent at a rate of one per cent; three over n."""
    assert 0.048 < 0.99**300 < 0.0505
    for count in (300, 3000):
        assert np.isclose(1 - 0.05 ** (1 / count), 3 / count, rtol=0.01)
