"""Scripted people who hold an interview with the flow, and the record of what happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.domain.question import Question
from desktop.interview.flow import InterviewFlow
from desktop.interview.steps import AnswerReport, Ask, CandidateQuestions, Close, Done, Greet, Repeat, Reply, Step

Behaviour = Callable[[InterviewFlow, Ask | Repeat, random.Random], None]


@dataclass
class Held:
    """One interview: every step in order, and what was known after each answer (by question id)."""

    steps: list[Step] = field(default_factory=list)
    heard: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def asks(self) -> list[Ask]:
        return [step for step in self.steps if isinstance(step, Ask)]

    @property
    def main(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.follow_up_of is None]

    @property
    def follow_ups(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.follow_up_of is not None]

    @property
    def spoken(self) -> list[str]:
        return [step.spoken for step in self.steps if not isinstance(step, Done)]


def report(question: Question, low: float, high: float, rng: random.Random, words: int = 90) -> AnswerReport:
    points = {point.id: rng.uniform(low, high) for point in question.key_points}
    return AnswerReport(question, words, points, duration_s=60.0)


def strong(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    flow.answered(report(step.question, 0.75, 1.0, rng))


def weak(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    flow.answered(report(step.question, 0.0, 0.45, rng, words=25))


def mixed(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    if rng.random() < 0.1:
        flow.repeat()
    elif rng.random() < 0.1:
        flow.skipped()
    else:
        flow.answered(report(step.question, 0.0, 1.0, rng))


def silent(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    flow.answered(AnswerReport(step.question, 0, {}, ("empty",), 8.0, "no_speech"))


def evasive(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    points = {point.id: rng.uniform(0.0, 0.2) for point in step.question.key_points}
    flow.answered(AnswerReport(step.question, 60, points, ("off_topic",), 45.0))


def brief(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
    """Says a few words each time, and nothing could judge them."""
    flow.answered(AnswerReport(step.question, 4, {}, ("too_short",), 3.0))


BEHAVIOURS: dict[str, Behaviour] = {
    "strong": strong, "weak": weak, "mixed": mixed, "silent": silent, "evasive": evasive, "brief": brief,
}  # fmt: skip


def hold(flow: InterviewFlow, behaviour: Behaviour, seed: int, own_questions: tuple[str, ...] = ()) -> Held:
    """Runs to the end; more than 400 steps count as endless."""
    held, rng, left = Held(), random.Random(seed), list(own_questions)
    for _ in range(400):
        step = flow.next_step()
        held.steps.append(step)
        if isinstance(step, Done):
            return held
        if isinstance(step, Ask | Repeat):
            behaviour(flow, step, rng)
        elif isinstance(step, CandidateQuestions) or (isinstance(step, Reply) and step.expects_more):
            flow.candidate_asked(left.pop(0) if left else "")
        else:
            assert isinstance(step, Greet | Close | Reply)
    raise AssertionError("the interview does not end")
