"""How long the person waits for the next word: from the decision that an answer is over to the first sound."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desktop.domain import events as ev
from desktop.store.log import SessionStore


def first_words(database: Path, session_id: str) -> dict[str, Any]:
    """Of a session in the database of a data folder that no program holds. Seconds, in the order of the answers."""
    store = SessionStore(database, database.parent / "sessions")
    try:
        log = [event for _, event in store.events(session_id)]
    finally:
        store.close()
    waits = [(said.sounds_s - decided_s, said.start_s - decided_s) for decided_s, said in _pairs(log)]
    totals = [round(total, 2) for total, _ in waits]
    asked = [event for event in log if isinstance(event, ev.QuestionAsked)]
    return {
        "median_s": round(statistics.median(totals), 2) if totals else None,
        "longest_s": max(totals, default=None),
        "each_s": totals,
        "of_it_deciding_s": [round(deciding, 2) for _, deciding in waits],
        "asked": len(asked),
        "with_an_opening": sum(event.worded_by == "model" for event in asked),
        "openings": [event.text for event in asked if event.worded_by == "model"],
    }


def _pairs(log: Iterable[ev.Event]) -> list[tuple[float, Any]]:
    """When each answer was decided to be over, and what was said next aloud."""
    found = []
    decided_s: float | None = None
    for event in log:
        match event:
            case ev.AnswerEnded():
                decided_s = event.decided_s
            case ev.InterviewerSpoke() if decided_s is not None and event.sounds_s is not None:
                found.append((decided_s, event))
                decided_s = None
    return found
