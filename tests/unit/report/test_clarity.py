"""Words to practise: real ones, each once, and nothing that does not rest on the recogniser."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Language, Span, Word
from desktop.report.clarity import MOST_WORDS, unsure_words
from desktop.signals.usual_words import is_usual


def said(text: str, sure: float = 0.9, start_s: float = 10.0) -> list[Word]:
    """A word each; one in square brackets is unsure (0.2)."""
    words = []
    for place, part in enumerate(text.split()):
        probability = 0.2 if part.startswith("[") else sure
        at = start_s + 0.4 * place
        words.append(Word(part.strip("[]"), at, at + 0.3, probability))
    return words


def test_a_word_said_often_stands_once_with_its_times() -> None:
    first = said("we used [Quantisation,] then [quantisation] again")
    second = said("so [quantisation] it was", start_s=60.0)
    (found,) = unsure_words([first, second], "en")
    assert found.text == "quantisation"
    assert found.probability == pytest.approx(0.2)
    assert found.around == "we used Quantisation, then quantisation"
    assert [round(span.start_s, 1) for span in found.times] == [10.8, 11.6, 60.4]
    assert all(span.duration_s == pytest.approx(0.3) for span in found.times)


def test_a_word_that_is_mostly_heard_well_is_not_listed() -> None:
    words = said("the [gradient] and gradient and gradient and gradient")
    assert unsure_words([words], "en") == ()


def test_what_does_not_rest_on_the_recogniser_is_left_out() -> None:
    words = [
        Word("So", 0.0, 0.2, 0.9),
        Word("umm", 1.0, 1.2, 0.1, "filler"),
        Word("softmax", 2.0, 2.2, 0.1, heard="soft max"),
        Word("logits", 3.0, 3.2, 0.1, heard="low gits", corrected=True),
        Word("end answer", 4.0, 4.2, 0.1, "command"),
        Word("2024", 5.0, 5.2, 0.1),
        Word("the", 6.0, 6.2, 0.1),
        Word("kernel", 7.0, 7.2, 0.1),
    ]
    assert [word.text for word in unsure_words([words], "en")] == ["kernel"]
    assert unsure_words([words[-1:]], "en") == (), "the first word of an answer"


def test_chinese_characters_count_as_the_word_they_make() -> None:
    assert is_usual("梯度")
    words = said("我 们 算 [梯] [度] ， 然 后 [这] [个] [二] [十] 再 用 [阈]")
    found = unsure_words([words], "zh")
    assert [word.text for word in found] == ["梯度", "阈"]
    assert found[0].around == "我们算梯度，然后"
    assert found[0].times == (Span(words[3].start_s, words[4].end_s),)


def test_unsure_characters_side_by_side_are_one_word() -> None:
    assert not is_usual("误报")
    words = said("阈 值 较 高 、 [误] [报] 会 变 少")
    assert [(word.text, word.around) for word in unsure_words([words], "zh")] == [("误报", "较高、误报会变少")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_is_bounded_and_begins_with_the_least_sure(language: Language) -> None:
    words = [Word("w" + "x" * place, float(place), place + 0.3, 0.49 - place / 100) for place in range(30)]
    found = unsure_words([words], language)
    assert len(found) == MOST_WORDS
    assert found[0].text == words[-1].text
