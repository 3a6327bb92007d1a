"""Numbers and claims of the questions in classic-nlp-and-speech.yaml, computed."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np


def test_word_in_every_document_scores_nothing() -> None:
    """tf-idf-common-words: log(N / df) is zero for df = N and falls with df."""
    documents = 1000
    weights = [np.log(documents / df) for df in (1, 10, 500, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 0


def test_boundary_error_costs_twice() -> None:
    """entity-level-scoring: one character less is one false positive and one false negative."""
    truth, predicted = {(3, 8, "ORG")}, {(3, 7, "ORG")}
    assert len(predicted - truth) == 1
    assert len(truth - predicted) == 1


def _perplexity(probabilities: np.ndarray) -> float:
    return float(np.exp(-np.log(probabilities).mean()))


def test_perplexity_is_a_geometric_mean() -> None:
    """perplexity-ten-or-twenty, perplexity-of-twenty: uniform choice, certainty, and the top guess may do better."""
    assert np.isclose(_perplexity(np.full(50, 1 / 10)), 10)
    assert np.isclose(_perplexity(np.full(50, 1 / 20)), 20)
    assert _perplexity(np.ones(5)) == 1
    half_right = np.array([0.9] * 50 + [0.9**-1 / 400] * 50)  # the top guess is right half of the time
    assert np.isclose(_perplexity(half_right), 20)


def test_perplexity_depends_on_the_unit() -> None:
    """perplexity-ten-or-twenty: the same likelihood over fewer tokens gives a higher perplexity."""
    total = 100.0  # negative log-likelihood of one text
    assert np.exp(total / 40) > np.exp(total / 60)
    assert total / 80 == (total / 40) * 40 / 80  # per character they agree


def _distance(reference: str, said: str) -> int:
    row = list(range(len(said) + 1))
    for i, a in enumerate(reference, 1):
        new = [i]
        for j, b in enumerate(said, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1]


def test_character_error_rate() -> None:
    """character-error-rate-by-hand: one substitution, one deletion, two insertions of ten are 40 %; it may exceed 1."""
    reference, said = "abcdefghij", "aXcdfghYijZ"
    assert len(said) == 11
    assert _distance(reference, said) == 4
    assert _distance(reference, said) / len(reference) == 0.4
    assert _distance("ab", "aXYZb") / 2 > 1


def test_mel_frames_are_a_shorter_sequence() -> None:
    """why-log-mel-features: a frame every 10 ms makes 100 a second out of 16,000 samples; mel is finer at low pitch."""
    assert 16_000 // 160 == 100
    assert 100 * 80 < 16_000

    def mel(hertz: float) -> float:
        return 2595 * np.log10(1 + hertz / 700)

    assert mel(400) - mel(300) > 3 * (mel(4100) - mel(4000))


def _precision(said: str, reference: str, n: int) -> tuple[int, int]:
    def grams(text: str) -> Counter[tuple[str, ...]]:
        words = text.split()
        return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))

    have, want = grams(said), grams(reference)
    return sum((have & want).values()), sum(have.values())


def test_bleu_clips_and_multiplies() -> None:
    """bleu-clipping-and-limits: two sevenths; no four-word match makes the geometric mean zero."""
    assert _precision("the the the the the the the", "the cat is on the mat", 1) == (2, 7)
    reference, free = "the boy quickly closed the big window", "the boy shut the large window fast"
    assert _precision(free, reference, 1)[0] > 0
    assert _precision(free, reference, 4)[0] == 0
    assert _precision("the cat", "the cat is on the mat", 1) == (2, 2)  # precision alone rewards saying little
    assert np.exp(1 - 6 / 2) < 0.2  # the brevity penalty of that


def test_viterbi_equals_brute_force() -> None:
    """viterbi-best-tag-sequence: same best path; and single best tags may form another one."""
    rng = np.random.default_rng(3)
    tags, length = 4, 6
    start, move = rng.dirichlet(np.ones(tags)), rng.dirichlet(np.ones(tags), size=tags)
    emit = rng.random((length, tags))

    def score(path: tuple[int, ...]) -> float:
        value = start[path[0]] * emit[0, path[0]]
        for t in range(1, length):
            value *= move[path[t - 1], path[t]] * emit[t, path[t]]
        return float(value)

    best, back = start * emit[0], []
    for t in range(1, length):
        options = best[:, None] * move
        back.append(options.argmax(axis=0))
        best = options.max(axis=0) * emit[t]
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    every = list(product(range(tags), repeat=length))
    assert len(every) == tags**length
    assert tuple(reversed(path)) == max(every, key=score)


def test_single_best_tags_need_not_be_the_best_sequence() -> None:
    """viterbi-best-tag-sequence, crf-on-top-of-tagger: three paths of 0.4, 0.3 and 0.3."""
    paths = {("B", "I"): 0.4, ("O", "B"): 0.3, ("O", "O"): 0.3}
    first = Counter()
    for path, probability in paths.items():
        first[path[0]] += probability
    assert max(paths, key=lambda path: paths[path])[0] == "B"
    assert first.most_common(1)[0][0] == "O"


def test_telephone_band() -> None:
    """telephone-audio-for-a-wideband-model: half the rate; above it tones fold; the wrong rate is one octave."""
    rate = 8_000
    t = np.arange(800) / rate
    np.testing.assert_allclose(np.cos(2 * np.pi * 5_000 * t), np.cos(2 * np.pi * 3_000 * t), atol=1e-9)
    tone = np.cos(2 * np.pi * 440 * t)
    as_read = np.abs(np.fft.rfft(tone)).argmax() * 16_000 / len(tone)
    assert as_read == 880
