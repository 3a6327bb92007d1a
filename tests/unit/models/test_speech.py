"""Recognition with the real weights: words, times, simplified characters, and nothing where nobody speaks."""

from __future__ import annotations

import re

import numpy as np
import pytest

from desktop.capture.audio_file import decode_audio
from desktop.domain.speech import Language, Span, join_words
from desktop.resources import assets_dir
from models.speech import SpeechRecognizer
from models.voice_activity import VoiceActivityDetector
from tests.unit.models.hearing import RATE_HZ, noise, recording
from tests.weights import weights

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def recognizer() -> SpeechRecognizer:
    return SpeechRecognizer(weights("whisper-base", "model.bin").parent, device="cpu")


def spans(audio: np.ndarray) -> tuple[Span, ...]:
    return VoiceActivityDetector().speech_spans(audio)


def plain(text: str) -> str:
    return re.sub(r"[^\w ]", "", text.lower())


@pytest.mark.parametrize("careful", [True, False])
def test_english_words_and_times(recognizer: SpeechRecognizer, careful: bool) -> None:
    heard = recognizer.transcribe(recording("answer_en.flac"), language="en", careful=careful)
    text = plain(join_words(heard.words, "en"))
    # The captions' quick decoding may lose the "-ed" before "the": processors round differently.
    quick = "" if careful else "?"
    assert re.search(f"train(ed){quick} the model with a small learning rate", text)
    assert re.search(f"measure(d){quick} the accuracy on new data", text)
    rate = next(word for word in heard.words if plain(word.text) == "rate")
    then = heard.words[heard.words.index(rate) + 1]
    assert then.start_s - rate.end_s == pytest.approx(2.6, abs=0.5)
    assert all(0 <= word.probability <= 1 and word.start_s < word.end_s for word in heard.words)


def test_chinese_is_simplified_without_spaces(recognizer: SpeechRecognizer) -> None:
    heard = recognizer.transcribe(recording("answer_zh.flac"), language="zh", careful=True, terms=("学习率", "准确率"))
    text = join_words(heard.words, "zh")
    assert " " not in text
    assert "学习率" in text
    assert "数据" in text
    assert not set("們習練數據測準確結") & set(text)


@pytest.mark.parametrize(("name", "language"), [("answer_en.flac", "en"), ("answer_zh.flac", "zh")])
def test_language_is_found(recognizer: SpeechRecognizer, name: str, language: Language) -> None:
    heard = recognizer.transcribe(recording(name), language=None, careful=True)
    assert heard.language == language
    assert heard.language_probability > 0.8


def hum_and_chords() -> np.ndarray:
    t = np.arange(10 * RATE_HZ) / RATE_HZ
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6)) * (0.5 + 0.5 * np.sin(2 * np.pi * 2 * t))
    return (0.08 * chord).astype(np.float32)


@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize(
    "audio",
    [np.zeros(0, np.float32), np.zeros(8 * RATE_HZ, np.float32), noise(10, -50), noise(10, -20), hum_and_chords()],
    ids=["empty", "silence", "quiet noise", "loud noise", "music"],
)
def test_no_words_where_nobody_speaks(recognizer: SpeechRecognizer, audio: np.ndarray, careful: bool) -> None:
    assert recognizer.transcribe(audio, language="zh", careful=careful).words == ()


def test_minutes_of_audio_keep_their_times(recognizer: SpeechRecognizer) -> None:
    once = recording("answer_en.flac")
    heard = recognizer.transcribe(np.concatenate([once] * 4), language="en", careful=True)
    starts = [word.start_s for word in heard.words if plain(word.text) == "trained"]
    period_s = once.size / RATE_HZ
    assert heard.duration_s > 40
    assert len(starts) == 4
    assert np.diff(starts) == pytest.approx([period_s] * 3, abs=0.4)


def test_a_long_answer_without_pauses_is_heard_to_its_end(recognizer: SpeechRecognizer) -> None:
    """Five characters a second for as long as one run of the recogniser takes: nothing may be cut for its length."""
    audio = decode_audio(assets_dir() / "sample" / "zh" / "offline-up-online-flat.ogg").astype(np.float32) / 32768
    spoken = np.concatenate([audio[int(s.start_s * RATE_HZ) : int(s.end_s * RATE_HZ)] for s in spans(audio)])
    assert spoken.size > 25 * RATE_HZ
    heard = recognizer.transcribe(spoken[: 27 * RATE_HZ], language="zh", careful=True)
    assert 27.0 - heard.words[-1].end_s < 0.8
    assert len(heard.words) > 125


def test_the_same_audio_gives_the_same_words(recognizer: SpeechRecognizer) -> None:
    audio = recording("answer_zh.flac") + noise(recording("answer_zh.flac").size / RATE_HZ, -22)
    first = recognizer.transcribe(audio, language="zh", careful=True)
    assert recognizer.transcribe(audio, language="zh", careful=True) == first


def test_what_was_said_explains_the_sound_better_than_what_sounds_like_it(recognizer: SpeechRecognizer) -> None:
    audio = recording("answer_zh.flac")[-round(2.2 * RATE_HZ) :]
    heard, own, (said, alike) = recognizer.compare(audio, ["结束回答", "结束会谈"], "zh")
    assert plain(heard) == "结束回答"
    assert own == pytest.approx(said)
    assert said > alike + 3
