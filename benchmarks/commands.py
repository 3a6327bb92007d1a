"""Whether spoken commands are obeyed, and nothing else is taken for one. Prints one JSON object.

    python -m benchmarks.commands [zh] [en] [--half tuning|test] [--voices DIR] [--each 8] [--cache DIR]

Every phrase that the program knows is spoken by Kokoro voices at three rates, clean and in room noise at 20 and 10 dB
SNR, at once, after 4 s of silence, and after a real answer and a pause of 1 s. It goes through the program's own
listening: voice activity, the base model's live words with the terms of a question as hot words, and the pauses around.
It is missed when the answer holds no command, or another one. ``commands_sentences.toml`` holds sentences with the
words of commands in them and utterances that sound like one; these, all recordings beside the checkout and the shipped
sample answers may hold no command at all. ``lines`` are transcripts and sentences written down: the matching alone,
with every sentence as an utterance of its own.

Phrases, sentences and voices belong to one of two halves; whatever is tuned is tuned on the tuning half. ``--voices``
names a folder of more voices (``<voice>.bin`` as in assets/voices). Sound and what was heard are kept under
``--cache``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy import signal

from benchmarks.machine import machine
from benchmarks.remembered import RememberedSpeech
from benchmarks.turns import OTHER_USES
from desktop.capture.audio_file import decode_audio
from desktop.capture.audio_source import RATE_HZ
from desktop.domain.session import Profile
from desktop.domain.speech import CommandName, Language, join_words
from desktop.interview.bank import shipped_bank
from desktop.interview.commands import PHRASES, match_command
from desktop.session.listening import CLOSING_COMMANDS
from desktop.session.parts import Heard
from desktop.session.runtime import ModelChoice, Runtime
from desktop.session.terms import terms_for
from desktop.workers.speech import SpeechSettings
from models.paths import model_file
from models.synthesis import Synthesizer
from tests.e2e.harness.ear import hear_answer

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
HALVES = ("tuning", "test")
SOUND = (".wav", ".flac", ".mp3")
# Kokoro's names begin with the accent: z Mandarin, a American, b British.
ACCENTS: dict[Language, str] = {"zh": "z", "en": "ab"}
SPEEDS = (1.0, 0.8, 1.25)
SNRS_DB = (None, 20.0, 10.0)
Place = Literal["at once", "after silence", "after an answer"]
PLACES: tuple[Place, ...] = ("after an answer", "at once", "after silence")
LEAD_S = {"at once": 0.5, "after silence": 4.0, "after an answer": 1.0}
TAIL_S = 2.5
ANSWER_S = (2.5, 9.0)
# A very quiet room: no microphone delivers exact zeros.
FLOOR = 10 ** (-70 / 20)
# Held in the flat-out listening after a recording, so that its last word is heard.
AFTER_S = 8.0

Audio = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """Something said. ``command`` None: nothing in it is one."""

    text: str
    command: CommandName | None
    language: Language
    voice: str
    speed: float
    snr_db: float | None
    place: Place
    number: int


class Studio:
    """Speaks the cases; keeps what it made."""

    def __init__(self, folder: Path, more_voices: Path | None) -> None:
        self._sounds = folder / "sounds"
        self._sounds.mkdir(parents=True, exist_ok=True)
        voices = folder / "voices"
        shutil.rmtree(voices, ignore_errors=True)
        shutil.copytree(ROOT / "assets" / "voices", voices)
        for voice in more_voices.glob("*.bin") if more_voices else ():
            shutil.copy(voice, voices)
        kokoro = "kokoro-82m-v1.0-int8"
        self._speaker = Synthesizer(
            model_file(kokoro, "kokoro-v1.0.int8.onnx"), model_file(kokoro, "vocab.json"), voices
        )

    def voices(self, language: Language, half: str) -> list[str]:
        """Those of a half: every second one of each sex and accent."""
        kinds: dict[str, list[str]] = {}
        for voice in self._speaker.voices():
            if voice[0] in ACCENTS[language]:
                kinds.setdefault(voice[:2], []).append(voice)
        # With a single voice of a kind, as in the checkout, the kinds take turns.
        found = [
            v for at, k in enumerate(sorted(kinds)) for n, v in enumerate(kinds[k]) if HALVES[(n + at) % 2] == half
        ]
        return sorted(found, key=_number)

    def spoken(self, case: Case) -> Audio:
        """The bare utterance at 16 kHz."""
        key = hashlib.sha256(f"{case.voice}\n{case.speed}\n{case.text}".encode()).hexdigest()[:24]
        path = self._sounds / f"{key}.flac"
        if not path.exists():
            made, rate_hz = self._speaker.say(case.text, case.language, case.voice, case.speed)
            part = path.with_suffix(".part")
            soundfile.write(part, soxr.resample(made, rate_hz, RATE_HZ), RATE_HZ, format="FLAC")
            part.replace(path)
        return np.asarray(soundfile.read(path, dtype="float32")[0], np.float32)


class Listener:
    """The program's own listening, with the words of the real recogniser, made once."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self._runtime = runtime
        model = model_file("whisper-base", "model.bin").parent
        self._speech = RememberedSpeech(SpeechSettings(str(model)), folder / "heard")
        bank = shipped_bank().questions
        self._questions = {
            language: sorted(
                (one for one in bank if one.language == language and one.kind == "technical"),
                key=lambda one: _number(one.id),
            )
            for language in ACCENTS
        }

    def hear(self, audio: Audio, language: Language, number: int) -> Heard:
        """``audio`` as an answer to the question of this ``number``."""
        questions = self._questions[language]
        terms = terms_for(questions[number % len(questions)], Profile("", "", "", language))
        with tempfile.TemporaryDirectory() as folder:
            return hear_answer(
                self._runtime, _samples(audio), language, Path(folder), flat_out=True, speech=self._speech, terms=terms
            )

    def hear_all(self, audio: Audio, language: Language, number: int) -> Iterator[Heard]:
        """Answer after answer until the sound is used up."""
        at = 0
        while at < len(audio):
            heard = self.hear(np.concatenate((audio[at:], _room(int(AFTER_S * RATE_HZ), number))), language, number)
            yield heard
            at += round(heard.decided_s * RATE_HZ)


def commands_of(language: Language, half: str, voices: Sequence[str], each: int) -> Iterator[Case]:
    """Every phrase of the half so many times; voices and conditions take turns."""
    phrases = [(name, text) for name, texts in PHRASES[language].items() for text in texts if _half(text) == half]
    for at, (name, text) in enumerate(sorted(phrases, key=lambda one: _number(one[1]))):
        for turn in range(each):
            yield _case(text, name, language, voices, at, turn, each)


def sentences_of(language: Language, half: str, voices: Sequence[str], each: int) -> Iterator[Case]:
    known = tomllib.loads((Path(__file__).parent / "commands_sentences.toml").read_text(encoding="utf-8"))[language]
    texts = [text for text in (*known["inside"], *known["alike"]) if _half(text) == half]
    for at, text in enumerate(sorted(texts, key=_number)):
        for turn in range(each):
            yield _case(text, None, language, voices, at, turn, each)


def _case(
    text: str, name: CommandName | None, language: Language, voices: Sequence[str], at: int, turn: int, each: int
) -> Case:
    number = at * each + turn
    return Case(
        text, name, language, voices[number % len(voices)], SPEEDS[turn % 3], SNRS_DB[(turn + at) % 3],
        PLACES[(turn // 3 + at) % 3], number,
    )  # fmt: skip


def staged(case: Case, spoken: Audio, answers: Sequence[Audio]) -> Audio:
    """The utterance in its place, with the noise of a room throughout."""
    level = float(np.sqrt((spoken**2).mean()))
    answer = np.zeros(0, np.float32)
    if case.place == "after an answer" and answers:
        answer = answers[case.number % len(answers)]
        answer = answer * np.float32(level / max(1e-6, float(np.sqrt((answer**2).mean()))))
    lead, tail = (np.zeros(int(seconds * RATE_HZ), np.float32) for seconds in (LEAD_S[case.place], TAIL_S))
    sound = np.concatenate((answer, lead, spoken, tail))
    noise = level * 10 ** (-case.snr_db / 20) if case.snr_db is not None else FLOOR
    return np.asarray(sound + np.float32(noise / FLOOR) * _room(len(sound), case.number), np.float32)


def _room(samples: int, seed: int) -> Audio:
    """Noise as of fans and streets, falling by 3 dB an octave from 100 Hz on, at the level of a very quiet room."""
    rng = np.random.default_rng(seed)
    pink = signal.lfilter((0.049922, -0.095993, 0.050612, -0.004408), (1, -2.494956, 2.017265, -0.522189),
                          rng.standard_normal(samples + RATE_HZ))[RATE_HZ:]  # fmt: skip
    high = signal.sosfilt(signal.butter(1, 100, "highpass", fs=RATE_HZ, output="sos"), pink)
    return np.asarray(FLOOR * high / high.std(), np.float32)


def recordings(language: Language) -> list[Path]:
    found = [path for path in sorted((DATA / f"speech_{language}").rglob("*.*")) if path.suffix in SOUND]
    return [*found, *sorted((ROOT / "assets" / "sample" / language).glob("*.ogg"))]


def answers_of(language: Language) -> list[Audio]:
    """Real recordings that may stand before a command: short, and speech."""
    paths = [path for path in recordings(language) if path.suffix in SOUND and path.parent.name not in OTHER_USES]
    sounds = [decode_audio(path).astype(np.float32) / 32768 for path in paths]
    return [sound for sound in sounds if ANSWER_S[0] <= len(sound) / RATE_HZ <= ANSWER_S[1]]


def measure(language: Language, halves: Sequence[str], each: int, studio: Studio, listener: Listener) -> dict[str, Any]:
    answers = answers_of(language)
    found: dict[str, Any] = {}
    for half in halves:
        voices = studio.voices(language, half)
        said = [(case, _hear(case, studio, listener, answers)) for case in commands_of(language, half, voices, each)]
        others = [
            (case, _hear(case, studio, listener, answers))
            for case in sentences_of(language, half, voices, max(1, each // 2))
        ]
        found[half] = {"voices": voices, **_obeyed(said), "sentences": _taken(others)}
    found["recordings"] = _recordings(language, listener)
    found["lines"] = _lines(language)
    return found


def _hear(case: Case, studio: Studio, listener: Listener, answers: Sequence[Audio]) -> Heard:
    heard = listener.hear(staged(case, studio.spoken(case), answers), case.language, case.number)
    if not _right(case, heard):
        print(case, join_words(heard.words, case.language), heard.commands, file=sys.stderr, flush=True)
    return heard


def _right(case: Case, heard: Heard) -> bool:
    names = [command.name for command in heard.commands]
    if case.command is None:
        return not names
    return names == [case.command] and CLOSING_COMMANDS.get(case.command, "turn_end") == heard.ended_by


def _obeyed(said: Sequence[tuple[Case, Heard]]) -> dict[str, Any]:
    missed = [(case, heard) for case, heard in said if not _right(case, heard)]
    by: dict[str, Counter[str]] = {"said": Counter(), "missed": Counter()}
    for name, cases in (("said", said), ("missed", missed)):
        for case, _ in cases:
            by[name].update((str(case.command), f"{case.speed} x", f"{case.snr_db or 'clean'}", case.place))
    return {
        "said": len(said),
        "missed": len(missed),
        "missed_share": round(len(missed) / max(1, len(said)), 4),
        "missed_by": {key: [by["missed"][key], count] for key, count in sorted(by["said"].items())},
        "which": [_shown(case, heard) for case, heard in missed],
    }


def _taken(cases: Sequence[tuple[Case, Heard]]) -> dict[str, Any]:
    taken = [(case, heard) for case, heard in cases if heard.commands]
    return {"said": len(cases), "taken": len(taken), "which": [_shown(case, heard) for case, heard in taken]}


def _shown(case: Case, heard: Heard) -> list[Any]:
    text = join_words(heard.words, case.language)
    names = [command.name for command in heard.commands]
    return [case.text, text, names, case.voice, case.speed, case.snr_db, case.place]


def _recordings(language: Language, listener: Listener) -> dict[str, Any]:
    seconds, taken = 0.0, []
    for number, path in enumerate(recordings(language)):
        audio = decode_audio(path).astype(np.float32) / 32768
        seconds += len(audio) / RATE_HZ
        for heard in listener.hear_all(audio, language, number):
            taken += [[path.name, command.name, round(command.start_s, 1)] for command in heard.commands]
    return {"seconds": round(seconds), "taken": taken}


def _lines(language: Language) -> dict[str, Any]:
    """What people wrote down that others said, sentence by sentence."""
    lines = [line for line in _written() if bool(re.search("[一-鿿]", line)) == (language == "zh")]
    alone = {"preceded_by_pause_s": float("inf"), "followed_by_pause_s": float("inf")}
    taken = [[line, name] for line in lines if (name := match_command(line, language, **alone))]
    return {"lines": len(lines), "taken": taken}


def _written() -> Iterable[str]:
    for label in ("finished", "unfinished"):
        path = DATA / "qa" / f"ten_turn_{label}.txt"
        yield from (line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    with (DATA / "qa" / "mit_interview_transcripts.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for _, text, *_ in csv.reader(file):
            for turn in text.split("|"):
                # Commas were left out of these transcripts: two spaces stand where one was.
                if turn.startswith("Interviewee:"):
                    yield from (part.strip() for part in re.split(r"[.?!]|\s\s+", turn[12:]) if part.strip())


def _samples(audio: Audio) -> NDArray[np.int16]:
    return np.asarray(audio.clip(-1, 1) * 32767, np.int16)


def _half(text: str) -> str:
    return HALVES[_number("half " + text) % 2]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", help="zh, en; both when none is named")
    parser.add_argument("--half", choices=HALVES, help="both when none is named")
    parser.add_argument("--voices", type=Path, help="a folder of more Kokoro voices")
    parser.add_argument(
        "--each", type=int, default=8, help="how many times each phrase is said; sentences half as often"
    )
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "candid-commands")
    given = parser.parse_args()
    languages: list[Language] = given.languages or ["zh", "en"]
    if unknown := set(languages) - set(ACCENTS):
        parser.error(f"no such language: {', '.join(sorted(unknown))}")
    halves = (given.half,) if given.half else HALVES
    runtime = Runtime(None, ModelChoice(language=None))
    try:
        studio, listener = Studio(given.cache, given.voices), Listener(runtime, given.cache)
        found = {one: measure(one, halves, given.each, studio, listener) for one in languages}
    finally:
        runtime.stop()
    about = machine()
    print(json.dumps({"schema": 1, "what": "commands", "machine": about, **found}, ensure_ascii=False))


if __name__ == "__main__":
    main()
