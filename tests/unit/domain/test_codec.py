"""Everything that is logged must come back equal."""

import json

import pytest

from desktop.domain import events as ev
from desktop.domain.codec import from_plain, to_plain
from desktop.domain.correction import Correction
from desktop.domain.presence import Posture, PresenceFrame
from desktop.domain.programming import CaseResult, CodeWork, Trial
from desktop.domain.question import FollowUp, KeyPoint, Mistake, Question
from desktop.domain.score import AnswerGrade, PointCheck
from desktop.domain.session import Clarified, Gap, ModelUse, Profile, SessionConfig
from desktop.domain.speech import Command, Span, Word
from desktop.domain.voice import Filler, Loudness, Pitch, Quantity, TrailingEnd, VoiceFigures

QUESTION = Question(
    "dl-1",
    "zh",
    ("算法工程师",),
    "AI",
    "theory",
    "深度学习/反向传播",
    "technical",
    3,
    "common",
    120,
    "什么是反向传播？",
    (KeyPoint("chain", "用链式法则逐层求梯度", 3.0, True, ("一层一层往回求导",)),),
    "参考答案",
    common_mistakes=(Mistake("错", "对"),),
    follow_ups=(FollowUp("为什么？", when_missing="chain"),),
)
VOICE = VoiceFigures(
    12.5,
    10.0,
    Quantity(212.0, "characters/min"),
    None,
    (Span(1.0, 1.5),),
    (Filler("嗯", 2.0, 2.2),),
    Quantity(1.5, "1/100 characters"),
    Pitch(180.0, 2.4, 0.016, (180.0, None)),
    Loudness(-23.0, None),
    22.0,
    0.0,
    None,
    0.8,
    ("too short for a loudness range",),
    (Span(2.0, 12.0),),
    (TrailingEnd(11.0, 11.5, 12.5),),
)
EVENTS = [
    ev.SessionStarted(
        SessionConfig(Profile("莫栩", "算法工程师", "AI", "zh")), "interview", "2026-01-02T03:04:05Z", "audio.wav"
    ),
    ev.ModelsUsed((ModelUse("whisper-base", "ab"),)),
    ev.Planned(("先问理论",), ("dl-1",)),
    ev.InterviewerSpoke("你好", 0.0, 1.0, True),
    ev.InterviewerSpoke("你好", 0.0, 1.0, True, 0.2),
    ev.QuestionAsked(0, QUESTION, QUESTION.text, 1.0),
    ev.QuestionAsked(1, QUESTION, f"你刚才说，你写了导入。{QUESTION.text}", 11.0, 0, "chain", "model"),
    ev.QuestionAsked(
        1, QUESTION, "?", 2.0, 0, None, clarifies=Clarified("used", "Kafka", "用过 Kafka。", "没用过。", None, 0)
    ),
    ev.AnswerStarted(0, 3.0),
    ev.AnswerEnded(0, 3.0, 9.0, 10.5, "turn_end", (Command("end", 9.0),)),
    ev.WordsRecognised(0, (Word("反向", 3.0, 3.4, 0.9, "word", 4.1),), "zh"),
    ev.AnswerCorrected(
        0, Correction(0, 1, (Word("反向", 3.0, 3.4, 0.4, heard="返向", corrected=True),)), "2026-01-02T04:00:00+00:00"
    ),
    ev.CorrectionUndone(0, 0, 1, "2026-01-02T04:01:00+00:00"),
    ev.VoiceMeasured(0, VOICE),
    ev.PresenceObserved((PresenceFrame(1.0, True, 1.0, -2.0, 0.5, 0.1, 0.2, "camera", False, Posture(1.0, 0.1, 0.4)),)),
    ev.VideoStarted("video.mkv", 0.4),
    ev.CodeWritten(
        0,
        CodeWork(
            "print('好')\n",
            61.5,
            Trial("double", (CaseResult(1, True, "raised", line=3, wall_s=0.1),), ("seccomp",), 0.4),
        ),
    ),
    ev.AnswerGraded(
        0, AnswerGrade("dl-1", 6.4, (5.0, 7.5), (PointCheck("chain", "t", 3.0, True, 0.9, True, "q", 3.0, 4.0),))
    ),
    ev.CandidateAsked("团队多大？", 20.0),
    ev.GapNoted(Gap("microphone", 1.0, 2.0, "unplugged")),
    ev.NoteAdded("n"),
    ev.Paused(),
    ev.Resumed(),
    ev.SessionEnded(30.0, "complete"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_round_trip_through_json(event):
    plain = json.loads(json.dumps(to_plain(event), ensure_ascii=False))
    assert from_plain(type(event), plain) == event


def test_every_event_type_is_tried():
    assert {type(event) for event in EVENTS} == set(ev.EVENT_TYPES.values())


def test_unknown_fields_of_a_newer_log_are_ignored():
    assert from_plain(Span, {"start_s": 1, "end_s": 2, "colour": "red"}) == Span(1.0, 2.0)


def test_words_of_an_older_log_were_neither_mended_nor_corrected():
    old = {"text": "a", "start_s": 1.0, "end_s": 2.0, "probability": 0.9, "kind": "word", "shown_s": None}
    word = from_plain(Word, old)
    assert word == Word("a", 1.0, 2.0, 0.9)
    assert (word.heard, word.corrected) == (None, False)


def test_voice_of_an_older_log_has_neither_monotone_stretches_nor_trailing_ends():
    old = {name: value for name, value in to_plain(VOICE).items() if name not in ("monotone", "trailing_ends")}
    voice = from_plain(VoiceFigures, json.loads(json.dumps(old)))
    assert (voice.monotone, voice.trailing_ends) == (None, None)
    assert (voice.rate, voice.pitch, voice.notes) == (VOICE.rate, VOICE.pitch, VOICE.notes)


@pytest.mark.parametrize("data", [{"start_s": "x", "end_s": 2}, {"start_s": 1.0}, [], None])
def test_what_does_not_fit_is_refused(data):
    with pytest.raises(ValueError, match=r"."):
        from_plain(Span, data)
