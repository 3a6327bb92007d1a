"""Which follow-up an answer calls for: what is really missing, or what was claimed and can be probed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.domain.question import FollowUp, KeyPoint, Question
from desktop.interview.similarity import Similar, is_near_duplicate

MISSING_BELOW = 0.3
CLAIMED_FROM = 0.8
"""Between the two nothing is known for sure, and neither kind of follow-up is asked.

Of 508 points of hard answers to questions that the calibration never saw (``benchmarks/grading``), with the 1.5B
language model: 91 % of those below 0.3 had really not been said, and 85 % of all that had not were below; of those from
0.8 on 81 % had been said. By embedding alone it is 90, 58 and 77 %.
"""


@dataclass(frozen=True, slots=True)
class ChosenFollowUp:
    """``target_point`` is the key point that it is about."""

    text: str
    target_point: str
    reason: Literal["missing", "claimed"]


@dataclass(frozen=True, slots=True)
class Sought:
    """What must be known of an answer to choose the follow-up on it: ids of key points, the most important first.

    ``missing`` have a follow-up for when they were not said, ``claimed`` one for when they were.
    """

    missing: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[str, ...]:
        """In the order in which they are wanted."""
        return tuple(dict.fromkeys((*self.missing, *self.claimed)))

    def settled(self, probabilities: Mapping[str, float]) -> bool:
        """Whether these, those of the first ``points``, decide it: ``choose`` would take no other with the rest."""
        if any(probabilities.get(point, 1.0) < MISSING_BELOW for point in self.missing):
            return True
        if not all(point in probabilities for point in self.missing):
            return False
        return not self.claimed or any(probabilities.get(point, 0.0) >= CLAIMED_FROM for point in self.claimed)


def sought(question: Question, heard: Mapping[str, float], done: Collection[str]) -> Sought:
    """``heard``: how likely earlier answers covered each point; ``done``: points already followed up."""
    open_missing = (point for point in _that_matter(question) if heard.get(point.id, 0.0) < MISSING_BELOW)
    missing = {item.when_missing for item in question.follow_ups} - {*done}
    claimed = {item.when_claimed for item in question.follow_ups} - {*done}
    return Sought(
        tuple(point.id for point in open_missing if point.id in missing),
        tuple(point.id for point in _by_weight(question.key_points) if point.id in claimed),
    )


def choose(
    question: Question,
    probabilities: Mapping[str, float],
    *,
    done: Collection[str],
    said: Iterable[str],
    embedding: Similar | None = None,
) -> ChosenFollowUp | None:
    """The bank's follow-up on the heaviest missing point, else a probe of the heaviest claimed one, else None.

    Args:
        probabilities: how likely each key point was covered, 0–1. A point without one is unknown, not missing.
        done: points already followed up.
        said: every text spoken so far; nothing like one of them is asked.

    A point that need not be there and weighs less than half the question's average calls for none.
    """
    said = tuple(said)
    for point in missing_points(question, probabilities):
        for item in question.follow_ups:
            if item.when_missing == point.id and _usable(item, done, said, embedding):
                return ChosenFollowUp(item.text, point.id, "missing")
    for point in _by_weight(question.key_points):
        if probabilities.get(point.id, 0.0) < CLAIMED_FROM:
            continue
        for item in question.follow_ups:
            if item.when_claimed == point.id and _usable(item, done, said, embedding):
                return ChosenFollowUp(item.text, point.id, "claimed")
    return None


def missing_points(question: Question, probabilities: Mapping[str, float]) -> tuple[KeyPoint, ...]:
    """Points that matter and were not heard: what must be there first, then the heaviest."""
    return tuple(
        point
        for point in _that_matter(question)
        if point.id in probabilities and probabilities[point.id] < MISSING_BELOW
    )


def _that_matter(question: Question) -> list[KeyPoint]:
    """Those that must be there or weigh at least half the average, the most important first."""
    if not question.key_points:
        return []
    average = sum(point.weight for point in question.key_points) / len(question.key_points)
    return [point for point in _by_weight(question.key_points) if point.must or point.weight >= average / 2]


def coverage(question: Question, probabilities: Mapping[str, float]) -> float | None:
    """Weighted share of the key points heard, 0–1; None when none of them was judged."""
    judged = [point for point in question.key_points if point.id in probabilities]
    if not judged:
        return None
    return sum(point.weight * probabilities[point.id] for point in judged) / sum(point.weight for point in judged)


def _by_weight(points: Iterable[KeyPoint]) -> list[KeyPoint]:
    return sorted(points, key=lambda point: (not point.must, -point.weight))


def _usable(item: FollowUp, done: Collection[str], said: tuple[str, ...], embedding: Similar | None) -> bool:
    point = item.when_missing or item.when_claimed
    return point not in done and not is_near_duplicate(item.text, said, embedding)
