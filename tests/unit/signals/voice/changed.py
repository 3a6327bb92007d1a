"""The same speech with a flatter voice (TD-PSOLA, Moulines & Charpentier 1990), or with softer endings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from desktop.domain.voice import TrailingEnd
from models.pitch import PitchTracker

RATE_HZ = 16000
_SHORTEST_S = 0.06
_FADE_S = 0.1
_AFTER_S = 0.35

Audio = npt.NDArray[np.float32]


def flattened(audio: Audio, kept: float, tracker: PitchTracker) -> Audio:
    """``audio`` (16 kHz) with its F0 drawn towards its median: ``kept`` of each distance in semitones remains, 0–1.

    Words, timing, level and what is unvoiced stay as they are.
    """
    track = tracker.track(audio)
    median_hz = float(np.nanmedian(track.hz))
    made = audio.astype(np.float64).copy()
    for first, last in _runs(np.isfinite(track.hz), round(_SHORTEST_S / track.hop_s)):
        hop = track.hop_s * RATE_HZ
        at = np.arange(first, last) * hop
        begin, end = int(at[0]), min(audio.size, int(at[-1] + hop))
        old_hz = np.interp(np.arange(begin, end), at, track.hz[first:last])
        new_hz = median_hz * (old_hz / median_hz) ** kept
        marks = _marks(audio, begin, old_hz)
        if len(marks) > 2:
            made[marks[0] : marks[-1]] = _overlapped(audio, begin, marks, new_hz)
    return np.asarray(made, np.float32)


def faded(audio: Audio, ends: Sequence[TrailingEnd], by_db: float) -> Audio:
    """The ends, and what follows them for a moment, softer by ``by_db``."""
    gain = np.ones(audio.size)
    for end in ends:
        gain[round((end.start_s - _FADE_S) * RATE_HZ) : round((end.end_s + _AFTER_S) * RATE_HZ)] = 10 ** (-by_db / 20)
    smooth = np.hanning(round(_FADE_S * RATE_HZ))
    return (audio * np.convolve(gain, smooth / smooth.sum(), "same")).astype(np.float32)


def _runs(voiced: npt.NDArray[np.bool_], shortest: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], voiced.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= shortest]


def _marks(audio: Audio, begin: int, hz: npt.NDArray[np.float64]) -> list[int]:
    """One mark a period, each on the strongest peak near where it is due."""
    period = round(RATE_HZ / hz[0])
    marks = [begin + int(np.argmax(audio[begin : begin + period]))]
    while True:
        place = min(marks[-1] - begin, hz.size - 1)
        period = round(RATE_HZ / hz[place])
        low, high = marks[-1] + round(0.8 * period), marks[-1] + round(1.2 * period)
        if high >= begin + hz.size:
            return marks
        marks.append(low + int(np.argmax(audio[low:high])))


def _overlapped(audio: Audio, begin: int, marks: list[int], new_hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Grains of two periods, taken at the nearest old mark and laid down at the new period."""
    made = np.zeros(marks[-1] - marks[0])
    weight = np.zeros_like(made)
    places = np.array(marks)
    at = float(marks[0])
    while at < marks[-1]:
        nearest = int(np.argmin(np.abs(places - at)))
        before = places[max(1, nearest)] - places[max(1, nearest) - 1]
        window = np.hanning(2 * before + 1)
        source = np.arange(places[nearest] - before, places[nearest] + before + 1)
        target = source - places[nearest] + round(at) - marks[0]
        inside = (target >= 0) & (target < made.size) & (source >= 0) & (source < audio.size)
        made[target[inside]] += window[inside] * audio[source[inside]]
        weight[target[inside]] += window[inside]
        at += RATE_HZ / new_hz[min(round(at) - begin, new_hz.size - 1)]
    return made / np.maximum(weight, 0.3)
