"""Side of a convolution's output: (n + 2p − k) / s rounded down, plus 1."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "conv-size", "卷积输出尺寸", "convolution output size",
    ("computer vision engineer", "machine learning engineer", "research scientist"), "CV", 2,
)  # fmt: skip


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    n = rng.choice((28, 32, 56, 64, 96, 112, 128, 224, 256))
    k, s = rng.choice((3, 5, 7)), rng.choice((1, 2, 4))
    p = rng.randint(1, k // 2)
    free = n + 2 * p - k
    side = free // s + 1
    text = either(
        language,
        f"一张 {n} 乘 {n} 的图片经过一个卷积层，卷积核是 {k} 乘 {k}，步长为 {s}，四周填充 {p} 个像素，"
        f"除不尽时向下取整。"
        f"输出特征图的边长是多少？",
        f"An image of {n} by {n} pixels goes through a convolution with a {k} by {k} kernel, a stride of {s} and a "
        f"padding of {p} on every side, rounding down. How many pixels wide is the output?",
    )
    worked = (
        either(
            language,
            f"边长 {n} 加上两边的填充 {2 * p}，再减去卷积核 {k}，等于 {free}。",
            f"The side of {n} plus the padding of {2 * p} on both sides minus the kernel of {k} is {free}.",
        ),
        either(
            language,
            f"{free} 除以步长 {s}，向下取整是 {free // s}，再加 1 等于 {side}。",
            f"{free} divided by the stride of {s}, rounded down, is {free // s}; plus 1 is {side}.",
        ),
        either(language, f"所以输出是 {side} 乘 {side}。", f"So the output is {side} by {side}."),
    )
    result = Part(either(language, "输出边长", "side of the output"), str(side), side, also=(float(side * side),))
    step = Part(
        either(language, "卷积核能移动的距离", "distance that the kernel can travel"), str(free), free,
        # Padded side first: whoever says it has understood the same thing.
        also=(float(n + 2 * p),),
    )  # fmt: skip
    return build(TOPIC, language, text, (n, k, s, p), result, (step,), worked)
