"""Multiply-accumulates of a convolution: positions · k · k · in · out."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, roughly, unmistakable

TOPIC = Topic(
    "conv-macs", "卷积计算量", "convolution multiply-accumulates",
    ("computer vision engineer", "machine learning engineer", "mlops engineer"), "CV", 3, time_limit_s=150,
)  # fmt: skip
_NEAR = 0.05


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    k, side = rng.choice((3, 5)), rng.choice((10, 20, 28, 40, 50, 56, 100))
    inside, outside = rng.choice((16, 32, 64, 100)), rng.choice((16, 32, 64, 128))
    positions, one = side * side, k * k * inside * outside
    total = positions * one
    shown = [amount(value, language) for value in (positions, one, total)]
    text = either(
        language,
        f"一个卷积层的输出是 {side} 乘 {side}，卷积核 {k} 乘 {k}，输入 {inside} 个通道，输出 {outside} 个通道，"
        f"不算偏置。"
        f"前向一次大约要多少次乘加？误差在百分之 5 以内即可。",
        f"The output of a convolution is {side} by {side}; the kernel is {k} by {k}, with {inside} input and {outside} "
        f"output channels, no bias. About how many multiply-accumulates is one forward pass? Within 5 percent is fine.",
    )
    worked = (
        either(
            language,
            f"输出有 {side} 乘 {side}，也就是 {shown[0]} 个位置。",
            f"The output has {side} times {side}, which is {shown[0]} positions.",
        ),
        either(
            language,
            f"每个位置要 {k} 乘 {k} 乘 {inside} 乘 {outside}，等于 {shown[1]} 次乘加。",
            f"Each takes {k} times {k} times {inside} times {outside}, which is {shown[1]} multiply-accumulates.",
        ),
        either(
            language,
            f"两者相乘是 {shown[2]}，大约 {roughly(total, language)}次。",
            f"Their product is {shown[2]}, about {roughly(total, language)}.",
        ),
    )
    result = Part(either(language, "乘加次数", "multiply-accumulates"), shown[2], total, tolerance=_NEAR * total)
    steps = (
        Part(either(language, "输出位置数", "output positions"), shown[0], positions, tolerance=_NEAR * positions),
        Part(
            either(language, "每个位置的乘加", "multiply-accumulates of one position"), shown[1], one,
            tolerance=_NEAR * one, also=(float(k * k * inside),),
        ),
    )  # fmt: skip
    return build(TOPIC, language, text, (side, k, inside, outside, 5), result, steps, worked)
