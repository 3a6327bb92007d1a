"""What the view says about a session, and what it refuses to say."""

from __future__ import annotations

import dataclasses
from datetime import UTC
from types import ModuleType

import pytest

from desktop.domain.correction import Correction, apply, typed_words
from desktop.domain.score import DIMENSIONS, Flag
from desktop.domain.session import Clarified
from desktop.domain.speech import Span, Word
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.pdf import render_pdf
from desktop.report.shape import LineChart
from desktop.report.view import build_report


@pytest.mark.parametrize("language", ["en", "zh"])
def test_full_session(samples: ModuleType, language: str) -> None:
    view = build_report(samples.record(language), samples.assessment(language), UTC)
    assert view.language == language
    assert [item.name for item in view.dimensions] == list(DIMENSIONS)
    assert view.dimensions[0].score_text == "6.4 / 10"
    assert "5.6–7.2" in view.dimensions[0].interval_text
    assert [card.label for card in view.answers] == {
        "en": ["Q1", "Q1.1", "Q2"],
        "zh": ["第 1 题", "第 1.1 题", "第 2 题"],
    }[language]
    assert view.answers[1].follow_up
    assert not view.answers[0].follow_up
    assert not view.answers[2].follow_up


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unscored_dimension_is_named_with_its_reason_and_has_no_figure(samples: ModuleType, language: str) -> None:
    view = build_report(samples.record(language), samples.assessment(language))
    skill = view.dimensions[1]
    assert skill.score is None
    assert skill.interval is None
    assert "10" not in skill.score_text
    assert view.radar.axes[1].value is None
    reasons = {item.reason for item in view.missing}
    assert skill.comment[0] in reasons


def test_interval_of_an_unscored_dimension_is_never_shown(samples: ModuleType) -> None:
    full = samples.assessment("en")
    strange = dataclasses.replace(full.dimensions[1], interval=(2.0, 4.0))
    given = dataclasses.replace(full, dimensions=(full.dimensions[0], strange))
    view = build_report(samples.record("en"), given)
    assert view.dimensions[1].interval is None
    assert view.radar.axes[1].low is None
    assert view.dimensions[4].score is None, "a dimension the assessment lacks is unscored, not dropped"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_point_that_was_cleared_up_is_told_with_both_statements(samples: ModuleType, language: str) -> None:
    record, assessment = samples.record(language), samples.assessment(language)
    main, follow_up, last = record.answers
    grounds = Clarified("used", "Kafka", "I used Kafka.", "Kafka <b>never</b>.", None, 0)
    asked = dataclasses.replace(record, answers=(main, dataclasses.replace(follow_up, clarifies=grounds), last))
    view = build_report(asked, assessment)
    earlier, later, note = view.answers[1].clarifies
    assert "I used Kafka." in earlier
    assert view.answers[0].label in later
    assert note
    assert view.answers[0].clarifies == ()
    assert view.dimensions == build_report(record, assessment).dimensions
    page, text = export_html(view), export_markdown(view)
    assert "Kafka &lt;b&gt;never&lt;/b&gt;." in page
    assert "I used Kafka." in page
    assert "I used Kafka." in text
    assert render_pdf(view)[:5] == b"%PDF-"
    assert export_json(asked, assessment)["turns"][1]["clarifies"]["earlier"] == "I used Kafka."


def test_short_answer_says_why_it_has_no_score_and_still_teaches(samples: ModuleType) -> None:
    card = build_report(samples.record("en"), samples.assessment("en")).answers[1]
    assert card.score is None
    assert card.score_text == "not enough data"
    assert card.flags == ("too short to judge",)
    assert {point.mark for point in card.points} == {"unchecked"}
    assert all(point.probability_text == "" for point in card.points)


def test_points_are_marked_by_what_was_checked(samples: ModuleType) -> None:
    wrong, *points = build_report(samples.record("en"), samples.assessment("en")).answers[0].points
    assert [point.symbol for point in points] == ["✓", "◐", "○"]
    assert (wrong.symbol, wrong.quote) == ("✗", "“nothing ever vanishes”")
    assert points[0].quote == "“it is cut to zero where the input is negative”"
    assert points[0].stamp is not None
    assert points[0].stamp.text == "00:16"
    assert points[1].stamp is None
    assert "41%" in points[1].probability_text


def test_transcript_marks_fillers_pauses_and_unsure_words_and_leaves_commands_out(samples: ModuleType) -> None:
    view = build_report(samples.record("zh"), samples.assessment("zh"))
    kinds = [piece.kind for piece in view.answers[0].transcript]
    assert kinds == ["filler", "word", "unsure", "word", "pause", "word"]
    assert view.answers[0].transcript[4].text == "⟨1.8 秒⟩"
    said = "".join(piece.text for card in view.answers for piece in card.transcript)
    assert "结束回答" not in said
    assert any("结束回答" in row.text for row in view.timeline)


@pytest.mark.parametrize(("language", "tip"), [("en", "heard as: &lt;b&gt;偏制"), ("zh", "识别原文：&lt;b&gt;偏制")])
def test_a_mended_term_is_marked_and_keeps_what_was_heard(samples: ModuleType, language: str, tip: str) -> None:
    full = samples.record(language)
    first = full.answers[0]
    term = Word("偏置", first.words[-1].end_s, first.words[-1].end_s + 0.4, 0.4, heard="<b>偏制")
    answers = (dataclasses.replace(first, words=(*first.words, term)), *full.answers[1:])
    view = build_report(dataclasses.replace(full, answers=answers), samples.assessment(language))
    piece = view.answers[0].transcript[-1]
    assert (piece.kind, piece.text, piece.heard) == ("mended", "偏置", "<b>偏制")
    page = export_html(view)
    assert f'<span class="mended" title="{tip}">偏置</span>' in page
    assert "偏置(← \\<b\\>偏制)" in export_markdown(view)


def test_pauses_come_from_the_words_when_the_voice_was_not_analysed(samples: ModuleType) -> None:
    full = samples.record("en")
    answers = (dataclasses.replace(full.answers[0], voice=None),)
    view = build_report(dataclasses.replace(full, answers=answers), samples.assessment("en"))
    pauses = [piece for piece in view.answers[0].transcript if piece.kind == "pause"]
    assert [piece.text for piece in pauses] == ["⟨1.8 s⟩"]
    assert view.answers[0].voice == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_session_without_an_answer(samples: ModuleType, language: str) -> None:
    view = build_report(samples.empty_record(language), samples.empty_assessment(language))
    assert view.empty
    assert view.banner
    assert view.answers == ()
    assert view.timeline_chart is None
    assert view.voice.facts == ()
    assert all(item.score is None for item in view.dimensions)
    assert len(view.missing) == 7
    assert all(item.reason for item in view.missing)


@pytest.mark.parametrize(("language", "reason"), [("en", "The camera was off"), ("zh", "没有使用摄像头")])
def test_session_without_a_camera(samples: ModuleType, language: str, reason: str) -> None:
    view = build_report(samples.without_camera(samples.record(language)), samples.assessment(language))
    assert view.presence.facts == ()
    assert view.presence.charts == ()
    assert reason in view.presence.absent
    assert all(card.presence == () for card in view.answers)
    assert any(reason in item.reason for item in view.missing)


def test_figures_that_are_none_are_listed_with_their_own_reason(samples: ModuleType) -> None:
    full = samples.record("en")
    voice = dataclasses.replace(full.voice, pitch=None, notes=("snr_db: too loud a room", "pitch: no voiced sound"))
    view = build_report(dataclasses.replace(full, voice=voice), samples.assessment("en"))
    found = {item.what: item.reason for item in view.missing}
    assert found["Voice of the session: Pitch"] == "No voiced sound"
    assert found["Voice of the session: Signal to noise"] == "Too loud a room"
    labels = {fact.label for fact in view.voice.facts}
    assert "Median pitch" not in labels
    assert "Signal to noise" not in labels


@pytest.mark.parametrize(("language", "shown"), [("en", "118 to 171 words/min"), ("zh", "174 至 268 字/分")])
def test_a_session_measured_answer_by_answer_shows_sums_and_ranges(
    samples: ModuleType, language: str, shown: str
) -> None:
    view = build_report(dataclasses.replace(samples.record(language), voice=None), samples.assessment(language))
    values = [fact.value for fact in view.voice.facts]
    assert shown in values
    assert "00:50" in values, "speaking times of 18.04, 4.92 and 27.88 s"
    lines = [chart for chart in view.voice.charts if isinstance(chart, LineChart)]
    assert len(lines) == 1
    assert not any(34.1 < at < 42 and value is not None for at, value in lines[0].points)
    assert not any("session" in item.what or "整场" in item.what for item in view.missing)


@pytest.mark.parametrize(
    ("methods", "flags", "reason"),
    [
        (("embedding", "shape"), (), "None took part."),
        (("embedding", "shape"), ("model_failed",), "the language model failed on this answer"),
        (("embedding+language", "shape"), (), None),
        (("shape",), ("too_short",), None),
    ],
)
def test_an_answer_that_no_language_model_read_says_so(
    samples: ModuleType, methods: tuple[str, ...], flags: tuple[Flag, ...], reason: str | None
) -> None:
    full = samples.record("en")
    first, *others = full.answers
    grade = dataclasses.replace(first.grade, methods=methods, flags=flags)
    record = dataclasses.replace(full, answers=(dataclasses.replace(first, grade=grade), *others))
    found = {item.what: item.reason for item in build_report(record, samples.assessment("en")).missing}
    told = found.get("Q1: What a language model makes of the answer")
    assert (told is None) if reason is None else (told or "").startswith(reason)


def test_a_note_about_another_figure_is_no_reason(samples: ModuleType) -> None:
    full = samples.record("en")
    voice = dataclasses.replace(full.voice, pitch=None, notes=("clipping_ratio: something else",))
    view = build_report(dataclasses.replace(full, voice=voice), samples.assessment("en"))
    found = {item.what: item.reason for item in view.missing}
    assert found["Voice of the session: Pitch"] == "The measurement gave no value and no reason."


def test_pitch_track_comes_from_the_answers_when_the_session_has_none(samples: ModuleType) -> None:
    full = samples.record("en")
    assert full.voice is not None
    voice = dataclasses.replace(full.voice, pitch=dataclasses.replace(full.voice.pitch, track_hz=()))
    view = build_report(dataclasses.replace(full, voice=voice), samples.assessment("en"))
    (line,) = [chart for chart in view.voice.charts if isinstance(chart, LineChart)]
    assert min(at for at, value in line.points if value is not None) >= 12.0
    assert "168 Hz" in [fact.value for fact in view.voice.facts]


def test_known_reasons_are_given_in_the_language_of_the_interview(samples: ModuleType) -> None:
    full = samples.record("zh")
    note = "blink_per_min: the eyes were visible for 2.5 s; at least 5 s needed"
    summary = dataclasses.replace(full.presence.summary, blink_per_min=None, notes=(note,))
    presence = dataclasses.replace(full.presence, summary=summary)
    view = build_report(dataclasses.replace(full, presence=presence), samples.assessment("zh"))
    found = {item.what: item.reason for item in view.missing}
    assert found["镜头表现：眨眼"] == "眼睛可见时间只有 2.5 秒，至少需要 5 秒"


def test_the_same_lack_in_several_answers_is_one_row(samples: ModuleType) -> None:
    full = samples.record("en")
    answers = tuple(
        dataclasses.replace(answer, voice=dataclasses.replace(answer.voice, pitch=None, notes=("pitch: whispered",)))
        for answer in full.answers
    )
    view = build_report(dataclasses.replace(full, answers=answers), samples.assessment("en"))
    assert [item.what for item in view.missing if item.reason == "Whispered"] == ["Q1, Q1.1, Q2: Pitch"]


def test_looking_away_never_is_a_measurement_and_not_a_lack(samples: ModuleType) -> None:
    full = samples.record("en")
    note = "longest_away: never away from the camera for 0.5 s or more"
    summary = dataclasses.replace(full.presence.summary, longest_away=None, notes=(note,))
    record = dataclasses.replace(full, presence=dataclasses.replace(full.presence, summary=summary))
    view = build_report(record, samples.assessment("en"))
    assert any(fact.value == "none of 0.5 s or more" for fact in view.presence.facts)
    assert not any("look away" in item.what for item in view.missing)


def test_evidence_carries_quote_or_figure_answer_and_moment(samples: ModuleType) -> None:
    view = build_report(samples.record("en"), samples.assessment("en"))
    figure = view.strengths[0].evidence[0]
    assert (figure.text, figure.is_quote, figure.label) == ("speaking rate: 171 words/min", False, "Q2")
    quote = view.changes[0].evidence[0]
    assert quote.is_quote
    assert quote.stamp is not None
    assert (quote.stamp.start_s, quote.stamp.text) == (16.0, "00:16")


def test_a_resource_with_a_strange_address_loses_the_address(samples: ModuleType) -> None:
    full = samples.assessment("en")
    bad = dataclasses.replace(full.plan.resources[0], url="javascript:alert(1)")
    given = dataclasses.replace(full, plan=dataclasses.replace(full.plan, resources=(bad,)))
    plan = build_report(samples.record("en"), given).plan
    assert plan is not None
    assert plan.resources[0].url == ""


def test_a_pause_outside_the_answer_is_not_counted_for_it(samples: ModuleType) -> None:
    full = samples.record("en")
    first = full.answers[0]
    voice = dataclasses.replace(first.voice, pauses=(Span(first.end_s - 0.2, first.end_s + 9),))
    record = dataclasses.replace(full, answers=(dataclasses.replace(first, voice=voice),))
    view = build_report(record, samples.assessment("en"))
    assert not any(piece.kind == "pause" for piece in view.answers[0].transcript)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_corrected_words_are_marked_with_what_was_heard(samples: ModuleType, language: str) -> None:
    full = samples.record(language)
    first = full.answers[0]
    text = {"en": "gradient is <passed>", "zh": "导数<原样>"}[language]
    made = (Correction(3, 5, typed_words(text, first.words[3:5], language)),)
    corrected = dataclasses.replace(
        first, words=apply(first.words, made), corrections=made, outdated=frozenset(("grade", "voice"))
    )
    record = dataclasses.replace(full, answers=(corrected, *full.answers[1:]))
    view = build_report(record, samples.assessment(language), UTC)
    card = view.answers[0]
    heard = {"en": "gradient passes", "zh": "梯度"}[language]
    (piece,) = [piece for piece in card.transcript if piece.kind == "corrected"]
    assert (piece.text, piece.heard) == (text, heard)
    assert {(word.first, word.last) for word in piece.words} == {(3, 5)}
    assert card.rescore_due
    assert card.points_note
    assert len(view.missing) == len(build_report(full, samples.assessment(language)).missing) + 1
    assert heard in export_html(view)
    assert f"(✎ {heard})" in export_markdown(view)
    assert render_pdf(view).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_that_were_not_said_are_struck_through(samples: ModuleType, language: str) -> None:
    full = samples.record(language)
    first = full.answers[0]
    made = (Correction(3, 5, (), first.words[3:5]),)
    corrected = dataclasses.replace(first, words=apply(first.words, made), corrections=made)
    view = build_report(dataclasses.replace(full, answers=(corrected, *full.answers[1:])), samples.assessment(language))
    heard = {"en": "gradient passes", "zh": "梯度"}[language]
    (piece,) = [piece for piece in view.answers[0].transcript if piece.kind == "removed"]
    assert piece.text == heard
    assert f'<span class="removed">{heard}</span>' in export_html(view)
    assert f"(✎ {heard} → –)" in export_markdown(view)
    assert render_pdf(view).startswith(b"%PDF")


def test_every_word_of_the_transcript_can_be_found_in_its_stretch(samples: ModuleType) -> None:
    record = samples.record("en")
    pieces = build_report(record, samples.assessment("en")).answers[0].transcript
    found = [(piece.text[word.begin : word.end], word.first) for piece in pieces for word in piece.words]
    assert found == [(word.text, place) for place, word in enumerate(record.answers[0].words)]
