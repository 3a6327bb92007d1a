"""Questions of a recording: read from a file, and placed in what was heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.domain.speech import Turn, Word
from desktop.interview.bank import shipped_bank
from desktop.session.recorded_questions import Placed, open_question, place_questions, read_questions


def read(tmp_path: Path, text: str) -> tuple[Placed, ...]:
    path = tmp_path / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    return read_questions(path)


def said(text: str, start_s: float, step_s: float = 0.5) -> list[Word]:
    """Half a second a word."""
    return [Word(word, start_s + i * step_s, start_s + (i + 1) * step_s, 0.9) for i, word in enumerate(text.split())]


def asked(*texts: str) -> list[Placed]:
    return [Placed(replace(open_question(i, "en"), text=text)) for i, text in enumerate(texts)]


def spans(placed: tuple[Placed, ...]) -> list[tuple[float | None, float | None]]:
    return [(item.start_s, item.end_s) for item in placed]


def test_a_question_of_the_bank_brings_its_own_rubric(tmp_path: Path) -> None:
    known = shipped_bank().questions[0]
    (placed,) = read(tmp_path, f"[{{id: {known.id}, start_s: 2}}]")
    assert placed == Placed(known, 2.0, None)


def test_an_own_question_is_read_whole_from_yaml_and_from_json(tmp_path: Path) -> None:
    yaml = """
        questions:
          - text: 什么是过拟合？
            key_points: [训练集好而新数据差, {text: 可以用正则化, weight: 2, must: true}]
            reference_answer: 模型记住了噪声。
            start_s: 1.5
            end_s: 9
    """
    json = (
        '{"questions": [{"text": "什么是过拟合？", "key_points": ["训练集好而新数据差", {"text": "可以用正则化", '
        '"weight": 2, "must": true}], "reference_answer": "模型记住了噪声。", "start_s": 1.5, "end_s": 9}]}'
    )
    (placed,) = read(tmp_path, yaml)
    assert read(tmp_path, json) == (placed,)
    question = placed.question
    assert (question.text, question.language, question.kind) == ("什么是过拟合？", "zh", "technical")
    assert [(p.text, p.weight, p.must) for p in question.key_points] == [
        ("训练集好而新数据差", 1.0, False), ("可以用正则化", 2.0, True),
    ]  # fmt: skip
    assert (placed.start_s, placed.end_s) == (1.5, 9.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[{text: a", "line 1, column 10"),
        ("just words", "list of questions"),
        ("[]", "list of questions"),
        ("[3]", "question 1: needs an id"),
        ("[{text: a}, {id: not-in-the-bank}]", "question 2: the bank has no question 'not-in-the-bank'"),
        ("[{text: [a]}]", "text must be text"),
        ("[{text: '  '}]", "text is empty"),
        ("[{text: a, kind: essay}]", "kind must be"),
        ("[{text: a, key_points: words}]", "key_points must be a list"),
        ("[{text: a, key_points: [{weight: 1}]}]", "key point 1: needs a text"),
        ("[{text: a, key_points: [{text: b, weight: heavy}]}]", "weight must be a number"),
        ("[{text: a, key_points: [{text: b, weight: .nan}]}]", "weight must be a number"),
        ("[{text: a, key_points: [{text: b, weight: 0}]}]", "weight must be a number"),
        ("[{text: a, key_points: [{text: b, must: 1}]}]", "must must be true or false"),
        ("[{text: a, reference_answer: 3}]", "reference_answer must be text"),
        ("[{text: a, start_s: -1}]", "start_s must be seconds"),
        ("[{text: a, start_s: .nan}]", "start_s must be seconds"),
        ("[{text: a, start_s: soon}]", "start_s must be seconds"),
        ("[{text: a, start_s: 5, end_s: 5}]", "end_s must come after"),
        ("[{text: a, end_s: 5}]", "end_s must come after"),
        ("[{text: a, id: x}, {text: b, id: x}]", "two questions have the id 'x'"),
        ("[{text: a, id: [1]}]", "id must be text"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as failure:
        read(tmp_path, text)
    assert words in failure.value.what
    assert failure.value.action
    assert failure.value.exit_code == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b"[" * 5000])
def test_a_file_that_is_no_text_or_no_yaml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "questions.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_questions(tmp_path / "nothing.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path)


FIRST, SECOND = "why do gradients vanish in deep networks", "how would you store a billion rows"
WORDS = [
    *said(FIRST, 1.0), *said("because many small factors are multiplied", 6.0),
    *said(SECOND, 12.0), *said("in shards by the customer", 17.0),
]  # fmt: skip


def test_answers_lie_after_the_questions_that_are_heard() -> None:
    placed = place_questions(asked(FIRST, SECOND), (), WORDS, 20.0)
    assert spans(placed) == [(4.5, 12.0), (15.5, 20.0)]


def test_what_is_heard_comes_before_counting_turns() -> None:
    turns = (Turn("all of the first", 1.0, 9.0), Turn("all of the second", 12.0, 19.5))
    assert spans(place_questions(asked(FIRST, SECOND), turns, WORDS, 20.0)) == [(4.5, 12.0), (15.5, 20.0)]


def test_as_many_turns_as_questions_belong_together_when_no_question_is_heard() -> None:
    turns = (Turn("because of factors", 6.0, 9.0), Turn("in shards", 17.0, 19.5))
    answers = [*said("because of factors", 6.0), *said("in shards", 17.0)]
    assert spans(place_questions(asked(FIRST, SECOND), turns, answers, 20.0)) == [(6.0, 9.0), (17.0, 19.5)]


def test_questions_that_fit_nowhere_are_not_guessed() -> None:
    turns = (Turn("because of factors", 6.0, 9.0),)
    with pytest.raises(InputError, match="not clear where"):
        place_questions(asked(FIRST, SECOND), turns, said("because of factors", 6.0), 20.0)


def test_a_single_question_is_answered_from_the_first_word_to_the_end() -> None:
    turns = (Turn("because", 6.0, 9.0), Turn("and so on", 14.0, 16.0))
    answers = [*said("because", 6.0), *said("and so on", 14.0)]
    assert spans(place_questions(asked(FIRST), turns, answers, 20.0)) == [(6.0, 20.0)]
    assert spans(place_questions(asked(FIRST), (), (), 20.0)) == [(0.0, 20.0)]


def test_given_times_are_kept_and_never_overlap() -> None:
    first, second = asked(FIRST, SECOND)
    placed = place_questions(
        [replace(first, start_s=2.0, end_s=15.0), replace(second, start_s=11.0)], (), WORDS, 20.0
    )  # fmt: skip
    assert spans(placed) == [(2.0, 11.0), (11.0, 20.0)]


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ((11.0, 2.0), "must rise"),
        ((3.0, 3.0), "must rise"),
        ((2.0, 30.0), "behind the end"),
        ((2.0, None), "not clear"),
    ],
)
def test_times_that_make_no_sense_are_refused(starts: tuple[float, float | None], words: str) -> None:
    questions = [replace(item, start_s=start_s) for item, start_s in zip(asked(FIRST, SECOND), starts, strict=True)]
    with pytest.raises(InputError, match=words):
        place_questions(questions, (), WORDS, 20.0)


def test_without_questions_there_is_nothing_to_place() -> None:
    assert place_questions((), (Turn("words", 0.0, 1.0),), WORDS, 20.0) == ()
