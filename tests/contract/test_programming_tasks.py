"""Every programming task that the program ships, executed: its solution passes, and what is wrong does not."""

from __future__ import annotations

import dataclasses
import re
import sys

import pytest

from desktop.domain.programming import Task
from desktop.programming.judge import try_solution
from desktop.programming.schema import LANGUAGES
from desktop.programming.tasks import shipped_tasks

TASKS = shipped_tasks().tasks
by_id = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
runs_here = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")


def test_there_are_enough_over_all_subjects_and_difficulties() -> None:
    assert len(TASKS) >= 30
    assert {task.topic.split("/")[0] for task in TASKS} == {
        "algorithms", "data structures", "machine learning", "systems",
    }  # fmt: skip
    assert {task.difficulty for task in TASKS} >= {1, 2, 3, 4}


@runs_here
@by_id
def test_its_solution_passes_with_time_to_spare(task: Task) -> None:
    trial = try_solution(dataclasses.replace(task, run_limit_s=1), task.reference)
    assert [(r.number, r.verdict, r.message, r.got, r.expected) for r in trial.results if r.verdict != "passed"] == []


@runs_here
@by_id
def test_its_skeleton_fails(task: Task) -> None:
    assert "passed" not in [result.verdict for result in try_solution(task, task.skeleton, hidden=False).results]


@runs_here
@by_id
def test_every_mistake_that_can_be_shown_fails(task: Task) -> None:
    shown = [slip for slip in task.mistakes if slip.of]
    assert shown, "at least one mistake is shown in code"
    for slip in shown:
        trial = try_solution(task, task.reference.replace(slip.of, slip.write))
        assert not trial.passed, slip.text["en"]


@by_id
def test_its_texts_are_whole_and_fit_the_screen(task: Task) -> None:
    texts = [task.title, task.statement, task.explanation, *task.hints, *(slip.text for slip in task.mistakes)]
    for text in texts:
        for language in LANGUAGES:
            assert text[language] == text[language].strip()
        assert not re.search(r"[，。；：？！] ", text["zh"])
    for language in LANGUAGES:
        assert 20 <= len(task.statement[language]) <= 900
        assert "O(" in task.explanation[language], "says what it costs"
    for code in (task.skeleton, task.reference, *(case.call for case in task.cases)):
        assert max(map(len, code.splitlines())) <= 130


@by_id
def test_hidden_tests_hold_more_than_the_visible_ones(task: Task) -> None:
    assert not {case.call for case in task.visible if not case.given} & {c.call for c in task.hidden if not c.given}
    assert any(not case.gives for case in task.hidden), "one input whose output nobody can know by heart"
