"""Clauses: verbatim, timed, cut at pauses, punctuation and connectives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.speech import Word
from desktop.scoring.clauses import answer_text, split


def words_at(parts: list[tuple[str, float]]) -> tuple[Word, ...]:
    return tuple(Word(text, at, at + 0.2, 0.9) for text, at in parts)


def test_a_pause_ends_a_clause_without_punctuation() -> None:
    spoken = words_at(
        [
            ("we", 0),
            ("store", 0.3),
            ("the", 0.6),
            ("value", 0.9),
            ("the", 2.4),
            ("tree", 2.7),
            ("stays", 3),
            ("sorted", 3.3),
        ]
    )
    clauses = split(spoken, "en")
    assert [c.text for c in clauses] == ["we store the value", "the tree stays sorted"]
    assert clauses[1].start_s == 2.4
    assert clauses[1].end_s == pytest.approx(3.5)


def test_a_connective_ends_a_long_clause_in_unpunctuated_chinese() -> None:
    clauses = split("每一层算出来的东西都要留着后面还用得上所以内存会变大", "zh")
    assert [c.text for c in clauses] == ["每一层算出来的东西都要留着后面还用得上", "所以内存会变大"]


def test_fillers_stay_in_the_quote_and_leave_the_match() -> None:
    (clause,) = split("the um gradient uh vanishes", "en")
    assert clause.text == "the um gradient uh vanishes"
    assert clause.match == "the gradient vanishes"


def test_commands_are_no_part_of_the_answer() -> None:
    spoken = (*words_at([("it", 0), ("works", 0.3)]), Word("end answer", 1.0, 1.5, 0.9, "command"))
    assert answer_text(spoken, "en") == "it works"
    assert [c.text for c in split(spoken, "en")] == ["it works"]


def test_silence_has_no_clauses() -> None:
    assert split((), "en") == ()
    assert split("  ", "zh") == ()


@given(st.text(alphabet="abc de,. 因为梯度所以，。um1", max_size=120), st.sampled_from(["en", "zh"]))
def test_every_clause_is_verbatim_and_nothing_is_lost(text: str, language: str) -> None:
    whole = answer_text(text, language)  # type: ignore[arg-type]
    clauses = split(text, language)  # type: ignore[arg-type]
    assert all(whole[c.begin : c.end] == c.text for c in clauses)
    assert "".join("".join(c.text for c in clauses).split()) == "".join(whole.split())
