"""Checks what the judgement says against its numbers: no praise beside a low score, no feelings, no gender."""

# ruff: noqa: E501 - patterns read better whole
from __future__ import annotations

import re

from desktop.domain.score import DimensionScore

_PRAISE = re.compile(
    r"(?i)\b(?:solid|excellent|outstanding|strong|great|impressive|mostly there|mostly within)\b|扎实|优秀|出色|突出|很好|大部分做到|大多在舒适"
)
_BLAME = re.compile(r"(?i)\b(?:little of what|much is still|far outside)\b|几乎没有体现|欠缺还比较多|远离舒适")
_FEELING = re.compile(
    r"(?i)\b(?:nervous|confiden(?:t|tly)|anxious|happy|calm|stress(?:ed)|emotional\w*)\b|紧张|自信|焦虑|情绪|镇定|开心"
)
_GENDER = re.compile(r"(?i)\b(?:he|she|his|her|hers|him|mr|mrs|ms|sir|madam)\b|先生|女士|他的|她的|小姐")
_QUOTED = re.compile(r"“[^”]*”")


def contradictions(item: DimensionScore) -> tuple[str, ...]:
    """What is wrong with a dimension's comment: "praise", "blame", "feeling", "gender", "no evidence", "interval", "no reason".

    Text in quotation marks is somebody's question or key point and is not looked at.
    """
    said = _QUOTED.sub("", item.comment)
    found = []
    if item.score is not None:
        if item.score < 5.0 and _PRAISE.search(said):
            found.append("praise")
        if item.score >= 7.5 and _BLAME.search(said):
            found.append("blame")
        if not item.evidence:
            found.append("no evidence")
        if item.interval is not None and not item.interval[0] <= item.score <= item.interval[1]:
            found.append("interval")
    elif not item.comment:
        found.append("no reason")
    if _FEELING.search(said):
        found.append("feeling")
    if _GENDER.search(said):
        found.append("gender")
    return tuple(found)
