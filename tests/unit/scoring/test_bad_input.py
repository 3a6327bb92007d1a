"""What nobody can be judged by gets a low score, a less sure one or none, with the reason. By the real judge."""

# ruff: noqa: E501 - answers are left whole

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Generator, Sequence
from dataclasses import replace

import pytest

from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.session import Answer
from desktop.domain.speech import Language
from desktop.report.texts import load_texts
from desktop.scoring.assess import assess
from desktop.scoring.evidence import MAX_ANSWER_TOKENS
from desktop.scoring.judge import Judge
from tests.unit.scoring import sessions
from tests.unit.scoring.sessions import GOOD, QUESTIONS, VAGUE

ENGLISH = (
    "In training we keep the activations of the forward pass, because the backward pass needs them, and then we go from "
    "the loss to the first layer with the chain rule, and the optimiser takes a step with the gradients."
)
CHINESE = "索引就是一棵排好序的树，数据库不用扫整张表就能找到那几行，不过每次插入和更新都要维护它，所以写会变慢，还要多占磁盘。"


class Model:
    """Stands for the language model, in the hands of the real judge: says ``reading`` to everything, or fails.

    A token is a word here. ``texts`` are those that a statement was read against.
    """

    name = "test"

    def __init__(self, reading: float | Exception) -> None:
        self.reading = reading
        self.texts: list[tuple[str, str]] = []

    def chat(self, system: str, *parts: str) -> tuple[str, ...]:
        return (system, *parts, "")

    def data(self, text: str) -> str:
        return text

    def clip(self, text: str, limit: int) -> str:
        return " ".join(text.split(" ")[:limit])

    def taking_in(self, prompt: Sequence[str]) -> Generator[None, None, None]:
        yield

    def yes_minus_no(self, prompt: Sequence[str]) -> float:
        self.texts.append((prompt[4], prompt[2]))
        if isinstance(self.reading, Exception):
            raise self.reading
        return self.reading


def grade(name: str, text: str) -> AnswerGrade:
    question = QUESTIONS[name]
    return sessions.graded(question, text, question.language)


def judge(model: Model | None) -> Judge:
    return Judge(sessions.encoder(), sessions.calibration(), model)


def answered(question: Question, found: AnswerGrade, text: str) -> Answer:
    answer = sessions.answer(0, question, text)
    return replace(answer, grade=found)


@pytest.mark.parametrize(
    ("name", "text"),
    [("index", "Storage."), ("index", "Scanning"), ("cache", "LRU"), ("backprop", "梯度"), ("backprop", "激活值。")],
)
def test_one_word_is_too_short(name: str, text: str) -> None:
    found = grade(name, text)
    assert found.score is not None
    assert found.score <= 3
    assert {"too_short", "keyword_list"} & set(found.flags)


@pytest.mark.parametrize(("name", "text"), [("backprop", ENGLISH), ("index", CHINESE)])
def test_another_language_is_not_judged_and_said_to_be_one(name: str, text: str) -> None:
    question = QUESTIONS[name]
    found = grade(name, text)
    assert found.score is None
    assert found.interval is None
    assert found.flags == ("other_language",)
    record = sessions.record([answered(question, found, text)], language=question.language)
    knowledge, _, communication, *_ = assess(record).dimensions
    for dimension in (knowledge, communication):
        assert dimension.score is None
        assert ("another language" if question.language == "en" else "不是本场面试的语言") in dimension.comment


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backprop", "我们用 PyTorch 训练 YOLO，先 forward 存下 activation，再用 chain rule 从后往前算 gradient，最后 optimizer 更新参数。"),
        ("backprop", "PyTorch, ReLU, softmax, dropout, batch norm, Adam, SGD, learning rate, warmup, weight decay"),
        ("index", "The index, in Chinese we say 索引, lets the database find rows without scanning the whole table."),
    ],
)  # fmt: skip
def test_terms_of_another_language_are_none(name: str, text: str) -> None:
    assert "other_language" not in grade(name, text).flags


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("index", "the the the the the the the the the the the the the the the the the the the the the the the the"),
        ("index", "thanks for watching please subscribe to the channel and see you in the next video bye bye"),
        ("backprop", "请不吝点赞订阅转发打赏支持明镜与点点栏目请不吝点赞订阅转发打赏支持明镜与点点栏目"),
        ("backprop", "啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊"),
    ],
)
def test_what_a_recogniser_makes_of_noise_earns_nothing(name: str, text: str) -> None:
    found = grade(name, text)
    assert found.score is not None
    assert found.score <= 1
    assert found.flags


@pytest.mark.parametrize("name", ["index", "cache", "backprop"])
def test_words_in_no_order_earn_little(name: str) -> None:
    language = QUESTIONS[name].language
    others = [*VAGUE.values()] if language == "en" else [VAGUE["backprop"]]
    pieces = [word for text in others for word in (text.split() if language == "en" else text)]
    random.Random(1).shuffle(pieces)
    found = grade(name, (" " if language == "en" else "").join(pieces[:80]))
    assert found.score is not None
    assert found.score <= 1.5


@pytest.mark.parametrize("name", ["index", "backprop"])
def test_twenty_minutes_are_judged_to_their_last_word(name: str) -> None:
    question = QUESTIONS[name]
    language: Language = question.language
    talk = long_talk(name)
    words = sessions.spoken(talk, language)
    assert words[-1].end_s > 20 * 60
    found = sessions.graded(question, words, language)
    assert found.score is not None
    assert found.score > 6
    covered = [point for point in found.points if point.covered]
    assert len(covered) == 3
    assert all(point.start_s is not None and point.start_s > 19 * 60 for point in covered)


def long_talk(name: str) -> str:
    """Twenty minutes beside the point, and the answer at their end."""
    language = QUESTIONS[name].language
    comma, stop, length = (", ", ". ", 140 * 20) if language == "en" else ("，", "。", 250 * 20)
    told = ""
    for piece in itertools.cycle(VAGUE[name].split(comma)):
        told += piece + stop
        if len(told.split() if language == "en" else told) >= length:
            return told + GOOD[name]
    raise AssertionError


def test_the_language_model_reads_a_point_where_it_was_said() -> None:
    model = Model(1.0)
    judge(model).grade(QUESTIONS["index"], long_talk("index"), "en")
    texts = {text for _, text in model.texts if len(text) > 100}
    assert len(texts) == 1, "all three points are in the last part, and only that is read"
    (text,) = texts
    assert "sorted tree" in text
    assert len(text.split()) <= MAX_ANSWER_TOKENS


@pytest.mark.parametrize(
    "reading",
    [
        math.nan,
        math.inf,
        -math.inf,
        RuntimeError("llama_decode returned -3"),
        ValueError("4000 tokens do not fit into a context of 3072"),
    ],
)
def test_a_language_model_without_figures_is_left_out_and_named(reading: float | Exception) -> None:
    without = judge(None).grade(QUESTIONS["index"], GOOD["index"], "en")
    found = judge(Model(reading)).grade(QUESTIONS["index"], GOOD["index"], "en")
    assert found.score == without.score
    assert found.points == without.points
    assert found.methods == ("embedding", "shape")
    assert found.flags == ("model_failed",)


def test_a_wrong_answer_gains_nothing_by_a_failing_model() -> None:
    found = judge(Model(math.nan)).grade(QUESTIONS["index"], VAGUE["index"], "en")
    assert found.score is not None
    assert found.score <= 1


def test_a_failing_model_is_no_fault_of_the_person() -> None:
    found = judge(Model(math.nan)).grade(QUESTIONS["index"], GOOD["index"], "en")
    assessment = assess(sessions.record([answered(QUESTIONS["index"], found, GOOD["index"])]))
    assert assessment.dimensions[0].score == pytest.approx(found.score, abs=0.06)
    for language in ("en", "zh"):
        assert load_texts(language).get("flag", "model_failed")
        assert load_texts(language).get("flag", "other_language")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("backprop", "sorry I really have no idea about this one, can we skip it"),
        ("index", "这个我真的不知道，可以跳过吗"),
    ],
)
def test_to_decline_in_the_other_language_is_to_decline(name: str, text: str) -> None:
    found = grade(name, text)
    assert found.score == 0.0
    assert "other_language" not in found.flags
