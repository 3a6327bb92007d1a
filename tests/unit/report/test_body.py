"""Movement and hands while speaking and thinking, and moments of the upper body to watch again."""

from __future__ import annotations

import dataclasses
import math
from types import ModuleType

import pytest

from desktop.domain.presence import FacePlace, Posture, PresenceFrame
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Word
from desktop.report.body import body_facts, body_moments
from desktop.report.measures import presence_facts
from desktop.report.texts import load_texts
from desktop.signals.presence import presence_of

RATE_HZ = 10


def frame(k: int) -> PresenceFrame:
    """Three seconds of thought with a hand at the chin and a swaying head, then speech with a still one."""
    t_s = k / RATE_HZ
    sway = 0.1 * math.sin(2 * math.pi * t_s) if t_s < 8 else 0.0
    posture = Posture(0.0, 0.0, 0.4, 0.6, t_s < 6) if k % RATE_HZ == 0 else None
    place = FacePlace(0.5 + sway / 5, 0.4, 0.2)
    return PresenceFrame(t_s, True, 0.0, 0.0, 0.0, 0.0, 0.0, "camera", False, posture, place=place)


@pytest.fixture
def answer(samples: ModuleType) -> Answer:
    record: SessionRecord = samples.record("en")
    words = tuple(Word("well", start_s / 2, start_s / 2 + 0.45, 0.9, "word") for start_s in range(16, 60))
    return dataclasses.replace(
        record.answers[0], start_s=0.0, end_s=30.0, words=words, corrections=(), voice=None,
        presence=presence_of([frame(k) for k in range(300)]),
    )  # fmt: skip


def test_thinking_and_speaking_are_told_apart(answer: Answer) -> None:
    moving, hand = body_facts((answer,), load_texts("en"))
    # 0.1 sin(2 pi t) moves at 0.4 face widths a second, of which a fifth goes in the bins and with the drift.
    assert moving.value == "while speaking 0.00, while thinking 0.31 face widths/s"
    assert hand.value == "6.0 s, of these 6.0 s while thinking"
    assert body_facts((answer,), load_texts("zh"))[1].value == "6.0 秒，其中思考时 6.0 秒"


def test_moments_can_be_played_and_have_the_answers_name(answer: Answer, samples: ModuleType) -> None:
    record = dataclasses.replace(samples.record("en"), answers=(answer,))
    (hands,) = body_moments(record, {answer.index: "Q1"}, load_texts("en"))
    assert hands.title == "A hand at the face"
    assert "enters no score" in hands.note
    (moment,) = hands.moments
    assert moment.text == "Q1: 6.0 s"
    assert [(stamp.start_s, stamp.end_s) for stamp in moment.stamps] == [(0.0, pytest.approx(6.0))]


def test_a_straight_camera_is_no_news_and_a_tilted_one_is(answer: Answer) -> None:
    texts = load_texts("en")
    assert answer.presence is not None
    label = texts("presence.camera_tilt_deg")
    straight = answer.presence.summary
    assert straight.camera_tilt_deg == 0
    assert label not in [fact.label for fact in presence_facts(straight, texts)]
    (tilted,) = (
        fact
        for fact in presence_facts(dataclasses.replace(straight, camera_tilt_deg=-12.4), texts)
        if fact.label == label
    )
    assert tilted.value == "about 12°"


def test_no_answer_no_facts(samples: ModuleType) -> None:
    answers = tuple(dataclasses.replace(a, presence=None) for a in samples.record("en").answers)
    assert body_facts(answers, load_texts("en")) == ()
