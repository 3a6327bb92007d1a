"""Technical terms that were heard as other words of the same sound, written as the terms they are.

The recogniser spells 偏置 as 偏制 and softmax as "soft max". Where a stretch of words sounds like a term that is
expected, and makes no sense as it stands, the term takes its place. What makes sense stays, whatever it sounds like:
找回密码 with 召回 among the terms, 参数两千万 with 参数量. Nothing is added that was not heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.domain.speech import Language, Word
from desktop.signals.mandarin import folded, readings
from desktop.signals.rewriting import Change, Unit, line_of, rewritten, units_of
from desktop.signals.usual_words import is_english, is_usual

_CHINESE = re.compile(r"[㐀-鿿]+")
_TONE, _NEAR = 0.2, 0.3
# What all syllables of a term may cost, by their number (of more than four as of four). Two of them are soon said by
# chance: their tones may differ only where the term is expected.
_MOST_EXPECTED = {2: 0.2, 3: 0.4, 4: 0.6}
_MOST_KNOWN = {**_MOST_EXPECTED, 2: 0.0}
# "set up" is not the setup, nor "roll back" the rollback.
_PARTICLES = frozenset(("up", "down", "in", "out", "on", "off", "over", "back", "by", "away", "through", "together"))
# A term may have been heard as so many words, and must have so many sounds to be known by them.
_MOST_PARTS, _SHORTEST_SOUND = 4, 5
_ENGLISH_FOLDS = (
    (r"ph", "f"), (r"^kn", "n"), (r"^wr", "r"), (r"ck|qu|q|c(?![eihy])", "k"), (r"c(?=[eiy])|z", "s"), (r"x", "ks"),
    (r"b", "p"), (r"d", "t"), (r"g", "k"), (r"v", "f"), (r"[aeiouyw]+", "a"), (r"(.)\1+", r"\1"),
)  # fmt: skip
_ALSO_READ = {"重": ("chong2",), "差": ("cha1",), "长": ("chang2",), "调": ("tiao2",), "行": ("hang2",)}
# Characters that are words by themselves. Where only they differ from the term (卷积和池化) they were meant.
_OWN_WORDS = frozenset(
    "的了着过和与或及跟同在是有为被把让给对从到向往于以用就都也还又再才只很更最太不没别这那此其之他她它我你您们谁某每各"
    "一二三四五六七八九十百千万两几多少个些种次层级位条项类步点上下里外中内前后左右大小高低好坏新旧早晚快慢来去会能要可"
    "得地所如若因但而且则即并等吗呢吧啊嗯呃哦"
)


@dataclass(frozen=True, slots=True)
class _Match:
    """Units ``[first, end)`` sound like ``term``; ``mended`` is False where they are written like it already."""

    first: int
    end: int
    term: str
    cost: float
    mended: bool


def mend_terms(
    words: Sequence[Word], terms: Sequence[str], language: Language, *, known: Sequence[str] = ()
) -> tuple[Word, ...]:
    """``words`` with mis-spelt ``terms`` set right; the others are the same objects, in the same order.

    ``terms`` are expected here, ``known`` are those of the trade, which may come up anywhere and must fit better.
    The recogniser's probability is no evidence: it is as sure of 项量 for 向量 as of what it heard right.
    A mended word stands for all the words it replaces: it has their times, the mean of their probabilities by length,
    and in ``heard`` what they were. Fillers and spoken commands are left alone.
    """
    line, places = line_of(words, language)
    units = units_of(words, line, places)
    changes = [Change(found.first, found.end, found.term) for found in _chosen(units, terms, known, language)]
    return rewritten(words, line, places, units, changes)


def _chosen(units: Sequence[Unit], terms: Sequence[str], known: Sequence[str], language: Language) -> list[_Match]:
    """Matches that do not overlap, the longest first, of those a term that stands there as it is."""
    found: list[_Match] = []
    places: dict[str, list[int]] = {}
    for place, unit in enumerate(units):
        places.setdefault(folded(_usual_reading(unit.text)), []).append(place)
    expected = frozenset(terms)
    for term in dict.fromkeys((*terms, *known)):
        if _CHINESE.fullmatch(term):
            sounds = {folded(reading) for reading in _readings(term)[0]}
            begins = sorted(place for sound in sounds for place in places.get(sound, ()))
            most = (_MOST_EXPECTED if term in expected else _MOST_KNOWN).get(min(len(term), 4), 0.0)
            found += _chinese_matches(units, term, begins, most)
        elif len(term) > 1 and term.isascii():
            found += _latin_matches(units, term, language)
    taken: set[int] = set()
    chosen = []
    for match in sorted(found, key=lambda match: (match.first - match.end, match.mended, match.cost, match.first)):
        own = range(match.first, match.end)
        if taken.isdisjoint(own):
            taken.update(own)
            chosen.append(match)
    return [match for match in sorted(chosen, key=lambda match: match.first) if match.mended]


# -- Mandarin ----------------------------------------------------------------------------------------------------------


def _chinese_matches(units: Sequence[Unit], term: str, begins: Sequence[int], most: float) -> Iterator[_Match]:
    """``begins`` are the units that sound like the first character of ``term``, ``most`` is what it may cost."""
    wanted, size = _readings(term), len(term)
    for first in begins:
        span = units[first : first + size]
        if len(span) < size or not all(unit.glued for unit in span[1:]):
            continue
        other = [unit for unit, char in zip(span, term, strict=True) if unit.text != char]
        if not other:
            yield _Match(first, first + size, term, 0.0, False)
            continue
        cost = 0.0
        for unit, sounds in zip(span, wanted, strict=True):
            cost += _syllable_cost(unit.text, sounds)
            if cost >= 1:
                break
        if cost <= most and not _makes_sense(units, first, term):
            yield _Match(first, first + size, term, cost, True)


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[frozenset[str], ...]:
    """The readings that each character of a term may have, with their tone numbers: as pypinyin reads the whole term
    and the character, and where it does not know the term (重绘, 残差) the one that it misses."""
    return tuple(
        frozenset((reading, _usual_reading(char), *_ALSO_READ.get(char, ())))
        for reading, char in zip(readings(text), text, strict=True)
    )


@lru_cache(maxsize=4096)
def _usual_reading(text: str) -> str:
    """Of a character that was heard the usual reading counts: the recogniser writes what is usual."""
    return readings(text)[0]


def _syllable_cost(heard: str, wanted: frozenset[str]) -> float:
    """0 for the same syllable and tone, 1 for another syllable."""
    return min(_reading_cost(_usual_reading(heard), reading) for reading in wanted)


def _reading_cost(heard: str, wanted: str) -> float:
    if heard == wanted:
        return 0.0
    cost = 0.0 if heard[-1] == wanted[-1] else _TONE
    if heard[:-1] != wanted[:-1]:
        cost += _NEAR if folded(heard) == folded(wanted) else 1.0
    return cost


def _makes_sense(units: Sequence[Unit], first: int, term: str) -> bool:
    """Whether what was heard in place of ``term`` can have been meant."""
    size = len(term)
    other = [place for place in range(size) if units[first + place].text != term[place]]
    # A usual word that reaches over the edge of the stretch: 比较差别 is no 交叉, 预测时 no 测试.
    if (size == 2 or 0 in other) and is_usual(_pair(units, first - 1)):
        return True
    if (size == 2 or size - 1 in other) and is_usual(_pair(units, first + size - 1)):
        return True
    heard = "".join(unit.text for unit in units[first : first + size])
    if size == 2:
        return is_usual(heard) or not _OWN_WORDS.isdisjoint(heard)
    at_edge = other[0] == 0 or other[-1] == size - 1
    return (at_edge and all(heard[place] in _OWN_WORDS for place in other)) or _is_made_of_words(heard)


def _is_made_of_words(text: str) -> bool:
    """Whether usual words of one or two characters make up all of it: 政府只比."""
    if not text:
        return True
    if text[0] in _OWN_WORDS and _is_made_of_words(text[1:]):
        return True
    return is_usual(text[:2]) and _is_made_of_words(text[2:])


def _pair(units: Sequence[Unit], at: int) -> str:
    """The characters of units ``at`` and ``at + 1``; empty where they are not both there and side by side."""
    if at < 0 or at + 1 >= len(units) or not units[at + 1].glued:
        return ""
    return units[at].text + units[at + 1].text


# -- Latin letters -----------------------------------------------------------------------------------------------------


def _latin_matches(units: Sequence[Unit], term: str, language: Language) -> Iterator[_Match]:
    """Words with the letters of the term, and what is no word but has the sound of it.

    In English speech the term must be a name that no dictionary has either; in Chinese speech English words are rare
    enough to be the expected ones.
    """
    letters, sound = _letters(term), _english_sound(term)
    for first in range(len(units)):
        written = ""
        for end in range(first + 1, min(first + _MOST_PARTS, len(units)) + 1):
            unit = units[end - 1]
            if (end > first + 1 and not unit.glued) or not unit.text.isascii():
                break
            written += _letters(unit.text)
            if written == letters:
                split = end - first > 1 and term.isalnum() and unit.text.lower() not in _PARTICLES
                yield _Match(first, end, term, 0.0, split)
            elif len(sound) >= _SHORTEST_SOUND and _english_sound(written) == sound:
                names = [*(part.text for part in units[first:end]), *([term] if language == "en" else [])]
                if not any(is_english(name) for name in names):
                    yield _Match(first, end, term, _NEAR, True)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9+#]", "", text.lower())


@lru_cache(maxsize=4096)
def _english_sound(text: str) -> str:
    """A spelling near the sound: consonants of one sound as one letter, runs of vowels as one."""
    sound = _letters(text)
    for pattern, by in _ENGLISH_FOLDS:
        sound = re.sub(pattern, by, sound)
    return sound
