"""Scores and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.domain.exact import Verdict

DimensionName = Literal[
    "professional_knowledge", "skill_match", "communication_ability", "logical_thinking", "stress_resilience"
]
DIMENSIONS: tuple[DimensionName, ...] = (
    "professional_knowledge",
    "skill_match",
    "communication_ability",
    "logical_thinking",
    "stress_resilience",
)
Flag = Literal[
    "empty", "off_topic", "keyword_list", "instruction", "too_short",
    "low_recognition", "other_language", "model_failed",
]  # fmt: skip
"""What an answer is, and what hindered judging it. ``model_failed``: the language model gave nothing to go by, so the
score rests on the sentence similarity alone."""
NOT_JUDGED: frozenset[Flag] = frozenset(("low_recognition", "other_language"))
"""Those of an answer that was given and whose content nobody can tell."""


@dataclass(frozen=True, slots=True)
class PointCheck:
    """Whether one key point was covered. ``probability`` 0–1 is calibrated; ``quote`` is the clause it rests on,
    verbatim from the answer, with its times when the words have times. ``signals`` are the raw figures.

    ``contradicted``: its contrary was said, in the words of ``quote``; ``contrary`` is the calibrated probability 0–1
    of that, None where it was not looked for.

    For a calculation ``verdict`` says what became of the value and ``heard`` is the number it was judged by, verbatim;
    both are None elsewhere."""

    point_id: str
    text: str
    weight: float
    must: bool
    probability: float
    covered: bool
    quote: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    signals: Mapping[str, float] | None = None
    verdict: Verdict | None = None
    heard: str | None = None
    contrary: float | None = None
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class MadeMistake:
    """A mistake that the question is known for, and the words that make it, verbatim, with their times where the words
    have times. ``probability`` 0–1 is calibrated; ``signals`` are the raw figures."""

    text: str
    correction: str
    probability: float
    quote: str
    start_s: float | None
    end_s: float | None
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AnswerGrade:
    """The judgement of one answer. ``score`` 0–10, None when there is not enough data; ``interval`` is 80 %.
    ``mistakes`` are looked for only with a language model that was measured at it. ``on_question`` is the calibrated
    probability 0–1 that the question was what was answered, well or not; None where that was judged in another way."""

    question_id: str
    score: float | None
    interval: tuple[float, float] | None
    points: tuple[PointCheck, ...]
    flags: tuple[Flag, ...] = ()
    methods: tuple[str, ...] = ()
    mistakes: tuple[MadeMistake, ...] = ()
    on_question: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement rests on: a quote with its time, or a metric with its value. ``turn`` counts from 0."""

    turn: int | None
    start_s: float | None
    end_s: float | None
    quote: str | None = None
    metric: str | None = None
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One of the five dimensions. ``score`` 0–10 or None with the reason in ``comment``."""

    name: DimensionName
    score: float | None
    interval: tuple[float, float] | None
    comment: str
    evidence: tuple[Evidence, ...]
    rule: str = ""
