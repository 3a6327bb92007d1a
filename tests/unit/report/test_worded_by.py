"""The report says where a language model put a sentence before the question."""

from __future__ import annotations

import dataclasses
from types import ModuleType

import pytest

from desktop.domain.speech import Language
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.view import build_report
from desktop.scoring.assess import assess

NOTE = {"en": "taken from your own words by the language model", "zh": "由语言模型取自你自己的话"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_only_that_card_says_so(samples: ModuleType, language: Language) -> None:
    record = samples.record(language)
    told = dataclasses.replace(record.answers[1], worded_by="model")
    record = dataclasses.replace(record, answers=(record.answers[0], told, *record.answers[2:]))
    assessment = assess(record)
    view = build_report(record, assessment)
    cards = view.answers
    assert [NOTE[language] in card.time_text for card in cards] == [False, True, *[False] * (len(cards) - 2)]
    assert export_markdown(view).count(NOTE[language]) == 1
    turns = export_json(record, assessment)["turns"]
    assert [turn["worded_by"] for turn in turns[:2]] == ["bank", "model"]
