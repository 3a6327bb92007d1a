"""A person's corrections of a transcript: typed words that stand for words of the recogniser, which are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.speech import WRITTEN_WORD, Language, Word, join_words


@dataclass(frozen=True, slots=True)
class Correction:
    """``words`` stand for the words ``[first, end)`` of an answer as they were recognised, counted from 0.

    Without ``words`` nothing was said there, and ``removed`` are the recognised ones; else it is empty."""

    first: int
    end: int
    words: tuple[Word, ...]
    removed: tuple[Word, ...] = ()


def apply(recognised: Sequence[Word], corrections: Sequence[Correction]) -> tuple[Word, ...]:
    """The answer's words as corrected. ``corrections`` in order, not overlapping."""
    words: list[Word] = []
    done = 0
    for correction in corrections:
        words += [*recognised[done : correction.first], *correction.words]
        done = correction.end
    return (*words, *recognised[done:])


def places(words: Sequence[Word], corrections: Sequence[Correction]) -> tuple[tuple[int, int], ...]:
    """For each of the corrected ``words`` the recognised ones ``[first, end)`` that it stands for."""
    found: list[tuple[int, int]] = []
    at = 0
    for correction in corrections:
        found += [(place, place + 1) for place in range(at, correction.first)]
        found += [(correction.first, correction.end)] * len(correction.words)
        at = correction.end
    rest = len(words) - len(found)
    return (*found, *((place, place + 1) for place in range(at, at + rest)))


def with_correction(corrections: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """``new`` takes the place of all that it touches."""
    kept = [one for one in corrections if one.end <= new.first or new.end <= one.first]
    return tuple(sorted([*kept, new], key=lambda one: one.first))


def without_correction(corrections: Sequence[Correction], first: int, end: int) -> tuple[Correction, ...]:
    """What stands for a recognised word in ``[first, end)`` is taken back."""
    return tuple(one for one in corrections if one.end <= first or end <= one.first)


def typed_words(text: str, replaced: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """``text`` as words in the time of those that it replaces, in proportion to their length; empty for a blank text.

    Each has in ``heard`` everything that the recogniser wrote there, and in ``probability`` the mean of what it gave
    to that: how sure it was of what it heard, not of what the person typed.
    """
    parts = WRITTEN_WORD[language].findall(text)
    start_s, end_s = replaced[0].start_s, replaced[-1].end_s
    heard = join_words([replace(word, text=word.heard or word.text) for word in replaced], language)
    probability = sum(word.probability for word in replaced) / len(replaced)
    total = sum(len(part) for part in parts)
    words: list[Word] = []
    length = 0
    for part in parts:
        begin_s = start_s + (end_s - start_s) * length / total
        length += len(part)
        stop_s = start_s + (end_s - start_s) * length / total
        words.append(Word(part, begin_s, stop_s, probability, heard=heard, corrected=True))
    return tuple(words)


def recogniser_confidence(words: Sequence[Word]) -> float | None:
    """Mean probability 0–1 of the words that rest on the recogniser; None without any.

    Words that a person typed are left out: they were neither recognised well nor badly.
    """
    heard = [word.probability for word in words if word.kind != "command" and not word.corrected]
    return sum(heard) / len(heard) if heard else None
