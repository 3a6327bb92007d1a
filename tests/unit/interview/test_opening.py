"""Which pieces of an answer can be told again."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.interview.opening import passages, worth_opening

BANK = load_bank(Path(__file__).resolve().parents[2] / "data" / "questions").by_id


def test_what_was_done_is_told_sentence_by_sentence() -> None:
    answer = (
        "So um we split the monolith (Java) into five services. It was hard. Seats alone take 900 requests a second."
    )
    assert passages(answer, "en") == (
        "So um we split the monolith into five services",
        "Seats alone take 900 requests a second",
    )
    chinese = "嗯我们把盘点的流程改成了扫码；每个库位从 95 秒降到 40 秒。这个挺难的。"
    assert passages(chinese, "zh") == ("嗯我们把盘点的流程改成了扫码", "每个库位从 95 秒降到 40 秒")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I don't know what the others did there.", "en"),
        ("I think we moved it to another queue.", "en"),
        ("Could you repeat the question for me, please?", "en"),
        ("Write to me at imani@example.org about it.", "en"),
        ("We moved the \ufffd to another queue later.", "en"),
        ("Yes, we did.", "en"),
        ("这个我不太清楚，没接触过。", "zh"),
        ("好像是我们把它拆成了三个服务。", "zh"),
        ("能不能请你再说一遍问题呢？", "zh"),
        ("对，是的。", "zh"),
    ],
)
def test_doubts_questions_private_details_and_crumbs_are_not_told(text: str, language: Language) -> None:
    assert passages(text, language) == ()


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    long = "We moved the nightly import to Airflow, " + ", ".join(["which ran every day at four in the morning"] * 4)
    assert passages(long, "en") == (
        "We moved the nightly import to Airflow, which ran every day at four in the morning, "
        "which ran every day at four in the morning",
    )
    assert passages("a" + " very" * 40 + " long sentence without any comma.", "en") == ()


def test_only_what_is_about_the_person_is_worth_it() -> None:
    assert worth_opening(BANK["small-project-en"])
    assert not worth_opening(BANK["small-vanishing-zh"])
