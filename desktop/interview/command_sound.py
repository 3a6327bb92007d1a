"""How far apart two short phrases are in sound: Mandarin by pinyin, English by a spelling close to its sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from pypinyin import Style, pinyin

T = TypeVar("T")

# Pairs that speakers and recognisers mix up. Folded into one: zh/z, ch/c, sh/s, n/l, -ng/-n.
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
_FINALS = {"ang": "an", "eng": "en", "ing": "in", "uang": "uan", "iang": "ian"}
# Near, as 了 and 里 are.
_NEAR_INITIALS = frozenset(("bp", "dt", "gk", "cz", "jz", "cq", "sx", "fh", "jq"))
_NEAR_FINALS = frozenset(
    ("e i", "o uo", "ou uo", "ai ei", "e ie", "en un", "en ong", "a ua", "ai uai", "an uan", "a ia")
)
_ENGLISH_FOLDS = (
    (r"[^a-z ]", ""), (r"\bkn", "n"), (r"\bwr", "r"), (r"ght", "t"), (r"ph", "f"), (r"th", "d"),
    (r"ck|qu|q|c(?![eiy])", "k"), (r"c(?=[eiy])|sw(?=er)", "s"), (r"x", "ks"), (r"z", "s"), (r"dge?|j", "g"),
    (r"v", "f"), (r"[aeiouyw]+", "a"), (r"(.)\1+", r"\1"),
)  # fmt: skip
_NEAR_SOUNDS = frozenset(("dt", "gk", "bp", "mn", "fs", "ds"))


def chinese_distance(heard: str, phrase: str) -> float:
    """Edit distance in syllables. Tones are ignored, as the recogniser's homophones have them wrong; another initial or
    final costs half a syllable, a near one a fifth."""
    return _distance(_syllables(heard), _syllables(phrase), _syllable_cost)


def english_distance(heard: str, phrase: str) -> float:
    """Edit distance in sounds over a spelling with vowels folded ("and answer" is "end answer"); a near consonant costs
    0.4."""
    return _distance(_english_key(heard), _english_key(phrase), _sound_cost)


def chinese_size(phrase: str) -> int:
    """Syllables."""
    return len(_syllables(phrase))


def english_size(phrase: str) -> int:
    """Sounds, as they are compared."""
    return len(_english_key(phrase))


@lru_cache(maxsize=512)
def _syllables(text: str) -> tuple[tuple[str, str], ...]:
    """Initial and final of each character without tone; other characters stand for themselves."""
    initials = pinyin(text, style=Style.INITIALS, strict=False)
    finals = pinyin(text, style=Style.FINALS, strict=False)
    return tuple(
        (_INITIALS.get(initial[0], initial[0]), _FINALS.get(final[0], final[0]))
        for initial, final in zip(initials, finals, strict=False)
    )


@lru_cache(maxsize=512)
def _english_key(text: str) -> str:
    key = text.lower()
    for pattern, replacement in _ENGLISH_FOLDS:
        key = re.sub(pattern, replacement, key)
    return key.replace(" ", "")


def _syllable_cost(heard: tuple[str, str], wanted: tuple[str, str]) -> float:
    initial = _cost(heard[0], wanted[0], _NEAR_INITIALS, "")
    return (initial + _cost(heard[1], wanted[1], _NEAR_FINALS, " ")) / 2


def _sound_cost(heard: str, wanted: str) -> float:
    return _cost(heard, wanted, _NEAR_SOUNDS, "")


def _cost(a: str, b: str, near: frozenset[str], glue: str) -> float:
    if a == b:
        return 0.0
    return 0.4 if glue.join(sorted((a, b))) in near else 1.0


def _distance(heard: Sequence[T], wanted: Sequence[T], cost: Callable[[T, T], float]) -> float:
    row = [float(index) for index in range(len(wanted) + 1)]
    for index, have in enumerate(heard, 1):
        diagonal, row[0] = row[0], float(index)
        for column, want in enumerate(wanted, 1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + cost(have, want))
    return row[-1]
