"""Weights of a transformer layer: four d × d projections and two d × 4d matrices, 12 d² together."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, roughly, unmistakable

TOPIC = Topic(
    "transformer-params", "变换器层参数量", "transformer layer parameters",
    ("llm engineer", "nlp engineer", "machine learning engineer", "research scientist"), "AI", 3, time_limit_s=150,
)  # fmt: skip
_NEAR = 0.05


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    d = rng.choice((100, 128, 200, 256, 512, 768, 1000, 1024, 2000, 2048, 4096))
    wide = rng.choice((2, 4))
    attention, feed = 4 * d * d, 2 * wide * d * d
    total = attention + feed
    shown = [amount(value, language) for value in (d * d, attention, feed, total)]
    text = either(
        language,
        f"一个 Transformer 层，隐藏维度是 {amount(d, language)}，前馈网络的中间维度是它的 {wide} 倍，不算偏置和归一化。"
        f"这一层大约有多少参数？误差在百分之 5 以内即可。",
        f"A Transformer layer has a hidden size of {amount(d, language)}; its feed-forward part is {wide} times as "
        f"wide "
        f"inside. Leave biases and normalization out. About how many parameters is that? Within 5 percent is fine.",
    )
    worked = (
        either(
            language,
            f"注意力有查询、键、值和输出 4 个矩阵，每个 {shown[0]}，一共 {shown[1]}。",
            f"Attention has 4 matrices, for query, key, value and output, of {shown[0]} each: {shown[1]}.",
        ),
        either(
            language,
            f"前馈网络有 2 个矩阵，每个是 {wide} 倍的 {shown[0]}，一共 {shown[2]}。",
            f"The feed-forward part has 2 matrices of {wide} times {shown[0]} each: {shown[2]}.",
        ),
        either(
            language,
            f"加起来是 {shown[3]}，大约 {roughly(total, language)}。",
            f"Together that is {shown[3]}, about {roughly(total, language)}.",
        ),
    )
    result = Part(either(language, "参数总数", "number of parameters"), shown[3], total, tolerance=_NEAR * total)
    squared = float(d * d)
    steps = [Part(either(language, "注意力部分", "attention"), shown[1], attention, tolerance=_NEAR * attention,
                  also=(squared,))]  # fmt: skip
    if feed != attention:
        steps.append(Part(either(language, "前馈部分", "feed-forward part"), shown[2], feed, tolerance=_NEAR * feed))
    return build(TOPIC, language, text, (d, wide, 5), result, steps, worked)
