"""Story forms shown in words that the calibration never saw."""

from __future__ import annotations

import pytest

from desktop.scoring.forms import form_cue


@pytest.mark.parametrize(
    ("point", "answer", "language", "shown"),
    [
        ("gives the outcome", "In the end we shipped it with no incident", "en", 1.0),
        ("gives the outcome", "I always try to be respectful", "en", 0.0),
        ("sets the scene with a specific occasion", "Three weeks ago, hmm, two years ago at my internship", "en", 1.0),
        ("says what they would keep or change", "Looking back I would have asked earlier", "en", 1.0),
        ("describes what they personally did", "People should communicate", "en", 0.0),
        ("给出了结果", "最后按时上线了", "zh", 1.0),
        ("给出了结果", "我觉得沟通很重要", "zh", 0.0),
        ("描述自己具体做了什么", "我先把日志整理了一遍", "zh", 1.0),
        ("描述自己具体做了什么", "我学习能力很强，一直保持好奇心", "zh", 0.0),
        ("TCP delivers the bytes in order", "anything", "en", 0.5),
    ],
)
def test_form(point: str, answer: str, language: str, shown: float) -> None:
    assert form_cue(point, answer, language) == shown  # type: ignore[arg-type]
