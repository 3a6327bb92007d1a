"""Fillers: sounds always, words only when clearly used as one."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Language, Word
from models.fillers import filler_groups, mark_fillers


def words(line: str) -> list[Word]:
    """Words 0.2 s long; ``_`` is a pause of 0.4 s."""
    made: list[Word] = []
    now = 0.0
    for part in line.split():
        if part == "_":
            now += 0.4
            continue
        made.append(Word(part, now, now + 0.2, 0.9))
        now += 0.2
    return made


def fillers(line: str, language: Language) -> list[str]:
    return [word.text for word in mark_fillers(words(line), language) if word.kind == "filler"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Um, I trained uh the model", ["Um,", "uh"]),
        ("it was _ you know _ slow", ["you", "know"]),
        ("you know what happened", []),
        ("do you know _ the answer", []),
        ("it was _ like _ ten hours", ["like"]),
        ("networks like this work", []),
        ("the umbrella is a hummer", []),
        ("um like _ ten", ["um", "like"]),
        ("mhm uh-huh", []),
    ],
)
def test_english(line: str, expected: list[str]) -> None:
    assert fillers(line, "en") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("嗯 我 负 责 呃 训 练", ["嗯", "呃"]),
        ("那 个 模 型 很 大", []),
        ("我 用 _ 那 个 _ 梯 度", ["那", "个"]),
        ("那个 那个 模型", ["那个"]),
        ("额 度 很 高", []),
        ("我 _ 额 _ 觉得", ["额"]),
        ("就 是 这 样", []),
        ("_ 就是说 _ 我们", ["就是说"]),
        ("那 个人 来 了", []),
    ],
)
def test_chinese(line: str, expected: list[str]) -> None:
    assert fillers(line, "zh") == expected


def test_phrases_count_once() -> None:
    marked = mark_fillers(words("um _ you know _ slow"), "en")
    assert filler_groups(marked, "en") == ((0, 1), (1, 3))
