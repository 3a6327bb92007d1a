"""Answers as a recogniser would have misheard them: words that sound alike, words lost, words added, in bursts.

How often which is in ``HABITS``, as ``hearing_errors.py`` counts it in what the real recogniser hears.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import Style, pinyin

from desktop.domain.speech import Language
from desktop.interview.bank import shipped_bank
from desktop.resources import assets_dir
from desktop.scoring.lexicon import FUNCTION_WORDS
from models.letter_sounds import LetterSounds
from models.phonemes_en import EnglishPhonemes, read_respellings

# Numbers are not among them: they are written as digits, which no other word sounds like.
_PIECE: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*"),
    "zh": re.compile(r"[\u3400-\u9fff]|[A-Za-z]+"),
}
_ADDED: Mapping[Language, tuple[str, ...]] = {
    "en": ("a", "the", "and", "of", "to", "it", "in"),
    "zh": ("的", "了", "是", "个", "一", "就", "那"),
}
# What speakers and recognisers mix up, as in ``desktop/signals/mending.py``.
_FOLDS = ((r"^([zcs])h", r"\1"), (r"^n(?=.)", "l"), (r"ng$", "n"))
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_VOICED = frozenset(("pb", "td", "kɡ", "fv", "sz", "ʃʒ", "ʧʤ", "θð", "mn", "nŋ", "Td", "Tt"))
_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Habits:
    """How a recogniser errs. ``deleted`` and ``inserted`` are shares of its errors, the others put something else in
    place; ``goes_on`` is the chance that the next word is wrong, too; ``content`` is how many times likelier a word
    with a meaning is hit than a function word; ``same_sound`` is the share of wrong Chinese characters that have the
    syllable of the right one."""

    deleted: float
    inserted: float
    goes_on: float
    content: float
    same_sound: float = 1.0


HABITS: Mapping[Language, Habits] = {
    "en": Habits(deleted=0.13, inserted=0.2, goes_on=0.35, content=1.5),
    "zh": Habits(deleted=0.02, inserted=0.01, goes_on=0.3, content=1.4, same_sound=0.7),
}
"""From 15 errors in English and 145 in Chinese, a third of the clips in noise. Chinese is put between a clear voice
(5 % of the characters wrong, nearly all of them by the same sound) and one in noise (18 %, a third of them)."""


def misheard(text: str, language: Language, rate: float, seed: int) -> str:
    """``text`` with the share ``rate`` (0–1) of its words, in Chinese of its characters, wrong. The same for a seed."""
    chance = random.Random(f"{seed} {text}")
    pieces = [match.span() for match in _PIECE[language].finditer(text)]
    wrong = _places([text[a:b] for a, b in pieces], language, round(rate * len(pieces)), chance)
    habits, out, done = HABITS[language], "", 0
    for place in sorted(wrong):
        begin, end = pieces[place]
        if begin < done:
            continue
        out += text[done:begin]
        done = end
        fate = chance.random()
        if fate < habits.deleted:
            continue
        if fate < habits.deleted + habits.inserted:
            out += text[begin:end] + (" " if language == "en" else "") + chance.choice(_ADDED[language])
            continue
        pair = pieces[place + 1] if place + 1 in wrong and pieces[place + 1][0] == end else None
        if language == "zh" and pair and (words := _same_sound_words(text[begin : pair[1]])):
            out, done = out + chance.choice(words), pair[1]
        else:
            out += _alike(text[begin:end], chance, habits)
    return re.sub("  +", " ", out + text[done:]).strip()


def _places(pieces: Sequence[str], language: Language, count: int, chance: random.Random) -> set[int]:
    """Which pieces are wrong: ``count`` of them, in bursts, content words more often."""
    habits, function = HABITS[language], FUNCTION_WORDS[language]
    weights = [1.0 if piece.lower() in function else habits.content for piece in pieces]
    wrong: set[int] = set()
    while len(wrong) < count:
        (place,) = chance.choices(range(len(pieces)), weights)
        while place < len(pieces) and len(wrong) < count:
            wrong.add(place)
            place += 1
            if chance.random() >= habits.goes_on:
                break
    return wrong


def _alike(piece: str, chance: random.Random, habits: Habits) -> str:
    if piece.isascii():
        found = chance.choice(_nearest_words(piece.lower()))
        return found.capitalize() if piece[0].isupper() and len(piece) > 1 else found
    others = _same_sound(piece) if chance.random() < habits.same_sound else _near_sound(piece)
    return chance.choice(others or _near_sound(piece))


# -- English -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _nearest_words(word: str) -> tuple[str, ...]:
    """The few other words of the bank that sound most like it, the likest first and most often."""
    own = sound_of(word)
    sounds = _sounds_in(own)
    unlike = {
        other: (sounds ^ inside).bit_count() + abs(len(_english()[other]) - len(own))
        for other, inside in _english_sounds().items()
    }
    likely = sorted(unlike, key=lambda other: (unlike[other], other))[:40]
    ranked = sorted((distance(own, _english()[other]), other) for other in likely if other != word)
    nearest = [other for _, other in ranked[:_NEAREST]]
    return tuple(nearest[:1] * 3 + nearest[1:])


@cache
def _english() -> dict[str, str]:
    """Words of the English questions, with their sounds."""
    texts = [
        " ".join((question.text, question.reference_answer, *(point.text for point in question.key_points)))
        for question in shipped_bank().questions
        if question.language == "en"
    ]
    words = {word.lower() for text in texts for word in _PIECE["en"].findall(text)}
    return {word: sound_of(word) for word in sorted(words) if len(word) > 1 or word in "ai"}


@cache
def _english_sounds() -> dict[str, int]:
    return {word: _sounds_in(sound) for word, sound in _english().items()}


def _sounds_in(sound: str) -> int:
    """Which sounds are there, a bit for each."""
    return sum(1 << ord(one) % 61 for one in set(sound))


@cache
def _speaker() -> EnglishPhonemes:
    folder = assets_dir() / "voices"
    lexicon = tomllib.loads((folder / "lexicon.toml").read_text(encoding="utf-8"))
    return EnglishPhonemes(read_respellings(lexicon["en"]), LetterSounds(folder / "letters_en.npz"))


@lru_cache(maxsize=20000)
def sound_of(word: str) -> str:
    """The word's phonemes without stress."""
    return re.sub("[ˈˌ]", "", _speaker().word(word))


def distance(left: str, right: str) -> float:
    """Edit distance of two sounds; a vowel for another, or voiced for voiceless, is half an edit."""
    row = [float(i) for i in range(len(right) + 1)]
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], float(i)
        for j, b in enumerate(right, 1):
            near = (a in _VOWELS and b in _VOWELS) or a + b in _VOICED or b + a in _VOICED
            cost = 0.0 if a == b else 0.5 if near else 1.0
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
    return row[-1]


# -- Mandarin ----------------------------------------------------------------------------------------------------------


def _same_sound(character: str) -> list[str]:
    return [other for other in _by_sound().get(syllable(character), ()) if other != character]


def _near_sound(character: str) -> list[str]:
    """Characters with another syllable that differs only in what is often mixed up, else only in its first or last
    sound."""
    own = syllable(character)
    folded = [sound for sound in _by_sound() if sound != own and _folded(sound) == _folded(own)]
    similar = folded or [
        sound for sound in _by_sound() if sound != own and own[:1] + own[-1:] == sound[:1] + sound[-1:]
    ]
    return [other for sound in similar for other in _by_sound()[sound][:3]] or ["的"]


def _same_sound_words(pair: str) -> list[str]:
    """Other usual words of two characters with the same syllables; empty when ``pair`` is no such word."""
    seconds = _usual()
    if pair[1:] not in seconds.get(pair[:1], ""):
        return []
    first, second = (_by_sound().get(syllable(character), ()) for character in pair)
    return [a + b for a in first for b in second if a + b != pair and b in seconds.get(a, "")]


@cache
def _usual() -> dict[str, str]:
    lines = (assets_dir() / "terms" / "usual_zh.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if line and not line.startswith("#")}


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    """The five characters of each syllable that stand in most usual words."""
    uses = Counter("".join(first + seconds for first, seconds in _usual().items()))
    sounds: dict[str, list[str]] = {}
    for character, _ in uses.most_common():
        sounds.setdefault(syllable(character), []).append(character)
    return {sound: tuple(characters[:5]) for sound, characters in sounds.items()}


@lru_cache(maxsize=20000)
def syllable(character: str) -> str:
    """The character's usual reading without tone."""
    return str(pinyin(character, style=Style.NORMAL)[0][0])


@cache
def _folded(sound: str) -> str:
    for pattern, by in _FOLDS:
        sound = re.sub(pattern, by, sound)
    return sound
