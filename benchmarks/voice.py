"""Voice figures held against people who labelled the same recordings, and what is heard where nobody speaks.

    python -m benchmarks.voice labelled            rate, pauses and fillers against hand-made labels
    python -m benchmarks.voice pitch               F0 against Praat; needs it: uv run --with praat-parselmouth …
    python -m benchmarks.voice quiet [FILE …]      words heard in 10 minutes of silence, noise, music (and FILEs)
    python -m benchmarks.voice formats             the same recording in other rates, channels, sample types
    python -m benchmarks.voice speed               how many seconds of sound one second takes

Prints one JSON object. ``labelled`` and ``pitch`` read the recordings beside the checkout.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf
import soxr
from numpy.typing import NDArray

from benchmarks.machine import machine
from desktop.capture.audio_file import decode_audio
from desktop.capture.audio_source import RATE_HZ
from desktop.domain.speech import Language, Span, join_words
from desktop.session.hearing import recognise, voice_of_recording
from desktop.signals.voice.tempo import PAUSE_S, pauses, speaking_s
from models.pitch import PitchTracker

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "assets" / "sample"
LABELLED = ("mfa_acoustic_corpus", "mfa_cold_corpus3")
# What each short recording holds of hesitations, from its transcript.
SHORT = {"uh": 1, "um": 1, "uhuh": 6, "youknow": 1}
# Read aloud from a text, or scripted: whatever is called a filler here is not one.
READ = (
    "speech_en/jfk.flac", "speech_en/librispeech_1995-1837-0001.wav", "speech_en/timit_LDC93S1.wav",
    "speech_en/LJ001-0004.wav", "speech_en/sonnet_p001_53s.mp3", "speech_en/l2_mandarin_accent/*.wav",
    "speech_zh/aishell_*.wav", "speech_zh/firered_BAC*.wav", "speech_zh/rapidasr_asr_example_zh.wav",
    "speech_zh/cosyvoice_zero_shot_prompt.wav",
)  # fmt: skip
FILLERS = {"um", "uh", "yknow"}
NEAR_S = 0.3
PRAAT_RANGE_HZ = (75.0, 500.0)


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    start_s: float
    end_s: float


def main() -> None:
    command, *arguments = sys.argv[1:] or ["labelled"]
    measure = {"labelled": labelled, "pitch": pitch, "quiet": quiet, "formats": formats, "speed": speed}[command]
    about = machine()
    print(json.dumps({"schema": 1, "what": command, "machine": about, **measure(*arguments)}, ensure_ascii=False))


def labels(path: Path) -> list[Label]:
    """The word tier of a short-form TextGrid, silences included (as "")."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    first = lines.index('"words"') + 4
    count = int(lines[first - 1])
    rows = (lines[first + 3 * index : first + 3 * index + 3] for index in range(count))
    return [Label(text.strip('"'), float(start), float(end)) for start, end, text in rows]


def labelled() -> dict[str, Any]:
    hits = missed = false = 0
    files: dict[str, Any] = {}
    for name in LABELLED:
        truth = labels(DATA / "speech_en" / f"{name}.TextGrid")
        spoken = [label for label in truth if label.text]
        figures = voice_of_recording(decode_audio(DATA / "speech_en" / f"{name}.wav"), "en")
        words = [label for label in spoken if label.text not in FILLERS and not label.text.startswith("<")]
        speech = [Span(label.start_s, label.end_s) for label in spoken]
        rate = len(words) / speaking_s(speech) * 60
        said = [label for label in spoken if label.text in FILLERS]
        found = [Span(filler.start_s, filler.end_s) for filler in figures.fillers]
        matched = [label for label in said if any(_near(label, span) for span in found)]
        false_here = [filler for filler in figures.fillers if not any(_near(s, filler) for s in said)]
        hits, missed, false = hits + len(matched), missed + len(said) - len(matched), false + len(false_here)
        files[name] = {
            "rate": [round(rate, 1), round(figures.rate.value, 1) if figures.rate else None],
            "rate_off": round(figures.rate.value / rate - 1, 3) if figures.rate else None,
            "pauses": _pauses(pauses(speech, shortest_s=PAUSE_S), figures.pauses),
            "fillers_missed": [[s.text, s.start_s] for s in said if s not in matched],
            "fillers_false": [[f.text, round(f.start_s, 2)] for f in false_here],
        }
    for path in sorted((DATA / "speech_en" / "mfa_short").glob("mfa_*.flac")):
        said_here = SHORT.get(path.stem.removeprefix("mfa_"), 0)
        fillers = voice_of_recording(decode_audio(path), "en").fillers
        hits += min(said_here, len(fillers))
        missed += max(0, said_here - len(fillers))
        false += max(0, len(fillers) - said_here)
        if said_here != len(fillers):
            files[path.stem] = {"fillers": [said_here, [[f.text, round(f.start_s, 2)] for f in fillers]]}
    read_s = 0.0
    read_false = []
    for path in sorted(path for pattern in READ for path in DATA.glob(pattern)):
        audio = decode_audio(path)
        read_s += len(audio) / RATE_HZ
        language: Language = "zh" if "speech_zh" in str(path) else "en"
        read_false += [
            [path.name, filler.text, round(filler.start_s, 2)] for filler in voice_of_recording(audio, language).fillers
        ]
    precision, recall = hits / max(1, hits + false), hits / max(1, hits + missed)
    return {
        "files": files,
        "fillers": {
            "said": hits + missed,
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        },
        "read_aloud": {"seconds": round(read_s), "false_fillers": read_false},
    }


def _near(label: Label | Span, other: Any) -> bool:
    return bool(other.start_s < label.end_s + NEAR_S and label.start_s - NEAR_S < other.end_s)


def _pauses(truth: Sequence[Span], found: Sequence[Span]) -> dict[str, Any]:
    """Every labelled pause beside the found one that overlaps it most: how much longer or shorter it is."""
    off = []
    for gap in truth:
        overlap = [min(gap.end_s, one.end_s) - max(gap.start_s, one.start_s) for one in found]
        best = max(range(len(found)), key=lambda index: overlap[index], default=None)
        off.append(None if best is None or overlap[best] <= 0 else found[best].duration_s - gap.duration_s)
    known = [value for value in off if value is not None]
    return {
        "labelled": len(truth),
        "found": len(known),
        "more": len(found) - len(known),
        "within_100_ms": sum(abs(value) <= 0.1 for value in known),
        "off_s": [None if value is None else round(value, 3) for value in off],
    }


def pitch() -> dict[str, Any]:
    """Frames that both call voiced, Praat's raw autocorrelation and ours, on the same sound."""
    import parselmouth  # type: ignore[import-not-found]

    tracker = PitchTracker()
    rows: dict[str, Any] = {}
    everything: list[float] = []
    paths = [DATA / "speech_en" / f"{name}.wav" for name in LABELLED]
    paths += sorted((DATA / "speech_en" / "l2_mandarin_accent").glob("*.wav")) + sorted(
        (DATA / "speech_zh").glob("*.wav")
    )
    for path in paths:
        audio = decode_audio(path).astype(np.float32) / 32768
        track = tracker.track(audio)
        praat = parselmouth.Sound(audio.astype(np.float64), RATE_HZ).to_pitch_ac(
            time_step=0.01, pitch_floor=PRAAT_RANGE_HZ[0], pitch_ceiling=PRAAT_RANGE_HZ[1]
        )
        times = np.arange(len(track.hz)) * track.hop_s
        theirs = np.array([praat.get_value_at_time(float(at)) or np.nan for at in times])
        both = ~np.isnan(theirs) & ~np.isnan(track.hz)
        off = np.abs(track.hz[both] / theirs[both] - 1)
        everything += off.tolist()
        rows[path.name] = {
            "frames": int(both.sum()),
            "median_off": round(float(np.median(off)), 4) if both.any() else None,
            "median_hz": [round(float(np.median(theirs[both])), 1), round(float(np.median(track.hz[both])), 1)],
            "within_3_percent": round(float((off <= 0.03).mean()), 3) if both.any() else None,
        }
    off = np.array(everything)
    return {
        "frames": len(off),
        "median_off": round(float(np.median(off)), 4),
        "within_3_percent": round(float((off <= 0.03).mean()), 3),
        "octave_errors": round(float((off > 0.4).mean()), 4),
        "files": rows,
    }


def quiet(*files: str) -> dict[str, Any]:
    """Words of the careful pass and of the live path; both should hear none."""
    from benchmarks.quiet_sounds import quiet_sounds
    from desktop.session.runtime import Runtime
    from tests.e2e.harness.ear import hear_answer

    sounds = quiet_sounds()
    for file in files:
        sounds[Path(file).name] = decode_audio(Path(file)).astype(np.float32) / 32768
    rows: dict[str, Any] = {}
    runtime = Runtime(None)
    try:
        runtime.speech().wait_ready(90)
        for name, audio in sounds.items():
            samples = (audio.clip(-1, 1) * 32767).astype(np.int16)
            heard = {language: recognise(samples, language)[1].words for language in ("zh", "en", None)}
            live = {}
            for language in ("zh", "en"):
                with tempfile.TemporaryDirectory() as folder:
                    live[language] = hear_answer(runtime, samples, language, Path(folder), flat_out=True).words
            rows[name] = {
                "seconds": round(len(audio) / RATE_HZ),
                "words": sum(len(words) for words in heard.values()) + sum(len(words) for words in live.values()),
                "heard": {str(key): join_words(list(words), key or "en") for key, words in heard.items() if words},
                "live": {key: join_words(list(words), key) for key, words in live.items() if words},
            }
    finally:
        runtime.stop()
    return {
        "seconds": sum(row["seconds"] for row in rows.values()),
        "words": sum(row["words"] for row in rows.values()),
        "sounds": rows,
    }


def formats() -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for language, name in (("en", "dropout-at-test-time"), ("zh", "tight-deadline")):
        audio, rate_hz = sf.read(SAMPLE / language / f"{name}.ogg", dtype="float32", always_2d=True)
        mono = audio[:, 0]
        variants: dict[str, tuple[NDArray[np.float32], int, str]] = {"as it is": (mono, rate_hz, "FLOAT")}
        for other_hz in (8000, 16000, 44100, 48000):
            variants[f"{other_hz} Hz 16 bit"] = (_resampled(mono, rate_hz, other_hz), other_hz, "PCM_16")
        high = _resampled(mono, rate_hz, 48000)
        variants["48000 Hz float stereo"] = (np.stack((high, high), axis=1), 48000, "FLOAT")
        variants["48000 Hz one dead channel"] = (np.stack((high, np.zeros_like(high)), axis=1), 48000, "PCM_16")
        texts = {}
        with tempfile.TemporaryDirectory() as folder:
            for title, (samples, hz, subtype) in variants.items():
                path = Path(folder) / "sound.wav"
                sf.write(path, samples, hz, subtype=subtype)
                texts[title] = _plain_text(path, language)  # type: ignore[arg-type]
        first = texts["as it is"]
        rows[language] = {"words": first, **{title: text == first or text for title, text in texts.items()}}
    return rows


def _resampled(audio: NDArray[np.float32], rate_hz: int, other_hz: int) -> NDArray[np.float32]:
    return np.asarray(soxr.resample(audio, rate_hz, other_hz), np.float32)


def _plain_text(path: Path, language: Language) -> str:
    _, heard = recognise(decode_audio(path), language)
    return re.sub(r"[^\w ]", "", join_words(list(heard.words), language)).lower()


def speed() -> dict[str, Any]:
    """A recording of two minutes, as ``candid voice`` takes it; models loaded anew, as there."""
    parts = [decode_audio(path) for path in sorted((SAMPLE / "en").glob("*.ogg"))]
    audio = np.concatenate(parts)[: 120 * RATE_HZ]
    began_s = time.perf_counter()
    voice_of_recording(audio, "en")
    took_s = time.perf_counter() - began_s
    return {"sound_s": round(len(audio) / RATE_HZ, 1), "took_s": round(took_s, 1),
            "times_real_time": round(len(audio) / RATE_HZ / took_s, 2)}  # fmt: skip


if __name__ == "__main__":
    main()
