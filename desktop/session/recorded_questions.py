"""Questions of a recorded interview: read from a file, and found in the recording."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from desktop.domain.errors import InputError
from desktop.domain.question import KeyPoint, Question
from desktop.domain.speech import Language, Turn, Word
from desktop.interview.bank import shipped_bank

# How much of a question must be found again in the words, by matching characters.
FOUND = 0.6


@dataclass(frozen=True, slots=True)
class Placed:
    """A question and where its answer lies, in seconds of the recording; None where not known yet."""

    question: Question
    start_s: float | None = None
    end_s: float | None = None


def read_questions(path: Path) -> tuple[Placed, ...]:
    """A YAML or JSON list: each an ``id`` of the bank or a ``text``, with ``key_points``, ``kind``, ``reference_answer``,
    ``start_s`` and ``end_s`` of its answer if known. Raises ``InputError`` naming the entry that is wrong."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", action="Check the name.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path.name} cannot be read as YAML or JSON.", action="Correct the file.") from error
    if isinstance(entries, dict):
        entries = entries.get("questions")
    if not isinstance(entries, list) or not entries:
        raise InputError(f"{path.name} must hold a list of questions.", action="See docs/cli.md.")
    return tuple(_read(entry, number, path.name) for number, entry in enumerate(entries, start=1))


def _read(entry: Any, number: int, name: str) -> Placed:
    place = f"{name}, question {number}"
    if not isinstance(entry, dict) or not ("id" in entry or "text" in entry):
        raise InputError(f"{place}: needs an id of the bank or a text.", action="Correct the file.")
    known = shipped_bank().by_id.get(str(entry.get("id")))
    if known is None and "text" not in entry:
        raise InputError(f"{place}: the bank has no question {entry['id']!r}.", action="Give its text instead.")
    question = known or _own(entry, number, place)
    return Placed(question, _seconds(entry, "start_s", place), _seconds(entry, "end_s", place))


def _own(entry: dict[str, Any], number: int, place: str) -> Question:
    text = str(entry["text"]).strip()
    kind = entry.get("kind", "technical" if entry.get("key_points") else "open")
    if kind not in ("technical", "behavioural", "open"):
        raise InputError(f"{place}: kind must be technical, behavioural or open.", action="Correct the file.")
    points = []
    for index, point in enumerate(entry.get("key_points") or []):
        data = {"text": point} if isinstance(point, str) else point
        if not isinstance(data, dict) or not str(data.get("text", "")).strip():
            raise InputError(f"{place}: key point {index + 1} needs a text.", action="Correct the file.")
        points.append(
            KeyPoint(
                str(data.get("id", f"p{index + 1}")),
                str(data["text"]),
                float(data.get("weight", 1)),
                bool(data.get("must")),
            )
        )
    blank = open_question(number - 1, "zh" if any("\u3400" <= c <= "\u9fff" for c in text) else "en")
    return replace(
        blank, id=str(entry.get("id", f"recorded-{number}")), text=text, kind=kind, key_points=tuple(points),
        reference_answer=str(entry.get("reference_answer", "")), round="theory" if kind == "technical" else "behavioural",
    )  # fmt: skip


def _seconds(entry: dict[str, Any], field: str, place: str) -> float | None:
    value = entry.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise InputError(
            f"{place}: {field} must be seconds from the start of the recording.", action="Correct the file."
        )
    return float(value)


def open_question(index: int, language: Language) -> Question:
    """Stands for a question that nobody knows; it has no key points, so nothing is graded against it."""
    text = f"（录音中的第 {index + 1} 段回答）" if language == "zh" else f"(answer {index + 1} of the recording)"
    return Question(
        id=f"recorded-{index + 1}", language=language, roles=("any",), domain="any", round="behavioural", topic="",
        kind="open", difficulty=3, frequency="common", time_limit_s=120, text=text, key_points=(),
    )  # fmt: skip


def place_questions(
    questions: Sequence[Placed], turns: Sequence[Turn], words: Sequence[Word], duration_s: float, language: Language
) -> tuple[Placed, ...]:
    """Where each answer lies: by the given times, else after the question is heard in the recording, else in turn order.

    A single question has the whole recording as its answer. Raises ``InputError`` when several questions without times
    can neither be found nor matched to as many turns.
    """
    if not questions:
        return ()
    if len(questions) == 1 and questions[0].start_s is None:
        end_s = max([duration_s, *(turn.end_s for turn in turns)]) if turns else duration_s
        start_s = turns[0].start_s if turns else 0.0
        return (replace(questions[0], start_s=start_s, end_s=end_s),)
    if all(item.start_s is None for item in questions):
        found = _by_turns(questions, turns) if len(turns) == len(questions) else _by_words(questions, words, language)
    else:
        found = list(questions)
    if any(item.start_s is None for item in found):
        raise InputError(
            f"It is not clear where the answers to the {len(questions)} questions are: the recording holds {len(turns)} turns.",
            action="Give each question its start_s in seconds.",
        )
    starts = [item.start_s or 0.0 for item in found]
    if starts != sorted(starts):
        raise InputError("The questions' start_s must rise.", action="Put them in the order in which they were asked.")
    ends = [*starts[1:], duration_s]
    return tuple(
        replace(item, end_s=item.end_s if item.end_s is not None else end_s)
        for item, end_s in zip(found, ends, strict=True)
    )


def _by_turns(questions: Sequence[Placed], turns: Sequence[Turn]) -> list[Placed]:
    return [replace(item, start_s=turn.start_s, end_s=turn.end_s) for item, turn in zip(questions, turns, strict=True)]


def _by_words(questions: Sequence[Placed], words: Sequence[Word], language: Language) -> list[Placed]:
    """The answer begins where the question, asked aloud in the recording, ends."""
    found: list[Placed] = []
    asked: list[tuple[float, float]] = []
    first = 0
    for item in questions:
        place = _find(item.question.text, words[first:], language)
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


def _find(text: str, words: Sequence[Word], language: Language) -> tuple[int, int] | None:
    """Index range of the words that say ``text``, the best match; None below ``FOUND``."""
    bare = _bare(text)
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
