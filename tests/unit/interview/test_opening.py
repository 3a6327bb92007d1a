"""Which pieces of a résumé or an answer can be told again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.people import people
from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.interview.opening import passages, passages_of_resume, worth_opening

BANK = load_bank(Path(__file__).resolve().parents[2] / "data" / "questions").by_id


def test_listed_items_of_a_resume_are_told_and_headings_and_skills_are_not() -> None:
    pieces = passages_of_resume(people("en")["backend-engineer"].profile.resume, "en")
    assert "Put a Redis cache before the venue search" in pieces
    assert "Split the booking monolith into five services" in pieces
    # An item that goes on in the next line is one.
    assert "double bookings fell from about 20 a month to none" in pieces
    assert not any("Okoro" in piece or "B.Sc" in piece or "start-up" in piece for piece in pieces)
    chinese = passages_of_resume(people("zh")["embedded-engineer"].profile.resume, "zh")
    assert "用 Python 写了产线测试工装，每台测试时间从 4 分钟降到 70 秒" in chinese
    assert not any("技能" in piece or "工作四年" in piece for piece in chinese)


def test_a_resume_without_a_list_is_taken_as_it_is() -> None:
    text = "I wrote the importer for the clinic. Skills: Python.\nI also tested the mobile app with forty nurses."
    assert passages_of_resume(text, "en") == (
        "I wrote the importer for the clinic",
        "I also tested the mobile app with forty nurses",
    )


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
