"""What is wrong with an answer by its form alone: nothing said, a list of key words, the question again, orders to us.

Such clauses are taken out before anything is judged, so they can neither raise nor lower a score.
"""

# ruff: noqa: E501 - the lines are patterns that read better whole
from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.speech import Language
from desktop.scoring.clauses import Clause
from desktop.scoring.declining import declines
from desktop.scoring.lexicon import FUNCTION_WORDS, NON_ANSWERS, bare, units

_MARKS_EN = r"(?:marks?|scores?|points?|rating|grades?|credits?)"
_ORDERS = (
    re.compile(
        rf"(?i)\b(?:ignore|disregard|forget|override|bypass)\b.{{0,40}}\b(?:rubric|instructions?|prompts?|criteria|rules|"
        rf"grading|scoring|key points|above|previous)\b|"
        rf"\b(?:give|award|assign|grant|rate|grade|score|mark)\b.{{0,30}}\b(?:full|maximum|max|highest|perfect|top|10|ten|"
        rf"100)\b.{{0,20}}\b{_MARKS_EN}?\b.{{0,12}}(?:{_MARKS_EN}|out of|/ ?10|%|percent|10\b)|"
        rf"\b(?:this|my|the) (?:answer|response)\b.{{0,30}}\b(?:covers?|contains?|expresses|mentions?|satisf\w+|fulfil\w*|"
        rf"includes?|deserves?|addresses|meets?|is (?:perfect|complete|correct|fully correct))\b|"
        rf"\ball (?:of )?(?:the )?(?:statements?|key ?points?|criteria|requirements)\b.{{0,30}}\b(?:true|fulfilled|covered|"
        rf"met|satisfied|expressed|correct|mentioned|yes)\b|"
        rf"\b(?:system prompt|as (?:an?|the) (?:ai|grader|judge|evaluator)|you are (?:now )?(?:an?|the) "
        rf"(?:grader|judge|evaluator|assistant|ai)|answer (?:with )?yes to|(?:always|just|only|please) (?:answer|say|reply|"
        rf"respond)(?: with)? [\"']?yes)\b|<\|im_|\[/?inst\]|</?(?:system|assistant|user)>"
    ),
    re.compile(
        r"(?:忽略|无视|不要管|不用管|忘掉|绕过|跳过).{0,15}(?:评分|标准|规则|指令|提示词|要求|要点|以上|之前|上面)|"
        r"(?:给|打|评|判|算|请|应得|直接).{0,8}(?:满分|最高分)|"
        r"(?:给|打|评|判).{0,4}(?:十分|10 ?分|100 ?分|一百分|高分)(?!钟|之)|"
        r"(?:这个|本|我的|该|此|这段|以上)(?:回答|答案|文字).{0,12}(?:包含|覆盖|涵盖|表达|满足|提到|说明|完整|正确|完美|符合|应该得)|"
        r"(?:所有|全部|每一条|每个|每一个)(?:的)?(?:要点|陈述|得分点|评分点|标准).{0,12}"
        r"(?:成立|都|覆盖|满足|说到|提到|正确|包含|是真的)|"
        r"(?:你是|作为|你现在是).{0,6}(?:评分|阅卷|评委|裁判|助手|AI|人工智能)|系统提示|(?:请|只|都|一律|必须)回答[“\"']?是"
    ),
)
_LIST_UNITS = {"en": 5, "zh": 8}  # a stretch this long without grammar is a list
_LIST_SHARE = {"en": 0.13, "zh": 0.055}  # speech holds far more function words than this
_ECHO_SHARE = 0.7
_REPEATED_UNITS = 4
_SHORT_UNITS = {"en": 8, "zh": 14}


@dataclass(frozen=True, slots=True)
class Shape:
    """Clauses that may count as evidence, and what was found. Shares are of the answer's units, 0–1."""

    usable: tuple[Clause, ...]
    empty: bool
    non_answer: bool
    short: bool
    orders: bool
    list_share: float
    echo_share: float


def examine(clauses: Sequence[Clause], question: str, language: Language) -> Shape:
    """Sorts the clauses of an answer to ``question``."""
    sizes = [len(units(clause.match, language)) for clause in clauses]
    total = sum(sizes)
    whole = " ".join(clause.match for clause in clauses)
    ordered = _order_clauses(clauses)
    listed = _listed(clauses, language)
    echoed = {i for i, clause in enumerate(clauses) if _echoes(clause.match, question, language)}
    repeated = _repeated(clauses, sizes)
    usable = tuple(c for i, c in enumerate(clauses) if sizes[i] and i not in ordered | listed | echoed | repeated)
    flat = bare(whole).replace(" ", "") if language == "zh" else bare(whole)
    return Shape(
        usable=usable,
        empty=total == 0,
        non_answer=bool(NON_ANSWERS[language].match(flat))
        or _only_non_answers(clauses, language)
        or declines(whole, question, language),
        short=sum(len(units(c.match, language)) for c in usable) < _SHORT_UNITS[language],
        orders=bool(ordered),
        list_share=sum(sizes[i] for i in listed) / total if total else 0.0,
        echo_share=sum(sizes[i] for i in echoed) / total if total else 0.0,
    )


def _repeated(clauses: Sequence[Clause], sizes: Sequence[int]) -> set[int]:
    """Clauses that were said before, word for word; short ones may be."""
    seen: set[str] = set()
    found = set()
    for i, clause in enumerate(clauses):
        text = bare(clause.match)
        if sizes[i] >= _REPEATED_UNITS and text in seen:
            found.add(i)
        seen.add(text)
    return found


def _only_non_answers(clauses: Sequence[Clause], language: Language) -> bool:
    said = [bare(clause.match) for clause in clauses if bare(clause.match)]
    if language == "zh":
        said = [text.replace(" ", "") for text in said]
    return bool(said) and all(NON_ANSWERS[language].match(text) for text in said)


def _order_clauses(clauses: Sequence[Clause]) -> set[int]:
    """Clauses that address the judge; a pattern may also span two neighbours."""
    found: set[int] = set()
    for i, clause in enumerate(clauses):
        if any(pattern.search(clause.match) for pattern in _ORDERS):
            found.add(i)
        elif i + 1 < len(clauses):
            pair = f"{clause.match} {clauses[i + 1].match}"
            alone = any(pattern.search(clauses[i + 1].match) for pattern in _ORDERS)
            if not alone and any(pattern.search(pair) for pattern in _ORDERS):
                found |= {i, i + 1}
    return found


def function_share(text: str, language: Language) -> float:
    """Share (0–1) of units that are function words; 0 for an empty text."""
    said = units(text, language)
    return sum(unit in FUNCTION_WORDS[language] for unit in said) / len(said) if said else 0.0


# Chinese is written without spaces: where they part Chinese terms, somebody typed a list.
_TERM_BREAK: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[,，、;；/]"),
    "zh": re.compile(r"[,，、;；/]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"),
}


def _listed(clauses: Sequence[Clause], language: Language) -> set[int]:
    """Clauses inside a stretch of terms that nothing joins."""
    found: set[int] = set()
    run: list[int] = []

    def close() -> None:
        size = sum(len(units(clauses[i].match, language)) for i in run)
        if size >= _LIST_UNITS[language]:
            found.update(run)
        run.clear()

    for i, clause in enumerate(clauses):
        terms = len(_TERM_BREAK[language].split(clause.match.strip(" ,，。.、;；")))
        share = function_share(clause.match, language)
        piled = terms >= 4 and share < 2 * _LIST_SHARE[language]
        if share < _LIST_SHARE[language] or piled:
            run.append(i)
        else:
            close()
    close()
    # One terse clause in grammatical speech is speech; a list is most of what was said or long in itself.
    sizes = [len(units(clause.match, language)) for clause in clauses]
    long_enough = sum(sizes[i] for i in found) >= max(2 * _LIST_UNITS[language], 0.3 * sum(sizes))
    only = sum(sizes[i] for i in found) >= 0.8 * sum(sizes) if found else False
    return found if long_enough or only else set()


def _echoes(text: str, question: str, language: Language) -> bool:
    """Whether a clause only says the question again."""
    said, asked = _grams(text, language), _grams(question, language)
    if len(said) < {"en": 2, "zh": 4}[language]:
        return False
    return len(said & asked) / len(said) >= _ECHO_SHARE


def _grams(text: str, language: Language) -> set[tuple[str, str]]:
    said = units(text, language)
    return set(itertools.pairwise(said))
