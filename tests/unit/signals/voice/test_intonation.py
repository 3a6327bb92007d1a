"""Monotone stretches: found in flattened voices, not in natural ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.capture.audio_file import decode_audio
from desktop.domain.speech import Language, Span
from desktop.domain.voice import Pitch
from desktop.report.texts import load_texts
from desktop.signals.voice import measure_voice
from desktop.signals.voice.intonation import MONOTONE_SEMITONES, monotone_stretches, pitch_figures
from models.pitch import PitchTracker
from models.voice_activity import VoiceActivityDetector
from tests.unit.signals.voice.changed import RATE_HZ, Audio, flattened

SAMPLE = Path(__file__).resolve().parents[4] / "assets" / "sample"
# Recordings on which no limit was chosen.
NATURAL: tuple[tuple[Language, str], ...] = (
    ("en", "speech_en/mfa_cold_corpus3.wav"),
    ("en", "speech_en/vad/ten_05.wav"),
    ("en", "speech_en/vad/ten_16.wav"),
    ("zh", "speech_en/vad/ten_01.wav"),
    ("zh", "speech_zh/mosstts_zh_spk1.wav"),
)


@pytest.fixture(scope="module")
def tracker() -> PitchTracker:
    return PitchTracker()


def sound(path: Path) -> Audio:
    return decode_audio(path).astype(np.float32) / 32768


def stretches(audio: Audio, language: Language, tracker: PitchTracker) -> tuple[Span, ...] | None:
    track = tracker.track(audio)
    figures = pitch_figures(track.hz, track.hop_s, VoiceActivityDetector().speech_spans(audio))
    assert figures is not None
    return monotone_stretches(figures, language)


@pytest.mark.parametrize(("language", "name"), [("en", "hardest-problem-solved"), ("zh", "offline-up-online-flat")])
def test_a_flattened_voice_is_monotone_and_the_natural_one_is_not(
    tracker: PitchTracker, language: Language, name: str
) -> None:
    audio = sound(SAMPLE / language / f"{name}.ogg")
    assert stretches(audio, language, tracker) == ()
    found = stretches(flattened(audio, 0.2, tracker), language, tracker)
    assert found
    assert sum(span.duration_s for span in found) > 0.7 * audio.size / RATE_HZ


@pytest.mark.shared
@pytest.mark.parametrize(("language", "path"), NATURAL)
def test_natural_speech_is_not_monotone(
    tracker: PitchTracker, shared_data: Path, language: Language, path: str
) -> None:
    assert stretches(sound(shared_data / path), language, tracker) == ()


@pytest.mark.shared
@pytest.mark.parametrize("kept", [0.0, 0.2])
@pytest.mark.parametrize(("language", "path"), [("en", "speech_en/vad/ten_05.wav"), NATURAL[3], NATURAL[4]])
def test_the_same_speech_flattened_is(
    tracker: PitchTracker, shared_data: Path, language: Language, path: str, kept: float
) -> None:
    assert stretches(flattened(sound(shared_data / path), kept, tracker), language, tracker)


def test_only_the_flat_half_is_marked(tracker: PitchTracker) -> None:
    audio = sound(SAMPLE / "en" / "hardest-problem-solved.ogg")
    half = audio.size // 2
    found = stretches(np.concatenate([audio[:half], flattened(audio[half:], 0.0, tracker)]), "en", tracker)
    assert found
    # A fifth of the first window may still be natural speech.
    assert found[0].start_s > half / RATE_HZ - 3.0
    assert found[-1].end_s > audio.size / RATE_HZ - 4.0


def test_mandarin_tones_have_a_limit_of_their_own() -> None:
    # Up and down by 4.4 semitones evenly, of which the middle 80 % are 3.5.
    semitones = 2.2 * np.abs(np.linspace(-40, 40, 400) % 4 - 2) - 2.2
    pitch = Pitch(200.0, 1.3, 0.016, tuple(float(200 * 2 ** (value / 12)) for value in semitones))
    (whole,) = monotone_stretches(pitch, "zh") or ()
    assert (whole.start_s, whole.end_s) == (0.0, pytest.approx(6.4, abs=0.064))
    assert monotone_stretches(pitch, "en") == ()


def test_silence_does_not_count_as_voice() -> None:
    voiced = (150.0,) * 100
    apart = Pitch(150.0, 0.0, 0.016, (*voiced, *(None,) * 400, *voiced))
    assert monotone_stretches(apart, "en") is None


def test_little_voice_is_not_judged_and_says_why(tracker: PitchTracker) -> None:
    audio = sound(SAMPLE / "en" / "closing.ogg")
    spans = VoiceActivityDetector().speech_spans(audio)
    figures = measure_voice(audio, RATE_HZ, [], "en", speech_spans=spans, pitch=tracker)
    assert figures.pitch is not None
    assert figures.monotone is None
    assert "monotone: less than 4 s of voiced speech" in figures.notes
    assert any(
        note.startswith("monotone: no pitch") for note in measure_voice(audio, RATE_HZ, [], "en", speech_spans=()).notes
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_names_the_limits_that_are_used(language: Language) -> None:
    for spoken, limit in MONOTONE_SEMITONES.items():
        assert f" {limit:.0f} " in load_texts(language)(f"moments.monotone_note_{spoken}")
