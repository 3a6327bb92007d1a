"""The transcript of one answer with its marks: fillers, long pauses, unsure, mended, corrected and removed words."""

from __future__ import annotations

import itertools
from dataclasses import replace

from desktop.domain.correction import places
from desktop.domain.session import Answer
from desktop.domain.speech import Language, Span, Word
from desktop.report.clarity import UNSURE_BELOW
from desktop.report.figures import number, plain
from desktop.report.shape import Piece, PieceKind, PieceWord
from desktop.report.texts import Texts

LONG_PAUSE_S = 1.0
"""From one second on a pause counts as long (0.2 / 0.6 / 1 s: short, medium, long)."""


def long_pauses(answer: Answer) -> tuple[Span, ...]:
    """Pauses of at least ``LONG_PAUSE_S`` inside the answer: as measured from the sound, else between words."""
    if answer.voice is not None:
        inside = (Span(max(p.start_s, answer.start_s), min(p.end_s, answer.end_s)) for p in answer.voice.pauses)
        return tuple(pause for pause in inside if pause.duration_s >= LONG_PAUSE_S)
    pairs = itertools.pairwise(answer.words)
    between = (Span(before.end_s, after.start_s) for before, after in pairs)
    return tuple(pause for pause in between if pause.duration_s >= LONG_PAUSE_S)


def transcript(answer: Answer, language: Language, texts: Texts) -> tuple[Piece, ...]:
    """Words in order, neighbours without a mark joined, with pauses between the words they separate; no commands.
    Words that the person took out stand where they were heard."""
    waiting = list(long_pauses(answer))
    pieces: list[Piece] = []
    for word, place, kind in _placed(answer):
        middle = (word.start_s + word.end_s) / 2
        while waiting and (waiting[0].start_s + waiting[0].end_s) / 2 < middle:
            pause = waiting.pop(0)
            if pieces:
                seconds = number(pause.duration_s)
                pieces.append(Piece("pause", texts("answers.pause", seconds=seconds), pause.start_s, True))
        _append(pieces, word, place, kind, language)
    return tuple(pieces)


def _placed(answer: Answer) -> list[tuple[Word, tuple[int, int], PieceKind]]:
    """What is shown, the recognised words ``[first, end)`` that it stands for, and its mark."""
    placed = zip(answer.words, places(answer.words, answer.corrections), strict=True)
    shown = [(word, place, _kind(word)) for word, place in placed if word.kind != "command"]
    for made in answer.corrections:
        heard = (replace(word, text=word.heard or word.text, heard=None) for word in made.removed)
        shown += [(word, (made.first, made.end), "removed") for word in heard]
    return sorted((one for one in shown if plain(one[0].text)), key=lambda one: one[1][0])


def _append(pieces: list[Piece], word: Word, place: tuple[int, int], kind: PieceKind, language: Language) -> None:
    text = plain(word.text)
    last = pieces[-1] if pieces else None
    space = last is not None and (last.kind == "pause" or _spaced(last.text, text, language))
    if last is not None and last.kind == kind and (kind == "word" or _same_correction(last, kind, place)):
        joined = last.text + (" " if space else "") + text
        own = PieceWord(len(joined) - len(text), len(joined), *place)
        pieces[-1] = replace(last, text=joined, words=(*last.words, own))
    else:
        own = PieceWord(0, len(text), *place)
        pieces.append(Piece(kind, text, word.start_s, space, plain(word.heard or ""), (own,)))


def _same_correction(last: Piece, kind: PieceKind, place: tuple[int, int]) -> bool:
    return kind in ("corrected", "removed") and (last.words[0].first, last.words[0].last) == place


def _kind(word: Word) -> PieceKind:
    if word.corrected:
        return "corrected"
    if word.kind == "filler":
        return "filler"
    if word.heard is not None:
        return "mended"
    return "unsure" if word.probability < UNSURE_BELOW else "word"


def _spaced(before: str, after: str, language: Language) -> bool:
    """Whether a space stands between two words; Chinese has one only between Latin words."""
    if language == "en":
        return True
    return before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()


def as_text(pieces: tuple[Piece, ...]) -> str:
    """The marked transcript as one line of text, pauses included."""
    return "".join((" " if piece.space else "") + piece.text for piece in pieces)
