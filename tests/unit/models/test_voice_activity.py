"""Voice activity on real recordings: streaming equals offline, pauses are found, noise is not speech."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from desktop.capture.audio_file import decode_audio
from desktop.domain.errors import ModelMissing
from models.voice_activity import (
    RATE_HZ,
    WINDOW,
    WINDOW_S,
    VoiceActivityDetector,
    spans_from_probabilities,
    speech_probabilities,
    speech_spans,
)
from tests.unit.models.hearing import noise, recording


@pytest.fixture(scope="module")
def detector() -> VoiceActivityDetector:
    return VoiceActivityDetector()


def test_window_by_window_equals_all_at_once(detector: VoiceActivityDetector) -> None:
    audio = recording("answer_en.flac")
    together = speech_probabilities(audio, detector)
    detector.reset()
    single = [detector.probability(audio[at : at + WINDOW]) for at in range(0, audio.size - WINDOW + 1, WINDOW)]
    assert np.allclose(together[: len(single)], single, atol=1e-5)


def test_reset_forgets_the_stream(detector: VoiceActivityDetector) -> None:
    audio = recording("answer_en.flac")
    quiet = np.zeros(WINDOW, np.float32)
    detector.reset()
    fresh = detector.probability(quiet)
    detector.probabilities(audio[: 40 * WINDOW])
    after_speech = detector.probability(quiet)
    detector.reset()
    assert detector.probability(quiet) == pytest.approx(fresh, abs=1e-6)
    assert after_speech != pytest.approx(fresh, abs=1e-3)


@pytest.mark.parametrize("name", ["answer_en.flac", "answer_zh.flac"])
def test_the_long_pause_is_found_with_its_length(detector: VoiceActivityDetector, name: str) -> None:
    spans = detector.speech_spans(recording(name))
    pauses = [after.start_s - before.end_s for before, after in itertools.pairwise(spans)]
    assert max(pauses) == pytest.approx(2.6, abs=0.3)
    assert spans[0].start_s == pytest.approx(0.65, abs=0.2)


@pytest.mark.shared
def test_a_clip_that_begins_inside_a_word_is_heard(detector: VoiceActivityDetector, shared_data: Path) -> None:
    """A hoarse voice in a noisy room; from here the model with an empty memory finds 47 % of the windows."""
    audio = decode_audio(shared_data / "speech_en" / "mfa_cold_corpus3.wav").astype(np.float32) / 32768
    found = speech_probabilities(audio[round(1.15 * RATE_HZ) : round(22.9 * RATE_HZ)], detector)
    assert (found >= 0.5).mean() > 0.75


@pytest.mark.parametrize("dbfs", [-200.0, -50.0, -25.0])
def test_silence_and_noise_hold_no_speech(detector: VoiceActivityDetector, dbfs: float) -> None:
    assert speech_spans(noise(6.0, dbfs), detector) == ()


def test_empty_audio_has_no_spans(detector: VoiceActivityDetector) -> None:
    assert speech_spans(np.zeros(0, np.float32), detector) == ()


def test_a_short_dip_does_not_split_a_span() -> None:
    probabilities = [0.1] * 3 + [0.9] * 10 + [0.1] * 2 + [0.9] * 10 + [0.1] * 10
    spans = spans_from_probabilities(probabilities, duration_s=len(probabilities) * WINDOW_S)
    assert [(round(span.start_s / WINDOW_S), round(span.end_s / WINDOW_S)) for span in spans] == [(3, 25)]


def test_wrong_window_size_is_refused(detector: VoiceActivityDetector) -> None:
    with pytest.raises(ValueError, match="512"):
        detector.probability(np.zeros(480, np.float32))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        VoiceActivityDetector(tmp_path / "none.onnx")
