"""A line of heard words in units of sound, and the words again after some of them were set right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.speech import Language, Word

# A unit is one Chinese character or one Latin word; anything else that is written between two units parts them.
_UNIT = re.compile(r"[㐀-鿿]|[A-Za-z0-9][A-Za-z0-9'’+#]*")
_BETWEEN = re.compile(r"[\s\-‐‑]*|[.·]")
_EDGE = " \t.,!?:;，。！？：；、…\"'“”‘’()（）"


@dataclass(frozen=True, slots=True)
class Unit:
    """A character or Latin word, where it stands in the line and in which word. ``glued``: at most a space or a hyphen
    stands between it and the unit before."""

    text: str
    begin: int
    end: int
    word: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Units ``[first, end)`` are to be written as ``text``."""

    first: int
    end: int
    text: str


def line_of(words: Sequence[Word], language: Language) -> tuple[str, list[tuple[int, int]]]:
    """All words in one line, and where each of them stands in it."""
    line, places = "", []
    for word in words:
        text = word.text.strip()
        latin = bool(line and text) and line[-1].isascii() and line[-1].isalnum() and text[0].isascii()
        line += (" " if line and (language == "en" or latin) else "") + text
        places.append((len(line) - len(text), len(line)))
    return line, places


def units_of(words: Sequence[Word], line: str, places: Sequence[tuple[int, int]]) -> list[Unit]:
    units: list[Unit] = []
    before: int | None = None
    for index, (begin, end) in enumerate(places):
        if words[index].kind != "word":
            before = None
            continue
        for found in _UNIT.finditer(line, begin, end):
            glued = before is not None and bool(_BETWEEN.fullmatch(line, before, found.start()))
            units.append(Unit(found[0], found.start(), found.end(), index, glued))
            before = found.end()
    return units


def rewritten(
    words: Sequence[Word],
    line: str,
    places: Sequence[tuple[int, int]],
    units: Sequence[Unit],
    changes: Sequence[Change],
) -> tuple[Word, ...]:
    """``words`` with ``changes``, which are in order and do not overlap; the others are the same objects.

    A changed word stands for all the words that its change touches: it has their times, the mean of their
    probabilities by length, and in ``heard`` what they were.
    """
    result: list[Word] = []
    done = 0
    for group in _groups(units, changes):
        first, last = units[group[0].first].word, units[group[-1].end - 1].word
        result.extend(words[done:first])
        begin, end = places[first][0], places[last][1]
        text, at = "", begin
        for change in group:
            text += line[at : units[change.first].begin] + change.text
            at = units[change.end - 1].end
        result.append(_merged(words[first : last + 1], text + line[at:end], line[begin:end]))
        done = last + 1
    return (*result, *words[done:])


def _groups(units: Sequence[Unit], changes: Sequence[Change]) -> list[list[Change]]:
    """Changes that share a word are written down together."""
    groups: list[list[Change]] = []
    for change in changes:
        if groups and units[groups[-1][-1].end - 1].word >= units[change.first].word:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _merged(words: Sequence[Word], text: str, heard: str) -> Word:
    lengths = [max(1, len(word.text.strip())) for word in words]
    probability = sum(w.probability * n for w, n in zip(words, lengths, strict=True)) / sum(lengths)
    shown = [word.shown_s for word in words if word.shown_s is not None]
    return Word(
        text,
        words[0].start_s,
        words[-1].end_s,
        probability,
        shown_s=max(shown) if len(shown) == len(words) else None,
        heard=heard.strip(_EDGE),
    )
