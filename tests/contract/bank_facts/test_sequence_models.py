"""What assets/questions/en/sequence-models.yaml claims, computed."""

from __future__ import annotations

import itertools

import numpy as np


def collapsed(path: tuple[str, ...]) -> str:
    return "".join(symbol for symbol, _ in itertools.groupby(path) if symbol != "_")


def ctc(probabilities: np.ndarray, text: str, symbols: str) -> float:
    """Forward recursion over the text with blanks in between."""
    states = ["_", *itertools.chain.from_iterable((letter, "_") for letter in text)]
    alpha = np.zeros(len(states))
    alpha[0], alpha[1] = probabilities[0, symbols.index("_")], probabilities[0, symbols.index(text[0])]
    for frame in probabilities[1:]:
        before = alpha.copy()
        for s, state in enumerate(states):
            reach = before[s] + (before[s - 1] if s > 0 else 0)
            if s > 1 and state not in ("_", states[s - 2]):
                reach += before[s - 2]
            alpha[s] = reach * frame[symbols.index(state)]
    return float(alpha[-1] + alpha[-2])


def test_what_is_left_after_a_hundred_steps() -> None:
    """lstm-cell-state: about three hundred-thousandths of the gradient."""
    assert 2.5e-5 < 0.9**100 < 3.2e-5
    assert 0.999**100 > 0.9


def test_greedy_and_pruned_search_can_miss_the_best() -> None:
    """wider-beam-worse-output: a sequence that begins with the less likely token; more tokens lower the sum."""
    first = {"a": 0.6, "b": 0.4}
    second = {"a": {"c": 0.5, "d": 0.5}, "b": {"c": 0.9, "d": 0.1}}
    greedy = max(first, key=lambda token: first[token])
    best = max(((x, y) for x in first for y in "cd"), key=lambda pair: first[pair[0]] * second[pair[0]][pair[1]])
    assert best[0] != greedy
    assert np.log(0.9) + np.log(0.9) < np.log(0.9)


def test_five_paths_for_two_letters_in_three_frames() -> None:
    """transcript-without-timing: counted, and the recursion sums exactly those; a double letter needs a blank."""
    paths = [p for p in itertools.product("ab_", repeat=3) if collapsed(p) == "ab"]
    assert len(paths) == 5
    assert collapsed(("a", "a")) == "a"
    assert collapsed(("a", "_", "a")) == "aa"
    rng = np.random.default_rng(0)
    for text in ("ab", "aa", "aba"):
        probabilities = rng.dirichlet(np.ones(3), size=6)
        listed = sum(
            np.prod([probabilities[t, "ab_".index(symbol)] for t, symbol in enumerate(path)])
            for path in itertools.product("ab_", repeat=6)
            if collapsed(path) == text
        )
        assert np.isclose(ctc(probabilities, text, "ab_"), listed)


def reach(dilations: list[int]) -> tuple[int, bool]:
    """How many inputs the last output depends on, found by the convolutions themselves, and whether none is later."""
    length, middle = 2100, 1500
    signal = np.zeros(length)
    signal[middle] = 1
    for dilation in dilations:
        padded = np.concatenate([np.zeros(2 * dilation), signal])
        signal = sum(padded[k * dilation : k * dilation + length] for k in range(3))
    touched = np.flatnonzero(signal)
    return len(range(touched[0], touched[-1] + 1)), bool(touched[0] >= middle)


def test_reach_of_four_dilated_layers() -> None:
    """reach-of-dilated-convolutions: 31 steps, 9 without dilation; nine layers pass a thousand at 1023."""
    assert reach([1, 2, 4, 8]) == (31, True)
    assert reach([1, 1, 1, 1]) == (9, True)
    assert 1 + 2 * sum(2**layer for layer in range(9)) == 1023
    assert 1 + 2 * sum(2**layer for layer in range(8)) < 1000


def test_one_week_in_quarter_hours() -> None:
    """how-much-history-you-used: 672 steps."""
    assert 7 * 24 * 4 == 672
