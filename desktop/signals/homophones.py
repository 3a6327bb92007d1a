"""Ordinary Mandarin words that were heard as others of the same sound, written as the ones that make sense here.

The recogniser writes 带马 for 代码 and 成 for 乘, and is as sure of it as of what it heard right. A language model
reads the answer after its question. Where it would rather have gone on with something of the same sound, both ways are
read a little further; what makes the better sense by far stands. Nothing is added that was not heard: every syllable
stays, or becomes one that is often mixed up with it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.speech import Word
from desktop.signals.mandarin import folded, readings
from desktop.signals.rewriting import Change, Unit, line_of, rewritten, units_of
from models.continued_text import ContinuedText
from models.language import LanguageModel, Tokens

_LONGEST_TOKEN = 4
_CHINESE = re.compile(rf"[㐀-鿿]{{1,{_LONGEST_TOKEN}}}")
_FRAME = "面试官：{question}\n候选人：{before}"
# Tokens that are weighed together, and characters after them that both ways are read on to.
_PIECE, _FOLLOW = 12, 8
# A reading begins again with the last words before it, so that no answer is too long for the model.
_LONGEST, _BEFORE = 600, 60
# Natural logarithms. A proposal is looked into when it is this likely by itself and beside what was heard.
_LIKELY, _BESIDE, _MOST = -14.0, -1.0, 3
# After so many characters it is given up when so far behind; in the end it is taken when so far ahead.
_FIRST_LOOK, _BEHIND, _AHEAD = 2, -4.0, 4.0
# What each syllable of another tone costs, and each that is only often mixed up with what was heard.
_TONE, _NEAR = 0.5, 1.5
# Tokens of several ways that are read in one step, half a second on two cores, and how often a piece is gone over.
_AT_ONCE, _ROUNDS = 32, 4
_LEARNT_AT_ONCE = 20_000
# These sound the same, and nobody can tell from the sense which was meant.
_PRONOUNS = frozenset("他她它")


@dataclass(frozen=True, slots=True)
class _Homophone:
    token: int
    text: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """Instead of what stands at character ``at`` of a piece, before its token ``place``, ``text`` at ``price``."""

    place: int
    at: int
    text: str
    price: float


class HomophoneMender:
    """Sets right with ``model``, of which it must know what sounds alike (``learning``)."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._by_sound: dict[tuple[str, ...], list[_Homophone]] = {}

    def learning(self) -> Generator[None, None, None]:
        """Finds out which tokens sound alike: two or three seconds of work once, a step at a time."""
        if self._by_sound:
            return
        by_sound: dict[tuple[str, ...], list[_Homophone]] = {}
        for token, text in enumerate(self._model.vocabulary()):
            if _CHINESE.fullmatch(text):
                sounds = readings(text)
                by_sound.setdefault(tuple(map(folded, sounds)), []).append(_Homophone(token, text, sounds))
            if not token % _LEARNT_AT_ONCE:
                yield
        self._by_sound = by_sound

    def mending(self, words: Sequence[Word], question: str) -> Generator[None, None, tuple[Word, ...]]:
        """``words`` of an answer to ``question`` with homophones set right, a step at a time.

        Words that were mended before, fillers and spoken commands stay. A mended word has in ``heard`` what it was.
        """
        yield from self.learning()
        line, places = line_of(words, "zh")
        units = [unit for unit in units_of(words, line, places) if words[unit.word].heard is None]
        free = {unit.begin for unit in units if _CHINESE.fullmatch(unit.text)}
        written = ""
        for start in range(0, len(line), _LONGEST):
            before = written[max(0, start - _BEFORE) : start]
            text = ContinuedText(self._model, _FRAME.format(question=question, before=before))
            end = min(len(line), start + _LONGEST)
            written += yield from self._spell(text, line[start:end], {at - start for at in free if start <= at < end})
        return rewritten(words, line, places, units, _changes(units, line, written))

    def _spell(self, text: ContinuedText, line: str, free: set[int]) -> Generator[None, None, str]:
        """``line`` as it is to be written. Only what stands at ``free`` may change."""
        done = 0
        while done < len(line):
            # More than the tokens of a piece, and no more than it takes to find them.
            _, ends = text.split(line[done : done + _LONGEST_TOKEN * _PIECE])
            size = next(end for end in ends[min(_PIECE, len(ends)) - 1 :] if end)
            known: set[tuple[int, str, str]] = set()
            for _ in range(_ROUNDS):
                piece = line[done : done + size + _FOLLOW]
                tokens, ends = text.split(piece)
                text.read(tokens)
                yield
                open_to = {at - done for at in free if done <= at < done + size}
                ways = [way for way in self._ways(text, piece, tokens, ends, open_to) if _new(way, piece, known)]
                if not ways:
                    break
                chosen = yield from _weighed(text, piece, tokens, ends, ways)
                if not chosen:
                    break
                for way in chosen:
                    begin = done + way.at
                    line = line[:begin] + way.text + line[begin + len(way.text) :]
                size = max(size, *(way.at + len(way.text) for way in chosen))
            tokens, _ = text.split(line[done : done + size])
            text.read(tokens)
            text.keep()
            yield
            done += size
        return line

    def _ways(
        self, text: ContinuedText, piece: str, tokens: Tokens, ends: Sequence[int], free: set[int]
    ) -> Iterator[_Way]:
        own = [text.log_probability(place, token) for place, token in enumerate(tokens)]
        sounds = readings(piece)
        for place, at in enumerate((0, *ends[:-1])):
            if place and at == (0, *ends)[place - 1]:
                continue
            found = []
            for size in range(1, _LONGEST_TOKEN + 1):
                if not free.issuperset(range(at, at + size)):
                    break
                covering = next(n for n, end in enumerate(ends) if end >= at + size) + 1
                stands = sum(own[place:covering])
                for one in self._by_sound.get(tuple(map(folded, sounds[at : at + size])), ()):
                    if not _another(one.text, piece[at : at + size]):
                        continue
                    likely = text.log_probability(place, one.token)
                    price = sum(map(_price, sounds[at : at + size], one.readings))
                    if likely > _LIKELY and likely - stands - price > _BESIDE:
                        found.append((likely - stands - price, _Way(place, at, one.text, price)))
            found.sort(key=lambda one: -one[0])
            yield from (way for _, way in found[:_MOST])


def _weighed(
    text: ContinuedText, piece: str, tokens: Tokens, ends: Sequence[int], ways: Sequence[_Way]
) -> Generator[None, None, list[_Way]]:
    """Those of ``ways`` that make the better sense, none of them side by side; the one that is furthest ahead first."""
    own = [text.log_probability(place, token) for place, token in enumerate(tokens)]
    whole = [text.split(way.text + piece[way.at + len(way.text) :]) for way in ways]
    looks = []
    for way, (continued, reaches) in zip(ways, whole, strict=True):
        enough = len(way.text) + _FIRST_LOOK
        looks.append(continued[: next((n for n, end in enumerate(reaches) if end >= enough), len(reaches)) + 1])
    likely = yield from _read(text, [(way.place, look) for way, look in zip(ways, looks, strict=True)])
    promising = []
    for way, look, (continued, reaches), sum_ in zip(ways, looks, whole, likely, strict=True):
        reached = way.at + reaches[len(look) - 1]
        until = next((n for n, end in enumerate(ends) if end >= reached), len(ends)) + 1
        if sum_ - sum(own[way.place : until]) - way.price > _BEHIND:
            promising.append((way, continued))
    likely = yield from _read(text, [(way.place, continued) for way, continued in promising])
    ahead = [(sum_ - sum(own[way.place :]) - way.price, way) for (way, _), sum_ in zip(promising, likely, strict=True)]
    chosen: list[_Way] = []
    taken: set[int] = set()
    for gain, way in sorted(ahead, key=lambda one: -one[0]):
        span = range(way.at, way.at + len(way.text))
        if gain > _AHEAD and taken.isdisjoint(range(span.start - 1, span.stop + 1)):
            taken.update(span)
            chosen.append(way)
    return chosen


def _read(text: ContinuedText, ways: Sequence[tuple[int, Tokens]]) -> Generator[None, None, list[float]]:
    likely: list[float] = []
    batch: list[tuple[int, Tokens]] = []
    for way in ways:
        if batch and sum(len(tokens) for _, tokens in (*batch, way)) > _AT_ONCE:
            likely += text.others(batch)
            yield
            batch = []
        batch.append(way)
    if batch:
        likely += text.others(batch)
        yield
    return likely


def _new(way: _Way, piece: str, known: set[tuple[int, str, str]]) -> bool:
    """Whether it has not been weighed yet beside the same neighbours."""
    seen = (way.at, way.text, piece[max(0, way.at - 2) : way.at + len(way.text) + 2])
    if seen in known:
        return False
    known.add(seen)
    return True


def _another(text: str, heard: str) -> bool:
    other = [(a, b) for a, b in zip(text, heard, strict=True) if a != b]
    return bool(other) and not any(_PRONOUNS.issuperset(pair) for pair in other)


def _price(heard: str, wanted: str) -> float:
    if heard == wanted:
        return 0.0
    return (_TONE if heard[-1:] != wanted[-1:] else 0.0) + (_NEAR if heard[:-1] != wanted[:-1] else 0.0)


def _changes(units: Sequence[Unit], line: str, written: str) -> list[Change]:
    """What was written otherwise, neighbours together."""
    other = [place for place, unit in enumerate(units) if written[unit.begin : unit.end] != unit.text]
    runs = []
    for _, run in itertools.groupby(enumerate(other), key=lambda pair: pair[1] - pair[0]):
        own = [place for _, place in run]
        runs.append(Change(own[0], own[-1] + 1, written[units[own[0]].begin : units[own[-1]].end]))
    return runs
