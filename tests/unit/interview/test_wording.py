"""What a language model may and may not make of a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.interview.bank import load_bank
from desktop.interview.opening import Opening
from desktop.interview.speakable import speakable, spoken_question
from desktop.interview.wording import check_opening, check_wording, worded

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


SAID_EN = "So um we we moved the session store to Redis, because the database was at its limit"
SAID_ZH = "嗯然后我们就把会话存储迁到了 Redis，因为数据库撑不住了"
FIGURE_ZH = "盘点一个库位的时间从 95 秒降到 40 秒"


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        (SAID_EN, "You said that you moved the session store to Redis."),
        (
            SAID_EN,
            "You said that you moved the session store to Redis, because the database was at its limit.",
        ),
        ("my part was basically the tests for it", "You said that your part was the tests for it."),
        (SAID_ZH, "你刚才说，你们把会话存储迁到了 Redis。"),
        ("我们把会话存储迁到了 Redis", "你刚才说，把会话存储迁到了 Redis。"),
        (FIGURE_ZH, "你刚才说，盘点一个库位的时间从95秒降到了40秒。"),
    ],
)
def test_ones_own_words_pass_as_an_opening(passage: str, text: str) -> None:
    question = ZH if text.startswith("你") else EN
    assert check_opening(Opening(question.text, passage, text, 0.5), question) is None


@pytest.mark.parametrize(
    ("passage", "text", "why"),
    [
        (SAID_EN, "", "empty"),
        (SAID_EN, "We moved the session store to Redis.", "form"),
        (SAID_EN, "You said that you moved our session store to Redis.", "form"),
        (SAID_EN, "You said that you moved the session store to Redis. It was slow.", "form"),
        (SAID_EN, "You said that you moved the session store to Redis?", "form"),
        (SAID_EN, "You said that you moved the session store to Memcached.", "not_their_words"),
        (SAID_EN, "You said that you moved the session store", "form"),
        (SAID_EN, "You said that you moved the session.", "not_their_words"),
        (SAID_EN, "You said that the database was at its limit.", "not_their_words"),
        ("My colleague wrote the parser, I tested it", "You said that you wrote the parser.", "not_their_words"),
        ("I wanted to move it to Redis", "You said that you moved it to Redis.", "not_their_words"),
        ("We did not test the importer at all", "You said that you tested the importer at all.", "not_their_words"),
        ("It went from 780 ms to 140 ms", "You said that it went from 140 ms to 780 ms.", "not_their_words"),
        ("It went from 780 ms to 140 ms", "You said that it went from 78 ms to 140 ms.", "not_their_words"),
        (
            "Our solution was excellent for everybody",
            "You said that your solution was excellent for everybody.",
            "tone",
        ),
        (
            "We saw that the training error keeps falling while validation error rises",
            "You said that you saw that the training error keeps falling while validation error rises.",
            "leak",
        ),
        (SAID_ZH, "你刚才说，我们把会话存储迁到了 Redis。", "form"),
        (SAID_ZH, "你刚才说，你们把会话存储迁到了 Kafka。", "not_their_words"),
        (SAID_ZH, "你刚才说，你们把会话存储迁到。", "not_their_words"),
        ("我同事写了导入的那部分代码", "你刚才说，你写了导入的那部分代码。", "not_their_words"),
        ("睡着的时候四微安多一点", "你刚才说，你睡着的时候四微安多一点。", "not_their_words"),
        ("我们没有测试过这个导入功能", "你刚才说，你们测试过这个导入功能。", "not_their_words"),
        ("时间从 95 秒降到了 40 秒", "你刚才说，时间从 40 秒降到了 95 秒。", "not_their_words"),
    ],
)
def test_an_opening_that_says_anything_else_is_refused(passage: str, text: str, why: str) -> None:
    question = ZH if any("一" <= char <= "鿿" for char in passage) else EN
    assert check_opening(Opening(question.text, passage, text, 0.5), question) == why


def test_the_question_after_an_opening_is_the_banks() -> None:
    opening = Opening(EN.text, SAID_EN, "You said that you moved the session store to Redis.", 0.5)
    assert worded(opening, "en") == f"{opening.text} {EN.text}"
    assert check_opening(opening, EN, said=[worded(opening, "en")]) == "repeat"


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
