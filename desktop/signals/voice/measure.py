"""All voice figures of one stretch of speech, each measured or absent with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import soxr

from desktop.domain.correction import recogniser_confidence
from desktop.domain.speech import Language, Span, Word
from desktop.domain.voice import MicrophoneQuality, Pitch, TrailingEnd, VoiceFigures
from desktop.signals.voice import level, tempo
from desktop.signals.voice.intonation import MONOTONE_VOICED_S, monotone_stretches, pitch_figures
from desktop.signals.voice.trailing import DROP_DB, MIN_VOICED_S, trailing_ends

Audio = npt.NDArray[np.float32]
MODEL_RATE_HZ = 16000
_MIN_MICROPHONE_S = 1.0
_NO_PITCH_MODEL = "no pitch model was at hand"


class FollowedPitch(Protocol):
    """F0 by frame: NaN where unvoiced, one value every ``hop_s`` seconds."""

    @property
    def hz(self) -> npt.NDArray[np.float64]: ...
    @property
    def hop_s(self) -> float: ...


class PitchFollower(Protocol):
    def track(self, audio: Audio) -> FollowedPitch: ...


class MicrophoneMeter(Protocol):
    def measure(self, audio: Audio) -> MicrophoneQuality: ...


def measure_voice(
    audio: Audio,
    rate_hz: int,
    words: Sequence[Word],
    language: Language,
    *,
    speech_spans: Sequence[Span],
    pitch: PitchFollower | None = None,
    microphone: MicrophoneMeter | None = None,
) -> VoiceFigures:
    """Voice figures of ``audio`` (float32 mono, −1 to 1, any rate).

    ``words`` and ``speech_spans`` (from voice activity) count seconds from the start of the audio. What cannot be
    measured is None, and ``notes`` says why in English, one line each, starting with the figure's name.
    """
    duration_s = audio.size / rate_hz
    speech = _within(speech_spans, duration_s)
    spoken = [word for word in words if word.kind != "command"]
    notes: list[str] = []
    found = tempo.fillers(spoken, language)
    model_audio = _resampled(audio, rate_hz)
    track = pitch.track(model_audio) if pitch is not None else None
    moving = _pitch(track, speech, notes)
    snr_db = level.snr_db(audio, rate_hz, speech, [Span(word.start_s, word.end_s) for word in spoken])
    figures = VoiceFigures(
        duration_s=duration_s,
        speech_s=tempo.speech_s(speech),
        rate=tempo.rate(spoken, language, speech),
        articulation_rate=tempo.articulation_rate(spoken, language, speech),
        pauses=tempo.pauses(speech),
        fillers=found,
        filler_rate=tempo.filler_rate(found, spoken, language, speech),
        pitch=moving,
        loudness=level.loudness(audio, rate_hz),
        snr_db=snr_db,
        clipping_ratio=level.clipping_ratio(audio),
        microphone=_microphone(model_audio, speech, microphone, notes),
        recognition_confidence=recogniser_confidence(spoken),
        notes=(),
        monotone=_monotone(moving, language, notes),
        trailing_ends=_trailing(model_audio, track, spoken, snr_db, notes),
    )
    return _with_notes(figures, speech, spoken, notes)


def _within(spans: Sequence[Span], duration_s: float) -> tuple[Span, ...]:
    clipped = (Span(max(0.0, span.start_s), min(duration_s, span.end_s)) for span in spans)
    return tuple(span for span in clipped if span.duration_s > 0)


def _resampled(audio: Audio, rate_hz: int) -> Audio:
    if rate_hz == MODEL_RATE_HZ or audio.size == 0:
        return audio.astype(np.float32, copy=False)
    return np.asarray(soxr.resample(audio, rate_hz, MODEL_RATE_HZ), np.float32)


def _pitch(track: FollowedPitch | None, speech: Sequence[Span], notes: list[str]) -> Pitch | None:
    if track is None:
        notes.append(f"pitch: {_NO_PITCH_MODEL}")
        return None
    figures = pitch_figures(track.hz, track.hop_s, speech)
    if figures is None:
        notes.append("pitch: less than 0.5 s of voiced speech")
    return figures


def _monotone(pitch: Pitch | None, language: Language, notes: list[str]) -> tuple[Span, ...] | None:
    found = monotone_stretches(pitch, language) if pitch is not None else None
    if found is None:
        short = f"less than {MONOTONE_VOICED_S:.0f} s of voiced speech"
        notes.append(f"monotone: {short if pitch is not None else 'no pitch was measured'}")
    return found


def _trailing(
    audio: Audio, track: FollowedPitch | None, words: Sequence[Word], snr_db: float | None, notes: list[str]
) -> tuple[TrailingEnd, ...] | None:
    """A voice that falls into the noise is not heard to fall any further, so the noise must be lower than that."""
    if track is None:
        notes.append(f"trailing_ends: {_NO_PITCH_MODEL}")
        return None
    if snr_db is not None and snr_db < DROP_DB:
        notes.append(f"trailing_ends: the noise is less than {DROP_DB:.0f} dB below the voice")
        return None
    found = trailing_ends(audio, MODEL_RATE_HZ, track.hz, track.hop_s, words)
    if found is None:
        notes.append(f"trailing_ends: the words hold less than {MIN_VOICED_S:.0f} s of voiced speech")
    return found


def _microphone(
    audio: Audio, speech: Sequence[Span], meter: MicrophoneMeter | None, notes: list[str]
) -> MicrophoneQuality | None:
    if meter is None:
        notes.append("microphone: no microphone quality model was at hand")
        return None
    if tempo.speech_s(speech) < _MIN_MICROPHONE_S:
        notes.append("microphone: less than 1 s of speech to judge it by")
        return None
    return meter.measure(audio)


def _with_notes(figures: VoiceFigures, speech: Sequence[Span], words: Sequence[Word], notes: list[str]) -> VoiceFigures:
    """Adds the reason for every figure that is None and has none yet."""
    why = (
        "no speech was heard"
        if not speech
        else "no words were recognised"
        if not words
        else "less than 1 s of speech"
        if tempo.speech_s(speech) < tempo.MIN_SPEAKING_S
        else "no words but fillers"
    )
    notes += [
        f"{name}: {why}" for name in ("rate", "articulation_rate", "filler_rate") if getattr(figures, name) is None
    ]
    if figures.recognition_confidence is None:
        notes.append(f"recognition_confidence: {'every word was corrected by hand' if words else why}")
    if figures.loudness is None:
        notes.append("loudness: less than 0.4 s of audio, or all of it below -70 LUFS")
    elif figures.loudness.range_lu is None:
        notes.append("loudness range: less than 6 s of audio")
    if figures.snr_db is None:
        reason = "too little background between the words, or none at all (digital silence)" if speech else why
        notes.append(f"snr_db: {reason}")
    if figures.clipping_ratio is None:
        notes.append("clipping_ratio: no audio")
    return replace(figures, notes=tuple(notes))
