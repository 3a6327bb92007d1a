"""Questions of a new pack that ask what another already asks, found by sentence embedding.

The nearest other question of the same language counts as the same one when it is very near, or when it is near and
stands out: clearly nearer than the next. ``benchmarks/packs/duplicates.py`` chose and measured the bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from desktop.domain.question import Question
from desktop.interview.similarity import normalised

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → unit rows (texts, dimensions)."""

Likeness = Literal["equal", "nearly", "perhaps"]

NEARLY = 0.7
"""Cosine from which two questions are called nearly the same."""

PERHAPS = 0.6
LEAD = 0.08
"""Cosine, and its lead over the next nearest, from which two are called perhaps the same."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two questions that may be one. ``other_pack`` is the name of the pack the other is in, "" for Candid's own."""

    question: str
    text: str
    other: str
    other_text: str
    other_pack: str
    likeness: Likeness
    cosine: float


@dataclass(frozen=True, slots=True)
class Known:
    """A question to compare with, and the pack it is in."""

    question: Question
    pack: str = ""


def find_alike(new: Sequence[Known], installed: Sequence[Known], encode: Encode) -> tuple[Alike, ...]:
    """For each of ``new`` the one question of ``installed`` or of ``new`` itself that it may repeat, if there is one.

    Two of ``new`` that repeat each other are named once. The most certain come first.
    """
    found: list[Alike] = []
    for language in ("zh", "en"):
        ours = [one for one in new if one.question.language == language]
        if ours:
            theirs = [one for one in installed if one.question.language == language]
            found += _in_one_language(ours, [*ours, *theirs], encode)
    ranks: tuple[Likeness, ...] = ("equal", "nearly", "perhaps")
    return tuple(sorted(found, key=lambda one: (ranks.index(one.likeness), -one.cosine, one.question)))


def _in_one_language(new: Sequence[Known], every: Sequence[Known], encode: Encode) -> list[Alike]:
    """The first of ``every`` are ``new``."""
    vectors = encode([one.question.text for one in every])
    bare = [normalised(one.question.text) for one in every]
    found: list[Alike] = []
    named: set[tuple[int, int]] = set()
    for row, one in enumerate(new):
        cosines = np.clip(vectors @ vectors[row], -1.0, 1.0)
        cosines[row] = -1.0
        # Capitals and punctuation move a vector, but make no other question.
        equal = [place for place, text in enumerate(bare) if text == bare[row] and place != row]
        place = equal[0] if equal else int(np.argmax(cosines))
        cosines[equal] = 1.0
        kind: Likeness | None = "equal" if equal else likeness(cosines)
        if kind is None or (place, row) in named:
            continue
        named.add((row, place))
        other = every[place]
        found.append(
            Alike(one.question.id, one.question.text, other.question.id, other.question.text, other.pack, kind,
                  round(float(cosines[place]), 3))
        )  # fmt: skip
    return found


def likeness(cosines: NDArray[np.float32]) -> Likeness | None:
    """What the nearest of the compared questions is to the new one, from the cosines of all."""
    ordered = np.sort(cosines)[::-1]
    lead = float(ordered[0] - ordered[1]) if len(ordered) > 1 else 0.0
    if ordered[0] >= NEARLY:
        return "nearly"
    return "perhaps" if ordered[0] >= PERHAPS and lead >= LEAD else None
