"""Later answers against the person's own first ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.session import Answer
from desktop.domain.voice import Loudness, Pitch, Quantity, VoiceFigures
from desktop.scoring.baseline import compared, own_baseline
from tests.unit.scoring.sessions import QUESTIONS, record, spoken

QUESTION = next(iter(QUESTIONS.values()))


def figures(speech_s: float, rate: float, **others: object) -> VoiceFigures:
    plain = VoiceFigures(
        speech_s + 2, speech_s, Quantity(rate, "words/min"), None, (), (), Quantity(2.0, "1/min"),
        Pitch(120.0, 2.5, 0.016, ()), Loudness(-22.0, None), 30.0, 0.0, None, 0.9,
    )  # fmt: skip
    return replace(plain, **others)  # type: ignore[arg-type]


def answer(index: int, voice: VoiceFigures | None, *, said: bool = True, own_question: bool = False) -> Answer:
    question = replace(QUESTION, round="candidate_questions") if own_question else QUESTION
    start = 100.0 * index
    words = spoken("one two three", "en", start) if said else ()
    return Answer(index, question, question.text, None, start - 5, start, start + 30, words, voice=voice)


def test_the_first_answers_with_enough_speech_are_the_baseline() -> None:
    answers = [
        answer(0, None),
        answer(1, figures(5, 100), said=False),
        answer(2, figures(8, 120)),
        answer(3, figures(30, 140), own_question=True),
        answer(4, figures(16, 150)),
        answer(5, figures(30, 168, filler_rate=Quantity(5.0, "1/min"), loudness=Loudness(-26.0, None))),
    ]
    base = own_baseline(record(answers))
    assert base is not None
    assert base.turns == (2, 4)
    assert base.speech_s == 24
    assert base.figures["rate"] == pytest.approx((8 * 120 + 16 * 150) / 24)
    later = compared(answers[5], base)
    assert later.missing == ""
    assert later.changes["rate"] == pytest.approx(168 / 140 - 1)
    assert later.changes["filler_rate"] == pytest.approx(3.0)
    assert later.changes["pitch_sd"] == pytest.approx(0.0)
    assert later.changes["loudness"] == pytest.approx(-4.0)
    assert compared(answers[4], base).missing == "first_answers"


def test_too_little_speech_is_not_compared() -> None:
    short = [answer(0, figures(9, 120)), answer(1, figures(10.9, 150))]
    assert own_baseline(record(short)) is None
    assert compared(short[1], None).missing == "no_baseline"
    base = own_baseline(record([answer(0, figures(25, 120))]))
    assert compared(answer(1, figures(9.9, 150)), base).missing == "short"
    assert compared(answer(1, None), base).missing == "short"


def test_what_one_side_lacks_is_left_out() -> None:
    base = own_baseline(record([answer(0, figures(25, 120, pitch=None))]))
    changes = compared(answer(1, figures(25, 132, loudness=None)), base).changes
    assert changes == {"rate": pytest.approx(0.1), "filler_rate": 0.0}
