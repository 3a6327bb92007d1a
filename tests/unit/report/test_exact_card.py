"""A calculation in the report: what was heard, whether it is right, and the way there with the drawn numbers."""

from __future__ import annotations

import dataclasses
import random
import re
from types import ModuleType

import pytest

from desktop.domain.session import SessionRecord
from desktop.domain.speech import Language, Word
from desktop.interview.exact.catalogue import TOPICS
from desktop.report.anki import export_anki
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.view import build_report
from desktop.scoring.assess import assess
from desktop.scoring.exact import grade_exact

SAID: dict[Language, str] = {
    "en": "I get 12345 parameters in the end.",
    "zh": "一共是一万两千三百四十五个参数。",
}
HEARD: dict[Language, str] = {"en": "wrong; heard: 12345", "zh": "不正确；听到的是：一万两千三百四十五"}


def held(samples: ModuleType, language: Language, said: str) -> SessionRecord:
    """The sample session with a calculation in place of its first question."""
    record: SessionRecord = samples.record(language)
    question = TOPICS["conv-params"][1](language, random.Random(4))
    parts = said.split() if language == "en" else re.findall(r"\d+|\S", said)
    first = record.answers[0]
    words = tuple(
        Word(part, first.start_s + n * 0.3, first.start_s + n * 0.3 + 0.25, 0.9) for n, part in enumerate(parts)
    )
    answer = dataclasses.replace(
        first,
        question=question,
        asked_text=question.text,
        words=words,
        grade=grade_exact(question, words, language),
    )
    return dataclasses.replace(record, answers=(answer, *record.answers[1:]))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_tells_the_number_heard_and_shows_the_way(samples: ModuleType, language: Language) -> None:
    record = held(samples, language, SAID[language])
    question = record.answers[0].question
    view = build_report(record, assess(record))
    card = view.answers[0]
    assert card.reference == tuple(question.reference_answer.splitlines())
    assert question.exact is not None
    shown = f"{question.exact.result.value:.0f}"
    assert shown in card.reference[-1].replace(",", "")
    result = card.points[0]
    assert (result.mark, result.mark_text, result.probability_text) == ("missing", HEARD[language], "")
    assert result.stamp is not None
    assert {point.mark_text for point in card.points[1:]} == {"not heard" if language == "en" else "没有听到"}
    assert all(point.probability_text for point in view.answers[2].points)
    html, markdown = export_html(view), export_markdown(view)
    for text in (html, markdown):
        assert HEARD[language] in text
        assert all(line in text for line in card.reference)
    turn = export_json(record, assess(record))["turns"][0]
    assert turn["reference_answer"] == question.reference_answer
    assert turn["grade"]["points"][0]["verdict"] == "wrong"
    assert question.reference_answer.splitlines()[0] in export_anki(record)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_solution_read_aloud_is_right_in_the_report(samples: ModuleType, language: Language) -> None:
    plain = held(samples, language, SAID[language]).answers[0].question
    record = held(samples, language, plain.reference_answer)
    card = build_report(record, assess(record)).answers[0]
    assert [point.mark for point in card.points] == ["covered"] * 3
    assert card.score == 10
    assert card.interval_text == "" or "10.0" in card.interval_text
