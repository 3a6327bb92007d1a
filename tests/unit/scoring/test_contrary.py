"""The contrary of a key point: told from a point that is missing by what the language model makes of it, and where the
person reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from desktop.domain.score import PointCheck
from desktop.domain.session import Answer
from desktop.report.answers import build_cards
from desktop.report.texts import load_texts
from desktop.scoring.assess import assess
from desktop.scoring.calibration import LinearProbe, Logistic
from desktop.scoring.facts import gather
from desktop.scoring.judge import Judge
from tests.unit.scoring import sessions
from tests.unit.scoring.sessions import GOOD, QUESTIONS, record
from tests.unit.scoring.test_bad_input import Model

QUOTE = "But every insert"
NONE = {"probe": 0.0, "probe_against": 0.0}


class Stated(Model):
    """A language model whose states say of every point that its contrary was said, or, after an unsure answer, not."""

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> np.ndarray:
        return np.full((2, 1, 1), 0.0 if "not sure" in prompt[2] else self.reading, np.float32)


def judge(reading: float, doubt: float = 1.0) -> Judge:
    """``doubt``: how much the same states speak against the point itself."""
    shipped = sessions.calibration()
    covered, contrary = np.full((2, 1, 1), -doubt, np.float32), np.ones((2, 1, 1), np.float32)
    own = {("test", "en", kind): Logistic(0.0, {"probe": 1.0}) for kind in ("technical", "behavioural", "open")}
    calibration = replace(
        shipped,
        models={**shipped.models, **own},  # type: ignore[dict-item]
        contradicted={"test": Logistic(0.0, {"probe_against": 1.0})},
        probes={"test": LinearProbe("against", (3,), {"probe": covered, "probe_against": contrary}, NONE)},
    )
    return Judge(sessions.encoder(), calibration, Stated(reading))


def test_the_contrary_is_quoted_and_gives_nothing() -> None:
    grade = judge(4.0).grade(QUESTIONS["index"], GOOD["index"], "en")
    assert grade.score == 0.0
    for point in grade.points:
        assert point.contradicted
        assert not point.covered
        assert point.contrary == pytest.approx(1.0, abs=0.001)
        assert point.quote is not None
        assert point.quote in GOOD["index"]


@pytest.mark.parametrize(("reading", "doubt"), [(0.3, 1.0), (-4.0, 1.0), (4.0, 0.2)])
def test_what_is_doubtful_or_may_have_been_said_is_not_called_wrong(reading: float, doubt: float) -> None:
    grade = judge(reading, doubt).grade(QUESTIONS["index"], GOOD["index"], "en")
    assert not any(point.contradicted for point in grade.points)


def test_an_answer_to_something_else_contradicts_nothing() -> None:
    about_food = (
        "For the soup I chop two onions, let them brown in butter, and then the pumpkin goes in with some stock."
    )
    grade = judge(4.0).grade(QUESTIONS["index"], about_food, "en")
    assert "off_topic" in grade.flags
    assert not any(point.contradicted for point in grade.points)


def test_a_model_that_was_not_measured_at_it_accuses_nobody() -> None:
    grade = Judge(sessions.encoder(), sessions.calibration(), Model(-9.0)).grade(
        QUESTIONS["index"], GOOD["index"], "en"
    )
    assert all(point.contrary is None and not point.contradicted for point in grade.points)


def reversed_() -> Answer:
    """A good answer that says the contrary of the last point."""
    answer = sessions.answer(0, QUESTIONS["index"], GOOD["index"])
    assert answer.grade is not None
    *others, last = answer.grade.points
    last = replace(
        last, probability=0.05, covered=False, contrary=0.93, contradicted=True, quote=QUOTE, start_s=104.0, end_s=106.0
    )
    return replace(answer, grade=replace(answer.grade, points=(*others, last)))


def contrary_of(answer: Answer) -> PointCheck:
    assert answer.grade is not None
    return answer.grade.points[-1]


def test_it_is_among_what_to_change_with_what_was_said() -> None:
    point = contrary_of(reversed_())
    assessed = assess(record([reversed_()]))
    (found,) = (each for each in assessed.findings if point.text in each.text)
    assert found.kind == "change"
    assert found.text.startswith("Probably wrong")
    assert (found.evidence[0].quote, found.evidence[0].start_s) == (QUOTE, 104.0)
    knowledge = assessed.dimensions[0]
    assert "contrary was probably said: 1" in knowledge.comment
    assert knowledge.evidence[0].quote == QUOTE


def test_in_a_topic_it_stays_until_the_point_itself_is_said() -> None:
    point = contrary_of(reversed_())
    nothing = replace(point, probability=0.2, contrary=0.1, contradicted=False, quote=None)
    said = replace(nothing, probability=0.9, covered=True, quote=QUOTE)
    for later, contradicted in ((nothing, True), (said, False)):
        answer = reversed_()
        assert answer.grade is not None
        again = replace(answer, index=1, follow_up_of=0, grade=replace(answer.grade, points=(later,)))
        (topic,) = gather(record([reversed_(), again])).topics
        assert [each.contradicted for each in topic.points if each.point_id == point.point_id] == [contradicted]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_marks_it(language: str) -> None:
    (card,) = build_cards(record([reversed_()]), None, load_texts(language))  # type: ignore[arg-type]
    point = card.points[-1]
    assert (point.mark, point.symbol) == ("wrong", "✗")
    assert QUOTE in point.quote
    assert "93" in point.probability_text
    assert point.stamp is not None
