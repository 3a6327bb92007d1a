"""The upper body: how much the head moved while speaking and thinking, and moments to watch again."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.presence import BodyMomentKind
from desktop.domain.session import Answer, SessionRecord
from desktop.report.figures import number
from desktop.report.looks import spoken_and_thought, thinking_spans
from desktop.report.moments import stretch
from desktop.report.shape import Fact, MomentList
from desktop.report.texts import Texts
from desktop.signals.presence import summarise

KINDS: tuple[BodyMomentKind, ...] = ("lower", "hand_on_face", "movement")


def body_facts(answers: Sequence[Answer], texts: Texts) -> tuple[Fact, ...]:
    """Movement and a hand at the face, while speaking against while thinking; what was not measured in both is left
    out."""
    facts: list[Fact] = []
    said, thought = (summarise(frames).movement_face_widths_per_s for frames in spoken_and_thought(answers))
    if said is not None and thought is not None:
        values = {"speaking": number(said, 2), "thinking": number(thought, 2)}
        facts.append(Fact(texts("presence.movement_split"), texts("presence.movement_split_value", **values)))
    whole_s, thinking_s = _hand_s(answers)
    if whole_s > 0:
        values = {"seconds": number(whole_s), "thinking": number(thinking_s)}
        facts.append(Fact(texts("presence.hand_split"), texts("presence.hand_split_value", **values)))
    return tuple(facts)


def body_moments(record: SessionRecord, labels: dict[int, str], texts: Texts) -> tuple[MomentList, ...]:
    """One list a kind, of what lies in answers. Only what was seen: that it was not is no news."""
    lists = []
    for kind in KINDS:
        moments = tuple(
            stretch(moment.start_s, moment.end_s, labels[answer.index], texts)
            for answer in record.answers
            if answer.presence is not None
            for moment in answer.presence.moments
            if moment.kind == kind
        )
        if moments:
            lists.append(MomentList(texts(f"moments.{kind}"), texts(f"moments.{kind}_note"), moments))
    return tuple(lists)


def _hand_s(answers: Sequence[Answer]) -> tuple[float, float]:
    """Seconds with a hand at the face in all answers, and how many of them in silence."""
    whole_s = thinking_s = 0.0
    for answer in answers:
        if answer.presence is None:
            continue
        spans = thinking_spans(answer)
        for moment in answer.presence.moments:
            if moment.kind == "hand_on_face":
                whole_s += moment.end_s - moment.start_s
                thinking_s += sum(
                    max(0.0, min(moment.end_s, span.end_s) - max(moment.start_s, span.start_s)) for span in spans
                )
    return whole_s, thinking_s
