"""How soon words stand in the caption and how right they are, beside LocalAgreement streaming. One JSON object.

    python -m benchmarks.captions [--longest 25] [FILE …]

Every recording is played at real pace twice, in turn through the program's own listening and through LocalAgreement
with chunks of one second (``benchmarks/local_agreement.py``): same model, same two threads, same minutes. A word's end
comes from the careful pass over the whole file; its delay is from there until it stood unchanged. Only words that both
saw are compared; ``own`` are all of the program's. ``errors`` counts units (Chinese characters, Latin words) that
differ from what was really said: in the captions, after the careful pass that ends every live answer, and offline.

Without FILE: the labelled recordings beside the checkout where there are any, and the shipped sample answers.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from benchmarks.local_agreement import Emitted, stream
from benchmarks.machine import machine
from benchmarks.speaking import edit_distance, units
from desktop.capture.audio_file import decode_audio
from desktop.capture.audio_source import RATE_HZ
from desktop.domain.speech import Language, Word
from desktop.session.listening import MARGIN_S
from desktop.session.runtime import Runtime
from models.paths import model_file
from models.speech import SpeechRecognizer
from tests.e2e.harness.ear import hear_answer

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TAIL_S = 6.0
SHORTEST_S = 3.0
THREADS = 2
SAMPLES: tuple[tuple[Language, str], ...] = (
    ("zh", "accuracy-on-rare-positives"), ("zh", "tight-deadline"),
    ("en", "dropout-at-test-time"), ("en", "hardest-problem-solved"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """``said`` is None where only sound is known."""

    path: Path
    language: Language
    said: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of English or a character of Chinese (a Latin word there), with its end and when it stood."""

    text: str
    end_s: float
    at_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="in a folder named after their language: zh or en")
    parser.add_argument("--longest", type=float, default=25.0, help="seconds of each recording")
    args = parser.parse_args()
    recordings = [Recording(file, _language(file), None) for file in args.files] or [*_labelled(), *_shipped()]
    folder = model_file("whisper-base", "model.bin").parent
    other = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS)
    offline = SpeechRecognizer(folder, device="cpu", threads=THREADS)
    runtime = Runtime(None)
    rows = []
    try:
        runtime.speech().wait_ready(90)
        for recording in recordings:
            audio = decode_audio(recording.path)[: int(args.longest * RATE_HZ)].astype(np.float32) / 32768
            if len(audio) >= SHORTEST_S * RATE_HZ:
                rows.append(_measure(recording, audio, runtime, offline, other))
                print(json.dumps(rows[-1]["summary"], ensure_ascii=False), file=sys.stderr, flush=True)
    finally:
        runtime.stop()
    about = machine()
    found = {language: _total([row for row in rows if row["language"] == language]) for language in ("en", "zh")}
    print(json.dumps({"schema": 1, "what": "captions", "machine": about, **found, "all": _total(rows)}))


def _language(file: Path) -> Language:
    return "zh" if "zh" in file.parent.name else "en"


def _labelled() -> list[Recording]:
    """Real speech whose words are known, longer than a few words."""
    if not (DATA / "MANIFEST.tsv").exists():
        return []
    found = []
    with (DATA / "MANIFEST.tsv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            path, truth = DATA / row["file"], row["ground truth"]
            said = re.search(r"(?:text|spontaneous)(?: \([^)]*\))?: ?(.+?)(?: ;|$)", truth)
            if row["file"].startswith("speech_") and said and "NOT human" not in truth and path.suffix != ".TextGrid":
                found.append(Recording(path, "zh" if "speech_zh" in row["file"] else "en", said.group(1)))
    return [one for one in found if one.path.parent.name not in ("mfa_short", "vctk_snr")]


def _shipped() -> list[Recording]:
    made = []
    for language, name in SAMPLES:
        folder = ROOT / "assets" / "sample" / language
        answers = yaml.safe_load((folder / "sample.yaml").read_text(encoding="utf-8"))["answers"]
        made.append(Recording(folder / f"{name}.ogg", language, re.sub(r"\[[\d.]+\]", "", answers[name])))
    return made


def _measure(
    recording: Recording, audio: NDArray[np.float32], runtime: Runtime, offline: SpeechRecognizer, other: WhisperModel
) -> dict[str, Any]:
    language = recording.language
    truth = _units(offline.transcribe(audio, language=language, careful=True).words, language)
    samples = np.concatenate(((audio * 32767).astype(np.int16), np.zeros(int(TAIL_S * RATE_HZ), np.int16)))
    with tempfile.TemporaryDirectory() as name:
        heard = hear_answer(runtime, samples, language, Path(name), flat_out=False)
    own = _units(heard.words, language)
    theirs = _units(stream(other, samples.astype(np.float32) / 32768, language), language)
    until_s = heard.decided_s
    truth = [unit for unit in truth if unit.end_s < until_s]
    mine, agreement = _delays(own, truth), _delays(theirs, truth)
    both = sorted(set(mine) & set(agreement))
    row: dict[str, Any] = {
        "language": language,
        "own": list(mine.values()),
        "own_of_both": [mine[index] for index in both],
        "agreement_of_both": [agreement[index] for index in both],
        "errors": None,
    }
    # A transcript that is cut with its file, or an answer that was closed before its end, has no known words.
    if recording.said and len(audio) / RATE_HZ < until_s and len(decode_audio(recording.path)) <= len(audio):
        said = units(recording.said, language)
        first, last = (round(at_s * RATE_HZ) for at_s in (max(0.0, heard.start_s - MARGIN_S), heard.end_s + MARGIN_S))
        careful = offline.transcribe(samples[first:last].astype(np.float32) / 32768, language=language, careful=True)
        row["errors"] = {
            "units": len(said),
            "captions": edit_distance(said, [unit.text for unit in own]),
            "live": edit_distance(said, [unit.text for unit in _units(careful.words, language)]),
            "offline": edit_distance(said, [unit.text for unit in truth]),
            "agreement": edit_distance(said, [unit.text for unit in theirs]),
        }
    spread = {name: _spread(row[name]) for name in ("own", "own_of_both", "agreement_of_both")}
    row["summary"] = {"file": recording.path.name, **spread, "errors": row["errors"]}
    return row


def _units(words: Sequence[Word | Emitted], language: Language) -> list[Unit]:
    found = []
    for word in words:
        at_s = word.at_s if isinstance(word, Emitted) else (word.shown_s or 0.0)
        found += [Unit(text, word.end_s, at_s) for text in units(word.text, language)]
    return found


def _delays(live: Sequence[Unit], truth: Sequence[Unit]) -> dict[int, float]:
    """Delay of every unit of ``truth`` (by its place) that was seen live."""
    matcher = difflib.SequenceMatcher(None, [u.text for u in live], [u.text for u in truth], autojunk=False)
    return {
        block.b + step: live[block.a + step].at_s - truth[block.b + step].end_s
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    own, ours, theirs = (
        _spread([value for row in rows for value in row[name]]) for name in ("own", "own_of_both", "agreement_of_both")
    )
    errors = {
        name: sum(row["errors"][name] for row in rows if row["errors"])
        for name in ("units", "captions", "live", "offline", "agreement")
    }
    ratio = {name: round(ours[name] / theirs[name], 2) for name in ("median_s", "p95_s") if theirs.get(name)}
    return {
        "recordings": len(rows),
        "own": own,
        "own_of_both": ours,
        "agreement_of_both": theirs,
        "delay_ratio": ratio,
        "errors": errors,
        "live_to_offline": round(errors["live"] / errors["offline"], 3) if errors["offline"] else None,
    }


def _spread(values: list[float]) -> dict[str, Any]:
    if not values:
        return {"units": 0}
    median, high = np.percentile(values, [50, 95])
    return {"units": len(values), "median_s": round(float(median), 2), "p95_s": round(float(high), 2)}


if __name__ == "__main__":
    main()
