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
    waits = [(decided_s, said) for decided_s, said in _waits(log) if said]
    firsts = [round(said[0].sounds_s - decided_s, 2) for decided_s, said in waits]
    # The last words before the next answer go on with the talk; others only fill the time.
    goes_on = [round(said[-1].sounds_s - decided_s, 2) for decided_s, said in waits]
    asked = [event for event in log if isinstance(event, ev.QuestionAsked)]
    return {
        "median_s": round(statistics.median(firsts), 2) if firsts else None,
        "longest_s": max(firsts, default=None),
        "each_s": firsts,
        "of_what_goes_on_median_s": round(statistics.median(goes_on), 2) if goes_on else None,
        "of_what_goes_on_each_s": goes_on,
        "asked": len(asked),
        "with_an_opening": sum(event.worded_by == "model" for event in asked),
        "openings": [event.text for event in asked if event.worded_by == "model"],
    }


def _waits(log: Iterable[ev.Event]) -> list[tuple[float, list[Any]]]:
    """When each answer was decided to be over, and what was said aloud from then until the person's turn."""
    found: list[tuple[float, list[Any]]] = []
    waiting = False
    for event in log:
        match event:
            case ev.AnswerEnded():
                found.append((event.decided_s, []))
                waiting = True
            case ev.AnswerStarted() | ev.CandidateAsked():
                waiting = False
            case ev.InterviewerSpoke() if waiting and event.sounds_s is not None:
                found[-1][1].append(event)
    return found
