"""Whether people are cut off while they think, and how long a decision takes once they are done. One JSON object.

    python -m benchmarks.turns [--cases N] [--without-language-model]

Cases are made of real recordings: one pause of 1.5–4 s, filled with the recording's own room noise, is put between two
words inside a clause (no mark within two words on either side; in Chinese not inside a word). They go through the
program's own listening, faster than real time: voice activity, live words, Smart Turn, the clause and patience. A case
is cut off when its answer closes in that pause. ``decided`` is the silence at the end of the recordings themselves, as
a pause would make the program more patient: ``finished`` those that end with a thought (the shipped sample answers
among them), ``finished_answers`` those of them with at least seven seconds of speech, ``broken_off`` those that end
inside one, where waiting is right.
``lines`` is the text side alone on lines of the TEN test set: the language model's weights were fitted on finished and
unfinished ones (five-fold figures are in docs/decisions), every second line of "wait" served to write the patterns.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine
from desktop.capture.audio_file import decode_audio
from desktop.capture.audio_source import RATE_HZ
from desktop.capture.spool import AudioSpool
from desktop.domain.speech import Language, Word
from desktop.session.runtime import ModelChoice, Runtime
from desktop.signals.turn_text import asks_for_time
from desktop.workers.mind import EndingRequest
from desktop.workers.speech import TranscribeRequest
from tests.e2e.harness.ear import hear_answer

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
PAUSES_S = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0)
# Silence after the last word, long enough for any decision.
TAIL_S = 16.0
CLEAR_WORDS = 2
LONGEST_S = 20.0
PLACES = 4
# What is shorter is a sentence, after which people may be about to begin; an answer to an interview question is longer.
ANSWER_S = 7.0
SOUND = (".wav", ".flac", ".mp3")
# Single words, noise and pairs for other measurements.
OTHER_USES = ("mfa_short", "vad", "vctk_snr")
# These end inside a clause, as does whatever is longer than ``LONGEST_S``.
BROKEN_OFF = frozenset(
    ("LJ001-0004", "aishell_BAC009S0724W0121", "funasr_sample_6s", "stereo_two_speakers", "northwind_praat")
)

# Sound at 16 kHz, its words, and the moments between two words of one clause.
Recording = tuple[NDArray[np.float32], tuple[Word, ...], list[float]]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    language: Language
    audio: NDArray[np.float32]
    pause: tuple[float, float] | None
    end_s: float
    finished: bool = False
    spoken_s: float = 0.0


# The case, when its answer was closed in seconds of the sound, and why.
Held = tuple[Case, float, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=24, help="in each language")
    parser.add_argument("--without-language-model", action="store_true")
    args = parser.parse_args()
    runtime = Runtime(None, ModelChoice(language=None) if args.without_language_model else None)
    try:
        runtime.speech().wait_ready(90)
        runtime.mind().wait_ready(90)
        found: dict[str, Any] = {}
        for language in ("en", "zh"):
            paths = [path for path in sorted((DATA / f"speech_{language}").rglob("*.*")) if path.suffix in SOUND]
            paths = [path for path in paths if path.parent.name not in OTHER_USES]
            made = [_recording(runtime, path, language) for path in paths]
            samples = sorted((ROOT / "assets" / "sample" / language).glob("*.ogg"))
            ended = [*zip(paths, made, strict=True)]
            ended += [(path, _recording(runtime, path, language)) for path in samples]
            cases = [_hold(runtime, case) for case in _cases(made, language, args.cases)]
            found[language] = _figures(cases, [_hold(runtime, case) for case in _plain(ended, language)])
        lines = {language: _lines(runtime, language) for language in ("en", "zh")}
    finally:
        runtime.stop()
    about = machine()
    print(json.dumps({"schema": 1, "what": "turns", "machine": about, **found, "lines": lines}, ensure_ascii=False))


def _cases(made: list[Recording], language: Language, count: int) -> Iterator[Case]:
    """From every recording in turn one more place, so that few cases already come from many voices."""
    rng = np.random.default_rng(11)
    waiting = [list(rng.permutation(len(places))) for _, _, places in made]
    given = 0
    for number in range(PLACES * len(made)):
        index = number % len(made)
        audio, words, places = made[index]
        if not waiting[index] or given == count:
            continue
        at_s = places[waiting[index].pop()]
        given += 1
        yield _with_pause(f"{index}@{at_s:.2f}", language, audio, words, at_s, PAUSES_S[given % len(PAUSES_S)], rng)


def _plain(made: list[tuple[Path, Recording]], language: Language) -> Iterator[Case]:
    """The recordings as they are, followed by silence."""
    rng = np.random.default_rng(12)
    for path, (audio, words, _) in made:
        if words:
            sound = np.concatenate((audio, _room_noise(audio, int(TAIL_S * RATE_HZ), rng)))
            finished = path.stem not in BROKEN_OFF and len(audio) < LONGEST_S * RATE_HZ
            spoken_s = words[-1].end_s - words[0].start_s
            yield Case(path.stem, language, sound, None, words[-1].end_s, finished, spoken_s)


def _recording(runtime: Runtime, path: Path, language: Language) -> Recording:
    audio = decode_audio(path)[: int(LONGEST_S * RATE_HZ)].astype(np.float32) / 32768
    if len(audio) < 2.5 * RATE_HZ:
        return audio, (), []
    with tempfile.TemporaryDirectory() as name:
        spool = AudioSpool(Path(name) / "audio.wav")
        spool.write((audio * 32767).astype(np.int16))
        spool.close()
        request = TranscribeRequest(0, str(Path(name) / "audio.wav"), 0, len(audio), language, careful=True)
        words = runtime.speech().submit(request).result(300).words
    inside = []
    starts = _word_starts(words) if language == "zh" else set(range(len(words)))
    for place in range(CLEAR_WORDS + 1, len(words) - CLEAR_WORDS):
        near = "".join(word.text for word in words[place - CLEAR_WORDS : place + CLEAR_WORDS - 1])
        if place in starts and not re.search(r"[,.?!;:，。？！；：、]", near) and words[place - 1].kind == "word":
            inside.append((words[place - 1].end_s + words[place].start_s) / 2)
    return audio, words, inside


def _word_starts(words: tuple[Word, ...]) -> set[int]:
    """Which of the recognised characters begin a Chinese word."""
    offsets, length = {}, 0
    for index, word in enumerate(words):
        offsets[length] = index
        length += len(word.text)
    begins = itertools.accumulate((len(piece) for piece in jieba.cut("".join(w.text for w in words))), initial=0)
    return {offsets[begin] for begin in begins if begin in offsets}


def _with_pause(
    name: str, language: Language, audio: NDArray[np.float32], words: tuple[Word, ...], at_s: float, pause_s: float,
    rng: np.random.Generator,
) -> Case:  # fmt: skip
    at = int(at_s * RATE_HZ)
    # Cut where it is quietest nearby, as a speaker would stop.
    around = np.abs(audio[max(0, at - 1600) : at + 1600])
    at = max(0, at - 1600) + int(np.convolve(around, np.ones(320), "same").argmin())
    noise = _room_noise(audio, int((pause_s + TAIL_S) * RATE_HZ), rng)
    pause = int(pause_s * RATE_HZ)
    sound = np.concatenate((audio[:at], noise[:pause], audio[at:], noise[pause:]))
    return Case(name, language, sound, (at / RATE_HZ, at / RATE_HZ + pause_s), words[-1].end_s + pause_s)


def _room_noise(audio: NDArray[np.float32], samples: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise with the level of the recording's quietest tenth."""
    frames = audio[: len(audio) // 320 * 320].reshape(-1, 320)
    level = float(np.quantile(np.sqrt((frames**2).mean(axis=1)), 0.05))
    return (rng.standard_normal(samples) * min(level, 0.003)).astype(np.float32)


def _hold(runtime: Runtime, case: Case) -> Held:
    """The case, when its answer was closed in seconds of the sound, and why."""
    samples = (case.audio * 32767).astype(np.int16)
    with tempfile.TemporaryDirectory() as name:
        heard = hear_answer(runtime, samples, case.language, Path(name), flat_out=True, mind=runtime.mind())
    print(case.name, case.pause, round(case.end_s, 2), round(heard.decided_s, 2), file=sys.stderr, flush=True)
    return case, heard.decided_s, heard.ended_by


def _figures(paused: list[Held], plain: list[Held]) -> dict[str, Any]:
    cut = [(case, at_s) for case, at_s, _ in paused if case.pause and at_s < case.pause[1] + 0.1]
    late = [(case, at_s - case.end_s) for case, at_s, ended_by in plain if ended_by == "turn_end"]
    return {
        "cases": len(paused),
        "cut_off": len(cut),
        "cut_off_cases": [[case.name, round(at_s - case.pause[0], 2)] for case, at_s in cut if case.pause],
        "decided": {
            "finished": _spread([late_s for case, late_s in late if case.finished]),
            "finished_answers": _spread([s for case, s in late if case.finished and case.spoken_s >= ANSWER_S]),
            "broken_off": _spread([late_s for case, late_s in late if not case.finished]),
        },
        "slowest": [[case.name, round(late_s, 2)] for case, late_s in sorted(late, key=lambda one: -one[1])[:8]],
        "ended_by": sorted({ended_by for _, _, ended_by in (*paused, *plain)}),
    }


def _spread(values: list[float]) -> dict[str, Any]:
    if not values:
        return {"cases": 0}
    median, high = np.percentile(values, [50, 95])
    return {"cases": len(values), "median": round(float(median), 2), "p95": round(float(high), 2)}


def _lines(runtime: Runtime, language: Language) -> dict[str, Any]:
    shares: dict[str, Any] = {}
    for label in ("finished", "unfinished", "wait"):
        text = (DATA / "qa" / f"ten_turn_{label}.txt").read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        lines = [line for line in lines if bool(re.search("[一-鿿]", line)) == (language == "zh")]
        if label == "wait":
            shares[label] = round(sum(asks_for_time(line, language) for line in lines[1::2]) / len(lines[1::2]), 3)
            continue
        asked = [runtime.mind().submit(EndingRequest(line, language)) for line in lines]
        values = [future.result(600).unfinished for future in asked]
        if None in values:
            shares[label] = None
            continue
        right = sum((value >= 0.5) == (label == "unfinished") for value in values)
        shares[label] = round(right / len(lines), 3)
    return shares


if __name__ == "__main__":
    main()
