"""A programming task in the report: task, code, what became of every test, and a solution, in every form."""

from __future__ import annotations

import dataclasses
import io
import json
from types import ModuleType

import pytest
from pypdf import PdfReader

from desktop.domain.programming import CodeWork, Trial
from desktop.domain.session import SessionRecord
from desktop.domain.speech import Language
from desktop.interview.coding import task_question
from desktop.programming.tasks import shipped_tasks
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.pdf import render_pdf
from desktop.report.view import build_report
from desktop.scoring.assess import assess
from desktop.scoring.code import grade_code
from tests.unit.scoring.test_code import trial

TASK = shipped_tasks().find("softmax-cross-entropy")
OWN = 'def softmax(x):\n    # 为什么？ <script>alert(1)</script> ```\n    return "\x1b[31m" + x\n'


def held(samples: ModuleType, language: Language, found: Trial | None, source: str = OWN) -> SessionRecord:
    """The sample session with a task in place of its first question."""
    record: SessionRecord = samples.record(language)
    question = task_question(TASK, language)
    answer = dataclasses.replace(
        record.answers[0],
        question=question,
        asked_text=question.text,
        ended_by="button" if found else "skip",
        voice=None,
        grade=grade_code(question, found) if found else None,
        code=CodeWork(source, 754.0, found) if source else None,
    )
    return dataclasses.replace(record, answers=(answer, *record.answers[1:]))


def failing() -> Trial:
    found = trial(TASK, visible=len(TASK.visible), hidden=1)
    last = dataclasses.replace(
        found.results[-1], verdict="raised", message="The solution raised TypeError.", line=3, got=""
    )
    return dataclasses.replace(found, results=(*found.results[:-1], last))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_shows_what_passed_and_what_did_not(samples: ModuleType, language: Language) -> None:
    record = held(samples, language, failing())
    card = build_report(record, assess(record)).answers[0]
    assert card.code is not None
    assert card.points == ()
    assert card.points_note == ""
    passed, of = len(TASK.visible) + 1, len(TASK.cases)
    assert card.score == pytest.approx(10 * passed / of, abs=0.01)
    values = [fact.value for fact in card.code.facts]
    between = " of " if language == "en" else " / "
    assert values[0] == f"{passed}{between}{of}"
    assert values[-1] == f"12:34{between}{TASK.time_limit_s // 60}:00"
    assert card.code.source == OWN.rstrip().replace("\x1b", "\ufffd")
    marks = [test.mark for test in card.code.tests]
    assert marks.count("covered") == passed
    last = card.code.tests[-1]
    assert "TypeError" in last.message
    assert "3" in last.message
    assert ("抛出" in last.message) == (language == "zh")
    # The interview is over: what a hidden test checked may be known.
    assert any(TASK.hidden[-1].call in part for _, part in last.parts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form_of_the_report_holds_it(samples: ModuleType, language: Language) -> None:
    record = held(samples, language, failing())
    assessment = assess(record)
    view = build_report(record, assessment)
    html, markdown = export_html(view), export_markdown(view)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "\n````python\ndef softmax(x):\n    # 为什么？ <script>" in markdown
    title, statement = TASK.title[language], TASK.statement[language].split("。")[0].split("`")[0][:20]
    first_of_solution = next(line for line in TASK.reference.splitlines() if line.startswith("def "))
    for text in (html, markdown):
        assert title in text
        assert first_of_solution in text
        assert statement in text
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(view))).pages)
    assert "def softmax(x):" in pages
    assert "alert(1)" in pages
    assert "def " + first_of_solution.split("(")[0].removeprefix("def ") in pages
    turn = json.loads(json.dumps(export_json(record, assessment), allow_nan=False))["turns"][0]
    code = turn["code"]
    assert code["task_id"] == TASK.id
    assert code["source"] == OWN
    assert code["used_s"] == 754.0
    assert code["passed"]["visible"] == [len(TASK.visible)] * 2
    assert code["passed"]["hidden"] == [1, len(TASK.hidden)]
    assert code["tests"][-1]["verdict"] == "raised"
    assert code["reference"] == TASK.reference
    assert turn["grade"]["methods"] == ["tests"]


@pytest.mark.parametrize("source", [OWN, ""])
def test_a_skipped_task_shows_the_code_and_no_score(samples: ModuleType, source: str) -> None:
    record = held(samples, "en", None, source)
    view = build_report(record, assess(record))
    card = view.answers[0]
    assert card.code is not None
    assert card.code.tests == ()
    assert card.score is None
    assert "No test was run" in card.code.note
    for text in (export_html(view), export_markdown(view)):
        assert ("Nothing was written" in text) == (source == "")
    assert render_pdf(view).startswith(b"%PDF")


def test_other_questions_have_none(samples: ModuleType) -> None:
    record = samples.record("en")
    view = build_report(record, assess(record))
    assert {card.code for card in view.answers} == {None}
    assert export_json(record, assess(record))["turns"][0]["code"] is None
