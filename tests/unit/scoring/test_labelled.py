"""The labelled answers that the judge is fitted to and measured on."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.grading.agreement import order_of_kinds
from benchmarks.grading.labelled import Labelled, labelled_answers

MADE_OF_MISTAKES = ("commits", "refutes", "near")


@pytest.fixture(scope="module")
def answers() -> list[Labelled]:
    return [*labelled_answers()]


def test_no_question_is_both_fitted_to_and_measured_on(answers: list[Labelled]) -> None:
    fitted = {item.question.id for item in answers if item.half == "tuning" and item.type not in MADE_OF_MISTAKES}
    measured = {item.question.id for item in answers if item.half == "test"}
    assert len(measured) == 60
    assert not fitted & measured


def test_labels_name_points_of_the_question(answers: list[Labelled]) -> None:
    for item in answers:
        ids = {point.id for point in item.question.key_points}
        assert item.covered | item.partly | item.contradicted <= ids, (item.question.id, item.type)
        assert not item.covered & (item.partly | item.contradicted), (item.question.id, item.type)


def test_no_answer_is_there_twice(answers: list[Labelled]) -> None:
    counts = Counter((item.question.id, item.type, item.text) for item in answers)
    assert not [key for key, count in counts.items() if count > 1]


def test_every_pair_of_two_kinds_is_in_the_order_of_kinds() -> None:
    scores = {"full": [9.0], "vague": [0.5], "off_topic": [0.0, 0.5, 2.0], "wrong": [10.0]}
    rows = [{"question": "q", "type": type_, "graded": score} for type_, own in scores.items() for score in own]
    elsewhere = {"question": "other", "type": "partial", "graded": 0.0}
    figures = order_of_kinds([*rows, elsewhere, {"question": "q", "type": "partial", "graded": None}])
    assert figures["right_equal_reversed"] == {
        "full > vague": [1, 0, 0], "full > off_topic": [3, 0, 0], "vague > off_topic": [1, 1, 1],
    }  # fmt: skip
    assert figures["right"] == round(5 / 7, 3)
