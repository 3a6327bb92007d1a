"""Scripted candidates: what each says to a question, and which key points are in it, by the script."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.domain.question import KeyPoint, Question
from desktop.domain.speech import Language
from desktop.interview.steps import Ask, Repeat

Act = Literal["answer", "silence", "nothing", "skip", "repeat", "stop"]
LINES = tomllib.loads((Path(__file__).parent / "lines.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Said:
    """``points`` are the key points that are in the ``text``. "silence" is running out of patience, "nothing" is
    pressing the button without a word."""

    act: Act
    text: str = ""
    points: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """``others`` are questions that have nothing to do with the one asked."""

    step: Ask | Repeat
    language: Language
    rng: random.Random
    others: Sequence[Question]

    @property
    def target(self) -> str | None:
        return self.step.target_point if isinstance(self.step, Ask) else None

    @property
    def question(self) -> Question:
        return self.step.question

    def line(self, kind: str) -> str:
        return self.rng.choice(LINES[self.language][kind])


Candidate = Callable[[Situation], Said]


def own_wording(point: KeyPoint, language: Language) -> str:
    """How the candidates put a point: the bank's spoken wordings, which ``without_wordings`` keeps from the judge."""
    return {"en": ", ", "zh": "，"}[language].join(point.said_like) or point.text


def join(parts: Sequence[str], situation: Situation) -> str:
    """Sentences with spoken joints between them."""
    space, stop = (" ", ".") if situation.language == "en" else ("", "。")
    said = [parts[0], *(situation.line("joints") + space + part for part in parts[1:])]
    return space.join(part if part[-1:] in ".。!！?？," else part + stop for part in said)


def points_said(points: Sequence[KeyPoint], situation: Situation, before: str = "") -> Said:
    lead = [before] if before else []
    text = join([*lead, *(own_wording(point, situation.language) for point in points)], situation)
    return Said("answer", text, frozenset(point.id for point in points))


def strong(at: Situation) -> Said:
    """Gives the reference answer; to a follow-up, what it is after in words of their own."""
    asked = [point for point in at.question.key_points if point.id == at.target]
    if asked:
        return points_said(asked, at)
    if at.question.reference_answer:
        return Said("answer", at.question.reference_answer, frozenset(point.id for point in at.question.key_points))
    return points_said(at.question.key_points, at)


def average(at: Situation) -> Said:
    """About half of the points; of what is asked again, about half too."""
    points = at.question.key_points
    if at.target is not None:
        asked = [point for point in points if point.id == at.target]
        return points_said(asked, at) if at.rng.random() < 0.5 else Said("answer", at.line("evasive"))
    some = at.rng.sample(points, max(1, len(points) // 2))
    return points_said(sorted(some, key=points.index), at)


def weak(at: Situation) -> Said:
    """One small point or a common mistake, unsure; often nothing."""
    chance = at.rng.random()
    if chance < 0.35:
        return Said("answer", at.line("lost"))
    if chance < 0.65 and at.question.common_mistakes:
        wrong = at.rng.choice(at.question.common_mistakes).text
        return Said("answer", join([at.line("unsure") + (" " if at.language == "en" else "") + wrong], at))
    small = min(at.question.key_points, key=lambda point: (point.must, point.weight))
    return points_said([small], at, at.line("unsure"))


def evasive(at: Situation) -> Said:
    return Said("answer", at.line("evasive"))


def silent(at: Situation) -> Said:
    return Said("nothing" if at.rng.random() < 0.2 else "silence")


def off_topic(at: Situation) -> Said:
    """Small talk, or a good answer to another question."""
    if at.rng.random() < 0.5 or not at.others:
        return Said("answer", at.line("off_topic"))
    return Said("answer", at.rng.choice(at.others).reference_answer)


def hostile(at: Situation) -> Said:
    """Orders, insults and the buttons."""
    chance = at.rng.random()
    if chance < 0.12:
        return Said(at.rng.choice(("skip", "repeat", "nothing")))
    if chance < 0.14:
        return Said("stop")
    return Said("answer", at.line("hostile"))


CANDIDATES: dict[str, Candidate] = {
    "strong": strong, "average": average, "weak": weak, "evasive": evasive, "silent": silent, "off_topic": off_topic,
    "hostile": hostile,
}  # fmt: skip
