"""Composure as behaviour: hard questions and follow-ups against the person's own easier answers. No feelings."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from desktop.domain.score import DimensionScore
from desktop.scoring.facts import AnswerFacts, SessionFacts, metric
from desktop.scoring.rubric import load_rubric, on_curve
from desktop.scoring.words import TEXT, lead

_WEAK = 4.0
_CEILING = 2.0  # keeping an empty level is no composure: at most twice the completeness under pressure


def completeness(answer: AnswerFacts) -> float | None:
    """The answer's score; of a follow-up 10 × the probability of the point it is after. None when not judged."""
    grade = answer.answer.grade
    if grade is None or grade.score is None:
        return None
    if answer.answer.target_point is not None:
        aimed = [p.probability for p in grade.points if p.point_id == answer.answer.target_point]
        if aimed:
            return 10.0 * aimed[0]
    return grade.score


def stress(facts: SessionFacts) -> DimensionScore:
    """None with "not enough data" without enough hard and easy answers to compare."""
    rubric, text, language = load_rubric("behaviour"), TEXT[facts.language], facts.language
    # Spoken answers only: a task at the keyboard is no measure of them.
    spoken = [a for a in facts.answers if a.answer.question.code is None]
    judged = [(a, value) for a in spoken if (value := completeness(a)) is not None]
    hard = [(a, v) for a, v in judged if a.hard]
    easy = [(a, v) for a, v in judged if not a.hard]
    need, base = int(rubric["least_hard"]), int(rubric["least_easy"])
    if len(hard) < need or len(easy) < base:
        reason = text["no_stress"].format(hard=len(hard), easy=len(easy), need=need, base=base)
        return DimensionScore("stress_resilience", None, None, reason, (), text["stress_rule"])
    hard_mean = sum(v for _, v in hard) / len(hard)
    easy_mean = sum(v for _, v in easy) / len(easy)
    parts = {"completeness": on_curve(rubric["curves"]["completeness_drop"], easy_mean - hard_mean)}
    comment = [text["stress"].format(hard=hard_mean, easy=easy_mean, count=len(hard))]
    evidence = [metric(a.answer, "answer_score", v, "/10") for a, v in hard + easy]
    change = _rate_change([a for a, _ in hard], [a for a, _ in easy])
    if change is not None:
        parts["rate"] = on_curve(rubric["curves"]["rate_change"], abs(change))
        comment.append(text["stress_rate"].format(value=100 * change))
        evidence.append(metric(None, "rate_change", 100 * change, "%"))
    weak, better = _recoveries([v for _, v in judged])
    if weak:
        parts["recovery"] = 10.0 * better / weak
        comment.append(text["stress_recovery"].format(weak=weak, better=better))
        evidence.append(metric(None, "recoveries", float(better)))
    weights = rubric["stress_weights"]
    raw = sum(weights[name] * part for name, part in parts.items()) / sum(weights[name] for name in parts)
    score = round(min(raw, _CEILING * hard_mean), 1)
    comment.insert(0, lead(score, language))
    joined = ("" if language == "zh" else " ").join(comment)
    return DimensionScore(
        "stress_resilience", score, _interval(hard, score), joined, tuple(evidence), text["stress_rule"]
    )


def _rate_change(hard: Sequence[AnswerFacts], easy: Sequence[AnswerFacts]) -> float | None:
    fast = [a.rate for a in hard if a.rate]
    base = [a.rate for a in easy if a.rate]
    if not fast or not base:
        return None
    return (sum(fast) / len(fast)) / (sum(base) / len(base)) - 1.0


def _recoveries(values: Sequence[float]) -> tuple[int, int]:
    """How many weak answers had a successor, and how many successors were better."""
    pairs = [(a, b) for a, b in itertools.pairwise(values) if a < _WEAK]
    return len(pairs), sum(b > a for a, b in pairs)


def _interval(hard: Sequence[tuple[AnswerFacts, float]], score: float) -> tuple[float, float]:
    """80 % by the spread of the hard answers' scores (normal, 1.2816·s/√n)."""
    values = [value for _, value in hard]
    mean = sum(values) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    half = 1.2816 * deviation / len(values) ** 0.5
    return round(max(0.0, score - half), 1), round(min(10.0, score + half), 1)
