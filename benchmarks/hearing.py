"""Speaks technical answers, lets the program hear them and counts what its knowledge of the terms is worth.

    python benchmarks/hearing.py terms [zh|en|mixed ...] [--clips 48] [--threads 2] [--cache DIR] [--questions DIR]
        [--without-language-model]

Prints one JSON object. Each answer is heard plainly, with its question's terms as hot words (``terms``), with the
phonetic pass after that (``mended``) and, where it is Mandarin, with homophones set right by the language model
(``spelled``); then with the terms of another question, which may not make a word of theirs appear. Errors are
characters (and Latin words) in Chinese and mixed speech, words in English, on both sides made speakable, so that
"95.5%" and "ninety five point five percent" agree. ``changed_though_right`` is what the language model makes of an
answer that was heard without an error.

Answers are the beginnings of the bank's reference answers, and for mixed speech ``hearing_mixed.toml``. Which half an
answer belongs to hangs on its question alone: whatever is tuned is tuned on the tuning half. Sound and what was heard
are kept under ``--cache``, so that a second run takes seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile
import soxr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.speaking import edit_distance, units  # noqa: E402
from desktop.capture.audio_file import decode_audio  # noqa: E402
from desktop.domain.codec import from_plain, to_plain  # noqa: E402
from desktop.domain.question import Question  # noqa: E402
from desktop.domain.session import Profile  # noqa: E402
from desktop.domain.speech import Language, Word, join_words  # noqa: E402
from desktop.domain.stepwise import drained  # noqa: E402
from desktop.interview.bank import load_bank, shipped_bank  # noqa: E402
from desktop.session.terms import mended, terms_for  # noqa: E402
from desktop.signals.homophones import HomophoneMender  # noqa: E402
from models.language import LanguageModel  # noqa: E402
from models.paths import model_file  # noqa: E402
from models.speech import SpeechRecognizer  # noqa: E402
from models.synthesis import Synthesizer  # noqa: E402

Kind = Literal["zh", "en", "mixed"]
RATE_HZ = 16000
LANGUAGE: dict[Kind, Language] = {"zh": "zh", "en": "en", "mixed": "zh"}
# The third voice of each language is half of one and half of the other.
VOICES: dict[Language, tuple[str, str, str]] = {
    "zh": ("zf_xiaoxiao", "zm_yunxi", "z_both"),
    "en": ("af_heart", "am_michael", "a_both"),
}
# Length of an answer's beginning: characters in Chinese, words in English.
LENGTHS: dict[Language, tuple[int, int]] = {"zh": (45, 70), "en": (25, 40)}
HALVES = ("tuning", "test")
ABOUT_WORK = "请介绍一个你做过的项目。"
STAGES = ("plain", "terms", "mended", "spelled")
# Labelled recordings of real people, beside the checkout and never part of it: what is said, and the terms to expect.
RECORDINGS = ROOT.parent / "shared" / "data"
RECORDED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "speech_zh/codeswitch_melo_0.wav",
        "This is a 中英文的 text to speech 测试例子",
        ("中英文", "text to speech", "speech to text", "PyTorch"),
    ),
    ("speech_en/hotwords_comfyui.mp3", "", ("ComfyUI", "Stable Diffusion", "PyTorch")),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken answer. ``terms`` are those of its question, ``group`` is what decides its half."""

    id: str
    group: str
    text: str
    terms: tuple[str, ...]
    voice: str
    language: Language
    question: str

    @property
    def half(self) -> str:
        return HALVES[_number("half " + self.group) % 2]


_PARTS = re.compile(r"[A-Za-z0-9.]+\W*|.[^\w]*")


class Cache:
    """Sound and words by what they were made from. Whoever changes the recogniser starts with new words."""

    def __init__(self, folder: Path, threads: int, language_model: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._language_model = language_model
        self._mender: HomophoneMender | None = None
        spelling = [ROOT / "models" / "continued_text.py", *(ROOT / "desktop" / "signals").glob("*.py")]
        self._spelling_code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(spelling))).hexdigest()
        self._folder = folder
        self._threads = threads
        self._speaker: Synthesizer | None = None
        self._ears: SpeechRecognizer | None = None
        sources = sorted((ROOT / "models").glob("speech*.py"))
        self._code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()

    def sound(self, clip: Clip) -> Path:
        key = hashlib.sha256(f"{clip.voice}\n{clip.text}".encode()).hexdigest()[:24]
        path = self._folder / f"{key}.flac"
        if not path.exists():
            made, rate_hz = self._voice().say(clip.text, clip.language, clip.voice)
            quiet = np.zeros(rate_hz // 2, np.float32)
            samples = soxr.resample(np.concatenate((quiet, made, quiet)), rate_hz, RATE_HZ)
            part = path.with_suffix(".part")
            soundfile.write(part, samples, RATE_HZ, format="FLAC")
            part.replace(path)
        return path

    def words(self, path: Path, language: Language, terms: tuple[str, ...]) -> tuple[Word, ...]:
        """The careful pass over a recording, as after a real answer."""

        def hear() -> Sequence[Word]:
            audio = decode_audio(path).astype(np.float32) / 32768
            return self._recogniser().transcribe(audio, language=language, terms=terms, careful=True).words

        made_from = f"{self._code}\n{path.name}\n{path.stat().st_size}\n{language}\n{json.dumps(terms)}"
        return self._kept(made_from, hear)

    def spelled(self, words: Sequence[Word], clip: Clip) -> tuple[Word, ...]:
        """What the language model makes of heard words; the same without one, and in English."""
        name = self._language_model
        if not name or clip.language != "zh":
            return tuple(words)

        def spell() -> Sequence[Word]:
            if self._mender is None:
                self._mender = HomophoneMender(LanguageModel(model_file(name, "model.gguf"), self._threads))
            return drained(self._mender.mending(words, clip.question))

        parts = [clip.question, name, *(f"{word.kind} {word.text} {word.heard}" for word in words)]
        return self._kept("\n".join((self._spelling_code, *parts)), spell)

    def _kept(self, made_from: str, make: Callable[[], Sequence[Word]]) -> tuple[Word, ...]:
        kept = self._folder / f"{hashlib.sha256(made_from.encode()).hexdigest()[:24]}.json"
        if not kept.exists():
            kept.write_text(json.dumps(to_plain(make()), ensure_ascii=False), encoding="utf-8")
        return tuple(from_plain(Word, word) for word in json.loads(kept.read_text(encoding="utf-8")))

    def _voice(self) -> Synthesizer:
        if self._speaker is None:
            voices = self._folder / "voices"
            shutil.copytree(ROOT / "assets" / "voices", voices, dirs_exist_ok=True)
            for first, second, both in VOICES.values():
                mean = (np.fromfile(voices / f"{first}.bin", "<f4") + np.fromfile(voices / f"{second}.bin", "<f4")) / 2
                mean.astype("<f4").tofile(voices / f"{both}.bin")
            kokoro = "kokoro-82m-v1.0-int8"
            weights, vocabulary = model_file(kokoro, "kokoro-v1.0.int8.onnx"), model_file(kokoro, "vocab.json")
            self._speaker = Synthesizer(weights, vocabulary, voices, self._threads)
        return self._speaker

    def _recogniser(self) -> SpeechRecognizer:
        if self._ears is None:
            folder = model_file("whisper-base", "model.bin").parent
            self._ears = SpeechRecognizer(folder, device="cpu", threads=self._threads)
        return self._ears


def clips_of(kind: Kind, questions: Sequence[Question], most: int) -> list[Clip]:
    """At most ``most`` clips, in an order that new questions do not change."""
    if kind == "mixed":
        return _mixed()[:most]
    fitting = [question for question in questions if question.language == kind and question.kind == "technical"]
    fitting.sort(key=lambda question: _number(question.id))
    nobody = Profile("", "", "", kind)
    return [
        Clip(
            question.id,
            question.id,
            beginning(question.reference_answer, kind),
            terms_for(question, nobody),
            VOICES[kind][_number("voice " + question.id) % 3],
            kind,
            question.text,
        )
        for question in fitting[:most]
    ]


def _mixed() -> list[Clip]:
    """Chinese answers with English terms; the terms are those of a résumé."""
    people = tomllib.loads((Path(__file__).parent / "hearing_mixed.toml").read_text(encoding="utf-8"))
    clips = []
    for name, person in people.items():
        terms = terms_for(None, Profile("", "", "", "zh", resume=person["resume"]))
        for number, text in enumerate(person["answers"]):
            voice = VOICES["zh"][number % 3]
            clips.append(Clip(f"{name}-{number}", name, text, terms, voice, "zh", ABOUT_WORK))
    return sorted(clips, key=lambda clip: _number(clip.id))


def beginning(text: str, language: Language) -> str:
    """Whole clauses up to the length of a short answer; cut inside one where the first is longer than that."""
    shortest, longest = LENGTHS[language]
    text = " ".join(text.split())
    ends = [match.end() for match in re.finditer(r"[，。；：！？]|[,.;:!?](?=\s)", text)]
    fitting = [end for end in ends if shortest <= _length(text[:end], language) <= longest]
    if fitting:
        return text[: fitting[-1]]
    return text[:longest] if language == "zh" else " ".join(text.split()[:longest])


def _length(text: str, language: Language) -> int:
    return len(re.findall(r"\w", text)) if language == "zh" else len(text.split())


def measure(kind: Kind, clips: Sequence[Clip], cache: Cache) -> dict[str, Any]:
    """Both halves of one kind of speech."""
    result: dict[str, Any] = {"voices": sorted({clip.voice for clip in clips})}
    for half in HALVES:
        own = [clip for clip in clips if clip.half == half]
        result[half] = _measure_half(own, cache) if own else None
        print(f"{kind}: {half} half of {len(own)} clips is done", file=sys.stderr)
    if kind == "mixed":
        result["recorded"] = _recorded(cache)
    return result


def _measure_half(clips: Sequence[Clip], cache: Cache) -> dict[str, Any]:
    errors, right = dict.fromkeys(STAGES, 0), dict.fromkeys(STAGES, 0)
    appeared: dict[str, list[str]] = {stage: [] for stage in STAGES}
    worse = dict.fromkeys(("mended", "spelled"), 0)
    said_units, spoken, mendings, wrong, changed = 0, 0, [], [], []
    for number, clip in enumerate(clips):
        path = cache.sound(clip)
        other = _others_terms(clips, number)
        stages = _stages(cache, path, clip, clip.terms)
        misled = _stages(cache, path, clip, other)
        said = units(clip.text, clip.language)
        said_units += len(said)
        own = [parts for term in clip.terms if (parts := units(term, clip.language)) and _holds(said, parts)]
        spoken += len(own)
        distances = {}
        for stage, words in stages.items():
            heard = _units(words, clip.language)
            distances[stage] = edit_distance(said, heard)
            errors[stage] += distances[stage]
            right[stage] += sum(_holds(heard, parts) for parts in own)
            appeared[stage] += [f"{term} ({clip.id})" for term in _not_said(misled[stage], other, said, clip.language)]
        worse["mended"] += distances["mended"] > distances["terms"]
        worse["spelled"] += distances["spelled"] > distances["mended"]
        # What the phonetic pass did in all of them, also to what was heard without any hint.
        mendings += [f"{w.heard} → {w.text} ({clip.id})" for w in stages["mended"] if w.heard is not None]
        for words in (stages["mended"], misled["mended"], mended(stages["plain"], other, clip.language)):
            wrong += [
                f"{w.heard} → {w.text} ({clip.id})"
                for w in words
                if w.heard is not None and not _holds(said, _units((w,), clip.language))
            ]
        if clip.language == "zh":
            as_said = [Word(part, 0.3 * i, 0.3 * i + 0.3, 1.0) for i, part in enumerate(_PARTS.findall(clip.text))]
            changed += [
                f"{w.heard} → {w.text} ({clip.id})" for w in cache.spelled(as_said, clip) if w.heard is not None
            ]
    plain_errors = max(1, errors["plain"])
    return {
        "clips": len(clips),
        "units": said_units,
        "error_rate": {stage: round(count / said_units, 4) for stage, count in errors.items()},
        "of_plain": {stage: round(errors[stage] / plain_errors, 3) for stage in STAGES[1:]},
        "terms_spoken": spoken,
        "terms_right": right,
        "made_worse": worse,
        "mendings": mendings,
        "mendings_never_spoken": wrong,
        "changed_though_right": changed,
        "terms_of_another_question": {stage: len(found) for stage, found in appeared.items()},
        "which_of_another_question": {stage: found for stage, found in appeared.items() if found},
    }


def _stages(cache: Cache, path: Path, clip: Clip, terms: tuple[str, ...]) -> dict[str, tuple[Word, ...]]:
    hinted = cache.words(path, clip.language, terms)
    set_right = mended(hinted, terms, clip.language)
    found = (cache.words(path, clip.language, ()), hinted, set_right, cache.spelled(set_right, clip))
    return dict(zip(STAGES, found, strict=True))


def _others_terms(clips: Sequence[Clip], number: int) -> tuple[str, ...]:
    """The terms of the next clip of another group."""
    following = [*clips[number + 1 :], *clips[:number]]
    return next(clip.terms for clip in following if clip.group != clips[number].group)


def _not_said(words: Sequence[Word], terms: Sequence[str], said: list[str], language: Language) -> list[str]:
    """Terms that stand in ``words`` and were not said."""
    heard = _units(words, language)
    parts = {term: units(term, language) for term in terms}
    return [term for term, own in parts.items() if own and _holds(heard, own) and not _holds(said, own)]


def _holds(text: list[str], parts: list[str]) -> bool:
    return any(text[at : at + len(parts)] == parts for at in range(len(text) - len(parts) + 1))


def _recorded(cache: Cache) -> list[dict[str, Any]]:
    """Real recordings of mixed speech where they are at hand: what is heard, and which of the terms are in it."""
    rows = []
    for name, text, terms in RECORDED:
        path = RECORDINGS / name
        if not path.exists():
            continue
        plain, hinted = cache.words(path, "zh", ()), cache.words(path, "zh", terms)
        row: dict[str, Any] = {"recording": name}
        for stage, words in (("plain", plain), ("terms", hinted), ("mended", mended(hinted, terms, "zh"))):
            heard = _units(words, "zh")
            row[stage] = {
                "text": join_words(words, "zh"),
                "errors": edit_distance(units(text, "zh"), heard) if text else None,
                "terms": [term for term in terms if _holds(heard, units(term, "zh"))],
            }
        rows.append(row)
    return rows


def _units(words: Sequence[Word], language: Language) -> list[str]:
    return units(join_words(list(words), language), language)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["terms"])
    parser.add_argument("kinds", nargs="*", help="zh, en, mixed; all of them when none is named")
    parser.add_argument("--clips", type=int, default=48, help="at most so many of each kind")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "candid-hearing")
    parser.add_argument("--questions", type=Path, help="a folder of questions instead of the shipped bank")
    parser.add_argument("--without-language-model", action="store_true")
    given = parser.parse_args()
    kinds: list[Kind] = given.kinds or ["zh", "en", "mixed"]
    if unknown := set(kinds) - set(LANGUAGE):
        parser.error(f"no such kind of speech: {', '.join(sorted(unknown))}")
    bank = load_bank(given.questions) if given.questions else shipped_bank()
    model = None if given.without_language_model else "qwen2.5-coder-1.5b-instruct"
    cache = Cache(given.cache, given.threads, model)
    found = {kind: measure(kind, clips_of(kind, bank.questions, given.clips), cache) for kind in kinds}
    print(json.dumps({"schema": 1, "bank": len(bank.questions), **found}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
