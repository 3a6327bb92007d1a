"""The pitch tracker reads long recordings in pieces."""

from __future__ import annotations

import numpy as np
from swift_f0 import SwiftF0

from models.pitch import CEILING_HZ, FLOOR_HZ, RATE_HZ, PitchTracker


def test_reading_in_pieces_gives_what_reading_at_once_gives() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(11 * RATE_HZ + 77) / RATE_HZ
    voice = (0.3 * np.sin(2 * np.pi * (140 + 20 * np.sin(t)) * t) + 0.01 * rng.standard_normal(t.size)).astype(
        np.float32
    )
    whole = SwiftF0(threads=1, spin=False).detect(voice, RATE_HZ, fmin=FLOOR_HZ, fmax=CEILING_HZ)
    track = PitchTracker().track(voice)
    np.testing.assert_allclose(track.confidence, whole.confidence, atol=1e-6)
    voiced = np.isfinite(track.hz)
    assert voiced.mean() > 0.5
    np.testing.assert_allclose(track.hz[voiced], whole.pitch_hz[voiced], rtol=1e-6)
