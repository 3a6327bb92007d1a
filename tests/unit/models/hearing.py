"""Shared by the tests of what hears: weights, and the project's own recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE_HZ = 16000
SPEECH = Path(__file__).parents[2] / "data" / "speech"


def recording(name: str) -> npt.NDArray[np.float32]:
    """A 16 kHz recording of tests/data/speech."""
    audio, rate_hz = soundfile.read(SPEECH / name, dtype="float32")
    assert rate_hz == RATE_HZ
    return np.asarray(audio, np.float32)


def noise(seconds: float, dbfs: float, seed: int = 1) -> npt.NDArray[np.float32]:
    """White noise of a given RMS level."""
    samples = np.random.default_rng(seed).normal(size=round(seconds * RATE_HZ))
    return (samples * 10 ** (dbfs / 20)).astype(np.float32)
