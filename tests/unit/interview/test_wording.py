"""What a language model may and may not make of a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.interview.speakable import speakable, spoken_question
from desktop.interview.wording import check_wording, personalise

BANK = load_bank(Path(__file__).resolve().parents[2] / "data" / "questions").by_id
ZH, EN = BANK["small-vanishing-zh"], BANK["small-overfitting-en"]
RESUME_ZH = "做过一个五十层的图像分类模型，用 PyTorch 训练。"
RESUME_EN = "Trained a churn model with LightGBM at a telecom company."

ACCEPTED = [
    (ZH, "你训练过五十层的图像分类模型，那么为什么网络越深越容易出现梯度消失？"),
    (ZH, "结合你用 PyTorch 训练的经历，说说为什么网络越深，梯度消失越容易出现？"),
    (EN, "For your churn model in LightGBM, how would you notice that the model overfits, and what would you do?"),
]
REFUSED = [
    (ZH, "", "empty"),
    (ZH, "Why do vanishing gradients appear in deeper networks?", "language"),
    (EN, "为什么模型会过拟合，你会怎么做？", "language"),
    (ZH, "梯度消失？", "length"),
    (ZH, "为什么网络越深越容易出现梯度消失？" * 6, "length"),
    (ZH, "**为什么**网络越深越容易出现梯度消失？", "markup"),
    (ZH, "为什么网络越深越容易出现梯度消失？怎么办？", "several_questions"),
    (ZH, "莫先生，为什么网络越深越容易出现梯度消失？", "tone"),
    (ZH, "回答得很好，那为什么网络越深越容易出现梯度消失？", "tone"),
    (ZH, "为什么网络越深越容易出现梯度消失？（考察链式法则）", "tone"),
    (EN, "Excellent. How would you notice that a model overfits, and what would you do about it?", "tone"),
    (ZH, "反向传播把每一层的导数连乘起来，为什么网络越深越容易出现梯度消失？", "leak"),
    (
        EN,
        "When training error keeps falling while validation error rises, a model overfits: how do you notice?",
        "leak",
    ),
    (ZH, "你在 ResNet 里见过，为什么网络越深越容易出现梯度消失？", "invented"),
    (
        EN,
        "After your 3 years at Google, how would you notice that a model overfits, and what would you do?",
        "invented",
    ),
    (ZH, "你觉得未来五年行业会有什么样的变化？", "off_the_point"),
    (EN, "How would you design a message queue, and what would you monitor in it?", "off_the_point"),
]


@pytest.mark.parametrize(("question", "text"), ACCEPTED)
def test_personal_wordings_pass(question: object, text: str) -> None:
    documents = RESUME_ZH + RESUME_EN
    assert check_wording(text, question, documents=documents) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("question", "text", "why"), REFUSED)
def test_each_guard_refuses_for_its_own_reason(question: object, text: str, why: str) -> None:
    assert check_wording(text, question, documents=RESUME_ZH + RESUME_EN) == why  # type: ignore[arg-type]


def test_what_was_said_before_is_a_repeat() -> None:
    text = ACCEPTED[0][1]
    assert check_wording(text, ZH, documents=RESUME_ZH, said=[text]) == "repeat"


def test_falls_back_to_the_banks_text() -> None:
    def bad(question: str, *, language: Language, resume: str, job: str) -> str | None:
        return "Sure! Here is your question: ..."

    def good(question: str, *, language: Language, resume: str, job: str) -> str | None:
        assert resume == RESUME_ZH
        return ACCEPTED[0][1]

    assert personalise(bad, ZH, resume=RESUME_ZH, job="").text == ZH.text
    assert personalise(bad, ZH, resume=RESUME_ZH, job="").refused == "language"
    worded = personalise(good, ZH, resume=RESUME_ZH, job="")
    assert (worded.source, worded.text) == ("model", ACCEPTED[0][1])


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("**为什么** `ReLU` 有用？", "为什么 ReLU 有用？"),
        ("# Title\n- one\n- two", "Title one two"),
        ("see [the paper](https://example.org/x) now", "see the paper now"),
        ("C++ and C# and F#", "C++ and C# and F#"),
        ("x_1 → y 😀", "x 1 y"),
        ("3 * 4 < 13", "3 4 13"),
        ("plain words, as they are.", "plain words, as they are."),
    ],
)
def test_speakable(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


def test_spoken_form_of_the_bank_comes_first() -> None:
    assert "layer" in spoken_question(BANK["small-cache-en"])
    assert spoken_question(ZH) == ZH.text
