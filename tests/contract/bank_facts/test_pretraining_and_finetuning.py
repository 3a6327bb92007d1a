"""Numbers and claims of the questions in pretraining-and-finetuning.yaml, computed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np


def test_heads_share_the_width() -> None:
    """several-heads-not-one: 512 dimensions in 8 heads are 64 each, with as many weights and score products."""
    width, heads, length = 512, 8, 100
    assert width // heads == 64
    assert heads * (width * (width // heads)) == width * width
    assert heads * length * length * (width // heads) == length * length * width


def _pairs(words: dict[tuple[str, ...], int]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            found[pair] += count
    return found


def _merged(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    out: list[str] = []
    i = 0
    while i < len(word):
        step = 2 if word[i : i + 2] == pair else 1
        out.append("".join(word[i : i + step]))
        i += step
    return tuple(out)


def test_byte_pair_merges_and_an_unseen_word() -> None:
    """subword-merges-and-rare-words: frequent pairs are merged first; an unseen word becomes known pieces."""
    words = {tuple("lower"): 5, tuple("lowest"): 4, tuple("newer"): 6, tuple("wider"): 3}
    merges: list[tuple[str, str]] = []
    for _ in range(5):
        pairs = _pairs(words)
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        assert pairs[best] == max(pairs.values())
        merges.append(best)
        words = {_merged(word, best): count for word, count in words.items()}
    unseen = tuple("newest")
    for pair in merges:
        unseen = _merged(unseen, pair)
    known = {"".join(pair) for pair in merges} | set("lowernewestwider")
    assert "".join(unseen) == "newest"
    assert set(unseen) <= known


def test_model_state_of_seven_billion_parameters() -> None:
    """full-finetune-memory-estimate: 16 bytes a parameter, 112 GB; the weights alone are 14 GB."""
    per_parameter = 2 + 2 + (4 + 4 + 4)
    assert per_parameter == 16
    assert 7e9 * per_parameter == 112e9
    assert 7e9 * 2 == 14e9


def _log_softmax(x: np.ndarray) -> np.ndarray:
    return x - x.max() - np.log(np.exp(x - x.max()).sum())


def test_preference_loss_may_fall_while_both_answers_become_less_likely() -> None:
    """preference-pairs-without-reward-model: only the difference of the two log-ratios enters the loss."""
    reference = _log_softmax(np.array([1.0, 1.0, 0.0]))  # chosen, rejected, everything else
    policy = _log_softmax(np.array([1.0, -1.0, 3.0]))

    def loss(now: np.ndarray) -> float:
        margin = 0.1 * ((now[0] - reference[0]) - (now[1] - reference[1]))
        return float(np.log1p(np.exp(-margin)))

    assert loss(policy) < loss(reference)
    assert policy[0] < reference[0]
    assert policy[1] < reference[1]


def test_attention_grows_fourfold_and_the_rest_twofold() -> None:
    """doubling-the-input-length: pairs against per-token work, and which of them dominates."""

    def scores(length: int, width: int) -> int:
        return 2 * length * length * width  # query-key products and the weighted sum of the values

    def per_token(length: int, width: int) -> int:
        return 12 * length * width * width  # four projections, and a feed-forward layer of four times the width

    assert scores(2000, 4096) == 4 * scores(1000, 4096)
    assert per_token(2000, 4096) == 2 * per_token(1000, 4096)
    assert scores(1000, 4096) < 0.05 * per_token(1000, 4096)
    assert scores(100_000, 4096) > per_token(100_000, 4096)


def test_blockwise_attention_is_exact() -> None:
    """doubling-the-input-length: the same result without ever holding the full score matrix."""
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(3, 12, 4))
    scores = q @ k.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    expected = weights @ v / weights.sum(axis=1, keepdims=True)
    top, total, out = np.full(12, -np.inf), np.zeros(12), np.zeros((12, 4))
    for start in range(0, 12, 3):
        block = q @ k[start : start + 3].T
        new = np.maximum(top, block.max(axis=1))
        part = np.exp(block - new[:, None])
        shrink = np.exp(top - new)
        total = total * shrink + part.sum(axis=1)
        out = out * shrink[:, None] + part @ v[start : start + 3]
        top = new
    np.testing.assert_allclose(out / total[:, None], expected)


def test_pretraining_compute_and_days() -> None:
    """pretraining-compute-on-a-napkin: 4.2e22 operations, between nine and ten days."""
    operations = 6 * 7e9 * 1e12
    assert np.isclose(operations, 4.2e22)
    rate = 128 * 400e12
    assert 5e16 < rate < 5.2e16
    seconds = operations / rate
    assert 8.0e5 < seconds < 8.4e5
    assert 9.4 < seconds / 86_400 < 9.6


def test_adapter_sizes() -> None:
    """fifty-customers-one-base-model: tens to a few hundred megabytes, the base fourteen gigabytes."""
    layers, width, inner, two_bytes = 32, 4096, 11_008, 2
    small = layers * 2 * 16 * (width + width) * two_bytes  # rank 16 on two projections
    every = layers * (4 * (width + width) + 3 * (width + inner)) * two_bytes  # per unit of rank, on all linear layers
    assert 10e6 < small < 20e6
    assert 70e6 < 16 * every < 90e6
    assert 300e6 < 64 * every < 350e6
    assert 7e9 * two_bytes == 14e9
    assert 50 * 16 * every < 14e9
