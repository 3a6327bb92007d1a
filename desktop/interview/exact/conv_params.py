"""Parameters of a convolution with bias: k · k · in · out + out."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, unmistakable

TOPIC = Topic(
    "conv-params", "卷积参数量", "convolution parameters",
    ("computer vision engineer", "machine learning engineer", "research scientist"), "AI", 2,
)  # fmt: skip


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    k, inside, outside = rng.choice((3, 5)), rng.choice((3, 4, 8, 16, 20)), rng.choice((8, 10, 16, 20, 32, 50, 64))
    one = k * k * inside
    weights = one * outside
    total = weights + outside
    shown = [amount(value, language) for value in (one, weights, total)]
    text = either(
        language,
        f"一个卷积层，卷积核 {k} 乘 {k}，输入 {inside} 个通道，输出 {outside} 个通道，带偏置。它一共有多少个参数？",
        f"A convolution has a {k} by {k} kernel, {inside} input channels, {outside} output channels and a bias. "
        f"How many parameters does it have exactly?",
    )
    worked = (
        either(
            language,
            f"一个输出通道的权重是 {k} 乘 {k} 乘 {inside}，等于 {shown[0]}。",
            f"One output channel needs {k} times {k} times {inside}, which is {shown[0]} weights.",
        ),
        either(
            language,
            f"乘以 {outside} 个输出通道，是 {shown[1]} 个权重。",
            f"Times {outside} output channels makes {shown[1]} weights.",
        ),
        either(
            language,
            f"每个输出通道再加一个偏置，一共 {shown[2]} 个参数。",
            f"One bias for each output channel makes {shown[2]} parameters in all.",
        ),
    )
    result = Part(either(language, "参数总数", "number of parameters"), shown[2], total)
    steps = (
        Part(
            either(language, "每个输出通道的权重数", "weights of one output channel"), shown[0], one, also=(one + 1.0,)
        ),
        Part(either(language, "不含偏置的权重数", "weights without the bias"), shown[1], weights, also=(one + 1.0,)),
    )
    return build(TOPIC, language, text, (k, inside, outside), result, steps, worked)
