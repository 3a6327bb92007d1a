"""Other ways for a text to go on, weighed by the real 0.5B weights: against what stands, and against reading them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.continued_text import ContinuedText
from models.language import LanguageModel, Tokens
from tests.weights import small_language_model

pytestmark = pytest.mark.models

BEGIN, GOES_ON = "面试官：怎样上线？\n候选人：", "我先把代码合进主干，"
# Kernels round otherwise when other texts are read beside one.
ROUNDING = 0.3


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    path = small_language_model()
    loaded = LanguageModel(path, threads=1, context=256)
    yield loaded
    loaded.close()


def tokens_of(text: ContinuedText, *parts: str) -> list[Tokens]:
    return [text.split(part)[0] for part in parts]


def test_a_text_is_split_at_characters(model: LanguageModel) -> None:
    tokens, ends = ContinuedText(model, BEGIN).split("槟榔 and 🦊")
    assert len(tokens) == len(ends)
    assert ends == sorted(ends)
    assert ends[-1] == len("槟榔 and 🦊")
    assert len(set(ends)) < len(ends), "a rare character is made of several tokens, after which nothing new is whole"


def test_other_ways_are_as_likely_as_when_they_are_read(model: LanguageModel) -> None:
    text = ContinuedText(model, BEGIN)
    own, code, belt = tokens_of(text, GOES_ON, "代码合进主干，", "带马合进主干，")
    place = own.index(code[0])
    text.read(own)
    sums = text.others([(place, code), (place, belt), (0, own)])
    stands = sum(text.log_probability(i, token) for i, token in enumerate(own))
    assert sums[2] == pytest.approx(stands, abs=ROUNDING)
    assert sums[0] > sums[1] + 5

    text.read((*own[:place], *belt))
    read = sum(text.log_probability(place + i, token) for i, token in enumerate(belt))
    assert sums[1] == pytest.approx(read, abs=ROUNDING)


def test_what_is_read_in_between_changes_nothing(model: LanguageModel) -> None:
    text = ContinuedText(model, BEGIN)
    own, other = tokens_of(text, GOES_ON, "再切流量")
    text.read(own)
    text.keep()
    text.read(other)
    before = text.others([(0, other), (1, other[1:])])
    apart = model.ending("and so it goes on")
    assert text.others([(0, other), (1, other[1:])]) == before
    text.keep()
    assert model.ending("and so it goes on") == apart


def test_a_judgement_is_the_same_after_it(model: LanguageModel) -> None:
    asked = model.chat("Answer yes or no.", model.data("Is Paris a city in France?"))
    before = model.yes_minus_no(asked)
    text = ContinuedText(model, BEGIN)
    (own,) = tokens_of(text, GOES_ON)
    text.read(own)
    text.others([(2, own[2:]), (1, own)])
    assert model.yes_minus_no(asked) == before


def test_a_text_that_does_not_fit_is_refused(model: LanguageModel) -> None:
    with pytest.raises(ValueError, match="256"):
        ContinuedText(model, "一二三四五六七八九十，" * 60)
