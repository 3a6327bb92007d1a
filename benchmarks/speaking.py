"""Says interview sentences, transcribes them with the program's Whisper and counts what was not understood.

    python benchmarks/speaking.py [--threads 2] [--out DIR]

Prints one JSON object: word errors (English), character errors and, since Whisper base writes homophones of technical
terms, toneless pinyin errors (Chinese), and the real-time factor of speaking.
Both sides are made speakable before counting, so that "95.5%" and "ninety five point five percent" agree.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import soundfile
import soxr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from faster_whisper import WhisperModel  # noqa: E402
from opencc import OpenCC  # noqa: E402
from pypinyin import lazy_pinyin  # noqa: E402

from models.paths import model_file  # noqa: E402
from models.spoken_text import speakable  # noqa: E402
from models.synthesis import DEFAULT_VOICES, Synthesizer  # noqa: E402

_SIMPLIFIED = OpenCC("t2s")


def units(text: str, language: str) -> list[str]:
    """Words of an English text; characters and Latin words of a Chinese one; lower case, no punctuation."""
    text = speakable(_SIMPLIFIED.convert(text) if language == "zh" else text, language).lower()
    return re.findall(r"[a-zé']+" if language == "en" else r"[a-z]+|[一-鿿]", text)


def edit_distance(a: list[str], b: list[str]) -> int:
    """Levenshtein distance in units."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def measure(
    language: str, lines: list[str], voice: str, speaker: Synthesizer, ears: WhisperModel, out: Path | None
) -> dict[str, object]:
    errors = length = sound_errors = 0
    spent = sounded = first = peak = 0.0
    wrong = []
    for i, line in enumerate(lines):
        start = time.perf_counter()
        parts = []
        for part in speaker.stream(line, language, voice):
            first += (time.perf_counter() - start) if not parts else 0.0
            parts.append(part)
        spent += time.perf_counter() - start
        sound = np.concatenate(parts)
        sounded += len(sound) / 24000
        peak = max(peak, float(np.abs(sound).max()))
        if out:
            soundfile.write(out / f"{language}_{voice}_{i:02d}.wav", sound, 24000)
        heard = "".join(
            s.text for s in ears.transcribe(soxr.resample(sound, 24000, 16000), language=language, beam_size=5)[0]
        )
        said, understood = units(line, language), units(heard, language)
        distance = edit_distance(said, understood)
        errors, length = errors + distance, length + len(said)
        if language == "zh":
            sound_errors += edit_distance(*([s for u in side for s in lazy_pinyin(u)] for side in (said, understood)))
        if distance:
            wrong.append({"said": line, "heard": heard.strip(), "errors": distance})
    return {
        "voice": voice,
        "sentences": len(lines),
        "units": length,
        "error_rate": round(errors / length, 4),
        "pinyin_error_rate": round(sound_errors / length, 4) if language == "zh" else None,
        "audio_s": round(sounded, 1),
        "real_time_factor": round(spent / sounded, 3),
        "first_sound_mean_s": round(first / len(lines), 2),
        "peak": round(peak, 3),
        "not_understood": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--voices", nargs="*", default=list(DEFAULT_VOICES.values()))
    given = parser.parse_args()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    kokoro = "kokoro-82m-v1.0-int8"
    speaker = Synthesizer(
        model_file(kokoro, "kokoro-v1.0.int8.onnx"),
        model_file(kokoro, "vocab.json"),
        ROOT / "assets" / "voices",
        given.threads,
    )
    ears = WhisperModel(
        str(model_file("whisper-base", "model.bin").parent), compute_type="int8", cpu_threads=given.threads
    )
    lines = tomllib.loads((Path(__file__).parent / "speaking_sentences.toml").read_text(encoding="utf-8"))
    results = [
        measure(
            "zh" if voice.startswith("z") else "en",
            lines["zh" if voice.startswith("z") else "en"],
            voice,
            speaker,
            ears,
            given.out,
        )
        for voice in given.voices
    ]
    print(json.dumps({"schema": 1, "threads": given.threads, "results": results}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
