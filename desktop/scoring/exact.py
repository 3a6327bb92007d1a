"""Checks a calculated answer without any model: the numbers said, against the exact result and the steps on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.domain.exact import ExactAnswer, ExactValue, Verdict
from desktop.domain.question import KeyPoint, Question
from desktop.domain.score import AnswerGrade, Flag, PointCheck
from desktop.domain.speech import Language, Word
from desktop.scoring.clauses import Clause, answer_text, split, word_places
from desktop.scoring.exact_match import Match, match
from desktop.scoring.foreign import in_other_language
from desktop.scoring.grade import poorly_recognised, score_points
from desktop.scoring.said_numbers import Mention, find_numbers
from desktop.scoring.shape import examine
from desktop.scoring.stated import negated, stated_result

METHOD = "exact"

CREDIT: dict[Verdict, float] = {
    "right": 1.0, "rounded": 1.0, "unit_missing": 0.7, "unit_wrong": 0.4, "step": 0.0, "wrong": 0.0, "none": 0.0,
}  # fmt: skip
"""What stands for the probability of a point: the share of it that is earned, before ``score_points`` cuts its ends."""

_COVERED_FROM = 0.5
_ORDER: tuple[Match, ...] = ("right", "rounded", "unit_missing", "unit_wrong")
_HESITATION = re.compile(r"\b(?:um+|uh+|erm?|hmm+)\b|[呃嗯额]", re.IGNORECASE)


def grade_exact(question: Question, spoken: Sequence[Word] | str, language: Language) -> AnswerGrade:
    """Judges an answer to a calculation. Raises ``ValueError`` when the question is none.

    Points are those of ``question.key_points`` that the calculation knows, so that a follow-up on one of them is judged
    by it alone. The score is None when recognition was too poor or the answer is words of another language; it is
    exact, so its interval has no width.
    """
    if question.exact is None:
        raise ValueError(f"{question.id} is no calculation")
    text = answer_text(spoken, language)
    clauses = split(spoken, language)
    numbers = find_numbers(_unhesitating(text, spoken))
    values = {value.point_id: value for value in (question.exact.result, *question.exact.steps)}
    found = {
        point.id: _step(values[point.id], numbers, text, question.exact)
        for point in question.key_points
        if point.id in values and point.id != question.exact.result.point_id
    }
    result = _result(question.exact, numbers, text, any(verdict != "none" for verdict, _ in found.values()))
    found[question.exact.result.point_id] = result
    points = tuple(_check(point, *found[point.id], text, clauses) for point in question.key_points if point.id in found)
    score, _ = score_points(points)
    # A number is the same in any language.
    foreign = not numbers and in_other_language(text, language)
    flags = ("other_language",) if foreign else _flags(question, spoken, clauses, bool(numbers), language)
    if foreign or "low_recognition" in flags:
        score = None
    return AnswerGrade(question.id, score, None if score is None else (score, score), points, flags, (METHOD,))


def _unhesitating(text: str, spoken: Sequence[Word] | str) -> str:
    """The text with blanks where somebody hesitates, which may be inside a number; places stay the same."""
    blank = _HESITATION.sub(lambda found: " " * len(found[0]), text)
    if isinstance(spoken, str):
        return blank
    for word, begin, end in word_places(text, spoken):
        if word.kind == "filler":
            blank = blank[:begin] + " " * (end - begin) + blank[end:]
    return blank


def _result(
    exact: ExactAnswer, numbers: Sequence[Mention], text: str, steps_right: bool
) -> tuple[Verdict, Mention | None]:
    def is_result(number: Mention) -> bool:
        fits = match(number, exact.result)
        return fits == "right" or (fits is not None and not _given(number, exact))

    def repeats(number: Mention) -> bool:
        return _given(number, exact) or any(match(number, step) for step in exact.steps)

    counts = exact.result.unit == "" and float(exact.result.value).is_integer()
    any_whole = any(number.plain.is_integer() and not repeats(number) for number in numbers)

    def is_other(number: Mention) -> bool:
        # "A half of it", "112.5, rounded down": on the way to a whole number.
        return repeats(number) or (counts and any_whole and not number.plain.is_integer())

    stated = stated_result(text, numbers, is_result, is_other)
    if stated is None:
        return ("step" if steps_right else "none"), None
    fits = match(stated.mention, exact.result)
    if fits is not None and stated.sure:
        # "448 seconds, so about seven and a half minutes" is exact, too.
        ranked = [(_ORDER.index(found), said) for said in stated.standing if (found := match(said, exact.result))]
        rank, said = min(ranked, key=lambda item: item[0])
        return (_ORDER[rank], said) if rank < _ORDER.index(fits) else (fits, stated.mention)
    return ("step" if steps_right else "wrong"), stated.mention


def _given(number: Mention, exact: ExactAnswer) -> bool:
    """Whether it only repeats numbers of the question, alone or joined ("224 by 224"), without what they come to."""
    return all(part.number in exact.given or part.plain in exact.given for part in number.parts or (number,))


def _step(
    step: ExactValue, numbers: Sequence[Mention], text: str, exact: ExactAnswer
) -> tuple[Verdict, Mention | None]:
    """The best that was said of a step, anywhere in the answer."""
    said = [part for number in numbers if not negated(text, number) for part in (number, *number.parts)]
    fits = [(match(number, step), number) for number in said if not _given(number, exact)]
    ranked = [(_ORDER.index(fit), number) for fit, number in fits if fit is not None]
    if not ranked:
        return "none", None
    best = min(rank for rank, _ in ranked)
    return _ORDER[best], next(number for rank, number in ranked if rank == best)


def _check(
    point: KeyPoint, verdict: Verdict, mention: Mention | None, text: str, clauses: Sequence[Clause]
) -> PointCheck:
    """The point with the clause its number stands in: also where the number is wrong, for that is what was judged."""
    around = [c for c in clauses if mention is not None and c.begin < mention.end and c.end > mention.begin]
    earned = CREDIT[verdict]
    return PointCheck(
        point_id=point.id,
        text=point.text,
        weight=point.weight,
        must=point.must,
        probability=earned,
        covered=earned >= _COVERED_FROM and bool(around),
        quote=text[around[0].begin : around[-1].end] if around else None,
        start_s=around[0].start_s if around else None,
        end_s=around[-1].end_s if around else None,
        verdict=verdict,
        heard=text[mention.begin : mention.end].strip() if mention is not None else None,
    )


def _flags(
    question: Question, spoken: Sequence[Word] | str, clauses: Sequence[Clause], counted: bool, language: Language
) -> tuple[Flag, ...]:
    shape = examine(clauses, question.text, language, [point.text for point in question.key_points])
    flags: list[Flag] = []
    if shape.empty:
        flags.append("empty")
    if shape.orders:
        flags.append("instruction")
    # A number alone may be the whole answer; it is short and yet enough to judge.
    if not counted and not shape.empty and (shape.short or shape.non_answer):
        flags.append("too_short")
    if poorly_recognised(spoken):
        flags.append("low_recognition")
    return tuple(flags)
