"""The question bank: reads folders of YAML, the program's own and a lab's, and answers what fits whom."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from desktop.domain.errors import InputError
from desktop.domain.question import Question, Round
from desktop.domain.speech import Language
from desktop.interview.roles import domain_fit, role_fit
from desktop.interview.schema import ACTION, parse_question
from desktop.interview.strict_yaml import read_yaml
from desktop.resources import assets_dir, data_dir

MAX_FILE_BYTES = 10_000_000
MAX_FILES = 2_000
_CACHE_VERSION = "1"


@dataclass(frozen=True)
class QuestionBank:
    """Questions in a fixed order (by id)."""

    questions: tuple[Question, ...]

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    def select(
        self,
        *,
        language: Language | None = None,
        role: str | None = None,
        domain: str | None = None,
        round: Round | None = None,
        difficulty: tuple[int, int] | None = None,
    ) -> tuple[Question, ...]:
        """Questions that meet every filter given. ``difficulty`` is an inclusive range; a role or domain also
        admits its synonyms, its neighbours and questions for ``any``."""
        return tuple(
            question
            for question in self.questions
            if (language is None or question.language == language)
            and (round is None or question.round == round)
            and (difficulty is None or difficulty[0] <= question.difficulty <= difficulty[1])
            and (role is None or role_fit(role, question.roles) > 0)
            and (domain is None or domain_fit(domain, question.domain) > 0)
        )

    def merged(self, other: QuestionBank) -> QuestionBank:
        """Both banks together. Raises ``InputError`` when an id is in both."""
        for question in other.questions:
            if question.id in self.by_id:
                raise InputError(
                    f"The question id {question.id!r} is used by two question packs.",
                    action="Give the question in your own pack another id.",
                )
        return _bank([*self.questions, *other.questions])


def shipped_bank() -> QuestionBank:
    """The program's own questions; the parsed files are cached in the data folder."""
    return load_bank(assets_dir() / "questions", cache_dir=data_dir() / "cache" / "questions")


def load_bank(folder: Path, *, cache_dir: Path | None = None) -> QuestionBank:
    """Every question of the YAML files below ``folder``.

    Args:
        folder: the pack; sub-folders are read too.
        cache_dir: where the parsed form of a checked file is kept as JSON under the hash of its content, because
            YAML is about twenty times slower to read. A cache that cannot be written is done without.

    Raises:
        InputError: names the file, the question's id and the field of the first thing that is wrong.
    """
    if not folder.is_dir():
        raise InputError(f"The question folder {folder} does not exist.", action="Check the path.")
    found: dict[str, str] = {}
    questions: list[Question] = []
    for path in question_files(folder):
        name = path.relative_to(folder).as_posix()
        for question in _load_file(path, name, cache_dir):
            if question.id in found:
                raise InputError(
                    f"{name}, question {question.id}, field id: is already used in {found[question.id]}.",
                    action=ACTION,
                )
            found[question.id] = name
            questions.append(question)
    return _bank(questions)


def question_files(folder: Path) -> list[Path]:
    """The YAML files below ``folder``, in a fixed order. Raises ``InputError`` where there are none or too many."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".yaml", ".yml") and path.is_file())
    if not files:
        raise InputError(f"The folder {folder} holds no .yaml question files.", action="Check the path.")
    if len(files) > MAX_FILES:
        raise InputError(f"The folder {folder} holds more than {MAX_FILES} question files.", action="Split the pack.")
    return files


def _bank(questions: Iterable[Question]) -> QuestionBank:
    return QuestionBank(tuple(sorted(questions, key=lambda question: question.id)))


def _load_file(path: Path, name: str, cache_dir: Path | None) -> list[Question]:
    content = _read(path, name)
    cached = None
    if cache_dir is not None:
        digest = hashlib.sha256(_CACHE_VERSION.encode() + content).hexdigest()
        cached = cache_dir / f"{digest}.json"
        entries = _from_cache(cached)
        if entries is not None:
            return [parse_question(entry, name, number) for number, entry in enumerate(entries, start=1)]
    entries = _parse(content, name)
    questions = [parse_question(entry, name, number) for number, entry in enumerate(entries, start=1)]
    if cached is not None:
        _to_cache(cached, entries)
    return questions


def _read(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{name} is larger than 10 MB.", action="Split it into several files.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.", action="Check the file.") from error


def _parse(content: bytes, name: str) -> Sequence[object]:
    entries, _ = read_yaml(content, name, ACTION)
    if entries is None:
        raise InputError(f"{name} holds no questions.", action="Remove the file or add questions to it.")
    if not isinstance(entries, list):
        raise InputError(f"{name} must hold a list of questions, each beginning with '- id:'.", action=ACTION)
    return entries


def _from_cache(path: Path) -> Sequence[object] | None:
    try:
        entries = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return entries if isinstance(entries, list) else None


def _to_cache(path: Path, entries: Sequence[object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_text(json.dumps(entries, ensure_ascii=False, default=str), encoding="utf-8")
        part.replace(path)
    except (OSError, ValueError, RecursionError):
        return
