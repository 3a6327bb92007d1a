"""Pitch of a voice: its middle, how far it moves, and where it hardly does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from desktop.domain.speech import Language, Span
from desktop.domain.voice import Pitch

_MIN_VOICED_S = 0.5
MONOTONE_SEMITONES: dict[Language, float] = {"en": 3.0, "zh": 4.0}
MONOTONE_VOICED_S = 4.0
# Neighbouring windows overlap by all but this; finer steps move the ends of a stretch by less than a syllable.
_STEP_S = 0.064


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


def monotone_stretches(pitch: Pitch, language: Language) -> tuple[Span, ...] | None:
    """Where the middle 80 % of the pitch stays within ``MONOTONE_SEMITONES`` over ``MONOTONE_VOICED_S`` of voiced
    sound, about 10 s of speech; overlapping windows make one stretch. None when there is less voice than that.

    Over 10 s, the spread of F0 goes with how lively listeners find a speaker (Hincks 2005, System 33); in semitones it
    was shown to learners as flat or lively speech (Hincks & Edlund 2009, Language Learning & Technology 13:3). It is
    larger in tone languages (Traunmüller & Eriksson 1995), hence a limit per language. Percentiles in place of the SD
    keep single octave errors out. The limits lie between natural recordings (at least 3.9 semitones in English, 8.0 in
    Mandarin) and the same ones with a fifth of their movement left (at most 2.3 and 3.1).
    """
    frames = np.array([place for place, hz in enumerate(pitch.track_hz) if hz is not None])
    size = round(MONOTONE_VOICED_S / pitch.hop_s)
    if frames.size < size:
        return None
    hz = np.array([value for value in pitch.track_hz if value is not None])
    semitones = 12 * np.log2(hz)
    found: list[Span] = []
    for place in range(0, hz.size - size + 1, max(1, round(_STEP_S / pitch.hop_s))):
        low, high = np.quantile(semitones[place : place + size], [0.1, 0.9])
        if high - low >= MONOTONE_SEMITONES[language]:
            continue
        start_s = float(frames[place] * pitch.hop_s)
        end_s = float((frames[place + size - 1] + 1) * pitch.hop_s)
        if found and start_s < found[-1].end_s:
            found[-1] = Span(found[-1].start_s, end_s)
        else:
            found.append(Span(start_s, end_s))
    return tuple(found)
