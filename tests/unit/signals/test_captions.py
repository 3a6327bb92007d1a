"""Captions: agreement commits, commitment holds, work stays bounded, every word knows since when it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.speech import Word
from desktop.signals.captions import CaptionStream


def said(line: str, start_s: float = 0.0, step_s: float = 0.4) -> list[Word]:
    return [Word(text, start_s + i * step_s, start_s + (i + 1) * step_s, 0.9) for i, text in enumerate(line.split())]


def texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def test_what_two_hypotheses_agree_on_is_committed() -> None:
    stream = CaptionStream()
    first = stream.update(said("we trained them"), audio_end_s=1.2, now_s=1.5)
    assert (texts(first.committed), texts(first.tentative)) == ("", "we trained them")
    second = stream.update(said("We trained the model"), audio_end_s=1.6, now_s=2.0)
    assert (texts(second.committed), texts(second.tentative)) == ("We trained", "the model")


def test_shown_is_when_a_word_first_stood_for_good() -> None:
    stream = CaptionStream()
    stream.update(said("we trained them"), audio_end_s=1.2, now_s=1.5)
    stream.update(said("we trained the"), audio_end_s=1.6, now_s=2.0)
    caption = stream.update(said("we trained the model"), audio_end_s=2.0, now_s=2.5)
    assert [(w.text, w.shown_s) for w in caption.committed] == [("we", 1.5), ("trained", 1.5), ("the", 2.0)]
    assert [(w.text, w.shown_s) for w in caption.tentative] == [("model", 2.5)]


def test_reheard_words_are_not_doubled_but_said_twice_they_are() -> None:
    stream = CaptionStream()
    for _ in range(2):
        stream.update(said("very very good"), audio_end_s=1.2, now_s=1.3)
    caption = stream.update(said("very very good idea"), audio_end_s=1.6, now_s=1.8)
    assert texts(caption.committed + caption.tentative) == "very very good idea"


def test_a_committed_word_whose_time_moved_is_not_doubled() -> None:
    stream = CaptionStream()
    first = said("we trained. and")
    for now in (9.0, 10.0):
        stream.update(first, audio_end_s=now, now_s=now)
    assert stream.next_start_s == first[-1].end_s
    caption = stream.update(said("And here it is", start_s=2.1), audio_end_s=11.0, now_s=11.0)
    assert texts(caption.committed + caption.tentative) == "we trained. and here it is"


def test_the_audio_to_hear_again_stays_bounded_and_starts_after_a_sentence() -> None:
    stream = CaptionStream()
    line: list[Word] = []
    longest = 0.0
    now = 0.0
    for index in range(60):
        line += said(f"a{index} b{index} c{index} d{index}.", start_s=now)
        now += 1.6
        heard = [word for word in line if word.start_s >= stream.next_start_s - 0.05]
        longest = max(longest, now - stream.next_start_s)
        stream.update(heard, audio_end_s=now, now_s=now + 0.4)
    assert longest < 12
    everything = stream.caption.committed + stream.caption.tentative
    assert [word.text for word in everything] == [word.text for word in line]


def test_final_words_keep_the_times_the_caption_gave_them() -> None:
    stream = CaptionStream()
    stream.update(said("we trained a modal"), audio_end_s=1.6, now_s=2.0)
    stream.update(said("we trained a modal"), audio_end_s=1.7, now_s=2.5)
    final = stream.finish(said("We trained a model"), now_s=9.0)
    assert [word.shown_s for word in final] == [2.0, 2.0, 2.0, 9.0]
    assert stream.caption.committed == final


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8), max_size=12))
def test_committed_words_never_change(hypotheses: list[list[str]]) -> None:
    stream = CaptionStream()
    before: tuple[Word, ...] = ()
    for index, hypothesis in enumerate(hypotheses):
        now = 4.0 + index
        caption = stream.update(said(" ".join(hypothesis)), audio_end_s=now, now_s=now)
        assert caption.committed[: len(before)] == before
        assert all(word.shown_s is not None and word.shown_s <= now for word in caption.committed + caption.tentative)
        before = caption.committed
