"""Level of a recording: loudness, signal to noise ratio, clipping."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyloudnorm

from desktop.domain.speech import Span
from desktop.domain.voice import Loudness

Audio = npt.NDArray[np.float32]

_BLOCK_S = 0.4
_RANGE_S = 6.0
_SHORT_TERM_S = 3.0
_FRAME_S = 0.02
# Voice activity reacts late at ends: decaying speech next to a span is neither clean noise nor full speech.
_GUARD_S = 0.15
_MIN_NOISE_S = 0.2
_KEPT = 0.9
_FIRST_WORD_S = 0.5
_DIGITAL_SILENCE = 1e-10
_FULL_SCALE = 0.999
_MIN_RUN = 3


def loudness(audio: Audio, rate_hz: int) -> Loudness | None:
    """ITU-R BS.1770-4 integrated loudness and EBU Tech 3342 range; None under 0.4 s or when all is below −70 LUFS."""
    if audio.size < _BLOCK_S * rate_hz:
        return None
    meter = pyloudnorm.Meter(rate_hz)
    signal = audio.astype(np.float64)
    integrated = float(meter.integrated_loudness(signal))
    if not math.isfinite(integrated):
        return None
    return Loudness(integrated, _loudness_range(signal, rate_hz) if audio.size >= _RANGE_S * rate_hz else None)


def _loudness_range(signal: npt.NDArray[np.float64], rate_hz: int) -> float | None:
    """EBU Tech 3342: spread between the 10th and 95th percentile of the loudness of 3 s windows, ten a second, above
    −70 LUFS and above 20 LU below their mean power. (pyloudnorm's own appends silence, which widens it.)"""
    meter = pyloudnorm.Meter(rate_hz, block_size=_SHORT_TERM_S, overlap=1 - 0.1 / _SHORT_TERM_S)
    meter.integrated_loudness(signal)
    windows = np.asarray(meter.blockwise_loudness)
    windows = windows[windows >= -70.0]
    if not windows.size:
        return None
    mean = 10 * math.log10(float(np.mean(10 ** (windows / 10))))
    low, high = np.percentile(windows[windows >= mean - 20.0], [10, 95])
    return float(high - low)


def snr_db(audio: Audio, rate_hz: int, speech: Sequence[Span], words: Sequence[Span] = ()) -> float | None:
    """Power of the speech over the power of the noise under it, in dB, at most 20 dB below it.

    Noise power is the mean over frames of 20 ms outside speech (0.15 s away from it) without their loudest tenth, so
    that one knock on the table is not the background; speech power is the mean inside minus the noise. Babble keeps
    the voice activity on all the time: when too little noise is left, ``words`` (their times) say where speech begins
    and ends. None without 0.2 s of pure noise, without speech, or when the background is digital silence.
    """
    size = round(_FRAME_S * rate_hz)
    count = audio.size // size
    if not speech or not count:
        return None
    frames = audio[: count * size].astype(np.float64).reshape(count, size)
    power = ((frames - audio.mean(dtype=np.float64)) ** 2).mean(axis=1)
    inside, noise = _split(power, speech)
    if noise.size * _FRAME_S < _MIN_NOISE_S and words:
        inside, noise = _split(power, _trimmed(speech, words))
    if not inside.size or noise.size * _FRAME_S < _MIN_NOISE_S:
        return None
    floor = float(np.sort(noise)[: max(1, round(noise.size * _KEPT))].mean())
    if floor < _DIGITAL_SILENCE:
        return None
    return 10 * math.log10(max(float(inside.mean()) - floor, floor * 1e-2) / floor)


def _split(
    power: npt.NDArray[np.float64], speech: Sequence[Span]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Frame powers inside speech, and those well away from it."""
    middle_s = (np.arange(power.size) + 0.5) * _FRAME_S
    inside = np.zeros(power.size, bool)
    near = np.zeros(power.size, bool)
    for span in speech:
        inside |= (middle_s >= span.start_s) & (middle_s < span.end_s)
        near |= (middle_s >= span.start_s - _GUARD_S) & (middle_s < span.end_s + _GUARD_S)
    return power[inside], power[~near]


def _trimmed(speech: Sequence[Span], words: Sequence[Span]) -> tuple[Span, ...]:
    """Speech between the first and the last word. The recogniser stretches the first word back over what precedes it,
    so it counts for its last half second only."""
    first = max(words[0].start_s, words[0].end_s - _FIRST_WORD_S)
    clipped = (Span(max(span.start_s, first), min(span.end_s, words[-1].end_s)) for span in speech)
    return tuple(span for span in clipped if span.duration_s > 0)


def clipping_ratio(audio: Audio) -> float | None:
    """Share of samples that were cut off: at full scale (0.999), or in flat tops of three or more samples at the
    recording's own peak (clipped before it was made quieter). None for empty audio."""
    if audio.size == 0:
        return None
    magnitude = np.abs(audio)
    peak = float(magnitude.max())
    if peak >= _FULL_SCALE:
        return float((magnitude >= _FULL_SCALE).mean())
    if peak < 0.05:
        return 0.0
    flat = magnitude >= peak * _FULL_SCALE
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flat.astype(np.int8), [0]))))
    runs = edges[1::2] - edges[::2]
    return float(runs[runs >= _MIN_RUN].sum() / audio.size)
