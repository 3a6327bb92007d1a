"""A recording cut into turns by the live path's decision; the words are given, sound and models are real."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.domain.speech import Word
from desktop.session.hearing import segment_turns
from desktop.session.listening import ListeningModels
from models.turn_end import TurnEndModel
from tests.unit.models.hearing import RATE_HZ, recording
from tests.weights import weights

pytestmark = pytest.mark.models
SPOKEN_S = 4.0


@pytest.fixture(scope="module")
def models() -> ListeningModels:
    return ListeningModels(TurnEndModel(weights("smart-turn-v3.2", "smart-turn-v3.2-cpu.onnx")))


def twice(gap_s: float) -> tuple[np.ndarray, list[Word]]:
    """Four seconds of speech, silence, and the same again, with words that were not there."""
    spoken = recording("answer_en.flac")[: round(SPOKEN_S * RATE_HZ)]
    audio = np.concatenate((spoken, np.zeros(round(gap_s * RATE_HZ), np.float32), spoken))
    second_s = SPOKEN_S + gap_s
    return audio, [
        Word("first", 0.5, 1.0, 0.9), Word("answer.", 3.0, 3.6, 0.9),
        Word("second", second_s + 0.5, second_s + 1.0, 0.9), Word("answer.", second_s + 3.0, second_s + 3.6, 0.9),
    ]  # fmt: skip


def test_a_long_silence_parts_two_answers(models: ListeningModels) -> None:
    audio, words = twice(gap_s=10.0)
    turns = segment_turns(audio, words, "en", models)
    assert [(turn.text, turn.start_s, turn.end_s) for turn in turns] == [
        ("first answer.", 0.5, 3.6), ("second answer.", 14.5, 17.6),
    ]  # fmt: skip
    assert all(turn.decided_s is None for turn in turns)


def test_a_pause_to_think_does_not(models: ListeningModels) -> None:
    audio, words = twice(gap_s=2.0)
    assert [turn.text for turn in segment_turns(audio, words, "en", models)] == ["first answer. second answer."]


def test_commands_and_silence_are_no_turn(models: ListeningModels) -> None:
    audio, _ = twice(gap_s=10.0)
    assert segment_turns(audio, [Word("next", 0.5, 1.0, 0.9, "command")], "en", models) == ()
    assert segment_turns(np.zeros(RATE_HZ, np.float32), [], "en", models) == ()
