"""What the topics share: building the question, telling amounts, and drawing again until nothing can be confused."""

from __future__ import annotations

import functools
import math
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.domain.exact import ExactAnswer, ExactUnit, ExactValue
from desktop.domain.question import FollowUp, KeyPoint, Question, Round
from desktop.domain.speech import Language

Generator = Callable[[Language, random.Random], Question]

RESULT = "result"
_RESULT_WEIGHT, _STEP_WEIGHT = 5.0, 1.0
_MOST_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """What a calculation is about, whom it suits, and how hard it is (1–5)."""

    name: str
    zh: str
    en: str
    roles: tuple[str, ...]
    domain: str
    difficulty: int
    round: Round = "theory"
    time_limit_s: int = 120


@dataclass(frozen=True, slots=True)
class Part:
    """One value to be reached. ``label`` names it, ``shown`` is it with its unit; both stand in the report only."""

    label: str
    shown: str
    value: float
    unit: ExactUnit = ""
    tolerance: float = 0.0
    also: tuple[float, ...] = ()


def either(language: Language, zh: str, en: str) -> str:
    """The text in the question's language."""
    return zh if language == "zh" else en


def amount(value: float, language: Language) -> str:
    """A number for the eye, at most four decimals; English groups thousands from 10,000 on."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    if language == "en" and value >= 10_000 and float(value).is_integer():
        return f"{int(value):,}"
    return text


def roughly(value: float, language: Language) -> str:
    """A large count as it is said aloud, three digits and a word for the scale."""
    scales = (
        ((1e8, " 亿"), (1e4, " 万")) if language == "zh" else ((1e9, " billion"), (1e6, " million"), (1e3, " thousand"))
    )
    size, name = next(((size, name) for size, name in scales if value >= size), (1.0, ""))
    return f"{value / size:.{max(0, 2 - int(math.log10(value / size)))}f}{name}"


def build(
    topic: Topic,
    language: Language,
    text: str,
    given: Sequence[float],
    result: Part,
    steps: Sequence[Part],
    worked: Sequence[str],
) -> Question:
    """The question. ``text`` ends where the way there is asked for; ``worked`` are the sentences of the solution."""
    values = [(RESULT, result), *((f"step-{number}", part) for number, part in enumerate(steps, start=1))]
    text += either(language, "请边算边说。", " Please think aloud.")
    exact = [
        ExactValue(id_, float(part.value), part.unit, float(part.tolerance), tuple(map(float, part.also)))
        for id_, part in values
    ]
    colon = either(language, "：", ": ")
    points = tuple(
        KeyPoint(
            id_, f"{part.label}{colon}{part.shown}", _RESULT_WEIGHT if id_ == RESULT else _STEP_WEIGHT, id_ == RESULT
        )
        for id_, part in values
    )
    again = either(
        language, "请再从头算一遍，每一步都说出来。", "Please go through the numbers once more, one step at a time."
    )
    return Question(
        id=f"calc-{topic.name}-{language}-{zlib.crc32(text.encode()):08x}",
        language=language,
        roles=topic.roles,
        domain=topic.domain,
        round=topic.round,
        topic=either(language, f"计算/{topic.zh}", f"calculation/{topic.en}"),
        kind="technical",
        difficulty=topic.difficulty,
        frequency="common",
        time_limit_s=topic.time_limit_s,
        text=text,
        key_points=points,
        reference_answer="\n".join(worked),
        follow_ups=(FollowUp(again, when_missing=RESULT),),
        source="drawn for Candid",
        exact=ExactAnswer(exact[0], tuple(exact[1:]), tuple(dict.fromkeys(map(float, given)))),
    )


def unmistakable(generate: Generator) -> Generator:
    """Draws again while a value equals another one or a number of the question: then hearing it would prove nothing."""

    @functools.wraps(generate)
    def draw(language: Language, rng: random.Random) -> Question:
        for _ in range(_MOST_DRAWS):
            question = generate(language, rng)
            if _distinct(question):
                return question
        raise AssertionError(f"{generate.__module__} draws only numbers that repeat each other")

    return draw


def _distinct(question: Question) -> bool:
    assert question.exact is not None
    values = [question.exact.result, *question.exact.steps]
    numbers = [value.value for value in values]
    # A share is said in per cent, so it is compared as that.
    said = [100 * value.value if value.unit == "%" else value.value for value in values]
    near = any(abs(other - question.exact.result.value) <= question.exact.result.tolerance for other in numbers[1:])
    given = set(question.exact.given)
    # "7 by 7" could be heard as their product.
    products = {number * number for number in given}
    result = {numbers[0], *question.exact.result.also}
    repeated = given & {*numbers, *said, *result} or products & result
    return not near and not repeated and len(set(numbers)) == len(numbers)
