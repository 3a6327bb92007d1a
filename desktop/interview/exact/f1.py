"""Precision, recall and F1 from counts."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "f1", "精确率召回率", "precision, recall and F1",
    ("machine learning engineer", "data scientist", "computer vision engineer", "nlp engineer"), "AI", 2,
    time_limit_s=150,
)  # fmt: skip
_POINT = 0.01
_SHARES = (50, 60, 75, 80, 90)


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    # Counts that make both shares whole per cents.
    precision, recall = rng.sample(_SHARES, 2)
    hits = _whole_hits(precision, recall) * rng.choice((1, 2))
    false, missed = hits * 100 // precision - hits, hits * 100 // recall - hits
    f1 = 2 * hits / (2 * hits + false + missed)
    text = either(
        language,
        f"一个分类器在测试集上有 {hits} 个真正例，{false} 个假正例，{missed} 个假负例。"
        f"它的 F1 是多少？误差在 1 个百分点以内即可。",
        f"On a test set a classifier has {hits} true positives, {false} false positives and {missed} false negatives. "
        f"What is its F1? Within 1 percentage point is fine.",
    )
    worked = (
        either(
            language,
            f"精确率是 {hits} 除以 {hits + false}，等于 {precision}%。",
            f"Precision is {hits} over {hits + false}, which is {precision}%.",
        ),
        either(
            language,
            f"召回率是 {hits} 除以 {hits + missed}，等于 {recall}%。",
            f"Recall is {hits} over {hits + missed}, which is {recall}%.",
        ),
        either(
            language,
            f"F1 是两者的调和平均：2 乘 {hits} 除以 {2 * hits + false + missed}，大约 {100 * f1:.1f}%。",
            f"F1 is their harmonic mean: 2 times {hits} over {2 * hits + false + missed}, about {100 * f1:.1f}%.",
        ),
    )
    result = Part("F1", f"{100 * f1:.1f}%", f1, "%", _POINT)
    steps = (
        Part(either(language, "精确率", "precision"), f"{precision}%", precision / 100, "%", _POINT / 2),
        Part(either(language, "召回率", "recall"), f"{recall}%", recall / 100, "%", _POINT / 2),
    )
    return build(TOPIC, language, text, (hits, false, missed, 1), result, steps, worked)


def _whole_hits(precision: int, recall: int) -> int:
    """The least number of hits, at least 30, that gives whole counts for both shares."""
    return next(n for n in range(30, 3000) if n * 100 % precision == 0 and n * 100 % recall == 0)
