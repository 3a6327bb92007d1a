"""Ends of sentences and clauses that trail off: far softer than the person speaks otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from desktop.domain.speech import Word
from desktop.domain.voice import TrailingEnd

Audio = npt.NDArray[np.float32]
Levels = npt.NDArray[np.float64]

DROP_DB = 10.0
END_S = 0.5
MIN_VOICED_S = 4.0
_PAUSE_S = 0.6
# The softest words are often not recognised: voice in what follows the last word belongs to it.
_AFTER_S = 0.8
_FRAME_S = 0.032
_SENTENCE_END = frozenset(".!?;。！？；…")


def trailing_ends(
    audio: Audio,
    rate_hz: int,
    hz: npt.NDArray[np.float64],
    hop_s: float,
    words: Sequence[Word],
    *,
    drop_db: float = DROP_DB,
) -> tuple[TrailingEnd, ...] | None:
    """Ends whose last ``END_S`` of voiced sound have a median level ``drop_db`` or more below the person's own.

    ``hz`` is the pitch of ``audio`` by frame, NaN where unvoiced. A sentence or clause ends at a full stop or before a
    pause of 0.6 s; one with less voice than ``END_S`` is passed over. None when the words hold less than
    ``MIN_VOICED_S`` of voice to compare with.

    In natural recordings, read and spontaneous, in English and Mandarin, the ends lie up to 7.8 dB below (67 ends); the
    limit stands above that. Faded by 15 dB, four of five are found (``python -m benchmarks.expression trailing``).
    """
    spoken = [word for word in words if word.kind != "command"]
    levels = _voiced_levels(audio, rate_hz, hz, hop_s)
    clauses = [
        (_voiced(levels, start_s, end_s, hop_s), ends)
        for start_s, end_s, ends in _clauses(spoken, audio.size / rate_hz)
    ]
    frames = np.concatenate([np.zeros(0, np.int64), *(voiced for voiced, _ in clauses)])
    if frames.size * hop_s < MIN_VOICED_S:
        return None
    usual = float(np.median(levels[frames]))
    size = round(END_S / hop_s)
    found = []
    for voiced, ends in clauses:
        if not ends or voiced.size < size:
            continue
        last = voiced[-size:]
        drop = usual - float(np.median(levels[last]))
        if drop >= drop_db:
            found.append(TrailingEnd(float(last[0] * hop_s), float((last[-1] + 1) * hop_s), drop))
    return tuple(found)


def _voiced(levels: Levels, start_s: float, end_s: float, hop_s: float) -> npt.NDArray[np.int64]:
    """Frames of a clause that have a level."""
    first, last = max(0, round(start_s / hop_s)), max(0, round(end_s / hop_s))
    return np.asarray(first + np.flatnonzero(np.isfinite(levels[first:last])), np.int64)


def _voiced_levels(audio: Audio, rate_hz: int, hz: npt.NDArray[np.float64], hop_s: float) -> Levels:
    """Level in dB of the 32 ms around each frame; NaN where unvoiced or silent."""
    half = round(_FRAME_S / 2 * rate_hz)
    total = np.concatenate(([0.0], np.cumsum(audio.astype(np.float64) ** 2)))
    middle = np.rint(np.arange(hz.size) * hop_s * rate_hz).astype(int)
    low, high = np.clip(middle - half, 0, audio.size), np.clip(middle + half, 0, audio.size)
    power = (total[high] - total[low]) / np.maximum(high - low, 1)
    return np.where(np.isfinite(hz) & (power > 0), 10 * np.log10(np.maximum(power, 1e-12)), np.nan)


def _clauses(words: Sequence[Word], duration_s: float) -> list[tuple[float, float, bool]]:
    """From first to last word with a little after it, and whether it ends with a word rather than a hesitation."""
    found = []
    first = 0
    for index, word in enumerate(words):
        after = words[index + 1].start_s if index + 1 < len(words) else duration_s
        if word.text.rstrip()[-1:] in _SENTENCE_END or after - word.end_s >= _PAUSE_S or index + 1 == len(words):
            end_s = min(word.end_s + _AFTER_S, after)
            found.append((words[first].start_s, end_s, word.kind == "word"))
            first = index + 1
    return found
