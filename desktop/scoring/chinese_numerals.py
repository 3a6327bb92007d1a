"""Chinese numerals in running text: which characters are a number there, and its value."""

from __future__ import annotations

import re

_DIGIT = "[零〇一二两三四五六七八九]"
_PLACE = r"(?:[十百万亿廿]|千(?!字节|比特))"
_DIGITS = rf"{_DIGIT}(?:\s*{_DIGIT}){{0,15}}(?!\s*{_PLACE})"
_HALF = r"半(?=\s*个?\s*(?:[KMGT]|小时|分钟|兆|字节|百分点|天))"
# In 二六十二 two numbers meet: a digit before a place belongs to that place alone.
_PLACES = rf"(?:\s*[零〇]?\s*{_DIGIT}?(?:\s*{_PLACE}){{1,4}}){{1,12}}(?:\s*[零〇]?\s*{_DIGIT}(?!\s*{_PLACE}))?"
# Atomic: a long run of places would otherwise be cut in every possible way.
NUMERAL = (
    rf"(?>一半|{_HALF}|(?:(?=[^\s]){_PLACES}|{_DIGITS})(?:\s*点(?=\s*{_DIGIT})(?:\s*{_DIGIT}){{1,16}}{_PLACE}{{0,3}})?)"
)
"""Pattern of a numeral; not every match is a number, see ``chinese_value``."""

# 一 is a number where nothing that could be counted or compounded follows: 加一等于, 一；not 一个, 一时, 一般.
_ONE_BEFORE = re.compile(
    r"$|[^\w\s]|[加减乘除等是得就那]|的?\s*(?:次方|平方)|到|秒|分钟|小时|天|字节|兆|[KMG]\b|个\s*(?:亿|百分点|小时|字节|兆|[KMGT]B?\b)"
)
_NOT_BEFORE = {
    "十": re.compile(r"分(?!之|钟)|足"),
    "两": re.compile(r"者|边"),
    "二": re.compile(r"者"),
    "四": re.compile(r"[周处]"),
}
_NOT_AFTER = re.compile(r"[第统唯同单]$")
_SCALES = {"十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "亿": 1e8}


def chinese_value(said: str, before: str = "", after: str = "") -> float | None:
    """The number that ``said`` is between ``before`` and ``after``; None where it is none (一个, 第一, 十分)."""
    said = re.sub(r"\s", "", said).replace("〇", "零")
    if said in ("一半", "半"):
        return 0.5
    after = after.lstrip()
    if _NOT_AFTER.search(before) or (said in _NOT_BEFORE and _NOT_BEFORE[said].match(after)):
        return None
    if said == "一" and not _ONE_BEFORE.match(after):
        return None
    whole, _, fraction = said.partition("点")
    digits = fraction.rstrip("十百千万亿")
    # Not with the module: it takes a fifth of a second, and most sessions hold no calculation.
    import cn2an

    try:
        value = float(cn2an.cn2an(whole, "smart"))
        if digits:
            value += float(cn2an.cn2an(f"零点{digits}", "smart"))
    except (ValueError, KeyError):
        # 百 or 二千四万: places that make no number.
        return None
    for scale in fraction[len(digits) :]:
        value *= _SCALES[scale]
    return value
