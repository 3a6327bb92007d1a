"""One answer against its question's key points: probabilities, score with interval, flags, quotes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Generator, Mapping, Sequence

from desktop.domain.correction import recogniser_confidence
from desktop.domain.question import KeyPoint, Question
from desktop.domain.score import AnswerGrade, Flag, MadeMistake, PointCheck
from desktop.domain.speech import Language, Word
from desktop.interview.follow_ups import Sought
from desktop.scoring.calibration import PROBE_ANSWERS, SCORE, Calibration, Logistic
from desktop.scoring.clauses import Clause, answer_text, split
from desktop.scoring.evidence import Encoder, Nearest, StatementReader, nearest, shared_terms, window_text
from desktop.scoring.foreign import in_other_language
from desktop.scoring.forms import form_cue
from desktop.scoring.mistakes import after_mistakes, mistakes_made
from desktop.scoring.shape import Shape, examine, says_nothing

COVERED_FROM = 0.5
CONTRADICTED_FROM, RULED_OUT_BELOW = 0.9, 0.05
"""Probability from which the person is told to have said the contrary of a point, and that of having said the point
itself below which. To be told so in error is worse than not to be told."""
OFF_TOPIC_BELOW = 0.5
"""Probability that the question was answered below which what was said counts as an answer to another one."""
LOW_RECOGNITION = 0.5  # mean word probability; below it the words are not what was said
SIMILARITY_ALONE, READ = "embedding", "embedding+language"
"""Methods of judging: with a language model or not."""
_NOTHING, _FULL = 0.15, 0.85  # probabilities that count as nothing and as the whole point
_FOR_ANSWERING = 0.5  # of 10, for an answer to the question that says nothing of what was wanted
_MUST_SHARE = 0.4  # what of the score a missing must-point takes at most
_LIST_CAP = 3.0
_LIST_SHARE = 0.5
_EXACT_POINTS = 12


def grading(
    question: Question,
    spoken: Sequence[Word] | str,
    language: Language,
    encoder: Encoder,
    reader: StatementReader | None,
    calibration: Calibration,
    sought: Sought | None = None,
) -> Generator[None, None, AnswerGrade]:
    """Judges an answer; a step is a point that a language model reads. Without a ``reader`` (a language model's) by
    embedding alone, and also where the reader finds no figures; ``methods`` says which. With ``sought`` the reader
    reads no more points than choosing a follow-up takes, and the others are judged by embedding.

    ``spoken`` with times gives quotes with times. The score is None when recognition was too poor, the answer is in
    another language or the question has no key points.
    """
    text = answer_text(spoken, language)
    clauses = split(spoken, language)
    foreign = in_other_language(text, language)
    if foreign and not says_nothing(text, question.text, "en" if language == "zh" else "zh"):
        points = tuple(_check(point, 0.0, None, {}) for point in question.key_points)
        return AnswerGrade(question.id, None, None, points, ("other_language",), ("shape",))
    shape = examine(clauses, question.text, language, [point.text for point in question.key_points])
    if shape.empty or shape.non_answer or foreign or not shape.usable:
        points = tuple(_check(point, 0.0, None, {}) for point in question.key_points)
        flags = _flags(shape, spoken)
        score = None if "low_recognition" in flags or not points else 0.0
        return AnswerGrade(question.id, score, None if score is None else (0.0, 0.0), points, flags, ("shape",))
    found = nearest(question.key_points, shape.usable, language, encoder)
    signals = _signals(question.key_points, shape.usable, found, language, encoder)
    chances = [calibration.of(None, language, question.kind).probability(each) for each in signals]
    contrary: list[float | None] = [None] * len(signals)
    failed = False
    on_question: float | None = None
    if reader is not None:
        by_likeness = [*signals], [*chances], [*contrary]
        with_model = calibration.of(reader.model_name, language, question.kind)
        read = yield from _reading(reader, question, shape.usable, found, signals, with_model, sought)
        failed = read is None
        of_contrary = calibration.contradicted.get(reader.model_name)
        for place, each in (read or {}).items():
            signals[place], chances[place] = each, with_model.probability(each)
            if of_contrary is not None:
                contrary[place] = of_contrary.probability(each)
        if not failed and sought is None and _tells_answers(reader, question, calibration):
            on_question = yield from _answering(reader, question, shape.usable, chances, calibration)
            failed = on_question is None
        if failed:
            signals, chances, contrary = by_likeness
    method = READ if reader is not None and not failed else SIMILARITY_ALONE
    if on_question is not None:
        elsewhere = on_question < OFF_TOPIC_BELOW
    else:
        elsewhere = max(chances, default=0.0) < COVERED_FROM and not _near(
            question, shape.usable, found, signals, language, encoder, calibration.off_topic_below[language]
        )
    flags = _flags(shape, spoken, elsewhere)
    if "off_topic" in flags:
        # What any story has is no answer to this question.
        share = on_question if on_question is not None and elsewhere else 0.5
        chances = [chance * share for chance in chances]
        contrary = [None] * len(signals)
    points = tuple(
        _check(point, chance, _quote(text, shape.usable, near), each, against)
        for point, chance, near, each, against in zip(
            question.key_points, chances, found, signals, contrary, strict=True
        )
    )
    mistakes: tuple[MadeMistake, ...] = ()
    about_mistakes = calibration.mistakes.get(reader.model_name) if reader and not failed else None
    if reader is not None and about_mistakes is not None and sought is None and "off_topic" not in flags:
        mistakes = yield from mistakes_made(
            question.common_mistakes, text, shape.usable, language, encoder, reader, about_mistakes
        )
    score, interval = score_points(points, on_question)
    if score is not None and interval is not None:
        if "keyword_list" in flags:
            score, interval = min(score, _LIST_CAP), (min(interval[0], _LIST_CAP), min(interval[1], _LIST_CAP))
        score, interval = after_mistakes(score, interval, mistakes)
    if failed:
        flags = (*flags, "model_failed")
    if "low_recognition" in flags:
        score = interval = None
    likely = None if on_question is None else round(on_question, 4)
    return AnswerGrade(question.id, score, interval, points, flags, (method, "shape"), mistakes, likely)


def _reading(
    reader: StatementReader,
    question: Question,
    clauses: Sequence[Clause],
    found: Sequence[Nearest],
    signals: Sequence[Mapping[str, float]],
    logistic: Logistic,
    sought: Sought | None,
) -> Generator[None, None, dict[int, dict[str, float]] | None]:
    """All signals of the points that were read, by their place; None when the model failed."""
    points = question.key_points
    if sought is None:
        places = [*range(len(points))]
    else:
        by_id = {point.id: place for place, point in enumerate(points)}
        places = [by_id[id_] for id_ in sought.points if id_ in by_id]
    known: dict[str, float] = {}

    def enough(nth: int, gained: dict[str, float]) -> bool:
        place = places[nth]
        known[points[place].id] = logistic.probability({**signals[place], **gained})
        return sought is not None and sought.settled(known)

    read = yield from reader.reading(
        question.text,
        [points[place] for place in places],
        clauses,
        [found[place] for place in places],
        enough if sought else None,
    )
    if read is None:
        return None
    return {place: {**signals[place], **gained} for place, gained in zip(places, read, strict=True) if gained}


def _tells_answers(reader: StatementReader, question: Question, calibration: Calibration) -> bool:
    """Whether the model was measured at telling if the question was answered. A follow-up goes by the words of its main
    question and is after one point of it: that was never measured."""
    measured = (reader.model_name, question.kind) in calibration.answers and len(question.key_points) > 1
    return measured and reader.tells_answers(question.text)


def _answering(
    reader: StatementReader,
    question: Question,
    clauses: Sequence[Clause],
    chances: Sequence[float],
    calibration: Calibration,
) -> Generator[None, None, float | None]:
    """How likely the question was answered, 0–1; None where the model fails."""
    signal = yield from reader.answering(question.text, clauses)
    if signal is None:
        return None
    said = _sum([_check(point, 0.0, None, {}) for point in question.key_points], [*map(_credit, chances)])
    return calibration.answers[reader.model_name, question.kind].probability({PROBE_ANSWERS: signal, SCORE: said})


def score_points(
    points: Sequence[PointCheck], on_question: float | None = None
) -> tuple[float | None, tuple[float, float] | None]:
    """Score 0–10 and its 80 % interval from point probabilities; None without points.

    The score is the weighted share of what was covered, where a probability up to 0.15 counts nothing and one from
    0.85 the whole point; points that must be there take up to 40 % of it away. An answer that covers nothing still
    gets half a point for being one to the question, times the probability that it is. The interval is that of the same
    sum when each point is covered or not with its probability.
    """
    if not points:
        return None, None
    score = max(_sum(points, [_credit(point.probability) for point in points]), _FOR_ANSWERING * (on_question or 0.0))
    low, high = _interval(points)
    return round(score, 2), (round(min(low, score), 2), round(max(high, score), 2))


def _credit(probability: float) -> float:
    return min(1.0, max(0.0, (probability - _NOTHING) / (_FULL - _NOTHING)))


def _sum(points: Sequence[PointCheck], credits: Sequence[float]) -> float:
    total = sum(point.weight for point in points)
    share = sum(point.weight * credit for point, credit in zip(points, credits, strict=True)) / total
    musts = [credit for point, credit in zip(points, credits, strict=True) if point.must]
    return 10.0 * min(share, 1.0 - _MUST_SHARE * (1.0 - min(musts))) if musts else 10.0 * share


def _interval(points: Sequence[PointCheck]) -> tuple[float, float]:
    chances = [point.probability for point in points]
    if len(points) > _EXACT_POINTS:
        total = sum(point.weight for point in points)
        mean = 10.0 * sum(p.weight * p.probability for p in points) / total
        spread = 12.816 * math.sqrt(sum((p.weight / total) ** 2 * p.probability * (1 - p.probability) for p in points))
        return max(0.0, mean - spread), min(10.0, mean + spread)
    outcomes = sorted(
        (_sum(points, hits), math.prod(p if hit else 1.0 - p for p, hit in zip(chances, hits, strict=True)))
        for hits in itertools.product((0, 1), repeat=len(points))
    )
    reached, low, high = 0.0, outcomes[0][0], outcomes[-1][0]
    for value, mass in outcomes:
        if reached < 0.1 <= reached + mass:
            low = value
        if reached < 0.9 <= reached + mass:
            high = value
        reached += mass
    return low, high


def _signals(
    points: Sequence[KeyPoint],
    clauses: Sequence[Clause],
    found: Sequence[Nearest],
    language: Language,
    encoder: Encoder,
) -> list[dict[str, float]]:
    whole = window_text(clauses, 0, len(clauses) - 1, language)
    overall = encoder.encode([whole]) @ encoder.encode([point.text for point in points]).T if points else None
    signals = []
    for index, (point, near) in enumerate(zip(points, found, strict=True)):
        each: dict[str, float] = {
            "clause": near.similarity,
            "whole": float(overall[0, index]) if overall is not None else 0.0,
            "terms": shared_terms(point, whole, language),
            "form": form_cue(point.text, whole, language),
        }
        signals.append(each)
    return signals


def _near(
    question: Question,
    clauses: Sequence[Clause],
    found: Sequence[Nearest],
    signals: Sequence[Mapping[str, float]],
    language: Language,
    encoder: Encoder,
    from_: float,
) -> bool:
    """Whether the answer comes near the question or any key point, by the highest cosine."""
    if question.kind != "technical" and any(each["form"] == 1.0 for each in signals):
        # A story shares few words with its question; showing the form that is asked for is being on the question.
        return True
    texts = [clause.match for clause in clauses] + [window_text(clauses, 0, len(clauses) - 1, language)]
    to_question = float((encoder.encode([question.text]) @ encoder.encode(texts).T).max())
    return max([to_question, *(near.similarity for near in found)]) >= from_


def _flags(shape: Shape, spoken: Sequence[Word] | str, elsewhere: bool = False) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    if shape.empty:
        flags.append("empty")
    # What follows a question that was said again first may well answer it.
    elsewhere = elsewhere or (shape.echo_share >= 0.5 and not shape.usable)
    if elsewhere and not shape.empty and not shape.orders and shape.list_share < _LIST_SHARE:
        flags.append("off_topic")
    if shape.list_share >= _LIST_SHARE:
        flags.append("keyword_list")
    if shape.orders:
        flags.append("instruction")
    if not shape.empty and (shape.short or shape.non_answer):
        flags.append("too_short")
    if poorly_recognised(spoken):
        flags.append("low_recognition")
    return tuple(flags)


def poorly_recognised(spoken: Sequence[Word] | str) -> bool:
    """Whether the words cannot be relied on to be what was said; a typed answer can."""
    sure = None if isinstance(spoken, str) else recogniser_confidence(spoken)
    return sure is not None and sure < LOW_RECOGNITION


def _quote(text: str, clauses: Sequence[Clause], near: Nearest) -> tuple[str, float | None, float | None] | None:
    if near.first < 0:
        return None
    first, last = clauses[near.first], clauses[near.last]
    return text[first.begin : last.end], first.start_s, last.end_s


def _check(
    point: KeyPoint,
    probability: float,
    quote: tuple[str, float | None, float | None] | None,
    signals: Mapping[str, float],
    contrary: float | None = None,
) -> PointCheck:
    covered = probability >= COVERED_FROM and quote is not None
    told = contrary is not None and contrary >= CONTRADICTED_FROM and probability < RULED_OUT_BELOW
    contradicted = told and quote is not None
    shown = quote if quote and (covered or contradicted) else (None, None, None)
    return PointCheck(
        point_id=point.id,
        text=point.text,
        weight=point.weight,
        must=point.must,
        probability=round(probability, 4),
        covered=covered,
        contrary=None if contrary is None else round(contrary, 4),
        contradicted=contradicted,
        quote=shown[0],
        start_s=shown[1],
        end_s=shown[2],
        signals={name: round(value, 4) for name, value in signals.items()} or None,
    )
