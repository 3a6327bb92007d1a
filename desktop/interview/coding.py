"""The programming task of an interview: which one suits, and how it is asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.programming import Task
from desktop.domain.question import Question
from desktop.domain.session import SessionConfig
from desktop.domain.speech import Language
from desktop.interview.plan import InterviewPlan, PlannedQuestion
from desktop.interview.relevance import Relevance
from desktop.interview.roles import domain_fit, role_fit

_LEARNING = ("machine learning engineer", "data scientist", "research scientist")
_FOR: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("machine learning/vision", ("computer vision engineer", *_LEARNING), "cv"),
    ("machine learning/layers", ("computer vision engineer", *_LEARNING), "ai"),
    ("machine learning/language", ("nlp engineer", *_LEARNING), "nlp"),
    ("machine learning/decoding", ("nlp engineer", "llm engineer", *_LEARNING), "llm"),
    ("machine learning/", _LEARNING, "ai"),
    ("systems/", ("backend engineer", "data engineer", "devops engineer"), "backend"),
    ("", ("any",), "any"),
)
"""By the beginning of a task's topic: for which positions and field it is; the first that fits."""

_DIFFICULTY_COST = 0.9
_ASKED_BEFORE_COST = 8.0
_JITTER = 0.8
_TEXT: dict[Language, str] = {
    "en": "Here is a programming task: {title}. It is described on your screen. Write your solution in the editor and "
    "tell me what you are thinking as you go. You have {minutes} minutes; run the visible tests as often as you like, "
    "and hand in when you are done.",
    "zh": "这是一道编程题：{title}。题目在屏幕上。请在编辑器里写出代码，一边写一边说说你的思路。时间是 {minutes} 分钟，"
    "可见测试可以随时运行，写好以后提交。",
}
_AREA: dict[Language, str] = {"en": "programming", "zh": "编程"}


def may_hold_task(plan: InterviewPlan, config: SessionConfig) -> bool:
    """Whether there is a programming round, and time: a length that the person chose is kept, and a task takes as long
    as several questions."""
    return config.minutes is None and any(item.question.round == "programming" for item in plan.items)


def with_task(
    plan: InterviewPlan, config: SessionConfig, tasks: Sequence[Task], *, already_asked: frozenset[str] = frozenset()
) -> InterviewPlan:
    """The plan with the task that suits position, field, level and skills best in place of a question of the
    programming round, which is one to talk about where there is one, else the calculation.

    The same arguments give the same plan; without a fitting task it stays as it is. ``already_asked`` are question ids.
    """
    places = [place for place, item in enumerate(plan.items) if item.question.round == "programming"]
    if not tasks or not places:
        return plan
    rated = []
    for task in tasks:
        question = task_question(task, plan.language)
        role, domain = role_fit(plan.role, question.roles), domain_fit(plan.domain, question.domain)
        if role == 0 or domain == 0:
            continue
        bonus, reasons = Relevance(plan.wanted).of(question, role=role)
        value = 2.0 * role + 1.5 * domain + bonus - _DIFFICULTY_COST * abs(task.difficulty - config.difficulty)
        value += _JITTER * random.Random(f"{plan.seed}:{question.id}").random()
        value -= _ASKED_BEFORE_COST if question.id in already_asked else 0.0
        rated.append((value, question.id, PlannedQuestion(question, reasons)))
    if not rated:
        return plan
    chosen = max(rated, key=lambda item: item[:2])[2]
    place = next((place for place in places if plan.items[place].question.exact is None), places[0])
    items = (*plan.items[:place], chosen, *plan.items[place + 1 :])
    usual_s = plan.items[place].question.time_limit_s
    longer_min = round((chosen.question.time_limit_s - usual_s) / 60)
    return replace(plan, items=items, minutes=(plan.minutes or config.planned_minutes) + longer_min)


def task_question(task: Task, language: Language) -> Question:
    """The question by which the interviewer gives the task. It has no key points: its tests are all that counts."""
    title = task.title[language]
    roles, domain = next((roles, domain) for start, roles, domain in _FOR if task.topic.startswith(start))
    return Question(
        id=f"code-{task.id}",
        language=language,
        roles=roles,
        domain=domain,
        round="programming",
        topic=f"{_AREA[language]}/{title}",
        kind="technical",
        difficulty=task.difficulty,
        frequency="common",
        time_limit_s=task.time_limit_s,
        text=_TEXT[language].format(title=title, minutes=task.time_limit_s // 60),
        key_points=(),
        reference_answer=task.explanation[language],
        source=task.source,
        code=task,
    )
