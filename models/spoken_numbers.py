"""Numbers as they are said, in English and Mandarin: digits in, words out. Pure functions, no tables from elsewhere."""

from __future__ import annotations

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ["", "thousand", "million", "billion", "trillion"]
_IRREGULAR_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_DIGITS_ZH = "零一二三四五六七八九"
_UNITS_ZH = ["", "十", "百", "千"]


def _english_below_thousand(n: int) -> str:
    parts = []
    if n >= 100:
        parts += [_ONES[n // 100], "hundred"]
        n %= 100
    if n >= 20:
        parts.append(_TENS[n // 10])
        n %= 10
        if n:
            parts.append(_ONES[n])
    elif n or not parts:
        parts.append(_ONES[n])
    return " ".join(parts)


def english_integer(digits: str) -> str:
    """Cardinal of a run of digits. A leading zero (``007``) or more than 15 digits are read digit by digit."""
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > 3 * len(_SCALES):
        return " ".join(_ONES[int(d)] for d in digits)
    n = int(digits)
    groups = []
    for scale in _SCALES:
        n, rest = divmod(n, 1000)
        if rest:
            groups.append(f"{_english_below_thousand(rest)} {scale}".strip())
    return " ".join(reversed(groups)) or "zero"


def english_number(text: str) -> str:
    """``"1,024"``, ``"0.05"``, ``"3.11.2"`` in words. Anything after a point is read digit by digit."""
    whole, *rest = text.replace(",", "").split(".")
    words = [english_integer(whole or "0")]
    for part in rest:
        several_points = len(rest) > 1
        said = english_integer(part) if several_points else " ".join(_ONES[int(d)] for d in part)
        words += ["point", said]
    return " ".join(words)


def english_ordinal(digits: str) -> str:
    """``"21"`` → ``"twenty first"``."""
    *head, last = english_integer(digits).split()
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    else:
        last = (last[:-1] + "ie" if last.endswith("y") else last) + "th"
    return " ".join([*head, last])


def english_year(digits: str) -> str:
    """Four digits as a year: ``"2026"`` → ``"twenty twenty six"``, ``"2005"`` → ``"two thousand five"``."""
    century, rest = int(digits[:2]), int(digits[2:])
    if century % 10 == 0 and rest < 10:
        return english_integer(digits)
    if rest == 0:
        return f"{_english_below_thousand(century)} hundred"
    return f"{_english_below_thousand(century)} {'oh ' if rest < 10 else ''}{_english_below_thousand(rest)}"


def chinese_digits(digits: str) -> str:
    """Digit by digit: ``"2026"`` → 二零二六."""
    return "".join(_DIGITS_ZH[int(d)] for d in digits)


def _chinese_group(n: int) -> str:
    """1 ≤ n ≤ 9999, with 零 for skipped places."""
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS_ZH[digit] + _UNITS_ZH[place]
            gap = False
        else:
            gap = True
    return out


def chinese_integer(digits: str) -> str:
    """Cardinal: ``"105"`` → 一百零五, ``"20000"`` → 两万. Leading zeros or more than 16 digits: digit by digit."""
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > 16:
        return chinese_digits(digits)
    said = _chinese_whole(int(digits)) or "零"
    return said[1:] if said.startswith("一十") else said


def _chinese_whole(n: int) -> str:
    """0 < n < 10¹⁶ by the units 亿 and 万; empty for 0. 零 stands for skipped places."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if n >= unit:
            head, rest = divmod(n, unit)
            said = "两" if head == 2 else _chinese_whole(head)
            return said + name + ("零" if 0 < rest < unit // 10 else "") + _chinese_whole(rest)
    return _chinese_group(n)


def chinese_number(text: str) -> str:
    """``"1,024"``, ``"0.05"``, ``"3.11.2"`` in characters; after a point digit by digit."""
    whole, *rest = text.replace(",", "").split(".")
    return "点".join([chinese_integer(whole or "0"), *(chinese_digits(part) for part in rest)])
