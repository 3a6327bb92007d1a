"""Speaking and thinking apart, and looks away to watch again."""

from __future__ import annotations

import dataclasses
from types import ModuleType

import pytest

from desktop.domain.presence import PresenceFrame, Zone
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Span, Word
from desktop.report.looks import away_while_speaking, look_facts, look_moments, thinking_spans
from desktop.report.texts import load_texts
from desktop.signals.presence import presence_of

RATE_HZ = 10


def seen(zones: list[tuple[Zone, float, float]]) -> list[PresenceFrame]:
    """``RATE_HZ`` frames; the zone "camera" where nothing else is said."""
    end_s = max(stop_s for _, _, stop_s in zones)
    frames = []
    for k in range(round(end_s * RATE_HZ)):
        t_s = k / RATE_HZ
        zone: Zone = next((zone for zone, start_s, stop_s in zones if start_s <= t_s < stop_s), "camera")
        frames.append(PresenceFrame(t_s, True, 0.0, 0.0, 0.0, 0.0, 0.0, zone, False))
    return frames


def answer_of(record: SessionRecord, zones: list[tuple[Zone, float, float]]) -> Answer:
    """Three seconds of thought, speech from 3 to 10, a pause to 13, speech to 20, and waiting to 24."""
    words = tuple(
        Word("well", start_s / 2, start_s / 2 + 0.45, 0.9, "word") for start_s in (*range(6, 20), *range(26, 40))
    )
    return dataclasses.replace(
        record.answers[0], start_s=0.0, end_s=24.0, words=words, corrections=(), voice=None,
        presence=presence_of(seen([*zones, ("camera", 0, 24)])),
    )  # fmt: skip


@pytest.fixture
def record(samples: ModuleType) -> SessionRecord:
    made: SessionRecord = samples.record("en")
    return made


def test_thinking_is_the_silence_before_and_inside_the_answer(record: SessionRecord) -> None:
    spans = thinking_spans(answer_of(record, []))
    assert [(span.start_s, span.end_s) for span in spans] == [(0.0, 3.0), (pytest.approx(9.95), 13.0)]


def test_looking_away_to_think_is_told_apart_from_looking_away_while_speaking(record: SessionRecord) -> None:
    thinker = answer_of(record, [("up", 0, 3), ("left", 10, 13), ("down", 20, 24)])
    (fact,) = look_facts((thinker,), load_texts("en"))
    assert fact.value == "while speaking 100%, while thinking 0%"
    assert "normal" in fact.note
    assert away_while_speaking(thinker) == ()
    reader = answer_of(record, [("down", 4, 9)])
    (fact,) = look_facts((reader,), load_texts("zh"))
    assert fact.value == "说话时 64%，思考时 100%"


def test_looks_away_are_joined_across_zones_and_cut_by_pauses(record: SessionRecord) -> None:
    answer = answer_of(record, [("down", 4, 6), ("left", 6, 9), ("up", 9.2, 16), ("right", 17, 18)])
    spans = away_while_speaking(answer)
    assert [(span.start_s, span.end_s) for span in spans] == [
        (pytest.approx(4.0), pytest.approx(9.0)),
        (pytest.approx(13.0), pytest.approx(16.0)),
    ]


def test_the_longest_looks_can_be_played_in_order(record: SessionRecord) -> None:
    answer = answer_of(record, [("down", 4, 6.5), ("left", 14, 18)])
    with_it = dataclasses.replace(record, answers=(answer,))
    (found,) = look_moments(with_it, {answer.index: "Question 1"}, load_texts("en"))
    stamps = [stamp for moment in found.moments for stamp in moment.stamps]
    assert [Span(stamp.start_s, stamp.end_s) for stamp in stamps] == [
        Span(pytest.approx(4.0), pytest.approx(6.5)),  # type: ignore[arg-type]
        Span(pytest.approx(14.0), pytest.approx(18.0)),  # type: ignore[arg-type]
    ]
    assert found.nothing == ""
    assert found.moments[0].text == "Question 1: 2.5 s"


def test_without_words_or_pictures_nothing_is_said(record: SessionRecord) -> None:
    answer = answer_of(record, [])
    for lacking in (dataclasses.replace(answer, words=()), dataclasses.replace(answer, presence=None)):
        assert look_facts((lacking,), load_texts("en")) == ()
        made = dataclasses.replace(record, answers=(lacking,))
        assert look_moments(made, {answer.index: "Question 1"}, load_texts("en")) == ()
    (nothing,) = look_moments(dataclasses.replace(record, answers=(answer,)), {answer.index: "1"}, load_texts("en"))
    assert nothing.moments == ()
    assert nothing.nothing


@pytest.mark.parametrize("reads", [True, False])
def test_reading_is_told_as_an_observation_and_only_when_it_was_seen(record: SessionRecord, reads: bool) -> None:
    answer = answer_of(record, [])
    assert answer.presence is not None
    frames = [
        dataclasses.replace(frame, gaze_yaw_deg=8.0 - 16.0 * (frame.t_s % 2) / 2 if reads else 0.0)
        for frame in answer.presence.frames
    ]
    answer = dataclasses.replace(answer, presence=presence_of(frames))
    made = dataclasses.replace(record, answers=(answer,))
    lists = look_moments(made, {answer.index: "Question 1"}, load_texts("en"))
    titles = [item.title for item in lists]
    assert ("Eyes that moved as in reading" in titles) is reads
    if reads:
        assert "observation" in lists[-1].note
        assert lists[-1].moments[0].text.startswith("Question 1: ")
