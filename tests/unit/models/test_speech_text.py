"""What becomes of the recogniser's pieces."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from desktop.domain.speech import Span, Word
from models.speech_chunks import plan_chunks
from models.speech_text import (
    Piece,
    is_phantom,
    keep_heard,
    simplified,
    unexplained_s,
    without_loops,
    words_from_pieces,
)


def pieces(*texts: str, step_s: float = 0.3) -> list[Piece]:
    return [Piece(text, index * step_s, (index + 1) * step_s, 0.9) for index, text in enumerate(texts)]


def said(text: str, step_s: float = 0.3) -> list[Word]:
    return [Word(part, index * step_s, (index + 1) * step_s, 0.9) for index, part in enumerate(text.split())]


def test_punctuation_joins_the_word_before_without_lengthening_it() -> None:
    words = words_from_pieces(pieces(" Yes", ",", " I", "'m", " here", "."), "en")
    assert [word.text for word in words] == ["Yes,", "I'm", "here."]
    assert words[0].end_s == pytest.approx(0.3)


def test_latin_pieces_inside_chinese_become_one_word() -> None:
    words = words_from_pieces(pieces("用", "Py", "Tor", "ch", "訓", "練", ","), "zh")
    assert [word.text for word in words] == ["用", "PyTorch", "训", "练，"]


def test_phrases_decide_between_variants() -> None:
    assert simplified("梯度下降與學習率，頭髮和發展") == "梯度下降与学习率，头发和发展"


def test_words_in_silence_are_dropped_and_others_trimmed() -> None:
    words = [Word("a", 0.0, 2.0, 0.9), Word("b", 2.0, 2.3, 0.9), Word("ghost", 5.0, 6.0, 0.9)]
    kept = keep_heard(words, [Span(1.6, 2.4)])
    assert [word.text for word in kept] == ["a", "b"]
    assert kept[0].start_s == pytest.approx(1.45)


def test_a_decoder_loop_is_cut_but_a_person_may_repeat() -> None:
    spoken = said("some more words words words words words", 0.35)
    assert without_loops(spoken, "en") == spoken
    loop = said("go " + "thank you " * 8, 0.02)
    assert [word.text for word in without_loops(loop, "en")] == ["go", "thank", "you"]


def test_a_failed_decoding_loses_its_loop_at_any_speed() -> None:
    assert len(without_loops(said("oh " * 20), "en", failed=True)) == 6
    assert len(without_loops(said("oh " * 20), "en")) == 20


def test_unexplained_speech_is_measured() -> None:
    words = said("one two three")
    assert unexplained_s(words, [Span(0.0, 0.9)], "en") == pytest.approx(0.0)
    assert unexplained_s(words, [Span(0.0, 0.9), Span(2.0, 6.0)], "en") == pytest.approx(4.0)
    stretched = [*words[:2], replace(words[2], end_s=8.9)]
    assert unexplained_s(stretched, [Span(0.0, 8.9)], "en") > 6


def test_subtitle_phantoms_are_known() -> None:
    assert is_phantom("请不吝点赞 订阅 转发")
    assert is_phantom("Thanks for watching!")
    assert not is_phantom("我负责训练模型")
    assert not is_phantom("I trained the model")


def test_chunks_cover_all_speech_within_the_limit() -> None:
    spans = [Span(at * 5.0, at * 5.0 + 4.0) for at in range(40)]
    chunks = plan_chunks(spans, [0.9] * 6250, 0.032, 200.0)
    assert max(chunk.duration_s for chunk in chunks) <= 28.0
    for span in spans:
        assert any(chunk.start_s <= span.start_s and span.end_s <= chunk.end_s for chunk in chunks)
    assert all(before.end_s <= after.start_s for before, after in itertools.pairwise(chunks))


def test_speech_without_pause_is_cut_where_it_is_weakest() -> None:
    probabilities = [0.9] * 2000
    probabilities[700] = 0.4
    chunks = plan_chunks([Span(0.0, 60.0)], probabilities, 0.032, 60.0)
    assert chunks[0].end_s == pytest.approx(700 * 0.032)
    assert max(chunk.duration_s for chunk in chunks) <= 28.0
