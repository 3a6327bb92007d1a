"""How alike two short phrases sound: Mandarin by pinyin, English by a spelling close to its sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from pypinyin import Style, pinyin

T = TypeVar("T")

# Pairs that speakers and recognisers mix up, folded into one: zh/z, ch/c, sh/s, n/l, -ng/-n, and e/i after l (了 里).
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "f": "h"}
_FINALS = {"ang": "an", "eng": "en", "ing": "in", "ong": "on", "uang": "uan", "iang": "ian"}
_ENGLISH_FOLDS = (
    (r"[^a-z ]", ""), (r"\bkn", "n"), (r"\bwr", "r"), (r"ght", "t"), (r"ph", "f"), (r"th", "d"),
    (r"ck|qu|q|c(?![eiy])", "k"), (r"c(?=[eiy])|sw(?=er)", "s"), (r"x", "ks"), (r"z", "s"), (r"dge?|j", "g"),
    (r"v", "f"), (r"[aeiouyw]+", "a"), (r"(.)\1+", r"\1"),
)  # fmt: skip


@lru_cache(maxsize=512)
def _syllables(text: str) -> tuple[tuple[str, str], ...]:
    """Initial and final of each character without tone; other characters stand for themselves."""
    initials = pinyin(text, style=Style.INITIALS, strict=False)
    finals = pinyin(text, style=Style.FINALS, strict=False)
    return tuple(
        (_INITIALS.get(initial[0], initial[0]), _FINALS.get(final[0], final[0]))
        for initial, final in zip(initials, finals, strict=False)
    )


def chinese_likeness(heard: str, phrase: str) -> float:
    """0–1: one minus the edit distance over syllables by their number; a syllable with the same initial or the same
    final costs half. Tones are ignored: the recogniser's homophones have them wrong."""
    return _likeness(_syllables(heard), _syllables(phrase), _syllable_cost)


def english_likeness(heard: str, phrase: str) -> float:
    """0–1: one minus the edit distance over a spelling with vowels folded ("and answer" is "end answer")."""
    return _likeness(_english_key(heard), _english_key(phrase), lambda a, b: 0.0 if a == b else 1.0)


@lru_cache(maxsize=512)
def _english_key(text: str) -> str:
    key = text.lower()
    for pattern, replacement in _ENGLISH_FOLDS:
        key = re.sub(pattern, replacement, key)
    return key


def _syllable_cost(heard: tuple[str, str], wanted: tuple[str, str]) -> float:
    return 0.5 * (heard[0] != wanted[0]) + 0.5 * (heard[1] != wanted[1])


def _likeness(heard: Sequence[T], wanted: Sequence[T], cost: Callable[[T, T], float]) -> float:
    longest = max(len(heard), len(wanted))
    if not longest:
        return 0.0
    row = [float(index) for index in range(len(wanted) + 1)]
    for index, have in enumerate(heard, 1):
        diagonal, row[0] = row[0], float(index)
        for column, want in enumerate(wanted, 1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + cost(have, want))
    return 1 - row[-1] / longest
