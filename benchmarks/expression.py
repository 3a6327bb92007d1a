"""Monotone stretches and endings that trail off, on recordings as they are and on the same ones made so.

    python -m benchmarks.expression monotone       natural, and with 50, 35, 20 and 0 % of the pitch's movement left
    python -m benchmarks.expression trailing       natural, and with every ending softer by 8, 12, 15 and 20 dB

Prints one JSON object. The limits were chosen on one half of the recordings, ``held_out`` is the other. Counts are
[found, of]: recordings with a stretch, endings that trail off; ``elsewhere`` are found where nothing was faded.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine
from desktop.capture.audio_file import decode_audio
from desktop.domain.speech import Language
from desktop.domain.voice import TrailingEnd
from desktop.session.hearing import recognise
from desktop.signals.voice.intonation import monotone_stretches, pitch_figures
from desktop.signals.voice.trailing import DROP_DB, trailing_ends
from models.pitch import PitchTracker
from models.voice_activity import VoiceActivityDetector
from tests.unit.signals.voice.changed import RATE_HZ, Audio, faded, flattened

ROOT = Path(__file__).resolve().parents[1]
PLACES = (ROOT.parent / "shared" / "data", ROOT / "assets" / "sample")
RECORDINGS: dict[str, tuple[tuple[Language, str], ...]] = {
    "chosen_on": (
        ("en", "speech_en/jfk.flac"),
        ("en", "speech_en/librispeech_1995-1837-0001.wav"),
        ("en", "speech_en/mfa_acoustic_corpus.wav"),
        ("en", "speech_en/sonnet_p001_53s.mp3"),
        ("en", "en/dropout-at-test-time.ogg"),
        ("zh", "speech_zh/rapidasr_0478_00017_fillers.wav"),
        ("zh", "zh/accuracy-on-rare-positives.ogg"),
        ("zh", "zh/tight-deadline.ogg"),
    ),
    "held_out": (
        ("en", "speech_en/mfa_cold_corpus3.wav"),
        ("en", "speech_en/vad/ten_05.wav"),
        ("en", "speech_en/vad/ten_16.wav"),
        ("en", "en/dropout-at-test-time.rescale.ogg"),
        ("en", "en/hardest-problem-solved.ogg"),
        ("en", "en/metric-you-optimised.ogg"),
        ("zh", "speech_en/vad/ten_01.wav"),
        ("zh", "speech_zh/mosstts_zh_spk1.wav"),
        ("zh", "zh/accuracy-on-rare-positives.tradeoff.ogg"),
        ("zh", "zh/offline-up-online-flat.ogg"),
    ),
}
KEPT = (1.0, 0.5, 0.35, 0.2, 0.0)
FADES_DB = (0.0, 8.0, 12.0, 15.0, 20.0)
NEAR_S = 1.0


def main() -> None:
    command = (sys.argv[1:] or ["monotone"])[0]
    measure = {"monotone": monotone, "trailing": trailing}[command]
    about = machine()
    halves = {half: measure(recordings) for half, recordings in RECORDINGS.items()}
    print(json.dumps({"schema": 1, "what": command, "machine": about, **halves}, ensure_ascii=False))


def sound(name: str) -> Audio:
    path = next(place / name for place in PLACES if (place / name).is_file())
    return decode_audio(path).astype(np.float32) / 32768


def monotone(recordings: tuple[tuple[Language, str], ...]) -> dict[str, Any]:
    """A recording with too little voice for one window is not counted."""
    tracker, detector = PitchTracker(), VoiceActivityDetector()
    counts: dict[str, dict[str, list[int]]] = {}
    for language, name in recordings:
        audio = sound(name)
        for kept in KEPT:
            made = flattened(audio, kept, tracker) if kept < 1 else audio
            track = tracker.track(made)
            figures = pitch_figures(track.hz, track.hop_s, detector.speech_spans(made))
            found = monotone_stretches(figures, language) if figures else None
            if found is not None:
                count = counts.setdefault(language, {}).setdefault(f"{kept:.0%} kept", [0, 0])
                count[0] += bool(found)
                count[1] += 1
    return counts


def trailing(recordings: tuple[tuple[Language, str], ...]) -> dict[str, Any]:
    """The endings are those of the natural recording; the faded one is recognised anew."""
    counts = {f"{fade:.0f} dB": {"found": [0, 0], "elsewhere": 0} for fade in FADES_DB}
    deepest = 0.0
    for language, name in recordings:
        audio = sound(name)
        endings = _ends(audio, language, -np.inf)
        deepest = max([deepest, *(end.drop_db for end in endings)])
        for fade in FADES_DB:
            found = _ends(faded(audio, endings, fade), language, DROP_DB)
            row: Any = counts[f"{fade:.0f} dB"]
            row["found"][0] += sum(any(_near(one, end) for one in found) for end in endings)
            row["found"][1] += len(endings)
            row["elsewhere"] += sum(not any(_near(one, end) for end in endings) for one in found)
    return {"faded_by": counts, "deepest_natural_db": round(deepest, 1)}


def _near(one: TrailingEnd, other: TrailingEnd) -> bool:
    return abs(one.end_s - other.end_s) < NEAR_S


def _ends(audio: Audio, language: Language, drop_db: float) -> tuple[TrailingEnd, ...]:
    _, heard = recognise(np.asarray(audio * 32767, np.int16), language)
    track = PitchTracker().track(audio)
    return trailing_ends(audio, RATE_HZ, track.hz, track.hop_s, heard.words, drop_db=drop_db) or ()


if __name__ == "__main__":
    main()
