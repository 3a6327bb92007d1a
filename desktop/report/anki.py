"""The questions of a session as cards for Anki: what was asked in front, what a full answer holds behind."""

from __future__ import annotations

import html

from desktop.domain.session import Answer, SessionRecord

# Anki's text import reads these lines; every card is one line after them, its fields set apart by tabs.
HEADER = ("#separator:tab", "#html:true", "#tags column:3")
SAID, MISSING = "✓", "○"


def export_anki(record: SessionRecord) -> str:
    """One card for each main question with key points, in the order asked, as text ending in a line break.

    A point is marked as said only where the answer or one of its follow-ups was found to hold it.
    """
    cards = [
        _card(answer, _said(answer, record.answers))
        for answer in record.answers
        if answer.follow_up_of is None and answer.question.key_points
    ]
    return "\n".join((*HEADER, *cards)) + "\n"


def _said(main: Answer, answers: tuple[Answer, ...]) -> frozenset[str]:
    """Ids of the points that were covered."""
    about = [answer for answer in answers if main.index in (answer.index, answer.follow_up_of)]
    return frozenset(
        point.point_id for answer in about if answer.grade for point in answer.grade.points if point.covered
    )


def _card(answer: Answer, said: frozenset[str]) -> str:
    question = answer.question
    points = "".join(
        f"<li>{SAID if point.id in said else MISSING} {html_field(point.text)}</li>" for point in question.key_points
    )
    reference = f"<p>{html_field(question.reference_answer)}</p>" if question.reference_answer else ""
    return "\t".join((html_field(question.text), f"<ul>{points}</ul>{reference}", tags_of(question.topic)))


def html_field(text: str) -> str:
    """As HTML on one line without tabs, nor quotes, which the import would take for its own."""
    return "<br>".join(html.escape(" ".join(line.split())) for line in text.strip().splitlines())


def tags_of(topic: str) -> str:
    """Anki's tags hold no spaces; ``::`` makes a hierarchy of them."""
    return "::".join("_".join(part.split()) for part in ("candid", *topic.split("/")) if part.strip())
