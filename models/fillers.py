"""Which words are fillers: hesitation sounds always, ordinary words only when clearly used as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.speech import Language, Word

_PUNCTUATION = re.compile(r"[^\w'’-]+")
# Sounds that carry no meaning in any position. Acknowledgements (mhm, uh-huh) are not fillers.
_SOUNDS_EN = re.compile(r"^(u+m+|u+h+|u+h+m+|e+r+|e+r+m+|h+m+|m+m+|a+h+|eh+)$")
_SOUNDS_ZH = re.compile(r"^[嗯呃唔嗯]+$")
# Sounds in isolation, but also word parts or final particles (额度, 好啊).
_SOUNDS_ZH_ALONE = re.compile(r"^[额啊诶欸哦]+$")
_PHRASES: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (("you", "know"), ("y'know",), ("yknow",), ("i", "mean"), ("like",)),
    "zh": (("就", "是", "说"), ("那", "个"), ("这", "个"), ("就", "是"), ("然", "后")),
}
# After or before these the phrase is part of the clause: "do you know what", "as you know", "looks like".
_CLAUSE_BEFORE = frozenset(
    [
        "do",
        "did",
        "does",
        "if",
        "as",
        "would",
        "should",
        "that",
        "let",
        "what",
        "don't",
        "didn't",
        "looks",
        "look",
        "feel",
        "feels",
        "sounds",
        "sound",
    ]
)
_CLAUSE_AFTER = frozenset(
    ["what", "how", "why", "who", "where", "when", "which", "if", "that", "the", "a", "an", "this", "about", "it"]
)
_PAUSE_S = 0.2


def mark_fillers(words: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """The same words, with ``kind="filler"`` where a word is a hesitation.

    那个, 这个, 就是, 然后, "like", "you know" and "I mean" count only when set off by pauses of 0.2 s (or commas)
    on both sides, when next to a hesitation sound, or when said twice in a row (all but the last).
    """
    tokens = [_plain(word.text) for word in words]
    fillers = {index for index, token in enumerate(tokens) if _is_sound(words, tokens, index, language)}
    for phrase in _PHRASES[language]:
        for first, last in _occurrences(tokens, phrase, language):
            if not fillers.intersection(range(first, last)) and _is_hesitation(words, tokens, first, last, fillers):
                fillers.update(range(first, last))
    return tuple(
        replace(word, kind="filler") if index in fillers and word.kind == "word" else word
        for index, word in enumerate(words)
    )


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", text).replace("’", "'").lower()


def _is_sound(words: Sequence[Word], tokens: list[str], index: int, language: Language) -> bool:
    token = tokens[index]
    if _SOUNDS_EN.match(token):
        return True
    if language == "en":
        return False
    if _SOUNDS_ZH.match(token):
        return True
    return bool(_SOUNDS_ZH_ALONE.match(token)) and _set_off(words, index, index + 1) == (True, True)


def _occurrences(tokens: list[str], phrase: tuple[str, ...], language: Language) -> list[tuple[int, int]]:
    """Index ranges whose words spell the phrase exactly; Mandarin words may be characters or longer."""
    wanted = "".join(phrase) if language == "zh" else " ".join(phrase)
    glue = "" if language == "zh" else " "
    found = []
    for first in range(len(tokens)):
        for last in range(first + 1, min(len(tokens), first + len(phrase)) + 1):
            if glue.join(tokens[first:last]) == wanted:
                found.append((first, last))
    return found


def _set_off(words: Sequence[Word], first: int, last: int) -> tuple[bool, bool]:
    """Whether a pause (or a comma) stands before and after words[first:last]; the ends of the speech count."""
    before = first == 0 or words[first].start_s - words[first - 1].end_s >= _PAUSE_S
    before = before or words[first - 1].text.rstrip()[-1:] in ",，、.。"
    after = last == len(words) or words[last].start_s - words[last - 1].end_s >= _PAUSE_S
    after = after or words[last - 1].text.rstrip()[-1:] in ",，、"
    return before, after


def _is_hesitation(words: Sequence[Word], tokens: list[str], first: int, last: int, fillers: set[int]) -> bool:
    size = last - first
    if tokens[last : last + size] == tokens[first:last] and words[last].start_s - words[last - 1].end_s < 1.0:
        return True
    if (first and tokens[first - 1] in _CLAUSE_BEFORE) or (last < len(tokens) and tokens[last] in _CLAUSE_AFTER):
        return False
    before, after = _set_off(words, first, last)
    if before and after:
        return True
    return (first - 1 in fillers and after) or (last in fillers and before)


def filler_groups(words: Sequence[Word], language: Language) -> tuple[tuple[int, int], ...]:
    """Index ranges ``[first, last)`` of fillers as heard: "you know" and 就是说 are one each, 那个那个 are two."""
    tokens = [_plain(word.text) for word in words]
    groups: list[tuple[int, int]] = []
    index = 0
    while index < len(words):
        if words[index].kind != "filler":
            index += 1
            continue
        last = index + 1
        for phrase in _PHRASES[language]:
            ends = [
                end for first, end in _occurrences(tokens[index : index + len(phrase)], phrase, language) if not first
            ]
            if ends and all(word.kind == "filler" for word in words[index : index + ends[0]]):
                last = max(last, index + ends[0])
        groups.append((index, last))
        index = last
    return tuple(groups)
