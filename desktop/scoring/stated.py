"""Which of the numbers in an answer is given as its result: the last one stated, corrections and asides heeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.scoring.said_numbers import Mention

_CORRECTION = re.compile(
    r"不对|错了|说错|算错|更正|纠正|重新算|再算一[遍次]|重算|我重来|应该是|\bsorry\b|\bi\s+mean\b|\bno,?\s+wait\b|\bwait\b|"
    r"\bcorrection\b|\bcorrect\s+(?:that|myself)\b|\blet\s+me\s+(?:re\w+|check|correct|try|do)\b|\bscratch\s+that\b|"
    r"\bstrike\s+that\b|\bmistake\b|\bmade\s+an\s+error\b|\bno,|(?<=\d)\s+no\s+(?=(?:it'?s\s+)?\d)|\boops\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"答案|最终|最后的?结果|总的来说|\banswer\b|\bfinal(?:ly)?\b|\bin\s+the\s+end\b|\bmy\s+result\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"等于|[是得约]|结果|大概|差不多|一共|总共|所以|因此|需要|就要|占|≈|=|\b(?:is|are|equals?|equal\s+to|be|makes?|gives?|get|gets|"
    r"comes?\s+to|so|therefore|thus|about|roughly|around|result|total|need|needs|takes?|have|has|leaves?)\b|['’]s\b",
    re.IGNORECASE,
)
_EQUAL = re.compile(
    r"等于|[是得约]|=|≈|\b(?:is|equals?|makes?|gives?|get|so|about|roughly|or\s+about)\b|,|，|也就是", re.IGNORECASE
)
_STRONG_AFTER = re.compile(
    r"\s*(?:[一-鿿]{0,3}(?:就是|是)(?:我的|最终|最后)?的?(?:答案|结果)|(?:\w+\s+)?is\s+(?:the|my)\s+(?:final\s+)?(?:answer|result))",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:不是|不等于|并非|而非|\bnot|n['’]t(?:\s+be)?|\brather\s+than|\binstead\s+of)\s*$", re.IGNORECASE
)
_SUPPOSED = re.compile(r"如果|假如|要是|假设|\bif\b|\bunless\b|\bsuppose\b|\bhad\b", re.IGNORECASE)
_REASON = re.compile(
    r"因为|由于|其中|比如|\bbecause\b|\bsince\b|\bwhere\b|\bof\s+which\b|\bfor\s+example\b", re.IGNORECASE
)
_CONCLUSION = re.compile(r"所以|因此|于是|但是?|不过|\bbut\b|\bso\b|\btherefore\b|\bthus\b|\bhence\b", re.IGNORECASE)
_HEDGE = re.compile(
    r"\s*吧?[,，]?\s*(?:(?:或者说?|或是?|还是|要么|到|至|~|or|to)\s*(?:也?可能是?|是|maybe|perhaps|possibly|even)?|也?可能是?|也许是?)\s*",
    re.IGNORECASE,
)
_SUPPOSED_AFTER = re.compile(r"[^,.;，。；!?！？\d]*(?:\bif\b|的话)", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:到|至|~|to)\s*", re.IGNORECASE)
_OPERAND = re.compile(r"(?:\b(?:plus|minus|times|over)|[加减乘]|加上|减去|除以|乘以|[+*/×÷])\s*$", re.IGNORECASE)
_LIST = re.compile(r"[,，、\s]+")
_SENTENCE_END = re.compile(r"[.;。；!?！？](?!\d)")
_REACH = 60  # characters before a number in which a cue still speaks of it
_LIST_FROM = 3


@dataclass(frozen=True, slots=True)
class Stated:
    """The number taken for the result; ``sure`` is False when it was offered among others. ``standing`` are all the
    numbers that nothing has taken back, in order."""

    mention: Mention
    sure: bool
    standing: tuple[Mention, ...]


def stated_result(
    text: str,
    numbers: Sequence[Mention],
    is_result: Callable[[Mention], bool],
    is_other: Callable[[Mention], bool],
) -> Stated | None:
    """The number that the answer ends up with; None when none is put forward.

    Args:
        is_result: whether a number is the right result.
        is_other: whether it is a number of the question or a right step on the way, no result unless called so.
    """
    open_ = [index for index, number in enumerate(numbers) if not negated(text, number)]
    for place in reversed([match.end() for match in _CORRECTION.finditer(text)]):
        after = [i for i in open_ if numbers[i].begin >= place and (is_result(numbers[i]) or not is_other(numbers[i]))]
        if after:
            open_ = [i for i in open_ if numbers[i].begin >= place]
            break
    open_ = [i for i in open_ if not _aside(text, numbers[i])] or open_
    strength = _strengths(text, numbers)
    repeated = [is_other(number) or _operand(text, number) for number in numbers]
    own = [i for i in open_ if is_result(numbers[i]) or not repeated[i]]
    called = [i for i in open_ if strength[i] == 2]
    chosen = [i for i in own if strength[i] == 2] or [i for i in own if strength[i] == 1] or own or called
    if not chosen and len({numbers[i].plain for i in open_}) == 1:
        # A single number and nothing else is meant as the answer, though it repeats the question.
        chosen = open_
    if not chosen:
        return None
    last = chosen[-1]
    offered = _offered(text, numbers, last, is_result, repeated)
    return Stated(numbers[last], not offered, tuple(numbers[i] for i in open_))


def negated(text: str, number: Mention) -> bool:
    """Whether the number is named as what it is not."""
    return _NEGATED.search(text, max(0, number.begin - 20), number.begin) is not None


def _strengths(text: str, numbers: Sequence[Mention]) -> list[int]:
    """2: called the answer; 1: told as the outcome of something; 0: only named."""
    found: list[int] = []
    for index, number in enumerate(numbers):
        begin = max(numbers[index - 1].end if index else 0, number.begin - _REACH)
        gap = text[begin : number.begin]
        before = _SENTENCE_END.split(gap)[-1]
        if _STRONG.search(before) or _CORRECTION.search(gap) or _STRONG_AFTER.match(text, number.end):
            found.append(2)
        elif found and found[-1] == 2 and len(gap) <= 16 and before == gap and _EQUAL.search(gap):
            # "The answer is 64 times 27, which is 1728": what it comes to is the answer, too.
            found.append(2)
        else:
            found.append(1 if _WEAK.search(before) else 0)
    return found


def _aside(text: str, number: Mention) -> bool:
    """Whether the number belongs to a supposition or to the reason for something."""
    before = _SENTENCE_END.split(text[: number.begin])[-1]
    reasons = [match.end() for match in _REASON.finditer(before)]
    if reasons and not _CONCLUSION.search(before, reasons[-1]):
        return True
    supposed = [match.end() for match in _SUPPOSED.finditer(before)]
    if supposed and not _CONCLUSION.search(before, supposed[-1]):
        return True
    return _SUPPOSED_AFTER.match(text, number.end) is not None


def _operand(text: str, number: Mention) -> bool:
    """Whether something that is no number is calculated with it ("n over s plus 1")."""
    return not number.parts and _OPERAND.search(text, max(0, number.begin - 12), number.begin) is not None


def _offered(
    text: str,
    numbers: Sequence[Mention],
    chosen: int,
    is_result: Callable[[Mention], bool],
    repeated: Sequence[bool],
) -> bool:
    """Whether the chosen number stands in a choice ("111 or 112") or a list whose others are no result."""
    first = last = chosen
    while first > 0 and _LIST.fullmatch(text, numbers[first - 1].end, numbers[first].begin):
        first -= 1
    while last + 1 < len(numbers) and _LIST.fullmatch(text, numbers[last].end, numbers[last + 1].begin):
        last += 1
    if last - first + 1 >= _LIST_FROM and not all(is_result(number) for number in numbers[first : last + 1]):
        return True
    for left, right in ((first - 1, first), (last, last + 1)):
        if left < 0 or right >= len(numbers):
            continue
        between, other = (numbers[left].end, numbers[right].begin), left if right == first else right
        # "From 224 to 112" names a change, not a range.
        choice = _HEDGE.fullmatch(text, *between) and not (repeated[other] and _RANGE.fullmatch(text, *between))
        if choice and not is_result(numbers[other]):
            return True
    return False
