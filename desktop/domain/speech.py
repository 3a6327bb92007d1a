"""What was heard: words with times, turns, spoken commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
WordKind = Literal["word", "filler", "command"]
# One word of a typed text: in Chinese a character or a run of anything else, each with the punctuation after it.
WRITTEN_WORD: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\S+"),
    "zh": re.compile(r"[\u3400-\u9fff][^\w\s]*|[^\s\u3400-\u9fff]+"),
}
CommandName = Literal["end", "next", "repeat", "pause", "resume", "more_time"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of session time ``[start_s, end_s)`` in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word (Mandarin: a character or word), or one that the person typed in its place.

    ``probability`` is the recogniser's, 0–1. ``shown_s`` is when it first stood in the live caption for good;
    None outside the live path. ``heard`` is what the recogniser wrote (it may have been several words) where ``text``
    holds a word mended by its sound, or what the person ``corrected``; else None.
    """

    text: str
    start_s: float
    end_s: float
    probability: float
    kind: WordKind = "word"
    shown_s: float | None = None
    heard: str | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A spoken command, taken out of the answer."""

    name: CommandName
    start_s: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One whole answer. ``decided_s`` is when its end was decided; None outside the live path."""

    text: str
    start_s: float
    end_s: float
    decided_s: float | None = None


def join_words(words: tuple[Word, ...] | list[Word], language: Language) -> str:
    """Readable text of an answer: commands left out; no spaces between Chinese characters."""
    parts = [word.text.strip() for word in words if word.kind != "command" and word.text.strip()]
    if language == "en":
        return " ".join(parts)
    text = ""
    for part in parts:
        if text and text[-1].isascii() and text[-1].isalnum() and part[0].isascii() and part[0].isalnum():
            text += " "
        text += part
    return text
