"""Weights that a test takes, or the reason why it is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import ModelMissing
from models.paths import model_file


def weights(model_id: str, name: str) -> Path:
    """The file, or skip."""
    try:
        return model_file(model_id, name)
    except ModelMissing as missing:
        pytest.skip(str(missing))


def small_language_model() -> Path:
    """Quick enough for tests; nobody judges with it."""
    return weights("qwen2.5-coder-0.5b-instruct", "model.gguf")


def face_landmarker() -> Path:
    return weights("face-landmarker", "face_landmarker.task")


def pose_landmarker() -> Path:
    return weights("pose-landmarker", "pose_landmarker.task")
