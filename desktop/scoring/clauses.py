"""Cuts an answer into clauses, with or without punctuation, keeping what was said verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.speech import WRITTEN_WORD, Language, Word, join_words
from desktop.scoring.lexicon import FILLERS, JOINTS, bare, units

_PAUSE_S = 0.6  # a medium pause; shorter ones fall inside phrases
_SENTENCE_END = ".!?;。！？；"
_BREAK = ",:，：—"
_LIMITS = {"en": (4, 9, 26), "zh": (6, 14, 44)}  # least units of a clause, before a joint, most


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the answer. ``text`` is verbatim, characters ``[begin, end)`` of ``answer_text``; ``match`` is it
    without fillers; ``position`` counts clauses from 0; times None for typed text."""

    text: str
    match: str
    start_s: float | None
    end_s: float | None
    begin: int = 0
    end: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or in typed Chinese a character, and where it stands in the text."""

    begin: int
    end: int
    start_s: float | None
    end_s: float | None
    filler: bool


def answer_text(spoken: Sequence[Word] | str, language: Language) -> str:
    """The answer as one string; commands left out."""
    return spoken.strip() if isinstance(spoken, str) else join_words(tuple(spoken), language)


def split(spoken: Sequence[Word] | str, language: Language) -> tuple[Clause, ...]:
    """Clauses of an answer in order; their texts are substrings of ``answer_text``. Empty for silence."""
    text = answer_text(spoken, language)
    pieces = _typed(text, language) if isinstance(spoken, str) else _placed(text, spoken, language)
    groups: list[list[_Piece]] = []
    current: list[_Piece] = []
    for index, piece in enumerate(pieces):
        if current and _breaks(text, pieces, index, current, language):
            groups.append(current)
            current = []
        current.append(piece)
    if current:
        groups.append(current)
    joined = _joined(text, groups, language)
    return tuple(_clause(text, group, language, position) for position, group in enumerate(joined))


def _clause(text: str, group: list[_Piece], language: Language, position: int) -> Clause:
    said = [piece for piece in group if not piece.filler]
    match = " ".join(text[piece.begin : piece.end] for piece in said) if language == "en" else _glue(text, said)
    begin, end = group[0].begin, group[-1].end
    return Clause(text[begin:end], match.strip(), group[0].start_s, group[-1].end_s, begin, end, position)


def _glue(text: str, pieces: list[_Piece]) -> str:
    """Chinese pieces with the spaces they had, so that two Latin words do not grow together."""
    out = ""
    for index, piece in enumerate(pieces):
        gap = text[pieces[index - 1].end : piece.begin] if index else ""
        out += (" " if gap.isspace() else "") + text[piece.begin : piece.end]
    return out


def _size(text: str, group: list[_Piece], language: Language) -> int:
    return len(units(text[group[0].begin : group[-1].end], language))


def _breaks(text: str, pieces: list[_Piece], index: int, current: list[_Piece], language: Language) -> bool:
    """Whether a clause ends before piece ``index``."""
    least, joint, most = _LIMITS[language]
    size = _size(text, current, language)
    before, piece = pieces[index - 1], pieces[index]
    last = text[before.begin : before.end][-1:]
    if size >= most:
        return True
    if last in _SENTENCE_END and size >= 2:
        return True
    if last in _BREAK and size >= least:
        return True
    if before.end_s is not None and piece.start_s is not None and piece.start_s - before.end_s >= _PAUSE_S:
        return size >= least
    return size >= joint and _at_joint(text[piece.begin : piece.begin + 20], language)


def _at_joint(rest: str, language: Language) -> bool:
    rest = rest.lower()
    if language == "zh":
        return rest.startswith(JOINTS["zh"])
    return any(re.match(re.escape(word) + r"\b", rest) for word in JOINTS["en"])


def _joined(text: str, groups: list[list[_Piece]], language: Language) -> list[list[_Piece]]:
    """A crumb at the end belongs to the clause before it."""
    if len(groups) > 1 and _size(text, groups[-1], language) < 2:
        return [*groups[:-2], groups[-2] + groups[-1]]
    return groups


def _is_filler(shown: str, language: Language) -> bool:
    return bare(shown).strip("-") in FILLERS[language]


def _typed(text: str, language: Language) -> list[_Piece]:
    found = (match.span() for match in WRITTEN_WORD[language].finditer(text))
    return [_Piece(begin, end, None, None, _is_filler(text[begin:end], language)) for begin, end in found]


def word_places(text: str, words: Sequence[Word]) -> Iterator[tuple[Word, int, int]]:
    """The words of ``text`` (``answer_text``), without commands, each with the characters ``[begin, end)`` it takes."""
    end = 0
    for word in words:
        shown = word.text.strip()
        if word.kind == "command" or not shown:
            continue
        begin = text.index(shown, end)
        end = begin + len(shown)
        yield word, begin, end


def _placed(text: str, words: Sequence[Word], language: Language) -> list[_Piece]:
    pieces: list[_Piece] = []
    for word, begin, end in word_places(text, words):
        shown = text[begin:end]
        filler = word.kind == "filler" or _is_filler(shown, language)
        if not re.search(r"\w", shown) and pieces:
            last = pieces.pop()
            pieces.append(_Piece(last.begin, end, last.start_s, last.end_s, last.filler))
            continue
        pieces.append(_Piece(begin, end, word.start_s, word.end_s, filler))
    return pieces
