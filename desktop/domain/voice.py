"""Voice figures of one answer or one recording. Field names follow the command line's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.speech import Span

RateUnit = Literal["words/min", "characters/min", "syllables/s", "1/min", "1/100 characters"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit."""

    value: float
    unit: RateUnit


@dataclass(frozen=True, slots=True)
class Filler:
    """A filled pause or filler word."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Pitch:
    """Fundamental frequency. ``track_hz`` holds one value every ``hop_s`` seconds, None where unvoiced."""

    median_hz: float
    sd_semitones: float
    hop_s: float
    track_hz: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Loudness:
    """ITU-R BS.1770 integrated loudness (LUFS) and EBU R128 loudness range (LU, None below 6 s of input)."""

    integrated_lufs: float
    range_lu: float | None


@dataclass(frozen=True, slots=True)
class MicrophoneQuality:
    """DNSMOS P.835 scores, each 1–5."""

    overall: float
    signal: float
    background: float


@dataclass(frozen=True, slots=True)
class TrailingEnd:
    """The end of a sentence or clause that is ``drop_db`` (> 0) softer than the person's own median level."""

    start_s: float
    end_s: float
    drop_db: float


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Everything measured in a stretch of speech; None where it could not be, with the reason in ``notes``.

    All times count from the start of what was measured; inside a ``SessionRecord`` they are session times.
    ``monotone`` and ``trailing_ends`` are empty where none was found, and None in sessions older than these figures.
    """

    duration_s: float
    speech_s: float
    rate: Quantity | None
    articulation_rate: Quantity | None
    pauses: tuple[Span, ...]
    fillers: tuple[Filler, ...]
    filler_rate: Quantity | None
    pitch: Pitch | None
    loudness: Loudness | None
    snr_db: float | None
    clipping_ratio: float | None
    microphone: MicrophoneQuality | None
    recognition_confidence: float | None
    notes: tuple[str, ...] = ()
    monotone: tuple[Span, ...] | None = None
    trailing_ends: tuple[TrailingEnd, ...] | None = None
