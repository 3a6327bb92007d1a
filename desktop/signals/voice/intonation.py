"""Pitch of a voice: its middle and how far it moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from desktop.domain.speech import Span
from desktop.domain.voice import Pitch

_MIN_VOICED_S = 0.5


def pitch_figures(hz: npt.NDArray[np.float64], hop_s: float, speech: Sequence[Span]) -> Pitch | None:
    """Median and SD in semitones around it, over voiced frames inside speech; None under 0.5 s of them.

    Frames outside the speaker's own range are octave errors or background, and count as unvoiced: floor
    0.72·q35 − 10 Hz, ceiling 1.9·q65 + 10 Hz (De Looze & Hirst 2008).
    """
    times = np.arange(hz.size) * hop_s
    inside = np.zeros(hz.size, bool)
    for span in speech:
        inside |= (times >= span.start_s) & (times < span.end_s)
    voiced = inside & np.isfinite(hz)
    if voiced.sum() * hop_s < _MIN_VOICED_S:
        return None
    low, high = np.quantile(hz[voiced], [0.35, 0.65])
    filled = np.where(voiced, hz, 0.0)
    voiced &= (filled >= 0.72 * low - 10) & (filled <= 1.9 * high + 10)
    values = hz[voiced]
    if values.size * hop_s < _MIN_VOICED_S:
        return None
    median = float(np.median(values))
    semitones = 12 * np.log2(values / median)
    track = tuple(round(float(value), 2) if ok else None for value, ok in zip(hz, voiced, strict=True))
    return Pitch(median, float(semitones.std()), hop_s, track)
