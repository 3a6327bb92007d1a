"""Voice figures on signals whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.domain.speech import Span, Word
from desktop.domain.voice import MicrophoneQuality
from desktop.signals.voice import measure_voice
from desktop.signals.voice.level import clipping_ratio, loudness, snr_db
from desktop.signals.voice.syllables import count_syllables
from models.microphone_quality import MicrophoneQualityModel
from models.pitch import PitchTracker
from models.voice_activity import VoiceActivityDetector
from tests.unit.models.hearing import RATE_HZ, noise, recording
from tests.weights import weights


def tone(hz: float, seconds: float, amplitude: float = 0.3) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    harmonics = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 8))
    return (amplitude * harmonics / 2).astype(np.float32)


def spoken(count: int, start_s: float, step_s: float, text: str = "model") -> list[Word]:
    return [Word(text, start_s + i * step_s, start_s + (i + 1) * step_s, 0.8) for i in range(count)]


def test_english_rate_leaves_thinking_out_and_short_pauses_in() -> None:
    spans = [Span(0, 10), Span(11, 20), Span(24, 34)]
    words = [*spoken(30, 0, 0.3), *spoken(30, 24, 0.3)]
    figures = measure_voice(noise(34, -30), RATE_HZ, words, "en", speech_spans=spans)
    assert figures.rate is not None
    assert figures.rate.unit == "words/min"
    assert figures.rate.value == pytest.approx(60 / 30 * 60)
    assert figures.articulation_rate is not None
    assert figures.articulation_rate.value == pytest.approx(120 / 29)
    assert figures.pauses == (Span(10, 11), Span(20, 24))
    assert figures.speech_s == pytest.approx(29)


def test_chinese_rate_counts_characters_and_fillers_have_their_own_unit() -> None:
    words = [Word("嗯", 0, 0.4, 0.5, "filler"), *spoken(50, 0.5, 0.1, "梯度")]
    figures = measure_voice(noise(12, -30), RATE_HZ, words, "zh", speech_spans=[Span(0, 10)])
    assert figures.rate is not None
    assert figures.rate.value == pytest.approx(600)
    assert figures.filler_rate is not None
    assert (figures.filler_rate.value, figures.filler_rate.unit) == (pytest.approx(1.0), "1/100 characters")
    assert [filler.text for filler in figures.fillers] == ["嗯"]


def test_commands_are_no_part_of_the_speech() -> None:
    words = [*spoken(20, 0, 0.4), Word("结束回答", 9, 10, 0.1, "command")]
    figures = measure_voice(noise(10, -30), RATE_HZ, words, "en", speech_spans=[Span(0, 10)])
    assert figures.rate is not None
    assert figures.rate.value == pytest.approx(120)
    assert figures.recognition_confidence == pytest.approx(0.8)


def test_nothing_heard_means_no_figures_but_reasons() -> None:
    figures = measure_voice(np.zeros(3 * RATE_HZ, np.float32), RATE_HZ, [], "en", speech_spans=[], pitch=PitchTracker())
    assert figures.rate is figures.pitch is figures.loudness is figures.snr_db is None
    assert figures.filler_rate is figures.recognition_confidence is figures.microphone is None
    for name in ("rate", "articulation_rate", "filler_rate", "pitch", "loudness", "snr_db", "microphone"):
        assert any(note.startswith(name) for note in figures.notes), name


def test_pitch_of_a_known_glide() -> None:
    audio = np.concatenate([tone(150, 1.5), tone(150 * 2 ** (4 / 12), 1.5)])
    figures = measure_voice(audio, RATE_HZ, [], "en", speech_spans=[Span(0, 3)], pitch=PitchTracker())
    assert figures.pitch is not None
    assert figures.pitch.sd_semitones == pytest.approx(2.0, abs=0.2)
    voiced = [hz for hz in figures.pitch.track_hz if hz is not None]
    assert np.quantile(voiced, 0.1) == pytest.approx(150, rel=0.02)
    assert len(figures.pitch.track_hz) * figures.pitch.hop_s == pytest.approx(3, abs=0.05)


def test_pitch_outside_speech_does_not_count() -> None:
    audio = np.concatenate([tone(120, 2.0), tone(400, 2.0)])
    figures = measure_voice(audio, RATE_HZ, [], "en", speech_spans=[Span(0, 2)], pitch=PitchTracker())
    assert figures.pitch is not None
    assert figures.pitch.median_hz == pytest.approx(120, rel=0.03)
    assert all(hz is None for hz in figures.pitch.track_hz[int(2.1 / figures.pitch.hop_s) :])


@pytest.mark.parametrize("true_db", [30.0, 20.0, 10.0, 5.0])
def test_snr_of_a_known_mixture(true_db: float) -> None:
    speech = recording("answer_en.flac")
    spans = VoiceActivityDetector().speech_spans(speech)
    inside = np.concatenate([speech[round(s.start_s * RATE_HZ) : round(s.end_s * RATE_HZ)] for s in spans])
    level_db = 10 * np.log10(np.mean(inside.astype(float) ** 2))
    mixed = speech + noise(speech.size / RATE_HZ, level_db - true_db)
    measured = snr_db(mixed, RATE_HZ, VoiceActivityDetector().speech_spans(mixed))
    assert measured == pytest.approx(true_db, abs=2.0)


def test_one_knock_is_not_the_background() -> None:
    audio = noise(10, -60)
    audio[3 * RATE_HZ : 6 * RATE_HZ] += tone(150, 3)
    spans = [Span(3, 6)]
    quiet = snr_db(audio, RATE_HZ, spans)
    audio[9 * RATE_HZ : 9 * RATE_HZ + 1600] += noise(0.1, -10)
    assert quiet is not None
    assert snr_db(audio, RATE_HZ, spans) == pytest.approx(quiet, abs=0.5)


def test_digital_silence_gives_no_snr() -> None:
    audio = np.zeros(5 * RATE_HZ, np.float32)
    audio[RATE_HZ : 3 * RATE_HZ] = tone(150, 2)
    assert snr_db(audio, RATE_HZ, [Span(1, 3)]) is None


def test_loudness_of_the_standards_sine() -> None:
    t = np.arange(10 * 48000) / 48000
    sine = (10 ** (-20 / 20) * np.sin(2 * np.pi * 997 * t)).astype(np.float32)
    measured = loudness(sine, 48000)
    assert measured is not None
    # BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS.
    assert measured.integrated_lufs == pytest.approx(-23.0, abs=0.1)
    assert measured.range_lu is not None
    assert measured.range_lu < 0.1
    # EBU Tech 3342, test signal 1: 20 s at -20 and 20 s at -30 have a range of 10 LU.
    steps = loudness(np.concatenate([sine, sine, sine * 10**-0.5, sine * 10**-0.5]), 48000)
    assert steps is not None
    assert steps.range_lu == pytest.approx(10.0, abs=1.0)
    short = loudness(sine[: 3 * 48000], 48000)
    assert short is not None
    assert short.range_lu is None


def test_clipping_is_found_also_after_attenuation() -> None:
    clean = tone(200, 2, 0.5)
    loud = np.clip(clean * 6, -1, 1)
    share = float((np.abs(clean * 6) >= 1).mean())
    assert clipping_ratio(clean) == 0.0
    assert clipping_ratio(loud) == pytest.approx(share, abs=0.01)
    assert clipping_ratio(loud * np.float32(0.5)) == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("gradient", 3),
        ("learning", 2),
        ("neural", 2),
        ("trained", 1),
        ("accuracy", 4),
        ("table", 2),
        ("GPU", 3),
        ("AWS", 5),
        ("BERT", 1),
        ("105", 4),
        ("idea", 3),
        ("used", 1),
        ("evaluation", 5),
        ("don't", 1),
    ],
)
def test_english_syllables(word: str, count: int) -> None:
    assert count_syllables(word, "en") == count


@pytest.mark.parametrize(("word", "count"), [("梯度", 2), ("15", 2), ("105", 4), ("2024", 6), ("30", 2), ("用GPU", 4)])
def test_mandarin_syllables(word: str, count: int) -> None:
    assert count_syllables(word, "zh") == count


@pytest.mark.models
def test_a_noisy_recording_is_heard_as_worse() -> None:
    meter = MicrophoneQualityModel(weights("dnsmos-p835", "sig_bak_ovr.onnx"))
    clean = recording("answer_en.flac")
    spans = VoiceActivityDetector().speech_spans(clean)

    def heard(audio: np.ndarray) -> MicrophoneQuality:
        quality = measure_voice(audio, RATE_HZ, [], "en", speech_spans=spans, microphone=meter).microphone
        assert quality is not None
        return quality

    good, bad = heard(clean), heard(clean + noise(clean.size / RATE_HZ, -30))
    assert good.overall > bad.overall + 0.5
    assert good.background > bad.background + 1
    assert 1 <= bad.background <= good.background <= 5
