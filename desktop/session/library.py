"""Sessions kept on this computer, as lists and reports for the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain import events as ev
from desktop.session.finish import FinishedSession, load_session
from desktop.session.recovery import recover, unfinished
from desktop.session.runtime import Runtime
from desktop.store.log import SessionRow, SessionStore


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session whose program died, with what its log holds."""

    row: SessionRow
    answers: int


class Library:
    """Reads the store; every method may take time."""

    def __init__(self, store: SessionStore, runtime: Runtime) -> None:
        self._store = store
        self._runtime = runtime

    def finished(self) -> list[SessionRow]:
        """Newest first."""
        return [row for row in self._store.sessions() if row.state != "open"]

    def unfinished(self) -> list[Unfinished]:
        found = []
        for row in unfinished(self._store):
            asked = {event.index for _, event in self._store.events(row.id) if isinstance(event, ev.QuestionAsked)}
            found.append(Unfinished(row, len(asked)))
        return found

    def load(self, session_id: str) -> FinishedSession:
        return load_session(self._store, session_id)

    def audio(self, session_id: str) -> Path | None:
        """The session's sound in session time, when it was kept."""
        started = next(
            (event for _, event in self._store.events(session_id) if isinstance(event, ev.SessionStarted)), None
        )
        path = self._store.folder(session_id) / ((started and started.audio_file) or "audio.wav")
        return path if path.is_file() else None

    def recover(self, session_id: str) -> str:
        recover(self._store, session_id, self._runtime)
        return session_id

    def delete(self, session_id: str) -> None:
        self._store.delete(session_id)

    def wipe(self) -> None:
        self._store.wipe()
