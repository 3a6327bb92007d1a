"""Where the face pointed while the person spoke and while they thought, and looks away to watch again."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.presence import PresenceFrame
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Span
from desktop.report.figures import number, percent
from desktop.report.moments import stretch
from desktop.report.shape import Fact, MomentList
from desktop.report.texts import Texts
from desktop.report.timeline import zone_stretches
from desktop.report.transcript import LONG_PAUSE_S, long_pauses
from desktop.signals.presence import reading_spans, summarise

LEAST_S = 2.0
"""Less speech or less thinking gives no share."""

AWAY_S = 2.0
"""Shorter looks aside belong to talking with somebody."""

MOST_LOOKS = 5


def look_facts(answers: Sequence[Answer], texts: Texts) -> tuple[Fact, ...]:
    """Shares of the zone "camera" while speaking and while thinking; none unless both could be measured."""
    shares = [_toward_camera(frames) for frames in spoken_and_thought(answers)]
    if None in shares:
        return ()
    said, thought = (percent(share or 0.0) for share in shares)
    value = texts("presence.looks_value", speaking=said, thinking=thought)
    return (Fact(texts("presence.looks"), value, texts("presence.looks_note")),)


def spoken_and_thought(answers: Sequence[Answer]) -> tuple[list[PresenceFrame], list[PresenceFrame]]:
    """Frames while speaking and while thinking; what follows an answer's last word is neither."""
    speaking: list[PresenceFrame] = []
    thinking: list[PresenceFrame] = []
    for answer in answers:
        if answer.presence is None:
            continue
        spans, end_s = thinking_spans(answer), _spoken_until_s(answer)
        for frame in answer.presence.frames:
            if any(span.start_s <= frame.t_s < span.end_s for span in spans):
                thinking.append(frame)
            elif frame.t_s < end_s:
                speaking.append(frame)
    return speaking, thinking


def look_moments(record: SessionRecord, labels: dict[int, str], texts: Texts) -> tuple[MomentList, ...]:
    """The longest looks away while speaking, and stretches in which the eyes moved as in reading; nothing where no
    answer has both words and pictures."""
    seen = [answer for answer in record.answers if answer.presence and answer.presence.frames and answer.words]
    if not seen:
        return ()
    found = [(span, labels[answer.index]) for answer in seen for span in away_while_speaking(answer)]
    longest = sorted(sorted(found, key=lambda item: -item[0].duration_s)[:MOST_LOOKS], key=lambda item: item[0].start_s)
    moments = tuple(stretch(span.start_s, span.end_s, label, texts) for span, label in longest)
    nothing = "" if moments else texts("moments.away_none", seconds=number(AWAY_S, 0))
    away = MomentList(texts("moments.away"), texts("moments.away_note"), moments, nothing)
    return (away, *_reading(seen, labels, texts))


def _reading(answers: Sequence[Answer], labels: dict[int, str], texts: Texts) -> tuple[MomentList, ...]:
    """Only where it was seen: that it was not is no news."""
    found = [
        (span, labels[answer.index])
        for answer in answers
        for span in (reading_spans(answer.presence.frames) or () if answer.presence else ())
    ]
    moments = tuple(stretch(span.start_s, span.end_s, label, texts) for span, label in found)
    return (MomentList(texts("moments.reading"), texts("moments.reading_note"), moments),) if moments else ()


def thinking_spans(answer: Answer) -> tuple[Span, ...]:
    """Silence before the first word and between words of ``LONG_PAUSE_S`` or more. What follows the last word is
    waiting for the interviewer and neither thinking nor speaking."""
    if not answer.words:
        return ()
    first_s, last_s = answer.words[0].start_s, answer.words[-1].end_s
    opening = [Span(answer.start_s, first_s)] if first_s - answer.start_s >= LONG_PAUSE_S else []
    return tuple(opening + [p for p in long_pauses(answer) if p.start_s >= first_s and p.end_s <= last_s])


def away_while_speaking(answer: Answer) -> tuple[Span, ...]:
    """Looks away from the camera of ``AWAY_S`` or more, without the parts in which the person thought or waited."""
    spoken, _ = spoken_and_thought((answer,))
    found: list[Span] = []
    for zone, start_s, stop_s in zone_stretches(tuple(spoken)):
        if zone in ("camera", "none"):
            continue
        # From one zone aside to the next is still one look away.
        if found and start_s - found[-1].end_s < 1e-6:
            found[-1] = Span(found[-1].start_s, stop_s)
        else:
            found.append(Span(start_s, stop_s))
    return tuple(span for span in found if span.duration_s >= AWAY_S)


def _spoken_until_s(answer: Answer) -> float:
    return answer.words[-1].end_s if answer.words else answer.start_s


def _toward_camera(frames: Sequence[PresenceFrame]) -> float | None:
    summary = summarise(frames)
    if summary.duration_s * (summary.face_share or 0.0) < LEAST_S:
        return None
    return summary.zone_share.get("camera", 0.0)
