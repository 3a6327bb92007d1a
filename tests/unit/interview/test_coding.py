"""The programming task of an interview: who gets which, how it is announced, and what the flow makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank
from desktop.interview.coding import may_hold_task, task_question, with_task
from desktop.interview.explain import explain
from desktop.interview.flow import InterviewFlow
from desktop.interview.plan import InterviewPlan, make_plan
from desktop.interview.policy import FlowPolicy
from desktop.interview.steps import AnswerReport, Ask, CandidateQuestions, Greet
from desktop.programming.tasks import shipped_tasks
from tests.unit.interview.made_bank import made_bank

TASKS = shipped_tasks().tasks


def config(language: Language = "en", role: str = "any", domain: str = "any", **changes: object) -> SessionConfig:
    return SessionConfig(Profile("", role, domain, language), questions=8, **changes)  # type: ignore[arg-type]


def planned(config: SessionConfig, seed: int = 1) -> InterviewPlan:
    plan = make_plan(made_bank(), config, seed=seed)
    # Whoever the bank's questions are for, the task is to suit this person.
    return replace(plan, role=config.profile.role, domain=config.profile.domain)


def task_of(plan: InterviewPlan) -> str:
    (found,) = [item.question.code.id for item in plan.items if item.question.code]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_question_of_the_programming_round_becomes_a_task(language: Language) -> None:
    before = planned(config(language))
    after = with_task(before, config(language), TASKS)
    assert len(after.items) == len(before.items)
    changed = [(a.question, b.question) for a, b in zip(before.items, after.items, strict=True) if a != b]
    ((spoken, given),) = changed
    assert spoken.round == given.round == "programming"
    assert given.code is not None
    assert given.language == language
    assert given.code.title[language] in given.text
    assert str(given.time_limit_s // 60) in given.text
    assert after.minutes is not None
    assert before.minutes is not None
    assert after.minutes - before.minutes == round((given.time_limit_s - spoken.time_limit_s) / 60)
    assert with_task(before, config(language), TASKS) == after


def test_the_task_suits_position_field_and_level() -> None:
    def topics(role: str, domain: str, difficulty: int = 3) -> set[str]:
        setting = config(role=role, domain=domain, difficulty=difficulty)
        found = (with_task(planned(setting, seed), setting, TASKS) for seed in range(12))
        return {item.question.code.topic for plan in found for item in plan.items if item.question.code}

    vision = topics("computer vision engineer", "computer vision")
    assert vision <= {"machine learning/vision", "machine learning/layers"}, vision
    backend = topics("backend engineer", "backend")
    assert not any(topic.startswith("machine learning") for topic in backend), backend
    easy = [with_task(planned(config(difficulty=1), seed), config(difficulty=1), TASKS) for seed in range(8)]
    hard = [with_task(planned(config(difficulty=5), seed), config(difficulty=5), TASKS) for seed in range(8)]
    levels = [
        [item.question.difficulty for plan in plans for item in plan.items if item.question.code]
        for plans in (easy, hard)
    ]
    assert max(levels[0]) < min(levels[1])


def test_what_was_given_lately_comes_back_last() -> None:
    setting = config()
    asked: set[str] = set()
    for _ in range(6):
        plan = with_task(planned(setting), setting, TASKS, already_asked=frozenset(asked))
        assert f"code-{task_of(plan)}" not in asked
        asked.add(f"code-{task_of(plan)}")


def test_where_there_is_no_round_no_time_or_no_sandbox_nothing_is_changed() -> None:
    setting = config()
    plan = planned(setting)
    assert with_task(plan, setting, ()) is plan
    assert may_hold_task(plan, setting)
    assert not may_hold_task(plan, replace(setting, minutes=45))
    theory = make_plan(QuestionBank(tuple(q for q in made_bank().questions if q.round == "theory")), setting, seed=1)
    assert not may_hold_task(theory, setting)
    assert with_task(theory, setting, TASKS) is theory


@pytest.mark.parametrize(("language", "named"), [("en", "programming task 1"), ("zh", "编程题 1 题")])
def test_the_plan_says_that_it_is_a_task(language: Language, named: str) -> None:
    plan = with_task(planned(config(language)), config(language), TASKS)
    lines = explain(plan, language)
    assert named in lines[0]
    assert str(plan.minutes) in lines[0]
    title = next(item.question.code.title[language] for item in plan.items if item.question.code)
    assert any(title in line for line in lines)


def flow_before_the_task(policy: FlowPolicy | None = None) -> tuple[InterviewFlow, Ask]:
    """A flow whose first main question is a theory one and whose second is the task; the first is answered."""
    setting = config()
    plan = with_task(planned(setting), setting, TASKS)
    items = [item for item in plan.items if item.question.round == "theory"][:1]
    items += [item for item in plan.items if item.question.code]
    items += [item for item in plan.items if item.question.round == "behavioural"][:1]
    flow = InterviewFlow(replace(plan, items=tuple(items)), policy=policy)
    assert isinstance(flow.next_step(), Greet)
    first = flow.next_step()
    assert isinstance(first, Ask)
    return flow, first


def covered(ask: Ask, probability: float) -> AnswerReport:
    return AnswerReport(ask.question, 80, {point.id: probability for point in ask.question.key_points}, (), 50.0)


def test_the_task_is_introduced_and_nothing_is_asked_about_it() -> None:
    flow, first = flow_before_the_task()
    flow.answered(covered(first, 1.0))
    task = flow.next_step()
    while not (isinstance(task, Ask) and task.question.code):
        assert isinstance(task, Ask)
        flow.answered(covered(task, 1.0))
        task = flow.next_step()
    assert task.question.code.title["en"] in task.spoken
    assert "no need to write" not in task.spoken
    assert "nothing has to be typed" not in task.spoken
    flow.solved(1.0, 600.0)
    following = flow.next_step()
    assert isinstance(following, Ask)
    assert following.reason == "main"
    assert following.question.round == "behavioural"


@pytest.mark.parametrize(("share", "moves"), [(1.0, 1), (0.0, -1), (0.5, 0), (None, 0)])
def test_the_level_follows_the_tests(share: float | None, moves: int) -> None:
    question = task_question(TASKS[0], "en")
    setting = config()
    plan = with_task(planned(setting), setting, (TASKS[0],))
    item = next(item for item in plan.items if item.question.code)
    flow = InterviewFlow(replace(plan, items=(item,)))
    flow.next_step()
    task = flow.next_step()
    assert isinstance(task, Ask)
    assert task.question == question
    before = flow._level.value
    flow.solved(share, 600.0)
    assert (flow._level.value > before) - (flow._level.value < before) == moves
    assert isinstance(flow.next_step(), CandidateQuestions)


def test_follow_ups_leave_the_task_its_time() -> None:
    """With 20 minutes for a task to come there is no time for a follow-up, which there would be with a question."""
    for planned_s, follows in ((1500.0, False), (4000.0, True)):
        flow, first = flow_before_the_task(FlowPolicy(planned_s=planned_s))
        flow.answered(covered(first, 0.2))
        following = flow.next_step()
        assert isinstance(following, Ask)
        assert (following.follow_up_of is not None) == follows
