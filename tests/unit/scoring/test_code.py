"""A programming task is scored by its tests, counts as knowledge, and says nothing about speech."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.programming import CaseResult, CodeWork, Task, Trial
from desktop.domain.session import Answer
from desktop.domain.speech import Language
from desktop.interview.coding import task_question
from desktop.programming.tasks import load_tasks
from desktop.scoring.assess import assess
from desktop.scoring.code import grade_code
from tests.unit.scoring.sessions import GOOD, QUESTIONS, answer, record, spoken

TASK = load_tasks(Path(__file__).resolve().parents[2] / "data" / "programming").find("double")
OVER_CODE = "so maybe I should first um look at the index and then well let me see what happens here in the loop"


def trial(task: Task, *, visible: int, hidden: int) -> Trial:
    """The first so many of each kind pass."""
    seen = len(task.visible)
    results = tuple(
        CaseResult(
            number,
            number > seen,
            "passed" if (number - seen <= hidden if number > seen else number <= visible) else "wrong",
        )
        for number in range(1, len(task.cases) + 1)
    )
    return Trial(task.id, results, ("seccomp",), 0.4)


def coded(index: int, found: Trial | None, *, language: Language = "en", said: str = "") -> Answer:
    question = task_question(TASK, language)
    start_s = 100.0 * (index + 1)
    return Answer(
        index, question, question.text, None, start_s - 5.0, start_s, start_s + 240.0, spoken(said, language, start_s),
        ended_by="button", grade=grade_code(question, found) if found else None,
        code=CodeWork("def double(n):\n    return n\n", 240.0, found),
    )  # fmt: skip


@pytest.mark.parametrize(("visible", "hidden", "score"), [(2, 3, 10.0), (2, 1, 6.0), (0, 0, 0.0)])
def test_every_test_counts_the_same(visible: int, hidden: int, score: float) -> None:
    grade = grade_code(task_question(TASK, "en"), trial(TASK, visible=visible, hidden=hidden))
    assert grade.score == score
    assert grade.interval == (score, score)
    assert grade.methods == ("tests",)
    assert grade.points == ()


def dimension(answers: list[Answer], name: str, language: Language = "en") -> object:
    return next(item for item in assess(record(answers, language=language)).dimensions if item.name == name)


def test_it_enters_professional_knowledge_beside_the_spoken_questions() -> None:
    told = answer(0, QUESTIONS["index"], GOOD["index"])
    assert told.grade is not None
    assert told.grade.score is not None
    alone = dimension([told], "professional_knowledge")
    both = dimension([told, coded(1, trial(TASK, visible=2, hidden=0))], "professional_knowledge")
    assert both.score == pytest.approx((told.grade.score + 4.0) / 2, abs=0.06)
    assert both.score < alone.score
    assert "2 of 5 tests passed" in both.comment
    assert [e.value for e in both.evidence if e.metric == "tests_passed"] == [40.0]


@pytest.mark.parametrize(("language", "sentence"), [("en", "5 of 5 tests passed"), ("zh", "通过了 5 个测试中的 5 个")])
def test_who_only_wrote_code_has_a_score_for_it(language: Language, sentence: str) -> None:
    assessment = assess(record([coded(0, trial(TASK, visible=2, hidden=3), language=language)], language=language))
    scores = {item.name: item.score for item in assessment.dimensions}
    assert scores.pop("professional_knowledge") == 10.0
    assert set(scores.values()) == {None}
    assert sentence in assessment.overall + assessment.dimensions[0].comment
    assert [finding.kind for finding in assessment.findings] == ["strength"]


def test_a_failed_task_is_named_and_comes_into_the_study_plan() -> None:
    told = answer(0, QUESTIONS["index"], GOOD["index"])
    assessment = assess(record([told, coded(1, trial(TASK, visible=1, hidden=0))]))
    assert "1 of 5 tests passed" in next(f.text for f in assessment.findings if f.kind == "change")
    assert assessment.plan is not None
    assert any("Double" in task for phase in assessment.plan.phases for task in phase.tasks)


def test_what_is_murmured_over_code_changes_no_other_dimension() -> None:
    told = [answer(0, QUESTIONS["index"], GOOD["index"]), answer(1, QUESTIONS["cache"], GOOD["cache"])]
    silent = coded(2, trial(TASK, visible=2, hidden=3))
    loud = coded(2, trial(TASK, visible=2, hidden=3), said=OVER_CODE)
    before, after = assess(record([*told, silent])), assess(record([*told, loud]))
    assert before.dimensions == after.dimensions
    for name in ("communication_ability", "logical_thinking", "stress_resilience"):
        assert dimension(told, name) == dimension([*told, loud], name)


def test_without_a_run_there_is_no_score() -> None:
    told = answer(0, QUESTIONS["index"], GOOD["index"])
    skipped = replace(coded(1, None), ended_by="skip")
    assert dimension([told], "professional_knowledge") == dimension([told, skipped], "professional_knowledge")
