"""Logical thinking as what can be counted in the words: connections, reasons, examples, answering the question."""

from __future__ import annotations

from desktop.domain.score import DimensionScore, Evidence
from desktop.scoring.facts import AnswerFacts, SessionFacts, metric, quote, spread
from desktop.scoring.rubric import load_rubric, on_curve
from desktop.scoring.words import TEXT, lead

_UNANSWERED_CAP = 3.0
_FLAGGED = {"off_topic", "keyword_list", "empty", "low_recognition"}


def logical(facts: SessionFacts) -> DimensionScore:
    """Mean over answers that are long enough; None when there is none."""
    text, language = TEXT[facts.language], facts.language
    least = int(load_rubric("behaviour")["least_units"][language])
    judged = [a for a in facts.answers if a.said and a.answer.grade is not None and a.score is not None]
    long = [a for a in judged if a.size >= least]
    if not long:
        return DimensionScore("logical_thinking", None, None, text["no_structure"], (), text["structure_rule"])
    values = [structure_score(a) for a in judged]
    score = round(sum(values) / len(values), 1)
    reasons = [a for a in judged if "reason" in a.links or "consequence" in a.links]
    examples = [a for a in judged if a.example is not None]
    links = sum(len(a.links) for a in judged) / len(judged)
    comment = [
        lead(score, language),
        text["structure"].format(
            on=sum(a.on_question for a in judged), count=len(judged), reason=len(reasons), example=len(examples)
        ),
        text["structure_links"].format(links=links),
    ]
    evidence: list[Evidence] = []
    for answer in judged:
        clause = answer.links.get("reason") or answer.links.get("consequence") or answer.example
        if clause is not None:
            evidence.append(quote(answer.answer.index, clause))
        evidence.append(metric(answer.answer, "connective_kinds", float(len(answer.links))))
    joined = ("" if language == "zh" else " ").join(comment)
    return DimensionScore(
        "logical_thinking", score, spread(values, score), joined, tuple(evidence), text["structure_rule"]
    )


def structure_score(answer: AnswerFacts) -> float:
    """0–10 for one graded answer. Lists and answers off the question have no structure to speak of."""
    rubric = load_rubric("behaviour")
    weights = dict(rubric["structure_weights"])
    grade = answer.answer.grade
    if grade is None or _FLAGGED & set(grade.flags):
        return 0.0
    reason = "reason" in answer.links or "consequence" in answer.links
    parts = {
        "links": on_curve(rubric["curves"]["links"], float(len(answer.links))),
        "support": 5.0 * reason + 5.0 * (answer.example is not None),
        "on_question": 10.0 * min(1.0, 1.5 * _share(answer)),
    }
    order = _order(answer)
    if order is not None:
        parts["order"] = 10.0 * order
    value = sum(weights[name] * part for name, part in parts.items()) / sum(weights[name] for name in parts)
    return value if answer.on_question else min(value, _UNANSWERED_CAP)


def _share(answer: AnswerFacts) -> float:
    """Weighted share of key points covered, of a follow-up only the one it is after."""
    points = answer.answer.grade.points if answer.answer.grade else ()
    target = answer.answer.target_point
    aimed = [p for p in points if p.point_id == target] or list(points)
    total = sum(p.weight for p in aimed)
    return sum(p.weight for p in aimed if p.covered) / total if total else 0.0


def _order(answer: AnswerFacts) -> float | None:
    """Share of pairs of covered points said in the rubric's order; None with fewer than three of known time."""
    points = answer.answer.grade.points if answer.answer.grade else ()
    times = [point.start_s for point in points if point.covered and point.start_s is not None]
    if len(times) < 3:
        return None
    pairs = [(a, b) for i, a in enumerate(times) for b in times[i + 1 :]]
    return sum(a <= b for a, b in pairs) / len(pairs)
