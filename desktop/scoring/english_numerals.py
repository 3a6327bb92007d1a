"""English number words in running text: which words are a number there, and its value."""

from __future__ import annotations

import re

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_BIG = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "hundredth": 100, "hundredths": 100,
}  # fmt: skip
_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve", "twentieth": "twenty", "thirtieth": "thirty", "fortieth": "forty",
}  # fmt: skip

_WORD = "|".join(sorted((*_SMALL, *_TENS, *_BIG, "hundred"), key=len, reverse=True))
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_ORDINAL = "|".join((*_ORDINALS, *(f"{word}th" for word in _SMALL)))
_HALVED = r"(?:kilo|mega|giga|tera)?bytes?|gigs?|megs?|seconds?|minutes?|hours?|percent|[KMGT]B"
_GAP = r"[\s-]+(?:and\s+)?"
NUMERAL = (
    rf"\b(?>(?:a|an)\s+(?:{_PART})\b|(?:(?:a|an)\s+(?=hundred|thousand|million|billion|trillion))?(?:{_WORD})\b"
    rf"(?:{_GAP}(?:{_WORD})\b){{0,20}}(?:\s+point(?:\s+(?:{_WORD}|oh)\b){{1,16}})?(?:[\s-]+(?:and\s+a\s+half|(?:{_PART}))\b)?"
    rf"(?:[\s-]+(?:{_ORDINAL})\b)?|half\b(?:\s+an?\s+(?:thousand|million|billion|trillion)\b"
    rf"|\s+an?(?=\s+(?:{_HALVED})\b))?|(?:{_ORDINAL})\b)"
)
"""Pattern of number words; not every match is a number, see ``english_value``."""

_PRONOUN_BEFORE = re.compile(
    r"\b(?:this|that|the|each|every|which|next|last|no|any|another|other|right|same|first|only)\s+$", re.IGNORECASE
)
_ONE_BEFORE = re.compile(
    r"\s*(?:$|[^\w\s]|(?:is|equals?|plus|minus|times|over|divided|to|percent|gives|makes|and|so|that|then|or|byte|second|minute"
    r"|hour|day|kilo\w*|mega\w*|giga\w*|tera\w*|[KMGT]B?)\b)"
)
_HALF_OF = re.compile(r"\s+(?:the|of|a|that)\b", re.IGNORECASE)


def english_value(said: str, before: str = "", after: str = "", *, ordinal: bool = False) -> float | None:
    """The number that ``said`` is between ``before`` and ``after``; None where it is none ("this one", "the third").

    Args:
        ordinal: take "tenth" for ten, as in "two to the tenth", and not for a part.
    """
    words = re.split(r"[\s-]+", said.lower())
    if words == ["one"] and (_PRONOUN_BEFORE.search(before) or not _ONE_BEFORE.match(after)):
        return None
    if ordinal:
        words = [_ORDINALS.get(word, word.removesuffix("th") if word[:-2] in _SMALL else word) for word in words]
    elif words[0] == "half":
        return None if len(words) == 1 and _HALF_OF.match(after) else 0.5 * _BIG.get(words[-1], 1.0)
    elif words[-1] in _PARTS and len(words) > 1:
        whole = " ".join(words[:-1])
        if whole.endswith(" and a"):
            base = _words(words[:-3])
            return None if base is None else base + 0.5
        above = 1.0 if whole in ("a", "an") else _words(words[:-1])
        return None if above is None else above / _PARTS[words[-1]]
    return _words(words)


def _words(words: list[str]) -> float | None:
    words = [word for word in words if word not in ("and", "a", "an")]
    if "point" not in words:
        return _whole(words)
    place = words.index("point")
    digits = words[place + 1 :]
    scale = 1.0
    while digits and (digits[-1] in _BIG or digits[-1] == "hundred"):
        scale *= _BIG.get(digits.pop(), 100.0)
    whole, fraction = _whole(words[:place]), "".join(str(_SMALL.get(d, _TENS.get(d, 0))) for d in digits)
    return None if whole is None or not fraction else scale * float(f"{whole:.0f}.{fraction}")


def _whole(words: list[str]) -> float | None:
    """Cardinals, also as they are said in haste: "two fifty six", "ten twenty four", "five one two"."""
    if not words or any(word not in _SMALL and word not in _TENS and word not in _BIG and word != "hundred"
                        for word in words):  # fmt: skip
        return None
    if len(words) > 1 and all(word in _SMALL and _SMALL[word] < 10 for word in words):
        return float("".join(str(_SMALL[word]) for word in words))
    total = group = 0.0
    last = ""
    for word in words:
        if word in _BIG:
            total, group = total + (group or 1.0) * _BIG[word], 0.0
        elif word == "hundred":
            group = (group or 1.0) * 100.0
        else:
            value = float(_SMALL.get(word, _TENS.get(word, 0)))
            joins = not last or last in _BIG or last == "hundred" or (last in _TENS and 0 < value < 10)
            group = group + value if joins else group * 100.0 + value
        last = word
    return total + group
