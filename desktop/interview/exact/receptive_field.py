"""Receptive field of three convolutions: grows by (k − 1) times the product of the strides before."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, build, either, unmistakable

TOPIC = Topic(
    "receptive-field", "感受野", "receptive field",
    ("computer vision engineer", "machine learning engineer", "research scientist"), "CV", 3,
)  # fmt: skip


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    layers = [(rng.choice((3, 5, 7)), rng.choice((1, 2))) for _ in range(3)]
    fields, jumps = [1], [1]
    for k, s in layers:
        fields.append(fields[-1] + (k - 1) * jumps[-1])
        jumps.append(jumps[-1] * s)
    if language == "zh":
        stack = "，".join(
            f"{name}卷积核 {k} 乘 {k}、步长 {s}"
            for name, (k, s) in zip(("先是", "然后是", "最后是"), layers, strict=True)
        )
        text = f"三个卷积层依次相连，{stack}。最后一层的一个输出值在输入上的感受野边长是多少个像素？"
    else:
        stack = ", ".join(
            f"{name} a {k} by {k} kernel with a stride of {s}"
            for name, (k, s) in zip(("first", "then", "and last"), layers, strict=True)
        )
        text = f"Convolutions follow each other: {stack}. How many input pixels wide is the receptive field at the end?"
    worked = [either(language, f"第一层之后感受野是 {fields[1]}。", f"After the first layer it is {fields[1]}.")]
    for number, (k, _) in enumerate(layers[1:], start=1):
        worked.append(
            either(
                language,
                f"下一层加上 {k - 1} 乘以前面步长的乘积 {jumps[number]}，变成 {fields[number + 1]}。",
                f"The next one adds {k - 1} times the product of the strides before it, {jumps[number]}: "
                f"that makes {fields[number + 1]}.",
            )
        )
    result = Part(either(language, "感受野边长", "side of the receptive field"), str(fields[3]), fields[3])
    step = Part(
        either(language, "第二层之后的感受野", "receptive field after the second layer"), str(fields[2]), fields[2]
    )
    given = (*(number for layer in layers for number in layer), *((3,) if language == "zh" else ()))
    return build(TOPIC, language, text, given, result, (step,), worked)
