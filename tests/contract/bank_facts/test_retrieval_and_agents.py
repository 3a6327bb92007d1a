"""Numbers and claims of the questions in retrieval-and-agents.yaml, computed."""

from __future__ import annotations

import numpy as np


def test_errors_multiply_over_steps() -> None:
    """workflow-rather-than-agent: twenty steps of 95 % succeed together in about 36 %."""
    assert round(0.95**20, 2) == 0.36


def test_reciprocal_rank() -> None:
    """metrics-for-a-retriever: rank one counts one, rank two a half."""
    assert np.mean([1 / rank for rank in (1, 2)]) == 0.75


def test_recall_never_falls_with_more_passages() -> None:
    """more-passages-worse-answers: recall at thirty is at least recall at five."""
    rng = np.random.default_rng(0)
    relevant = rng.random((100, 50)) < 0.05
    recall = np.cumsum(relevant, axis=1)
    assert np.all(np.diff(recall, axis=1) >= 0)
    assert np.all(recall[:, 29] >= recall[:, 4])


def test_fifty_five_of_a_hundred_is_no_evidence() -> None:
    """which-answer-do-users-prefer: the 95 % interval of 55 wins in 100 holds one half."""
    z, n, share = 1.96, 100, 0.55
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    assert centre - half < 0.5 < centre + half


def test_scores_of_two_searches_are_on_different_scales() -> None:
    """part-number-vector-miss: a sum is decided by the larger scale, a fusion of ranks is not."""
    cosine = {"a": 0.91, "b": 0.90, "d": 0.50, "c": 0.40}
    words = {"c": 14.0, "b": 13.0, "d": 5.0, "a": 2.0}

    def ranks(scores: dict[str, float]) -> dict[str, int]:
        return {name: place for place, name in enumerate(sorted(scores, key=lambda n: -scores[n]), 1)}

    total = {name: cosine[name] + words[name] for name in cosine}
    assert max(total, key=lambda name: total[name]) == max(words, key=lambda name: words[name]) == "c"
    first, second = ranks(cosine), ranks(words)
    fused = {name: 1 / (60 + first[name]) + 1 / (60 + second[name]) for name in cosine}
    assert max(fused, key=lambda name: fused[name]) == "b"
