"""Packs as cards for Anki: the question in front, key points and the reference answer behind. Cannot be read back."""

from __future__ import annotations

from desktop.domain.question import Question
from desktop.packs.pack import Pack
from desktop.report.anki import html_field, tags_of

# The id makes a card known again, so that importing a newer version of the pack changes cards instead of adding them.
HEADER = ("#separator:tab", "#html:true", "#guid column:1", "#tags column:4")


def write_anki(pack: Pack) -> bytes:
    """Anki's text form: ``HEADER``, then a card a line."""
    return ("\n".join((*HEADER, *(_card(question) for question in pack.questions))) + "\n").encode()


def _card(question: Question) -> str:
    points = "".join(f"<li>{html_field(point.text)}</li>" for point in question.key_points)
    reference = f"<p>{html_field(question.reference_answer)}</p>" if question.reference_answer else ""
    back = f"<ul>{points}</ul>{reference}"
    return "\t".join((f"candid.{question.id}", html_field(question.text), back, tags_of(question.topic)))
