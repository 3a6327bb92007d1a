"""What is wrong with an answer by its form alone: nothing said, a list of key words, the question again, orders to us.

Such clauses are taken out before anything is judged, so they can neither raise nor lower a score.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.speech import Language
from desktop.scoring.clauses import Clause
from desktop.scoring.declining import declines
from desktop.scoring.lexicon import FUNCTION_WORDS, NON_ANSWERS, bare, units
from desktop.scoring.orders import order_patterns

_LIST_UNITS = {"en": 5, "zh": 8}  # a stretch this long without grammar is a list
_LIST_SHARE = {"en": 0.13, "zh": 0.055}  # speech holds far more function words than this
_ALL_LIST = 0.8
_ECHO_SHARE = 0.7
_REPEATED_UNITS = 4
_SHORT_UNITS = {"en": 8, "zh": 14}


@dataclass(frozen=True, slots=True)
class Shape:
    """Clauses that may count as evidence, and what was found. Shares are of the answer's units, 0–1. Lists of terms are
    no evidence beside what is said in sentences; where there is nothing else they are."""

    usable: tuple[Clause, ...]
    empty: bool
    non_answer: bool
    short: bool
    orders: bool
    list_share: float
    echo_share: float


def examine(clauses: Sequence[Clause], question: str, language: Language, points: Sequence[str] = ()) -> Shape:
    """Sorts the clauses of an answer to ``question`` whose key points are ``points``."""
    sizes = [len(units(clause.match, language)) for clause in clauses]
    total = sum(sizes)
    whole = " ".join(clause.match for clause in clauses)
    ordered = _order_clauses(clauses, order_patterns((question, *points)))
    listed = _listed(clauses, language)
    list_share = sum(sizes[i] for i in listed) / total if total else 0.0
    # Who says nothing but terms may still have named the right ones; what it can come to is limited elsewhere.
    left_out = set() if list_share >= _ALL_LIST else listed
    echoed = {i for i, clause in enumerate(clauses) if _echoes(clause.match, question, language)}
    repeated = _repeated(clauses, sizes)
    usable = tuple(c for i, c in enumerate(clauses) if sizes[i] and i not in ordered | left_out | echoed | repeated)
    return Shape(
        usable=usable,
        empty=total == 0,
        non_answer=_only_non_answers(clauses, language) or says_nothing(whole, question, language),
        short=sum(len(units(c.match, language)) for c in usable) < _SHORT_UNITS[language],
        orders=bool(ordered),
        list_share=list_share,
        echo_share=sum(sizes[i] for i in echoed) / total if total else 0.0,
    )


def says_nothing(text: str, question: str, language: Language) -> bool:
    """Whether it only says that there is no answer to ``question``, or is a word of politeness."""
    flat = bare(text).replace(" ", "") if language == "zh" else bare(text)
    return bool(NON_ANSWERS[language].match(flat)) or declines(text, question, language)


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


def _order_clauses(clauses: Sequence[Clause], patterns: Sequence[re.Pattern[str]]) -> set[int]:
    """Clauses that address the judge; a pattern may also span two neighbours."""

    def found_in(text: str) -> bool:
        return any(pattern.search(text) for pattern in patterns)

    found: set[int] = set()
    for i, clause in enumerate(clauses):
        if found_in(clause.match):
            found.add(i)
        elif i + 1 < len(clauses):
            following = clauses[i + 1].match
            if not found_in(following) and found_in(f"{clause.match} {following}"):
                found |= {i, i + 1}
    return found


# Where a question offers two things to choose from.
_CHOICE: dict[Language, re.Pattern[str]] = {"en": re.compile(r"(?i)\bor\b"), "zh": re.compile("还是|或者?")}


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
    """Whether a clause only says the question again. To say one side of a choice again is to choose it."""
    said, asked = _grams(text, language), _grams(question, language)
    if len(said) < {"en": 2, "zh": 4}[language]:
        return False
    if _CHOICE[language].search(question) and not _CHOICE[language].search(text):
        return False
    return len(said & asked) / len(said) >= _ECHO_SHARE


def _grams(text: str, language: Language) -> set[tuple[str, str]]:
    said = units(text, language)
    return set(itertools.pairwise(said))
