"""The voice in the report: moments to listen to, comparison with one's own first answers, sources of the ranges."""

from __future__ import annotations

import dataclasses
from types import ModuleType

import pytest

from desktop.domain.codec import from_plain, to_plain
from desktop.domain.session import SessionRecord
from desktop.domain.voice import TrailingEnd, VoiceFigures
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.view import build_report


def with_voices(full: SessionRecord, **changes: object) -> SessionRecord:
    """Every answer's voice, and the session's, changed alike."""
    answers = tuple(
        dataclasses.replace(answer, voice=dataclasses.replace(answer.voice, **changes))  # type: ignore[arg-type,type-var]
        for answer in full.answers
    )
    return dataclasses.replace(full, answers=answers, voice=dataclasses.replace(full.voice, **changes))  # type: ignore[arg-type,type-var]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_moments_can_be_played(samples: ModuleType, language: str) -> None:
    view = build_report(samples.record(language), samples.assessment(language))
    monotone, trailing, unsure = view.voice.moments
    assert [moment.stamps[0].text for moment in monotone.moments] == ["00:20", "01:06"]
    assert (monotone.moments[0].stamps[0].start_s, monotone.moments[0].stamps[0].end_s) == (20.0, 31.0)
    # What comes before the end is heard too.
    assert trailing.moments[0].stamps[0].start_s == pytest.approx(58 + 5.2 - 1.5)
    assert "12.4" in trailing.moments[0].text
    assert "31%" in unsure.moments[0].text
    assert not monotone.nothing
    page, text = export_html(view), export_markdown(view)
    for item in view.voice.moments:
        assert item.note in page
        assert f"### {item.title}\n" in text


@pytest.mark.parametrize(("language", "none"), [("en", "No ending fell that far."), ("zh", "没有哪个句尾低这么多。")])
def test_nothing_found_is_said(samples: ModuleType, language: str, none: str) -> None:
    record = with_voices(samples.record(language), monotone=(), trailing_ends=())
    view = build_report(record, samples.assessment(language))
    assert view.voice.moments[1].moments == ()
    assert view.voice.moments[1].nothing == none
    assert none in export_markdown(view)
    assert none in export_html(view)


@pytest.mark.parametrize(
    ("language", "older"),
    [("en", "This session was measured before this figure existed."), ("zh", "这次面试测量时还没有这一项。")],
)
def test_a_session_of_an_earlier_version_says_what_it_lacks(samples: ModuleType, language: str, older: str) -> None:
    record = samples.record(language)
    plain = to_plain(record)
    for voice in (plain["voice"], *(answer["voice"] for answer in plain["answers"])):
        del voice["monotone"], voice["trailing_ends"]
    old = from_plain(SessionRecord, plain)
    assert old.voice is not None
    assert old.voice.monotone is None
    view = build_report(old, samples.assessment(language))
    assert [item.title for item in view.voice.moments] == [
        build_report(record, samples.assessment(language)).voice.moments[2].title
    ]
    assert sum(item.reason == older for item in view.missing) == 4
    assert all("monotone" not in fact.label.lower() for fact in view.voice.facts)


def test_what_was_not_measured_is_listed_with_its_reason(samples: ModuleType) -> None:
    notes = ("monotone: less than 4 s of voiced speech", "trailing_ends: the noise is less than 10 dB below the voice")
    record = with_voices(samples.record("zh"), monotone=None, trailing_ends=None, notes=notes)
    reasons = {item.what: item.reason for item in build_report(record, samples.assessment("zh")).missing}
    assert reasons["整场声音：语调平直的片段"] == "浊音不足 4 秒"
    assert reasons["整场声音：句尾变弱"] == "噪声比人声低不到 10 分贝"


@pytest.mark.parametrize(
    ("language", "faster", "first"),
    [
        ("en", "18% faster than in your first answers", "Q1, Q1.1"),
        ("zh", "比最初的回答快 22%", "第 1 题、第 1.1 题"),
    ],
)
def test_later_answers_are_compared_with_the_first_ones(
    samples: ModuleType, language: str, faster: str, first: str
) -> None:
    view = build_report(samples.record(language), samples.assessment(language))
    notes = [[fact.note for fact in card.voice] for card in view.answers]
    assert not any("first answers" in note or "最初" in note for note in (*notes[0], *notes[1]))
    assert any(note.endswith(faster) for note in notes[2])
    assert any(fact.value == first for fact in view.voice.facts)


def test_too_little_speech_for_a_comparison_has_a_reason(samples: ModuleType) -> None:
    full = samples.record("en")
    few = dataclasses.replace(full, answers=full.answers[:1])
    reasons = {item.what: item.reason for item in build_report(few, samples.assessment("en")).missing}
    assert reasons["Comparison with your first answers"] == "All answers together hold less than 20 s of speech."
    one = dataclasses.replace(full, answers=full.answers[2:])
    reasons = {item.what: item.reason for item in build_report(one, samples.assessment("en")).missing}
    assert reasons["Comparison with your first answers"].startswith("No answer came after")
    turned = tuple(dataclasses.replace(a, index=2 - a.index, follow_up_of=None) for a in full.answers)
    late = dataclasses.replace(full, answers=tuple(sorted(turned, key=lambda answer: answer.index)))
    missing = {item.what: item.reason for item in build_report(late, samples.assessment("en")).missing}
    assert missing["Q2: Comparison with your first answers"] == "This answer holds less than 10 s of speech."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_range_names_its_source(samples: ModuleType, language: str) -> None:
    view = build_report(samples.record(language), samples.assessment(language))
    ranged = [fact for fact in view.voice.facts if fact.source]
    assert len(ranged) == 6
    assert {fact.source for fact in ranged} == set(view.voice.sources)
    page = export_html(view)
    assert 'title="' + ranged[0].source.replace("&", "&amp;") + '"' in page
    assert all(source.replace("&", "&amp;") in page for source in view.voice.sources)


def test_the_json_holds_what_the_report_shows(samples: ModuleType) -> None:
    content = export_json(samples.record("en"), samples.assessment("en"))
    assert content["baseline"]["turns"] == [0, 1]
    assert content["turns"][0]["compared"] == {"changes": {}, "missing": "first_answers"}
    assert content["turns"][2]["compared"]["changes"]["rate"] == pytest.approx(0.1816)
    assert content["turns"][2]["voice"]["trailing_ends"] == [{"start_s": 63.2, "end_s": 64.0, "drop_db": 12.4}]
    assert content["turns"][0]["voice"]["monotone"] == [{"start_s": 20.0, "end_s": 31.0}]
    assert content["unsure_words"][0]["text"] == "passes"
    assert content["unsure_words"][0]["times"]


def test_voice_figures_come_back_equal(samples: ModuleType) -> None:
    voice = dataclasses.replace(samples.record("en").voice, trailing_ends=(TrailingEnd(1.0, 1.5, 11.25),))
    assert from_plain(VoiceFigures, to_plain(voice)) == voice
