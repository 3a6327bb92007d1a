"""Grades a programming task without any model: the share of its tests that pass."""

from __future__ import annotations

from desktop.domain.programming import Task, Trial
from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Language
from desktop.scoring.words import TEXT

METHOD = "tests"


def grade_code(question: Question, trial: Trial) -> AnswerGrade:
    """Every test counts the same, a hidden one as much as a visible one. The score is exact: its interval has no
    width, and there are no key points."""
    passed, of = trial.count()
    score = round(10.0 * passed / of, 2)
    return AnswerGrade(question.id, score, (score, score), (), (), (METHOD,))


def tests_passed(task: Task, trial: Trial, language: Language) -> str:
    """How many of all, in a sentence."""
    passed, of = trial.count()
    return TEXT[language]["tests_passed"].format(title=task.title[language], passed=passed, of=of)
