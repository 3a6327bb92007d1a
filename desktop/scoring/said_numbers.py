"""Numbers in an answer, spoken or typed, Chinese and English mixed: value, unit, and where they stand.

Reads digits (``9,472``, ``8.5M``, ``2^10``), Chinese numerals (八点五兆, 百分之十二, 三分之一, 二的十次方), English words
("eight point five million", "a third", "two to the tenth") and chains of the four operations ("64 乘以 9").
"""

# ruff: noqa: E501 - patterns read better whole
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from desktop.scoring.chinese_numerals import NUMERAL as CHINESE
from desktop.scoring.chinese_numerals import chinese_value
from desktop.scoring.english_numerals import NUMERAL as ENGLISH
from desktop.scoring.english_numerals import english_value

Dimension = Literal["", "B", "bit", "%", "s"]

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?(?:\s?[eE][+-]?\d+(?![A-Za-z]))?"
_DIGITS = rf"(?<![A-Za-z\d.])(?:{DIGITS})(?:\s*(?:[十百千万亿](?!字节|比特))+|\s+(?:hundred|thousand|million|billion|trillion)\b)*"
_ANY = rf"(?>{_DIGITS}|{CHINESE}|{ENGLISH})"
_ATOM = re.compile(
    rf"百分之\s*(?P<percent>{_ANY})|(?P<below>{_ANY})\s*分之\s*(?P<above>{_ANY})|(?<![第])(?P<plain>{_ANY})",
    re.IGNORECASE,
)
_POWER = re.compile(
    rf"\s*(?:\^|\*\*)\s*(?P<sign>-?)(?P<mark>\d+)|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\s*的?\s*(?P<zh>{DIGITS}|{CHINESE})\s*次[方幂]"
    rf"|\s*(?:的平方|平方)(?![根误和])|(?P<cube>\s*的?立方)|\s+squared\b|(?P<cubed>\s+cubed\b)"
    rf"|\s+to\s+the\s+(?:power\s+(?:of\s+)?)?(?P<minus>minus\s+|negative\s+)?(?P<en>\d+(?:th|st|nd|rd)?\b|{ENGLISH})(?:\s+power)?",
    re.IGNORECASE,
)
_SCALES = {"k": 1, "千": 1, "m": 2, "兆": 2, "百万": 2, "g": 3, "吉": 3, "t": 4, "太": 4}
_SIZE = re.compile(
    r"[\s-]*个?(?P<scale>kilo|mega|giga|tera|[kmgt]i|[kmgt]|千|百万|兆|吉|太)?\s?"
    r"(?:(?P<bits>bits?\b|bps\b|比特)|(?:bytes?\b|b(?![a-z])|字节))",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s?个?\s?兆|[kKmMgGtT](?![A-Za-z])|(?:\s|\s?个\s?)[KMGT](?![A-Za-z])|\s(?:mega|megs?|giga|gigs?)\b"
)
_SHARE = re.compile(r"\s*(?:[%％]|percent\b|per\s+cent\b|percentage\s+points?\b|pct\b|个百分点)", re.IGNORECASE)
_TENTHS = re.compile(r"成(?![为了本功绩员立都])")
_TIMES: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(rf"[\s-]*个?(?:{pattern})", re.IGNORECASE), seconds)
    for pattern, seconds in (
        (r"毫秒|ms\b|milliseconds?\b", 0.001),
        (r"秒钟?|s\b|secs?\b|seconds?\b", 1.0),
        (r"分钟|分(?=半钟?)|分(?=[\s零]*[\d一二两三四五六七八九十]+\s*秒)|mins?\b|minutes?\b", 60.0),
        (r"小时|hours?\b|hrs?\b", 3600.0),
        (r"天|days?\b", 86_400.0),
    )
)
_AND_A_HALF = re.compile(r"半钟?")
_SIGN = re.compile(r"(?:(?:\bminus|\bnegative|负的?)\s*|(?<![\w)])[-−])$", re.IGNORECASE)
_NAMES = {"plus": "+", "加": "+", "minus": "-", "减": "-", "−": "-", "over": "/", "除": "/", "÷": "/", "divided": "/"}
_OPERATOR = re.compile(
    r"(?P<noun>(?:(?!乘|加|减|除|\bplus|\bminus|\btimes|\bover)(?:[^\W\d_]|\s)){0,14}?)(?P<then>[,，]?\s*(?:再|然后|接着|and\s+then|then|all)\s*)?"
    r"(?:(?P<op>乘以|乘上|乘|\btimes\b|\bmultiplied\s+by\b|[×*·x]|加上|加|\bplus\b|\+|减去|减|\bminus\b|-|−|除以|÷|/|\bdivided\s+by\b|"
    r"\bover\b))\s*(?P<sign>负|\bminus\b|\bnegative\b|-)?\s*(?:the\s+|a\s+)?",
    re.IGNORECASE,
)
_RESULT = re.compile(r"等于|是|得|\b(?:is|are|equals?|makes?|gives?|get|so|which|that)\b", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|又|零|,)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number at characters ``[begin, end)``. ``number`` is as said (850 万 is 8500000), ``scale`` the power of a
    thousand of its prefix (8.5M: 2), ``seconds`` what one of its unit of time is. ``parts`` are the numbers of a chain
    of operations, whose ``number`` is what they come to."""

    number: float
    begin: int
    end: int
    dimension: Dimension = ""
    scale: int = 0
    seconds: float = 1.0
    parts: tuple[Mention, ...] = ()

    @property
    def plain(self) -> float:
        """The value with prefix and unit taken in: units, bytes, bits, seconds, or a share (12 % is 0.12)."""
        if self.dimension == "%":
            return self.number / 100
        return self.number * 1000.0**self.scale * self.seconds


def find_numbers(text: str) -> tuple[Mention, ...]:
    """Numbers in order; those that operations join become one mention with ``parts``."""
    chains: list[list[tuple[str, bool, Mention]]] = []
    for atom in _atoms(text):
        link = _link(text, chains[-1][-1][2], atom) if chains else None
        if link is None:
            chains.append([("", False, _signed(text, atom))])
        else:
            op, then, sign = link
            chains[-1].append((op, then, replace(atom, number=-atom.number) if sign else atom))
    return tuple(_joined(chain) for chain in chains)


def _atoms(text: str) -> list[Mention]:
    found: list[Mention] = []
    place = 0
    while (match := _ATOM.search(text, place)) is not None:
        place = max(match.end(), match.start() + 1)
        mention = _atom(text, match)
        if mention is None:
            continue
        place = mention.end
        before = found[-1] if found else None
        if before is not None and _goes_on(text, before, mention):
            found[-1] = Mention(before.plain + mention.plain, before.begin, mention.end, "s")
        else:
            found.append(mention)
    return found


def _goes_on(text: str, before: Mention, mention: Mention) -> bool:
    """Whether the two are one time, as in "2 minutes and 8 seconds"."""
    times = before.dimension == mention.dimension == "s" and before.seconds > mention.seconds
    return times and _AND.fullmatch(text, before.end, mention.begin) is not None


def _atom(text: str, match: re.Match[str]) -> Mention | None:
    if match["percent"]:
        value = _value(match["percent"], text, match.start("percent"))
        return None if value is None else Mention(value, match.start(), match.end(), "%")
    if match["below"]:
        above, below = (_value(match[name], text, match.start(name)) for name in ("above", "below"))
        return None if above is None or not below else Mention(above / below, match.start(), match.end())
    value = _value(match["plain"], text, match.start())
    if value is None:
        return None
    end = match.end()
    while (power := _POWER.match(text, end)) is not None:
        raised = _raised(value, power)
        if raised is None:
            break
        value, end = raised, power.end()
    return _with_unit(text, Mention(value, match.start(), end))


def _value(said: str, text: str, begin: int) -> float | None:
    if said[0].isdigit():
        match = re.match(DIGITS, said)
        assert match is not None
        value, rest = float(re.sub(r"[,\s]", "", match[0])), said[match.end() :].split()
        for part in rest:
            value *= english_value(part) or chinese_value(f"一{part}") or 1.0
        return value
    if said[0].isascii():
        return english_value(said, text[:begin], text[begin + len(said) :])
    return chinese_value(said, text[:begin], text[begin + len(said) :])


def _raised(value: float, power: re.Match[str]) -> float | None:
    exponent: float | None = 2.0
    if power["mark"]:
        exponent = float(power["sign"] + power["mark"])
    elif power["raised"]:
        exponent = float(power["raised"].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
    elif power["zh"]:
        exponent = float(power["zh"]) if power["zh"][0].isdigit() else chinese_value(power["zh"])
    elif power["en"]:
        digits = re.match(r"\d+", power["en"])
        exponent = float(digits[0]) if digits else english_value(power["en"], ordinal=True)
        exponent = -exponent if exponent is not None and power["minus"] else exponent
    elif power["cube"] or power["cubed"]:
        exponent = 3.0
    try:
        raised = None if exponent is None else float(value**exponent)
    except (OverflowError, ZeroDivisionError, TypeError):
        return None
    return raised


def _with_unit(text: str, mention: Mention) -> Mention:
    end = mention.end
    if match := _SHARE.match(text, end):
        return replace(mention, end=match.end(), dimension="%")
    if match := _TENTHS.match(text, end):
        return replace(mention, number=10 * mention.number, end=match.end(), dimension="%")
    if match := _SIZE.match(text, end):
        name = (match["scale"] or "").lower()
        scale = _SCALES.get(name) or _SCALES.get(name[:1], 0)
        return replace(mention, end=match.end(), dimension="bit" if match["bits"] else "B", scale=scale)
    for pattern, seconds in _TIMES:
        if match := pattern.match(text, end):
            half = _AND_A_HALF.match(text, match.end())
            number = mention.number + (0.5 if half else 0.0)
            return replace(mention, number=number, end=(half or match).end(), dimension="s", seconds=seconds)
    if match := _SCALE.match(text, end):
        return replace(mention, end=match.end(), scale=_SCALES[match[0].lstrip(" 个")[0].lower()])
    return mention


def _signed(text: str, atom: Mention) -> Mention:
    sign = _SIGN.search(text, max(0, atom.begin - 12), atom.begin)
    return atom if sign is None else replace(atom, number=-atom.number, begin=sign.start())


def _link(text: str, before: Mention, atom: Mention) -> tuple[str, bool, bool] | None:
    """The operation between two numbers, whether all before it is meant, and whether the second is negative."""
    match = _OPERATOR.fullmatch(text, before.end, atom.begin)
    if match is None or _RESULT.search(match["noun"]):
        return None
    name = match["op"].split()[0].lower()
    op = next((sign for start, sign in _NAMES.items() if name.startswith(start)), name)
    return (op if op in "+-/" else "*"), bool(match["then"]), bool(match["sign"])


def _joined(chain: list[tuple[str, bool, Mention]]) -> Mention:
    if len(chain) == 1:
        return chain[0][2]
    parts = tuple(part for _, _, part in chain)
    dimensions: list[Dimension] = [part.dimension for part in reversed(parts) if part.dimension in ("B", "bit", "s")]
    # Sums of products; "then" closes everything said before.
    terms = [parts[0].plain]
    for op, then, part in chain[1:]:
        if then:
            terms = [sum(terms)]
        if op in "+-":
            terms.append(part.plain if op == "+" else -part.plain)
        elif op == "/":
            terms[-1] = terms[-1] / part.plain if part.plain else float("nan")
        else:
            terms[-1] *= part.plain
    return Mention(sum(terms), parts[0].begin, parts[-1].end, dimensions[0] if dimensions else "", parts=parts)
