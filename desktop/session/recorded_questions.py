"""Questions of a recorded interview: read from a file, and found in the recording."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from desktop.domain.errors import InputError
from desktop.domain.question import KeyPoint, Question
from desktop.domain.speech import Language, Turn, Word
from desktop.packs.installed import whole_bank

# How much of a question must be found again in the words, by matching characters.
FOUND = 0.6
_CORRECT = "Correct the file; docs/cli.md shows its form."


@dataclass(frozen=True, slots=True)
class Placed:
    """A question and where its answer lies, in seconds of the recording; None where not known yet."""

    question: Question
    start_s: float | None = None
    end_s: float | None = None


def read_questions(path: Path) -> tuple[Placed, ...]:
    """A YAML or JSON list: each an ``id`` of the bank or a ``text``, with ``key_points``, ``kind``,
    ``reference_answer``, and ``start_s`` and ``end_s`` of its answer if known.

    Raises ``InputError`` naming the entry that is wrong.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", action="Check the name.") from error
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else _where(error)
        raise InputError(
            f"{path.name} cannot be read as YAML or JSON{reason and f' ({reason})'}.", action=_CORRECT
        ) from error
    if isinstance(entries, dict):
        entries = entries.get("questions")
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{path.name} must hold a list of questions.", action="See docs/cli.md.")
    bank = whole_bank().by_id
    placed = tuple(
        _read(entry, f"{path.name}, question {number}", number, bank) for number, entry in enumerate(entries, 1)
    )
    ids = [item.question.id for item in placed]
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            raise InputError(f"{path.name}: two questions have the id {id_!r}.", action="Give each its own.")
    return placed


def _where(error: Exception) -> str:
    """Line and column of a mistake in YAML, if the reader knows them."""
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _read(entry: Any, place: str, number: int, bank: Mapping[str, Question]) -> Placed:
    if not isinstance(entry, dict) or not ("id" in entry or "text" in entry):
        raise InputError(f"{place}: needs an id of the bank or a text.", action=_CORRECT)
    id_ = entry.get("id")
    if id_ is not None and (isinstance(id_, bool) or not isinstance(id_, str | int)):
        raise InputError(f"{place}: id must be text or a whole number.", action=_CORRECT)
    known = bank.get(str(id_))
    if known is None and "text" not in entry:
        raise InputError(f"{place}: the bank has no question {id_!r}.", action="Give its text instead.")
    start_s, end_s = _seconds(entry, "start_s", place), _seconds(entry, "end_s", place)
    if end_s is not None and (start_s is None or end_s <= start_s):
        raise InputError(f"{place}: end_s must come after its start_s.", action=_CORRECT)
    return Placed(known or _own(entry, number, place), start_s, end_s)


def _own(entry: dict[str, Any], number: int, place: str) -> Question:
    text = _text(entry, "text", place).strip()
    if not text:
        raise InputError(f"{place}: text is empty.", action=_CORRECT)
    points = entry.get("key_points") or []
    if not isinstance(points, list):
        raise InputError(f"{place}: key_points must be a list.", action=_CORRECT)
    kind = entry.get("kind", "technical" if points else "open")
    if kind not in ("technical", "behavioural", "open"):
        raise InputError(f"{place}: kind must be technical, behavioural or open.", action=_CORRECT)
    blank = open_question(number - 1, "zh" if any("\u3400" <= c <= "\u9fff" for c in text) else "en")
    return replace(
        blank, id=str(entry.get("id", blank.id)), text=text, kind=kind,
        key_points=tuple(_point(point, index, f"{place}, key point {index}") for index, point in enumerate(points, 1)),
        reference_answer=_text(entry, "reference_answer", place),
        round="theory" if kind == "technical" else "behavioural",
    )  # fmt: skip


def _point(point: Any, index: int, place: str) -> KeyPoint:
    data = {"text": point} if isinstance(point, str) else point
    if not isinstance(data, dict) or not _text(data, "text", place).strip():
        raise InputError(f"{place}: needs a text.", action=_CORRECT)
    weight, must = data.get("weight", 1), data.get("must", False)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < math.inf:
        raise InputError(f"{place}: weight must be a number above 0.", action=_CORRECT)
    if not isinstance(must, bool):
        raise InputError(f"{place}: must must be true or false.", action=_CORRECT)
    return KeyPoint(str(data.get("id", f"p{index}")), data["text"].strip(), float(weight), must)


def _text(entry: dict[str, Any], field: str, place: str) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise InputError(f"{place}: {field} must be text.", action=_CORRECT)
    return value


def _seconds(entry: dict[str, Any], field: str, place: str) -> float | None:
    value = entry.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise InputError(f"{place}: {field} must be seconds from the start of the recording.", action=_CORRECT)
    return float(value)


def open_question(index: int, language: Language) -> Question:
    """Stands for a question that nobody knows; it has no key points, so nothing is graded against it."""
    text = f"（录音中的第 {index + 1} 段回答）" if language == "zh" else f"(answer {index + 1} of the recording)"
    return Question(
        id=f"recorded-{index + 1}", language=language, roles=("any",), domain="any", round="behavioural", topic="",
        kind="open", difficulty=3, frequency="common", time_limit_s=120, text=text, key_points=(),
    )  # fmt: skip


def place_questions(
    questions: Sequence[Placed], turns: Sequence[Turn], words: Sequence[Word], duration_s: float
) -> tuple[Placed, ...]:
    """Where each answer lies: by the given times, else after the question is heard in the recording, else by turns.

    A single question that is not heard has the whole recording as its answer. Raises ``InputError`` when several
    questions without times can neither be found nor matched to as many turns, or when the times make no sense.
    """
    if not questions:
        return ()
    found = list(questions)
    if all(item.start_s is None for item in questions):
        found = _by_words(questions, words)
        if found[0].start_s is None and len(turns) == len(questions) > 1:
            found = _by_turns(questions, turns)
        elif found[0].start_s is None and len(questions) == 1:
            found = [replace(questions[0], start_s=turns[0].start_s if turns else 0.0)]
    if any(item.start_s is None for item in found):
        raise InputError(
            f"It is not clear where the answers to the {len(questions)} questions are in {len(turns)} turns.",
            action="Give each question its start_s in seconds.",
        )
    starts = [item.start_s or 0.0 for item in found]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise InputError("The questions' start_s must rise.", action="Put them in the order in which they were asked.")
    if starts[-1] >= duration_s:
        raise InputError(
            f"A question's start_s of {starts[-1]:.1f} s lies behind the end of the recording ({duration_s:.1f} s).",
            action="Give times in seconds from the start of the recording.",
        )
    # An answer ends where the next question's begins, at the latest.
    ends = [*starts[1:], duration_s]
    return tuple(
        replace(item, end_s=end_s if item.end_s is None else min(item.end_s, end_s))
        for item, end_s in zip(found, ends, strict=True)
    )


def _by_turns(questions: Sequence[Placed], turns: Sequence[Turn]) -> list[Placed]:
    return [replace(item, start_s=turn.start_s, end_s=turn.end_s) for item, turn in zip(questions, turns, strict=True)]


def _by_words(questions: Sequence[Placed], words: Sequence[Word]) -> list[Placed]:
    """The answer begins where the question, asked aloud in the recording, ends."""
    found: list[Placed] = []
    asked: list[tuple[float, float]] = []
    first = 0
    for item in questions:
        place = _find(item.question.text, words[first:])
        if place is None:
            return list(questions)
        start, end = first + place[0], first + place[1]
        asked.append((words[start].start_s, words[end - 1].end_s))
        found.append(replace(item, start_s=words[end - 1].end_s))
        first = end
    return [
        replace(item, end_s=asked[number + 1][0] if number + 1 < len(asked) else None)
        for number, item in enumerate(found)
    ]


def _find(text: str, words: Sequence[Word]) -> tuple[int, int] | None:
    """Index range of the words that say ``text``, the best match; None below ``FOUND``."""
    bare = _bare(text)
    if not bare:
        return None
    best: tuple[float, int, int] | None = None
    for start in range(len(words)):
        said = ""
        for end in range(start + 1, len(words) + 1):
            said += _bare(words[end - 1].text)
            if len(said) >= len(bare):
                ratio = difflib.SequenceMatcher(None, bare, said, autojunk=False).quick_ratio()
                if ratio > (best[0] if best else FOUND):
                    exact = difflib.SequenceMatcher(None, bare, said, autojunk=False).ratio()
                    if exact > (best[0] if best else FOUND):
                        best = (exact, start, end)
                break
    return (best[1], best[2]) if best else None


def _bare(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
