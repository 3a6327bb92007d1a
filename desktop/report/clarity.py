"""Words to practise: what the recogniser was least sure of. It never takes part in a score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.speech import Language, Span, Word, join_words
from desktop.scoring.lexicon import FUNCTION_WORDS, JOINTS, bare, is_cjk
from desktop.signals.usual_words import is_usual

UNSURE_BELOW = 0.5
"""Recognition probability under which a word is marked as unsure. The report says so under "how to read"."""

MOST_WORDS = 8
_TOGETHER_S = 0.3
_AROUND: dict[Language, int] = {"en": 2, "zh": 3}
_BREAK = re.compile(r"[^\w\s'’-]\s*$")
_DIGIT = re.compile(r"\d|[零〇一二两三四五六七八九十百千万亿]{2,}")
_PARTICLES = frozenset("呢吗吧啊嘛呀哦哈")


@dataclass(frozen=True, slots=True)
class UnsureWord:
    """A word in lower case with every time it was said. ``probability`` 0–1 is the mean over all of them; ``around`` is
    the first one among the words beside it, as they were recognised."""

    text: str
    probability: float
    around: str
    times: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """The words ``[first, end)`` of an answer, taken as one."""

    text: str
    probability: float
    time: Span
    answer: Sequence[Word]
    first: int
    end: int


def unsure_words(
    answers: Sequence[Sequence[Word]], language: Language, *, most: int = MOST_WORDS
) -> tuple[UnsureWord, ...]:
    """The words whose mean probability over all their times is below ``UNSURE_BELOW``, least sure first.

    Only words that rest on the recogniser: no fillers, commands, corrected or mended words; no digits; no function
    words, which everybody swallows; not the first word of an answer, which Whisper is hardly ever sure of. Chinese
    characters that make a usual word of two count as that word.
    """
    said: dict[str, list[_Unit]] = {}
    for answer in answers:
        for unit in _units([word for word in answer if word.kind != "command"]):
            if unit.first and not _left_out(unit.text, language):
                said.setdefault(unit.text, []).append(unit)
    found = [_word(group, language) for group in said.values()]
    unsure = (word for word in found if word.probability < UNSURE_BELOW)
    return tuple(sorted(unsure, key=lambda word: (word.probability, word.times[0].start_s))[:most])


def _left_out(text: str, language: Language) -> bool:
    if not text or _DIGIT.search(text) or text in JOINTS[language] or text in FUNCTION_WORDS["en"]:
        return True
    return all(character in FUNCTION_WORDS["zh"] or character in _PARTICLES for character in text)


def _word(group: list[_Unit], language: Language) -> UnsureWord:
    first = group[0]
    beside = _AROUND[language]
    around = join_words(list(first.answer[max(0, first.first - beside) : first.end + beside]), language)
    mean = sum(unit.probability for unit in group) / len(group)
    return UnsureWord(first.text, mean, around, tuple(unit.time for unit in group))


def _units(words: Sequence[Word]) -> Iterator[_Unit]:
    """Words as the recogniser wrote them; single Chinese characters in pairs where they make a usual word, else with
    the unsure ones beside them."""
    at = 0
    while at < len(words):
        end = at + 2 if _pair(words, at) else _run(words, at)
        if all(_own(word) for word in words[at:end]):
            text = "".join(bare(word.text) for word in words[at:end])
            mean = sum(word.probability for word in words[at:end]) / (end - at)
            yield _Unit(text, mean, Span(words[at].start_s, words[end - 1].end_s), words, at, end)
        at = end


def _run(words: Sequence[Word], at: int) -> int:
    """Where the unsure characters from ``at`` on end; a usual word after them is one of its own."""
    end = at + 1
    while _joined(words, end - 1) and _unsure(words[end - 1]) and _unsure(words[end]) and not _pair(words, end):
        end += 1
    return end


def _own(word: Word) -> bool:
    return word.kind == "word" and not word.corrected and word.heard is None


def _unsure(word: Word) -> bool:
    return word.probability < UNSURE_BELOW


def _joined(words: Sequence[Word], at: int) -> bool:
    """Whether words ``at`` and ``at + 1`` are Chinese characters said in one go."""
    if at + 1 >= len(words) or _BREAK.search(words[at].text) or not (_own(words[at]) and _own(words[at + 1])):
        return False
    first, second = bare(words[at].text), bare(words[at + 1].text)
    single = len(first) == len(second) == 1 and is_cjk(first) and is_cjk(second)
    return single and words[at + 1].start_s - words[at].end_s < _TOGETHER_S


def _pair(words: Sequence[Word], at: int) -> bool:
    return _joined(words, at) and is_usual(bare(words[at].text) + bare(words[at + 1].text))
