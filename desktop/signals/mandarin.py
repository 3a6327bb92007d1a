"""How Mandarin characters sound: syllables in pinyin with the number of their tone."""

from __future__ import annotations

import re
from functools import lru_cache

_CHINESE = re.compile(r"([㐀-鿿]+)")
# What speakers and the recogniser mix up is folded into one: zh/z, ch/c, sh/s, n/l, -ng/-n.
_FOLDS = ((r"^([zcs])h", r"\1"), (r"^n(?=.)", "l"), (r"ng(?=\d|$)", "n"))


def readings(text: str) -> tuple[str, ...]:
    """Of every character its reading in this text (``"xing2"``, neutral tone 5); what has none stands as it is."""
    # Its dictionaries take 55 MB, which the judge's process needs only once an interview is over.
    from pypinyin import Style, pinyin

    sounds: list[str] = []
    for part in _CHINESE.split(text):
        if _CHINESE.fullmatch(part):
            sounds += (one[0] for one in pinyin(part, style=Style.TONE3, neutral_tone_with_five=True))
        else:
            sounds += part
    return tuple(sounds)


@lru_cache(maxsize=4096)
def folded(reading: str) -> str:
    """The syllable without its tone, with what is often mixed up made one."""
    for pattern, by in _FOLDS:
        reading = re.sub(pattern, by, reading)
    return reading.rstrip("12345")
