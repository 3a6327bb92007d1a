"""What the interviewer may ask, and what a good answer contains. Never shown before the report but for ``text``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.exact import ExactAnswer
from desktop.domain.programming import Task
from desktop.domain.speech import Language

Round = Literal["theory", "project", "programming", "system_design", "behavioural", "industry", "candidate_questions"]
Kind = Literal["technical", "behavioural", "open"]
Frequency = Literal["rare", "uncommon", "common", "very_common"]


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One checkable statement of a good answer. ``weight`` > 0; ``must`` marks what cannot be missing."""

    id: str
    text: str
    weight: float = 1.0
    must: bool = False
    said_like: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """A common wrong statement and what is right instead."""

    text: str
    correction: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question tied to a key point that was missed or claimed. Exactly one of the two ids is set."""

    text: str
    when_missing: str | None = None
    when_claimed: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank, a lab's pack, the recording's own list, a calculation with drawn numbers, or a
    programming task.

    ``exact`` is the calculation's answer; None for every other question. Its values belong to the key points by id.
    ``code`` is the task to be solved in the editor; None for what is only talked about.
    """

    id: str
    language: Language
    roles: tuple[str, ...]
    domain: str
    round: Round
    topic: str
    kind: Kind
    difficulty: int
    frequency: Frequency
    time_limit_s: int
    text: str
    key_points: tuple[KeyPoint, ...]
    reference_answer: str = ""
    spoken: str | None = None
    common_mistakes: tuple[Mistake, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    resources: tuple[str, ...] = ()
    source: str = ""
    exact: ExactAnswer | None = None
    code: Task | None = None
