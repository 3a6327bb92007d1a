"""Numbers and claims of the questions in llm-inference.yaml, computed."""

from __future__ import annotations

import numpy as np


def test_cache_shrinks_with_the_key_value_heads() -> None:
    """grouped-query-sharing: 32 query heads with 8 key-value heads keep a quarter of the cache."""

    def cache(key_value_heads: int) -> int:
        return 2 * 32 * key_value_heads * 128 * 2

    assert cache(8) / cache(32) == 0.25


def test_four_bit_weights() -> None:
    """weight-only-four-bit, upper-limit-on-tokens-per-second: 14 to 3.5 GB, and almost a factor of four."""
    assert 7e9 * 2 == 14e9
    assert 7e9 / 2 == 3.5e9
    for group in (64, 128):  # one sixteen-bit scale a group
        bits = 4 + 16 / group
        assert 3.7 < 16 / bits < 4


def test_smaller_groups_reduce_the_error() -> None:
    """weight-only-four-bit: an outlier spoils only its own group."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=4096)
    weights[7] = 20.0

    def error(group: int) -> float:
        parts = weights.reshape(-1, group)
        scale = np.abs(parts).max(axis=1, keepdims=True) / 7
        return float(np.mean((np.round(parts / scale) * scale - parts) ** 2))

    assert error(64) < error(4096) / 5


def _rotated(x: np.ndarray, position: float) -> np.ndarray:
    angle = position * 10_000.0 ** (-np.arange(len(x) // 2) / (len(x) // 2))
    a, b = x[::2], x[1::2]
    return np.stack([a * np.cos(angle) - b * np.sin(angle), a * np.sin(angle) + b * np.cos(angle)], axis=1).ravel()


def test_rotary_scores_depend_on_the_distance_only() -> None:
    """stretching-the-context-window: relative by construction; 32,000 in 4,000 is a factor of eight."""
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2, 64))
    near = _rotated(q, 100) @ _rotated(k, 90)
    assert np.isclose(near, _rotated(q, 3100) @ _rotated(k, 3090))
    assert 32_000 / 4_000 == 8
    assert np.isclose(_rotated(q, 32_000 / 8) @ _rotated(k, 0), _rotated(q, 4_000) @ _rotated(k, 0))


def test_linear_interpolation_blurs_neighbours_most_at_high_frequencies() -> None:
    """stretching-the-context-window: the angle between neighbours shrinks, mostly where the rotation is fast."""
    speed = 10_000.0 ** (-np.arange(32) / 32)
    lost = speed - speed / 8
    assert np.all(np.diff(lost) < 0)
    assert 4_000 * speed[0] > 2 * np.pi > 4_000 * speed[-1]  # slow dimensions never complete a turn in training


def test_ceiling_of_a_single_stream() -> None:
    """upper-limit-on-tokens-per-second: 16 GB at 1 TB/s are 62.5 tokens a second, 16 ms each."""
    weights = 8e9 * 2
    assert weights == 16e9
    assert 1e12 / weights == 62.5
    assert weights / 1e12 == 0.016


def test_speculative_acceptance_keeps_the_distribution() -> None:
    """draft-and-verify-decoding: accept with min(1, p/q), else sample from the positive part of p - q."""
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.7, 0.1])
    accepted = q * np.minimum(1, p / q)
    rest = np.maximum(p - q, 0)
    np.testing.assert_allclose(accepted + (1 - accepted.sum()) * rest / rest.sum(), p)


def _eight_bits(x: np.ndarray, scale: np.ndarray | float) -> np.ndarray:
    return np.round(x / scale) * scale


def test_outlier_channel_takes_the_levels() -> None:
    """activations-harder-than-weights: one scale leaves ordinary values a few of 256 levels."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 64))
    x[:, 5] *= 80
    scale = np.abs(x).max() / 127
    ordinary = np.delete(x, 5, axis=1)
    assert len(np.unique(np.round(ordinary / scale))) < 10
    assert np.mean(np.round(ordinary / scale) == 0) > 0.5


def test_moving_the_difficulty_into_the_weights() -> None:
    """activations-harder-than-weights: the layer's result is unchanged, and its quantised error is smaller."""
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=(200, 64)), rng.normal(size=(64, 32))
    x[:, 5] *= 80
    factor = np.sqrt(np.abs(x).max(axis=0) / np.abs(w).max(axis=1))
    smooth, matched = x / factor, w * factor[:, None]
    np.testing.assert_allclose(smooth @ matched, x @ w)

    def error(a: np.ndarray, b: np.ndarray) -> float:
        product = _eight_bits(a, np.abs(a).max() / 127) @ _eight_bits(b, np.abs(b).max(axis=0) / 127)
        return float(np.mean((product - x @ w) ** 2))

    assert error(smooth, matched) < error(x, w) / 4


def test_scales_along_the_summed_axis_do_not_factor_out() -> None:
    """activations-harder-than-weights: per-token and per-output scales do, per-input-channel scales do not."""
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(5, 8)), rng.normal(size=(8, 3))
    token, output, channel = rng.uniform(1, 2, (5, 1)), rng.uniform(1, 2, (1, 3)), rng.uniform(1, 2, (1, 8))
    np.testing.assert_allclose((x * token) @ (w * output), token * (x @ w) * output)
    exact = (x * channel) @ w
    ratio = exact / (x @ w)
    assert ratio.std() > 0.05
