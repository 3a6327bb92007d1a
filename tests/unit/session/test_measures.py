"""Voice figures in session time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from desktop.capture.audio_file import decode_audio
from desktop.capture.audio_source import RATE_HZ
from desktop.capture.spool import AudioSpool
from desktop.domain.session import Answer
from desktop.domain.speech import Word
from desktop.session.measures import voice_of_answers, voice_of_span
from models.pitch import PitchTracker
from models.voice_activity import VoiceActivityDetector
from tests.unit.scoring.sessions import QUESTIONS
from tests.unit.signals.voice.changed import flattened

SAMPLE = Path(__file__).resolve().parents[3] / "assets" / "sample" / "en"
QUESTION = next(iter(QUESTIONS.values()))
TRACKER = PitchTracker()
PARTS: Any = SimpleNamespace(listening=VoiceActivityDetector(), pitch=TRACKER, microphone_quality=None)


def flat(name: str) -> np.ndarray:
    """A recording of the sample without its melody, the last second of it 20 dB softer."""
    audio = flattened(decode_audio(SAMPLE / name).astype(np.float32) / 32768, 0.1, TRACKER)
    audio[-2 * RATE_HZ :] /= 10
    return np.asarray(audio * 32767, np.int16)


def session(spool: Path, *sounds: np.ndarray) -> list[Answer]:
    """The sounds one after the other from 3 s on, 2 s apart, each a measured answer of two words."""
    writer = AudioSpool(spool)
    writer.write(np.zeros(3 * RATE_HZ, np.int16))
    answers: list[Answer] = []
    for sound in sounds:
        start_s = answers[-1].end_s + 2.0 if answers else 3.0
        end_s = start_s + len(sound) / RATE_HZ
        writer.write(np.concatenate([sound, np.zeros(2 * RATE_HZ, np.int16)]))
        words = (Word("well,", start_s, start_s + 2, 0.9), Word("done.", start_s + 2, end_s, 0.9))
        answers.append(Answer(len(answers), QUESTION, QUESTION.text, None, start_s - 1, start_s, end_s, words))
    writer.close()
    return [replace(a, voice=voice_of_span(PARTS, spool, a.start_s, a.end_s, a.words, "en")) for a in answers]


def test_monotone_stretches_and_trailing_ends_lie_in_session_time(tmp_path: Path) -> None:
    spool = tmp_path / "audio.wav"
    answers = session(spool, flat("hardest-problem-solved.ogg"), flat("metric-you-optimised.ogg"))
    for answer in answers:
        assert answer.voice is not None
        (stretch,) = answer.voice.monotone or ()
        assert answer.start_s <= stretch.start_s < stretch.end_s <= answer.end_s
        (end,) = answer.voice.trailing_ends or ()
        assert answer.end_s - 3 < end.start_s < end.end_s <= answer.end_s
        assert end.drop_db == pytest.approx(20, abs=4)
    whole = voice_of_answers(PARTS, spool, answers, "en")
    assert whole is not None
    voices = [answer.voice for answer in answers if answer.voice is not None]
    assert whole.monotone == tuple(span for voice in voices for span in voice.monotone or ())
    assert whole.trailing_ends == tuple(end for voice in voices for end in voice.trailing_ends or ())
    assert len(whole.monotone) == len(whole.trailing_ends) == 2


def test_short_answers_do_not_add_up_to_a_stretch(tmp_path: Path) -> None:
    spool = tmp_path / "audio.wav"
    answers = session(spool, flat("closing.ogg"), flat("closing.ogg"), flat("closing.ogg"))
    whole = voice_of_answers(PARTS, spool, answers, "en")
    assert whole is not None
    assert whole.monotone is whole.trailing_ends is None
    assert [note for note in whole.notes if note.startswith(("monotone", "trailing_ends"))] == [
        "monotone: no answer holds enough voiced speech",
        "trailing_ends: no answer holds enough voiced speech above its noise",
    ]
