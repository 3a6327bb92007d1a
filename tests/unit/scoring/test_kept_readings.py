"""What a benchmark keeps of a language model's readings is what the model reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.grading.reading import RememberingModel
from models.language import LanguageModel
from tests.weights import weights

pytestmark = pytest.mark.models

STARTER = "qwen2.5-coder-1.5b-instruct"
LAYERS = (16, 24)


def test_a_kept_reading_is_the_same_and_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights(STARTER, "model.gguf")
    model = RememberingModel(STARTER, 2, tmp_path / "readings.db")
    prompt = ["Is this so? ", model.data("Salt makes hashes differ."), " Answer yes or no."]
    yes, states = model.yes_minus_no(prompt), model.states(prompt, LAYERS)
    assert LanguageModel.yes_minus_no(model, prompt) == yes
    assert np.array_equal(LanguageModel.states(model, prompt, LAYERS), states)

    monkeypatch.setattr(LanguageModel, "_read", None)
    assert model.yes_minus_no(prompt) == yes
    assert np.array_equal(model.states(prompt, LAYERS), states)
    with pytest.raises(TypeError):
        model.states(prompt, (16, 23))
    with pytest.raises(TypeError):
        model.yes_minus_no([*map(str, prompt)])
    model.close()
