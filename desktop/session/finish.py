"""From a session's log to its record, its assessment and its files. The same log gives the same report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.assessment import Assessment
from desktop.domain.presence import Presence, PresenceFrame
from desktop.domain.session import Answer, SessionRecord, SessionState
from desktop.report.atomic import write_atomically
from desktop.report.write import FORMATS, write_all
from desktop.scoring.assess import assess
from desktop.signals.presence import presence_of, slice_presence
from desktop.store.log import SessionStore
from desktop.store.record import rebuild


@dataclass(frozen=True, slots=True)
class FinishedSession:
    record: SessionRecord
    assessment: Assessment


def load_session(store: SessionStore, session_id: str) -> FinishedSession:
    """Everything about a session, from its log alone."""
    row = store.row(session_id)
    record, frames = rebuild(row.id, row.state, store.events(row.id))
    record = with_presence(record, frames)
    return FinishedSession(record, assess(record))


def with_presence(record: SessionRecord, frames: tuple[PresenceFrame, ...]) -> SessionRecord:
    """Add the whole session's presence and each answer's part of it. Without a frame there is none."""
    if not frames:
        return record
    whole = presence_of(frames)
    return replace(
        record,
        presence=whole,
        answers=tuple(replace(answer, presence=_part(whole, answer)) for answer in record.answers),
    )


def _part(presence: Presence, answer: Answer) -> Presence | None:
    if answer.end_s <= answer.start_s:
        return None
    part = slice_presence(presence, answer.start_s, answer.end_s)
    return part if part.frames else None


def finish_session(
    store: SessionStore, session_id: str, state: SessionState, out: Path | None, on_progress: Callable[[float], None]
) -> FinishedSession:
    """Mark the session, keep only the sound that may be kept, and write the report into its folder and ``out``.

    Raises ``MissingError`` or ``StorageFull`` when a file cannot be written; the session itself is finished then too.
    """
    store.set_state(session_id, state)
    finished = load_session(store, session_id)
    store.set_summary(session_id, summary_of(finished))
    on_progress(0.4)
    folder = store.folder(session_id)
    if not finished.record.config.keep_audio and finished.record.audio_file:
        (folder / finished.record.audio_file).unlink(missing_ok=True)
    write_all(finished.record, finished.assessment, folder)
    on_progress(0.8)
    if out is not None:
        copy_report(folder, out)
    on_progress(1.0)
    return finished


def copy_report(folder: Path, out: Path) -> None:
    """The report's files to a second place, each whole or not at all."""
    for kind in FORMATS:
        write_atomically(out / f"report.{kind}", (folder / f"report.{kind}").read_bytes())


def summary_of(finished: FinishedSession) -> dict[str, object]:
    """What a list of sessions shows: length, answers, and the mean of the dimensions that could be scored."""
    scored = [d for d in finished.assessment.dimensions if d.score is not None]
    intervals = [d.interval for d in scored if d.interval is not None]
    return {
        "duration_s": finished.record.duration_s,
        "answers": len(finished.record.answers),
        "overall": round(sum(d.score or 0.0 for d in scored) / len(scored), 1) if scored else None,
        "interval": [sum(i[0] for i in intervals) / len(intervals), sum(i[1] for i in intervals) / len(intervals)]
        if intervals
        else None,
    }
