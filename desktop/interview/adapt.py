"""Difficulty follows performance: the level, and the next main question that suits it."""

from __future__ import annotations

from desktop.domain.question import Question
from desktop.interview.plan import Candidate, Chosen, InterviewPlan, pick, rating, skill_cost
from desktop.interview.similarity import Similar, is_near_duplicate

_STRONG, _WEAK = 0.7, 0.35
_STEP = 0.75
_REACH = 2.0


class Level:
    """The difficulty that suits the person now, 1–5, at most two from where the interview was set."""

    def __init__(self, difficulty: int) -> None:
        self._low, self._high = max(1.0, difficulty - _REACH), min(5.0, difficulty + _REACH)
        self.value = float(difficulty)

    def learn(self, coverage: float | None) -> None:
        """Takes in how much of the last question's points was covered, 0–1; None changes nothing."""
        if coverage is None:
            return
        if coverage >= _STRONG:
            self.value = min(self._high, self.value + _STEP)
        elif coverage <= _WEAK:
            self.value = max(self._low, self.value - _STEP)


def next_main(
    plan: InterviewPlan,
    remaining: list[Question],
    asked: list[Question],
    said: tuple[str, ...],
    level: float,
    embedding: Similar | None = None,
    *,
    at_most: int | None = None,
) -> Question | None:
    """Takes the next question out of ``remaining``, exchanged when another suits better; None when none is left.

    It is exchanged, within its round, for one nearer to the level whose whole rating (relevance and spread of topics
    included) is higher; when it is harder than ``at_most`` and there is one that is not; and when what was said since
    the plan was made has used its text up. A calculation stays, and so does a programming task.
    """
    while remaining:
        planned = remaining.pop(0)
        if planned.exact is not None or planned.code is not None:
            # The pool holds no other.
            return planned
        repeated = is_near_duplicate(planned.text, said, embedding)
        distance = abs(planned.difficulty - level)
        too_hard = at_most is not None and planned.difficulty > at_most
        if not repeated and not too_hard and distance < 1:
            return planned
        others = [*asked, *remaining]
        chosen = Chosen(
            frozenset(question.id for question in (*others, planned)),
            (*said, *(question.text for question in remaining)),
            tuple(question.topic for question in others),
            _skills(plan, others),
            skill_cost(plan.wanted),
        )
        fresh = [candidate for candidate in plan.pool if not candidate.asked_before]
        if at_most is not None and too_hard:
            kinder = [candidate for candidate in fresh if candidate.question.difficulty <= at_most]
            easier = pick(kinder, planned.round, level, chosen, embedding)
            if easier is not None:
                return easier.question
        better = pick(fresh, planned.round, level, chosen, embedding, None if repeated else distance)
        if repeated and better is None:
            continue
        if better is None:
            return planned
        own = _candidate(plan, planned)
        if repeated or own is None or rating(better, level, chosen) > rating(own, level, chosen):
            return better.question
        return planned
    return None


def _skills(plan: InterviewPlan, questions: list[Question]) -> tuple[str, ...]:
    ids = {question.id for question in questions}
    used = (candidate for candidate in plan.pool if candidate.question.id in ids)
    return tuple(reason.skill for candidate in used for reason in candidate.reasons)


def _candidate(plan: InterviewPlan, question: Question) -> Candidate | None:
    return next((candidate for candidate in plan.pool if candidate.question.id == question.id), None)
