"""Between the session and the flow: how a flow is set up, what it is told about an answer, how an answer is judged."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain import events as ev
from desktop.domain.question import KeyPoint, Question
from desktop.domain.session import Clarified, SessionConfig
from desktop.domain.speech import Language, join_words
from desktop.interview.coding import may_hold_task, with_task
from desktop.interview.contradictions import Contradiction, Statements
from desktop.interview.flow import InterviewFlow
from desktop.interview.plan import InterviewPlan, make_plan
from desktop.interview.policy import FlowPolicy
from desktop.interview.steps import AnswerReport, Ask
from desktop.session.likeness import Likeness
from desktop.session.parts import Heard, Parts, TaskBench
from desktop.session.provisional import ProvisionalGrade
from desktop.workers.service import ServiceProcess


def plan_for(
    parts: Parts, config: SessionConfig, given: InterviewPlan | None, bench: TaskBench | None
) -> InterviewPlan:
    """The plan of a session: ``given``, or one made for this person that brings other questions than the last sessions
    in this language. With a ``bench`` its programming question is one to be solved."""
    rows = [row for row in parts.store.sessions() if row.language == config.profile.language][:5]
    asked = frozenset(
        event.question.id
        for row in rows
        for _, event in parts.store.events(row.id)
        if isinstance(event, ev.QuestionAsked)
    )
    plan = given or make_plan(parts.bank, config, seed=config.seed, already_asked=asked)
    if bench is None or not may_hold_task(plan, config):
        return plan
    return with_task(plan, config, bench.tasks(), already_asked=asked)


def make_flow(plan: InterviewPlan, config: SessionConfig, mind: ServiceProcess) -> InterviewFlow:
    """The flow of a session, ready for its first step.

    A length that the person chose is kept; one that only follows from the number of questions makes follow-ups rarer
    when it is reached, and leaves questions out when the interview has become half as long again.
    """
    profile = config.profile
    planned_s = 60.0 * (plan.minutes or config.planned_minutes)
    policy = FlowPolicy(planned_s=planned_s, time_budget_s=planned_s if config.minutes else 1.5 * planned_s)
    return InterviewFlow(
        plan,
        name=profile.name,
        policy=policy,
        embedding=Likeness(mind, plan),
    )


def answer_report(
    question: Question, heard: Heard, provisional: ProvisionalGrade, contradiction: Contradiction | None = None
) -> AnswerReport:
    """What the flow is told. Waits for the provisional grade, without which it holds no point."""
    grade = provisional.result(heard.words) if heard.words and question.key_points else None
    return AnswerReport(
        question=question,
        words_count=len(heard.words),
        point_probabilities={point.point_id: point.probability for point in grade.points} if grade else {},
        flags=grade.flags if grade else () if heard.words else ("empty",),
        duration_s=heard.end_s - heard.start_s,
        ended_by=heard.ended_by,
        contradiction=contradiction,
    )


def compare_statements(statements: Statements, ask: Ask, heard: Heard, language: Language) -> Contradiction | None:
    """What in the answer to ``ask`` does not go with something said before or in the résumé. What is said to clear up
    two statements is not held against others."""
    if ask.reason == "clarify" or not heard.words:
        return None
    topic = ask.index if ask.follow_up_of is None else ask.follow_up_of
    designing = ask.question.round in ("system_design", "programming")
    return statements.hear(join_words(heard.words, language), ask.index, topic, designing=designing)


def clarified(found: Contradiction | None) -> Clarified | None:
    """The grounds of a question for the log."""
    if found is None:
        return None
    return Clarified(
        found.kind, found.later.subject, found.earlier.quote, found.later.quote, found.earlier_index, found.later_index
    )


def asked(ask: Ask) -> Question:
    """Its question in the words that a follow-up was asked in, which an answer leans on; an invitation to say more has
    none of its own."""
    return ask.question if ask.reason in ("main", "elaborate") else replace(ask.question, text=ask.text)


def judged_by(ask: Ask) -> Question:
    """The question as an answer to ``ask`` is judged: a follow-up only by the point it is after.

    A probe into something that was claimed, or a question about two statements, has no key point of its own, so it is
    heard and not graded.
    """
    if ask.reason in ("main", "elaborate"):
        return ask.question
    if ask.reason in ("claimed", "clarify"):
        wanted: tuple[KeyPoint, ...] = ()
    else:
        wanted = tuple(point for point in ask.question.key_points if point.id == ask.target_point)
    return replace(asked(ask), key_points=wanted, reference_answer="", common_mistakes=(), follow_ups=())
