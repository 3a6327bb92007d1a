"""The interviewer's voice: symbols of words, and the sound of the real model, measured and transcribed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from desktop.domain.errors import InputError, ModelMissing
from models.letter_sounds import LetterSounds
from models.paths import models_dir
from models.phonemes_en import EnglishPhonemes, read_respellings
from models.phonemes_zh import ChinesePhonemes
from models.synthesis import RATE_HZ, Synthesizer, finish

VOICES = Path(__file__).resolve().parents[3] / "assets" / "voices"
KOKORO = models_dir() / "kokoro-82m-v1.0-int8"
WHISPER = models_dir() / "whisper-base"
needs_voice = pytest.mark.skipif(
    not (KOKORO / "kokoro-v1.0.int8.onnx").is_file(), reason="the voice model is not fetched"
)


@pytest.fixture(scope="module")
def english() -> EnglishPhonemes:
    lexicon = tomllib.loads((VOICES / "lexicon.toml").read_text(encoding="utf-8"))
    return EnglishPhonemes(read_respellings(lexicon["en"]), LetterSounds(VOICES / "letters_en.npz"))


@pytest.fixture(scope="module")
def chinese(english: EnglishPhonemes) -> ChinesePhonemes:
    return ChinesePhonemes(tomllib.loads((VOICES / "lexicon.toml").read_text(encoding="utf-8"))["zh"], english)


@pytest.fixture(scope="module")
def speaker() -> Synthesizer:
    return Synthesizer(KOKORO / "kokoro-v1.0.int8.onnx", KOKORO / "vocab.json", VOICES)


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("GPU", "ʤˌipˌijˈu"),
        ("GPUs", "ʤˌipˌijˈuz"),
        ("SQL", "sˈikwəl"),
        ("PyTorch", "pˈItˌɔɹʧ"),
        ("overfitting", "ˌOvəɹfˈɪɾɪŋ"),
        ("hyperparameters", "hˌIpəɹpəɹˈæməɾəɹz"),
        ("tokenization", "tˌOkənəzˈAʃən"),
        ("refactored", "ɹifˈæktəɹd"),
        ("candidate's", "kˈændədˌAts"),
        ("softmax", "sˈɔftmˌæks"),
    ],
)
def test_words_that_no_dictionary_lists_whole(english: EnglishPhonemes, word: str, sounds: str) -> None:
    assert english.word(word) == sounds


def test_context_decides_weak_forms_and_homographs(english: EnglishPhonemes) -> None:
    said = english("I used to record a record of the apple.")
    assert said == "ˌI jˈust tə ɹəkˈɔɹd ɐ ɹˈɛkəɹd ʌv ði ˈæpᵊl."


def test_a_word_nobody_knows_is_still_said(english: EnglishPhonemes) -> None:
    assert english.word("activationist") == "ˌæktɪvˈAʃənɪst"
    assert english.word("zzyxqk")


def test_technical_readings_win_over_common_ones(chinese: ChinesePhonemes) -> None:
    assert chinese.pinyin("重构") == ["chong2", "gou4"]
    assert chinese.pinyin("调参") == ["tiao2", "can1"]
    said = chinese("重构权重，用GPU。")
    assert "ʤˌipˌijˈu" in said
    assert said.startswith("ꭧʰʊ↗ŋkou↘")
    assert said.endswith(".")


def test_every_symbol_of_the_lexicon_is_in_the_voice(english: EnglishPhonemes, chinese: ChinesePhonemes) -> None:
    if not (KOKORO / "vocab.json").is_file():
        pytest.skip("the voice model is not fetched")
    known = set(json.loads((KOKORO / "vocab.json").read_text(encoding="utf-8"))["vocab"])
    lexicon = tomllib.loads((VOICES / "lexicon.toml").read_text(encoding="utf-8"))
    for word in lexicon["en"]:
        assert set(english(word)) <= known, word
    for word in lexicon["zh"]:
        assert chinese(word), word
        assert set(chinese(word)) <= known, word


def test_finish_trims_lowers_and_fades() -> None:
    wave = np.zeros(RATE_HZ, np.float32)
    wave[8000:16000] = 1.2 * np.sin(np.arange(8000) * 0.1)
    done = finish(wave)
    assert len(done) == pytest.approx(8000 + 2 * 0.04 * RATE_HZ, abs=30)
    assert np.abs(done).max() == pytest.approx(0.89, abs=1e-4)
    assert done[0] == 0.0
    assert done[-1] == 0.0
    assert len(finish(np.zeros(100, np.float32))) == 0


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="candid models"):
        Synthesizer(tmp_path / "none.onnx", tmp_path / "none.json", VOICES)


@pytest.mark.models
@needs_voice
@pytest.mark.parametrize(
    ("language", "text", "voice"),
    [("en", "How do you detect overfitting? Explain.", None), ("zh", "怎么判断过拟合？请说明。", "zm_yunxi")],
)
def test_sound_is_clean(speaker: Synthesizer, language: str, text: str, voice: str | None) -> None:
    parts = list(speaker.stream(text, language, voice))
    assert len(parts) == 2
    sound, rate = speaker.say(text, language, voice)
    assert rate == RATE_HZ
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert np.array_equal(sound, np.concatenate(parts))
    assert 0.05 < np.abs(sound).max() <= 0.9
    assert 1.0 < len(sound) / rate < 8.0
    loud = np.flatnonzero(np.abs(sound) > 0.004) / rate
    assert loud[0] < 0.06
    assert len(sound) / rate - loud[-1] < 0.06
    # A click is a jump out of quiet: both ends of every sentence begin and end at nothing.
    for part in parts:
        said = part[: np.flatnonzero(part)[-1] + 1]
        assert np.abs(said[:72]).max() < 0.01
        assert np.abs(said[-72:]).max() < 0.01
    assert np.count_nonzero(parts[0][-int(0.3 * rate) :]) == 0


@pytest.mark.models
@needs_voice
def test_speed_and_repeat(speaker: Synthesizer) -> None:
    slow, _ = speaker.say("Thank you for your answer.", "en", speed=0.8)
    fast, _ = speaker.say("Thank you for your answer.", "en", speed=1.25)
    assert len(slow) > 1.2 * len(fast)
    again, _ = speaker.say("Thank you for your answer.", "en", speed=0.8)
    assert np.array_equal(slow, again)


@pytest.mark.models
@needs_voice
def test_wrong_use_is_told(speaker: Synthesizer) -> None:
    with pytest.raises(InputError, match="af_heart"):
        speaker.say("Hello", "en", voice="../../etc/passwd")
    with pytest.raises(InputError, match="language"):
        speaker.say("Bonjour", "fr")
    with pytest.raises(InputError, match="speed"):
        speaker.say("Hello", "en", speed=9)
    assert len(speaker.say("```\ncode\n```", "en")[0]) == 0


@pytest.mark.models
@needs_voice
@pytest.mark.skipif(not (WHISPER / "model.bin").is_file(), reason="the recogniser is not fetched")
@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "How would you design an API serving 10,000 requests?", ["design", "api", "10,000", "requests"]),
        ("zh", "如果训练损失下降，而验证损失上升，你会怎么处理？", ["训练", "下降", "上升", "处理"]),
    ],
)  # fmt: skip
def test_a_recogniser_understands_it(speaker: Synthesizer, language: str, text: str, words: list[str]) -> None:
    faster_whisper, opencc, soxr = (pytest.importorskip(m) for m in ("faster_whisper", "opencc", "soxr"))
    sound, rate = speaker.say(text, language)
    ears = faster_whisper.WhisperModel(str(WHISPER), compute_type="int8", cpu_threads=2)
    heard = "".join(s.text for s in ears.transcribe(soxr.resample(sound, rate, 16000), language=language)[0]).lower()
    heard = opencc.OpenCC("t2s").convert(heard)
    assert [w for w in words if w not in heard] == []
