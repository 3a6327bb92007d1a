"""Cards for Anki."""

from __future__ import annotations

import dataclasses

from desktop.report.anki import HEADER, export_anki
from tests.unit.report import samples


def test_a_card_for_each_main_question_with_its_points() -> None:
    record = samples.record("zh")
    lines = export_anki(record).splitlines()
    assert tuple(lines[:3]) == HEADER
    main = [answer for answer in record.answers if answer.follow_up_of is None and answer.question.key_points]
    assert len(lines) - 3 == len(main) > 0
    for line, answer in zip(lines[3:], main, strict=True):
        front, back, tags = line.split("\t")
        assert front == answer.question.text
        assert back.count("<li>") == len(answer.question.key_points)
        assert tags.startswith("candid")
        assert " " not in tags


def test_points_are_said_only_where_the_grade_found_them() -> None:
    record = samples.record("en")
    graded = next(a for a in record.answers if a.grade and any(p.covered for p in a.grade.points))
    assert graded.grade is not None
    alone = dataclasses.replace(record, answers=(dataclasses.replace(graded, follow_up_of=None),))
    covered = sum(point.covered for point in graded.grade.points)
    assert export_anki(alone).count("✓") == covered
    unjudged = dataclasses.replace(alone.answers[0], grade=None)
    assert export_anki(dataclasses.replace(record, answers=(unjudged,))).count("✓") == 0


def test_text_of_people_cannot_break_a_card() -> None:
    record = samples.record("en")
    answer = record.answers[0]
    question = dataclasses.replace(answer.question, text='"quoted"\t<b>&\nnext', topic="a b/c")
    (line,) = export_anki(
        dataclasses.replace(record, answers=(dataclasses.replace(answer, question=question),))
    ).splitlines()[3:]
    front, _, tags = line.split("\t")
    assert front == "&quot;quoted&quot; &lt;b&gt;&amp;<br>next"
    assert tags == "candid::a_b::c"
