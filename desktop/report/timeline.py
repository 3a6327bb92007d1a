"""What happened when: rows for reading, lanes for the chart, and zones joined from frames."""

from __future__ import annotations

import itertools
import statistics

from desktop.domain.presence import PresenceFrame, Zone
from desktop.domain.session import SessionRecord
from desktop.report.figures import clock, number, plain, stamp
from desktop.report.measures import ZONES
from desktop.report.reasons import told
from desktop.report.shape import Lane, LaneChart, LaneMark, TimelineRow
from desktop.report.texts import Texts
from desktop.report.transcript import long_pauses

ROW_PAUSE_S = 3.0
"""Shorter pauses (2–3 s of thinking is fine) are in the chart, not in the rows."""

_HOLE_S = 1.0
"""Frames further apart than this leave a hole in a zone's stretch; nothing is known about it."""


def zone_stretches(frames: tuple[PresenceFrame, ...]) -> tuple[tuple[Zone, float, float], ...]:
    """(zone, start_s, end_s) of neighbouring frames with the same zone."""
    if not frames:
        return ()
    steps = [after.t_s - before.t_s for before, after in itertools.pairwise(frames)]
    usual = min(statistics.median(steps), _HOLE_S) if steps else 0.0
    stretches: list[tuple[Zone, float, float]] = []
    for position, frame in enumerate(frames):
        step = steps[position] if position < len(steps) else usual
        end = frame.t_s + (step if 0 <= step <= _HOLE_S else usual)
        last = stretches[-1] if stretches else None
        if last and last[0] == frame.zone and frame.t_s - last[2] < 1e-6:
            stretches[-1] = (last[0], last[1], end)
        else:
            stretches.append((frame.zone, frame.t_s, end))
    return tuple(stretches)


def zone_lanes(frames: tuple[PresenceFrame, ...], texts: Texts) -> tuple[Lane, ...]:
    """One lane a zone, and one for no face; lanes without a mark stay, so that absence is seen."""
    stretches = zone_stretches(frames)
    return tuple(
        Lane(texts(f"zone.{zone}"), tuple(LaneMark(start, end, zone) for z, start, end in stretches if z == zone))
        for zone in (*ZONES, "none")
    )


def timeline_chart(record: SessionRecord, labels: dict[int, str], texts: Texts) -> LaneChart | None:
    """Answers, pauses, commands, zones and gaps over the session; None when nothing happened."""
    if not record.answers or record.duration_s <= 0:
        return None
    answers = tuple(LaneMark(a.start_s, a.end_s, "answer", labels[a.index]) for a in record.answers)
    asked = tuple(LaneMark(a.asked_start_s, a.start_s, "question") for a in record.answers)
    pauses = tuple(LaneMark(p.start_s, p.end_s, "pause") for a in record.answers for p in long_pauses(a))
    commands = tuple(LaneMark(c.start_s, c.start_s, "command") for a in record.answers for c in a.commands)
    lanes = [Lane(texts("timeline.questions"), asked), Lane(texts("timeline.answers"), answers)]
    lanes.append(Lane(texts("timeline.pauses"), pauses))
    if commands:
        lanes.append(Lane(texts("timeline.commands"), commands))
    if record.presence and record.presence.frames:
        lanes.append(zone_lanes(record.presence.frames, texts)[0])
    if record.gaps:
        gaps = tuple(LaneMark(gap.start_s, gap.end_s, "gap") for gap in record.gaps)
        lanes.append(Lane(texts("timeline.gaps"), gaps))
    return LaneChart(texts("timeline.chart_alt"), record.duration_s, tuple(lanes))


def timeline_rows(record: SessionRecord, labels: dict[int, str], texts: Texts) -> tuple[TimelineRow, ...]:
    """Rows in time order."""
    found: list[tuple[float, float | None, str]] = []
    for answer in record.answers:
        label = labels[answer.index]
        found.append((answer.asked_start_s, answer.start_s, texts("timeline.asked", label=label)))
        length = clock(answer.end_s - answer.start_s)
        found.append((answer.start_s, answer.end_s, texts("timeline.answered", label=label, length=length)))
        for pause in long_pauses(answer):
            if pause.duration_s >= ROW_PAUSE_S:
                text = texts("timeline.long_pause", label=label, seconds=number(pause.duration_s))
                found.append((pause.start_s, pause.end_s, text))
        for command in answer.commands:
            name = texts.get("command", command.name) or command.name
            found.append((command.start_s, None, texts("timeline.command", name=name)))
    for gap in record.gaps:
        source = texts.get("gaps", gap.source) or plain(gap.source)
        found.append((gap.start_s, gap.end_s, texts("timeline.gap", source=source, reason=told(gap.reason, texts))))
    found.sort(key=lambda row: row[0])
    return tuple(TimelineRow(stamp(start, end), text) for start, end, text in found)
