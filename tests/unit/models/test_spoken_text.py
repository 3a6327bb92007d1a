"""What is written becomes what can be said: numbers, symbols, Markdown, in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spoken_numbers import chinese_integer, chinese_number, english_integer, english_number, english_ordinal
from models.spoken_text import sentences, speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("95.5%", "ninety five point five percent"),
        ("O(n log n)", "O of n log n"),
        ("x²", "x squared"),
        ("10⁻³", "ten to the minus three"),
        ("a 3×3 kernel", "a three by three kernel"),
        ("`W_1` and **bold**", "W one and bold"),
        ("10-20 ms", "ten to twenty milliseconds"),
        ("in 2026", "in twenty twenty six"),
        ("1,024 GPUs", "one thousand twenty four GPUs"),
        ("A → B", "A, then B"),
        ("- one\n- two", "one. two"),
        ("See [the paper](http://x.y/z).", "See the paper."),
        ("$\\frac{a}{b}$ and $500", "a over b and five hundred dollars"),
        ("the 22nd and the 3rd", "the twenty second and the third"),
        ("lr = 1e-3", "lr equals ten to the minus three"),
        ("∂L/∂w", "partial L over partial w"),
        ("well-known input/output", "well known input output"),
        ("done 😀 ✅", "done"),
    ],
)
def test_english(written: str, said: str) -> None:
    assert speakable(written, "en") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("准确率 95.5%", "准确率 百分之九十五点五"),
        ("2个模型，第2层，2024年", "两个模型，第二层，二零二四年"),
        ("1/2 和 -5", "二分之一 和 负五"),
        ("3×3卷积", "三乘三卷积"),
        ("x² + y", "x的平方 加 y"),
        ("延迟10ms", "延迟十毫秒"),
        ("10~20%", "百分之十到百分之二十"),
        ("O(n²)", "O n的平方"),
        ("**重点**：`ReLU`（激活）", "重点：ReLU，激活"),
        ("学习率 1e-3", "学习率 十的负三次方"),
        ("ＧＰＵ８个", "GPU八个"),
    ],
)
def test_chinese(written: str, said: str) -> None:
    assert speakable(written, "zh") == said


@pytest.mark.parametrize(
    ("digits", "english", "chinese"),
    [
        ("0", "zero", "零"),
        ("10", "ten", "十"),
        ("12", "twelve", "十二"),
        ("105", "one hundred five", "一百零五"),
        ("110", "one hundred ten", "一百一十"),
        ("2000", "two thousand", "二千"),
        ("20000", "twenty thousand", "两万"),
        ("100200", "one hundred thousand two hundred", "十万零二百"),
        ("10010000", "ten million ten thousand", "一千零一万"),
        ("100000001", "one hundred million one", "一亿零一"),
        ("1000100000000", "one trillion one hundred million", "一万零一亿"),
        ("007", "zero zero seven", "零零七"),
    ],
)
def test_integers(digits: str, english: str, chinese: str) -> None:
    assert english_integer(digits) == english
    assert chinese_integer(digits) == chinese


def test_points_and_ordinals() -> None:
    assert english_number("3.14") == "three point one four"
    assert english_number("3.11.2") == "three point eleven point two"
    assert chinese_number("1,024.5") == "一千零二十四点五"
    assert [english_ordinal(d) for d in ("1", "12", "20", "31")] == ["first", "twelfth", "twentieth", "thirty first"]


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_integers_can_be_read_back(n: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    assert int(cn2an.cn2an(chinese_integer(str(n)), "smart")) == n


@given(st.text(alphabet="abc 019 .,%+-*/_^=<>()[]{}#`$\n|→×²中文，。？", max_size=60), st.sampled_from(["en", "zh"]))
def test_nothing_unsayable_is_left(text: str, language: str) -> None:
    said = speakable(text, language)
    assert not re.search(r"[0-9%+*/_^=<>()\[\]{}#`$|→×²]", said)
    assert "".join(sentences(said, 20)).count("中") == text.count("中") or "`" in text or "[" in text or "<" in text


def test_long_sentences_break_at_commas() -> None:
    text = "first part of it, second part of it, third part of it. And a short one!"
    assert sentences(text, 40) == ["first part of it, second part of it,", "third part of it.", "And a short one!"]
