"""Ordinary words that were heard as others of the same sound, with the real 0.5B weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from desktop.domain.speech import Word, join_words
from desktop.domain.stepwise import drained
from desktop.signals.homophones import HomophoneMender
from desktop.signals.mandarin import folded, readings
from models.language import LanguageModel
from tests.unit.signals.test_mending import heard
from tests.weights import small_language_model

QUESTION = "怎样安全地上线一个新功能？"
ANSWER = "我会把部署和放开分成两件事，带马先带着功能开关上线，默认关闭。"


@pytest.fixture(scope="module")
def mender() -> Iterator[HomophoneMender]:
    path = small_language_model()
    model = LanguageModel(path, threads=2, context=2048)
    yield HomophoneMender(model)
    model.close()


def written(mender: HomophoneMender, words: Sequence[Word], question: str = QUESTION) -> str:
    return join_words(list(drained(mender.mending(words, question))), "zh")


def test_readings_are_those_of_the_text_and_folding_leaves_what_is_heard_apart() -> None:
    assert readings("银行, ok行") == ("yin2", "hang2", ",", " ", "o", "k", "xing2")
    assert folded("shi4") == folded("si1")
    assert folded("ni3") == folded("li2")
    assert folded("bing4") == folded("bin1") != folded("bi4")


@pytest.mark.models
def test_what_makes_no_sense_becomes_what_sounds_the_same(mender: HomophoneMender) -> None:
    words = heard(ANSWER)
    mended = drained(mender.mending(words, QUESTION))
    assert join_words(list(mended), "zh") == ANSWER.replace("带马", "代码")
    (changed,) = (word for word in mended if word.heard)
    assert (changed.text, changed.heard) == ("代码", "带马")
    before = [word for word in words if word.text in "带马"][:2]
    assert (changed.start_s, changed.end_s) == (before[0].start_s, before[1].end_s)
    assert [id(word) for word in mended[:13]] == [id(word) for word in words[:13]]


@pytest.mark.models
@pytest.mark.parametrize(
    "said",
    [
        "他写了代码，她也写了代码，在测试集上再看一遍。",
        "现在还不能说没有效果，只能说没有看到足够的证据。",
        "先估一下，每天十亿次访问，平均每秒一万两千次左右，高峰乘三到五倍，所以重点在读。",
        "我不知道，没有做过。",
        "昨天去公园看花，风很大，帽子被吹跑了。",
    ],
)
def test_what_was_heard_right_stays(mender: HomophoneMender, said: str) -> None:
    assert written(mender, heard(said)) == said


@pytest.mark.models
def test_fillers_and_what_was_mended_before_stay(mender: HomophoneMender) -> None:
    words = heard(ANSWER)
    fillers = [replace(word, kind="filler") if word.text in "带马" else word for word in words]
    assert drained(mender.mending(fillers, QUESTION)) == tuple(fillers)
    known = [replace(word, heard="呆") if word.text in "带马" else word for word in words]
    assert drained(mender.mending(known, QUESTION)) == tuple(known)


@pytest.mark.models
@pytest.mark.parametrize("words", [(), heard("嗯，"), heard("OK fine", "en"), heard("「…」")])
def test_nothing_to_mend(mender: HomophoneMender, words: Sequence[Word]) -> None:
    assert drained(mender.mending(words, QUESTION)) == tuple(words)


@pytest.mark.models
def test_a_long_answer_is_read_in_parts(mender: HomophoneMender) -> None:
    """More than a reading holds: the parts follow each other without a gap, and the last is mended like the first."""
    filling = "然后我们把结果写进日志，方便以后查找问题。" * 31
    assert written(mender, heard(filling + ANSWER)) == filling + ANSWER.replace("带马", "代码")
