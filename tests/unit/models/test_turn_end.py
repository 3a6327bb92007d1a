"""Smart Turn on the project's own recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.domain.errors import ModelMissing
from models.turn_end import TurnEndModel
from models.voice_activity import VoiceActivityDetector
from tests.unit.models.hearing import RATE_HZ, recording
from tests.weights import weights

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def model() -> TurnEndModel:
    return TurnEndModel(weights("smart-turn-v3.2", "smart-turn-v3.2-cpu.onnx"))


def test_a_cut_sentence_sounds_less_complete_than_a_whole_one(model: TurnEndModel) -> None:
    audio = recording("answer_en.flac")
    first = VoiceActivityDetector().speech_spans(audio)[0]
    hush = np.zeros(RATE_HZ // 5, np.float32)
    whole = np.concatenate([audio[: round(first.end_s * RATE_HZ)], hush])
    half = np.concatenate([audio[: round((first.start_s + 0.5 * first.duration_s) * RATE_HZ)], hush])
    assert model.probability(whole) > 0.8
    assert model.probability(half) < 0.5


def test_only_the_last_eight_seconds_count(model: TurnEndModel) -> None:
    audio = recording("answer_zh.flac")
    assert audio.size > 8 * RATE_HZ
    assert model.probability(audio) == pytest.approx(model.probability(audio[-8 * RATE_HZ :]), abs=1e-6)


def test_empty_audio_is_refused(model: TurnEndModel) -> None:
    with pytest.raises(ValueError, match="non-empty"):
        model.probability(np.zeros(0, np.float32))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        TurnEndModel(tmp_path / "none.onnx")
