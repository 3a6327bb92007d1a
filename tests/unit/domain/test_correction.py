"""Typed words in place of recognised ones: where they stand, what they keep, and how sure anybody can be of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.correction import (
    Correction,
    apply,
    places,
    recogniser_confidence,
    typed_words,
    with_correction,
    without_correction,
)
from desktop.domain.speech import Word, join_words

HEARD = tuple(
    Word(text, float(at), at + 0.8, 0.9 - 0.1 * at)
    for at, text in enumerate(["the", "grading", "is", "cut", "two", "zero"])
)


def correction(first: int, end: int, text: str) -> Correction:
    return Correction(first, end, typed_words(text, HEARD[first:end], "en"))


def test_typed_words_share_the_time_and_keep_what_was_heard():
    words = typed_words("gradient of it", HEARD[1:3], "en")
    assert [word.text for word in words] == ["gradient", "of", "it"]
    assert words[0].start_s == HEARD[1].start_s
    assert words[-1].end_s == pytest.approx(HEARD[2].end_s)
    assert [a.end_s for a in words[:-1]] == [b.start_s for b in words[1:]]
    assert {word.heard for word in words} == {"grading is"}
    assert all(word.corrected for word in words)
    assert words[0].probability == pytest.approx((0.8 + 0.7) / 2)


def test_what_was_mended_by_sound_keeps_what_the_recogniser_wrote():
    mended = Word("偏置", 0.0, 0.5, 0.4, heard="偏制")
    assert typed_words("权重", [mended], "zh")[0].heard == "偏制"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("偏置项，", ["偏", "置", "项，"]),
        ("用 batch norm 归一", ["用", "batch", "norm", "归", "一"]),
        ("softmax", ["softmax"]),
        ("  ", []),
    ],
)
def test_chinese_is_cut_into_characters_and_latin_words(text, parts):
    assert [word.text for word in typed_words(text, [Word("x", 0, 1, 0.5)], "zh")] == parts


def test_a_later_correction_takes_the_place_of_what_it_touches():
    made = with_correction((), correction(1, 2, "gradient"))
    made = with_correction(made, correction(4, 6, "to zero"))
    made = with_correction(made, correction(0, 2, "a gradient"))
    assert join_words(apply(HEARD, made), "en") == "a gradient is cut to zero"
    made = without_correction(made, 1, 2)
    assert join_words(apply(HEARD, made), "en") == "the grading is cut to zero"
    assert apply(HEARD, without_correction(made, 0, 6)) == HEARD


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3), st.sampled_from(["a", "a b", "a b c"])), max_size=5))
def test_every_word_knows_which_recognised_words_it_stands_for(edits):
    made: tuple[Correction, ...] = ()
    for first, length, text in edits:
        made = with_correction(made, correction(first, min(len(HEARD), first + length), text))
    words = apply(HEARD, made)
    found = places(words, made)
    assert len(found) == len(words)
    covered = {place for first, end in found for place in range(first, end)}
    assert covered == set(range(len(HEARD)))
    for word, (first, end) in zip(words, found, strict=True):
        assert word.corrected or (end == first + 1 and HEARD[first] is word)
        assert word.start_s >= HEARD[first].start_s
        assert word.end_s <= HEARD[end - 1].end_s + 1e-9


def test_words_that_were_not_said_leave_the_answer_and_can_come_back():
    made = with_correction((), Correction(1, 3, (), HEARD[1:3]))
    words = apply(HEARD, made)
    assert join_words(words, "en") == "the cut two zero"
    assert places(words, made) == ((0, 1), (3, 4), (4, 5), (5, 6))
    assert apply(HEARD, without_correction(made, 2, 3)) == HEARD
    assert with_correction(made, correction(0, 4, "the gradient is cut"))[0].removed == ()


def test_corrected_words_do_not_count_as_recognised():
    words = apply(HEARD, (correction(4, 6, "to zero"),))
    assert recogniser_confidence(words) == pytest.approx(recogniser_confidence(HEARD[:4]))
    assert recogniser_confidence(apply(HEARD, (correction(0, 6, "all of it"),))) is None
    assert recogniser_confidence([]) is None
