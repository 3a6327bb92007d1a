"""Gradient of one neuron's weight under half the squared error, with ReLU or sigmoid."""

from __future__ import annotations

import random

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.exact.draft import Part, Topic, amount, build, either, unmistakable

TOPIC = Topic(
    "gradient", "单个神经元的梯度", "gradient of one neuron",
    ("machine learning engineer", "research scientist", "computer vision engineer", "nlp engineer"), "AI", 4,
    time_limit_s=180,
)  # fmt: skip


@unmistakable
def generate(language: Language, rng: random.Random) -> Question:
    return _sigmoid(language, rng) if rng.random() < 0.5 else _relu(language, rng)


def _signed(value: float, language: Language) -> str:
    """With the sign as a word: a voice swallows the mark."""
    sign = either(language, "负 ", "minus ") if value < 0 else either(language, " ", "")
    return sign + amount(abs(value), language)


def _text(language: Language, name: str, x: int, w: int, b: int, target: int) -> str:
    w_said, b_said = _signed(w, language), _signed(b, language)
    return either(
        language,
        f"一个神经元，激活函数是 {name}，输入是 {x}，权重是{w_said}，偏置是{b_said}，目标值是 {target}，"
        f"损失是误差平方的一半。损失对权重的梯度是多少？",
        f"One neuron with {name} activation has an input of {x}, a weight of {w_said}, a bias of {b_said} and a target "
        f"of {target}. The loss is half the squared error. What is the gradient of the loss with respect to the "
        f"weight?",
    )


def _given(x: int, w: int, b: int, target: int) -> tuple[float, ...]:
    # The text says "half", and people drop the sign when they repeat a number.
    return (x, w, abs(w), b, abs(b), target, 0.5)


def _relu(language: Language, rng: random.Random) -> Question:
    x, w, b = rng.randint(2, 9), rng.randint(2, 5), rng.choice((-3, -2, -1, 1, 2, 3, 4))
    out = x * w + b
    target = out + rng.choice((-5, -4, -3, -2, 2, 3, 4, 5))
    error = out - target
    slope = error * x
    worked = (
        either(
            language,
            f"加权和是 {w} 乘 {x} 加{_signed(b, language)}，等于 {out}，大于零，所以 ReLU 输出 {out}，导数是 1。",
            f"The weighted sum is {w} times {x} plus {_signed(b, language)}, which is {out}; it is above zero, so ReLU "
            f"gives {out} and its derivative is 1.",
        ),
        either(
            language,
            f"误差是 {out} 减 {target}，等于{_signed(error, language)}。",
            f"The error is {out} minus {target}, which is {_signed(error, language)}.",
        ),
        either(
            language,
            f"梯度是误差乘导数乘输入，也就是{_signed(error, language)} 乘 {x}，等于{_signed(slope, language)}。",
            f"The gradient is the error times the derivative times the input: {_signed(error, language)} times {x}, "
            f"which is {_signed(slope, language)}.",
        ),
    )
    result = Part(either(language, "对权重的梯度", "gradient of the weight"), _signed(slope, language).strip(), slope)
    steps = (
        Part(either(language, "神经元的输出", "output of the neuron"), str(out), out),
        Part(either(language, "误差", "error"), _signed(error, language).strip(), error),
    )
    return build(
        TOPIC, language, _text(language, "ReLU", x, w, b, target), _given(x, w, b, target), result, steps, worked
    )


def _sigmoid(language: Language, rng: random.Random) -> Question:
    # The weighted sum is zero, so that nobody has to know e to some power.
    x, w, target = rng.choice((2, 3, 4, 5, 6, 8, 12, 16, 20)), rng.choice((-3, -2, 2, 3)), rng.choice((0, 1))
    b = -w * x
    error = 0.5 - target
    slope = error * 0.25 * x
    worked = (
        either(
            language,
            f"加权和是{_signed(w, language)} 乘 {x} 加{_signed(b, language)}，等于 0，sigmoid 输出 0.5。",
            f"The weighted sum is {_signed(w, language)} times {x} plus {_signed(b, language)}, which is 0, so the "
            f"sigmoid gives 0.5.",
        ),
        either(
            language,
            "sigmoid 的导数是 0.5 乘 0.5，等于 0.25。",
            "The derivative of the sigmoid is 0.5 times 0.5, which is 0.25.",
        ),
        either(
            language,
            f"误差是 0.5 减 {target}，等于{_signed(error, language)}；乘 0.25 再乘输入 {x}，等于"
            f"{_signed(slope, language)}。",
            f"The error is 0.5 minus {target}, which is {_signed(error, language)}; times 0.25 times the input of {x} "
            f"is "
            f"{_signed(slope, language)}.",
        ),
    )
    result = Part(
        either(language, "对权重的梯度", "gradient of the weight"),
        _signed(slope, language).strip(),
        slope,
        tolerance=0.005,
    )
    steps = (Part(either(language, "sigmoid 的导数", "derivative of the sigmoid"), "0.25", 0.25),)
    return build(
        TOPIC, language, _text(language, "sigmoid", x, w, b, target), _given(x, w, b, target), result, steps, worked
    )
