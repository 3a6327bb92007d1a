"""Whether the question was what was answered: by what the model makes of it, beside what the points come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from desktop.scoring.calibration import LinearProbe, Logistic
from desktop.scoring.judge import Judge
from tests.unit.scoring import sessions
from tests.unit.scoring.sessions import GOOD, QUESTIONS
from tests.unit.scoring.test_bad_input import Model

INDEX = QUESTIONS["index"]


class Stated(Model):
    """A language model whose states speak, of every point, for its having been said as ``reading`` does, and of the
    question, for its having been answered as ``answers`` does."""

    def __init__(self, reading: float, answers: float) -> None:
        super().__init__(reading)
        self.answers = answers
        self.asked: list[str] = []

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> np.ndarray:
        self.asked.append(prompt[4])
        if "not sure" in prompt[2]:
            return np.zeros((2, 1, 1), np.float32)
        of_question = prompt[4].endswith(INDEX.text)
        return np.full((2, 1, 1), (self.answers if of_question else float(self.reading)) / 2, np.float32)  # type: ignore[arg-type]


def judge(model: Stated, by_score: float = 0.0) -> Judge:
    """``by_score``: how much a point of the score speaks for an answer to the question."""
    shipped, one = sessions.calibration(), np.ones((2, 1, 1), np.float32)
    own = {("test", "en", kind): Logistic(0.0, {"probe": 1.0}) for kind in ("technical", "behavioural", "open")}
    calibration = replace(
        shipped,
        models={**shipped.models, **own},  # type: ignore[dict-item]
        answers={("test", INDEX.kind): Logistic(0.0, {"probe_answers": 1.0, "score": by_score})},
        probes={
            "test": LinearProbe(
                "against", (3,), {"probe": one, "probe_answers": one}, {"probe": 0.0, "probe_answers": 0.0}
            )
        },
    )
    return Judge(sessions.encoder(), calibration, model)


def test_what_answers_another_question_gets_next_to_nothing_for_its_points() -> None:
    elsewhere = judge(Stated(1.0, -4.0)).grade(INDEX, GOOD["index"], "en")
    own = judge(Stated(1.0, 4.0)).grade(INDEX, GOOD["index"], "en")
    assert elsewhere.on_question == pytest.approx(0.018, abs=0.001)
    assert "off_topic" in elsewhere.flags
    assert elsewhere.score is not None
    assert elsewhere.score <= 0.1
    assert not any(point.covered for point in elsewhere.points)
    assert "off_topic" not in own.flags
    assert own.score is not None
    assert own.score > 7


def test_who_says_what_was_wanted_answers_the_question() -> None:
    grade = judge(Stated(4.0, -2.0), by_score=0.4).grade(INDEX, GOOD["index"], "en")
    assert "off_topic" not in grade.flags
    assert grade.score == 10.0


def test_an_answer_to_the_question_that_says_nothing_of_it_gets_at_most_half_a_point() -> None:
    grade = judge(Stated(-6.0, 4.0)).grade(INDEX, GOOD["index"], "en")
    assert grade.score == pytest.approx(0.49, abs=0.01)
    assert grade.interval is not None
    assert grade.interval[0] <= grade.score <= grade.interval[1]


def test_a_follow_up_is_not_held_against_the_words_of_its_main_question() -> None:
    follow_up = replace(INDEX, key_points=INDEX.key_points[:1])
    model = Stated(1.0, -4.0)
    grade = judge(model).grade(follow_up, GOOD["index"], "en")
    assert grade.on_question is None
    assert "off_topic" not in grade.flags


def test_what_does_not_depend_on_the_answer_is_read_before_it() -> None:
    model = Stated(1.0, 4.0)
    ready = judge(model)
    ready.prepare(INDEX, "en")
    before = len(model.asked)
    ready.grade(INDEX, GOOD["index"], "en")
    assert len(model.asked) - before == len(INDEX.key_points) + 1


def test_a_model_that_fails_at_the_question_leaves_the_likeness_and_says_so() -> None:
    class Failing(Stated):
        def states(self, prompt: Sequence[str], layers: Sequence[int]) -> np.ndarray:
            if prompt[4].endswith(INDEX.text) and "not sure" not in prompt[2]:
                raise RuntimeError("no memory")
            return super().states(prompt, layers)

    grade = judge(Failing(4.0, 4.0)).grade(INDEX, GOOD["index"], "en")
    assert grade.on_question is None
    assert "model_failed" in grade.flags
    assert grade.methods == ("embedding", "shape")
    assert grade.points == sessions.graded(INDEX, GOOD["index"], "en").points


def test_the_question_said_again_before_the_answer_takes_nothing_away() -> None:
    own = "The second one must wait for the first."
    grade = judge(Stated(4.0, 4.0)).grade(INDEX, f"{INDEX.text} {own}", "en")
    assert "off_topic" not in grade.flags
    assert grade.score == judge(Stated(4.0, 4.0)).grade(INDEX, own, "en").score == 10.0
