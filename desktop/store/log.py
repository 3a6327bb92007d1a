"""Writing and reading the session log."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.codec import from_plain, to_plain
from desktop.domain.errors import CandidError, InputError, StorageFull
from desktop.domain.events import EVENT_TYPES, Event, SessionStarted
from desktop.domain.session import SessionConfig, SessionOrigin, SessionState
from desktop.store.migrations import migrate


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the list of sessions. ``summary`` is what the last report wrote, for lists."""

    id: str
    origin: SessionOrigin
    state: SessionState
    started_utc: str
    name: str
    role: str
    domain: str
    language: str
    summary: dict[str, Any] | None


class DatabaseDamaged(CandidError):
    """The database file cannot be read."""

    exit_code = 3


class SessionStore:
    """All sessions of one person on this computer.

    One connection guarded by a lock, so that any thread may write. Every append is committed before it returns
    (WAL, synchronous NORMAL): it survives ``kill -9`` of the program.
    """

    def __init__(self, database: Path, folders: Path) -> None:
        self._folders = folders
        self._lock = threading.RLock()
        database.parent.mkdir(parents=True, exist_ok=True)
        folders.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(database, check_same_thread=False, isolation_level=None, timeout=10)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA secure_delete = ON")
            migrate(self._db)
        except sqlite3.DatabaseError as error:
            raise DatabaseDamaged(
                f"The session database {database} cannot be read ({error}).",
                safe="Recordings in the sessions folder are untouched.",
                action="Move the file away to start with an empty list, or restore it from a copy.",
            ) from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def folder(self, session_id: str) -> Path:
        """The session's own folder for sound and picture."""
        return self._folders / session_id

    def create(self, config: SessionConfig, origin: SessionOrigin, started_utc: str, **files: str | None) -> str:
        """A new session in state "open" with its first event. ``files``: audio_file, video_file. Returns its id."""
        session_id = f"{started_utc[:19].replace(':', '').replace('-', '')}-{uuid.uuid4().hex[:6]}"
        profile = config.profile
        self.folder(session_id).mkdir(parents=True)
        with self._writing():
            self._db.execute(
                "INSERT INTO sessions VALUES (?, ?, 'open', ?, ?, ?, ?, ?)",
                (session_id, origin, started_utc, profile.name, profile.role, profile.domain, profile.language),
            )
        self.append(session_id, 0.0, SessionStarted(config, origin, started_utc, **files))
        return session_id

    def append(self, session_id: str, t_s: float, event: Event) -> None:
        """Write one event, durable against the program's death when this returns."""
        payload = json.dumps(to_plain(event), ensure_ascii=False, separators=(",", ":"))
        with self._writing():
            self._db.execute(
                "INSERT INTO events SELECT ?, COALESCE(MAX(seq) + 1, 0), ?, ?, ? FROM events WHERE session_id = ?",
                (session_id, t_s, type(event).__name__, payload, session_id),
            )

    def events(self, session_id: str) -> list[tuple[float, Event]]:
        """All events in order, with their session times. Kinds of a newer program are left out."""
        with self._lock:
            rows = self._db.execute(
                "SELECT t_s, kind, payload FROM events WHERE session_id = ? ORDER BY seq", (session_id,)
            ).fetchall()
        if not rows:
            raise unknown_session(session_id)
        return [
            (t_s, from_plain(EVENT_TYPES[kind], json.loads(payload)))
            for t_s, kind, payload in rows
            if kind in EVENT_TYPES
        ]

    def sessions(self, state: SessionState | None = None) -> list[SessionRow]:
        """Newest first."""
        query = (
            "SELECT id, origin, state, started_utc, name, role, domain, language, payload FROM sessions "
            "LEFT JOIN summaries ON session_id = id"
        )
        with self._lock:
            if state is None:
                rows = self._db.execute(f"{query} ORDER BY started_utc DESC, id DESC").fetchall()
            else:
                rows = self._db.execute(f"{query} WHERE state = ? ORDER BY started_utc DESC", (state,)).fetchall()
        return [SessionRow(*row[:8], json.loads(row[8]) if row[8] else None) for row in rows]  # type: ignore[call-arg]

    def row(self, session_id: str) -> SessionRow:
        """One session; an unambiguous beginning of the id, or "last", is enough."""
        rows = self.sessions()
        if session_id == "last" and rows:
            return rows[0]
        found = [row for row in rows if row.id == session_id] or [row for row in rows if row.id.startswith(session_id)]
        if len(found) != 1 or not session_id:
            raise unknown_session(session_id)
        return found[0]

    def unfinished(self) -> list[SessionRow]:
        """Live sessions that were never closed. Only the one program that holds the data may ask: to another, a session
        that is going on looks the same."""
        return [row for row in self.sessions("open") if row.origin == "interview"]

    def count(self, session_id: str, kind: str) -> int:
        """How many events of one kind a session has."""
        with self._lock:
            (found,) = self._db.execute(
                "SELECT COUNT(*) FROM events WHERE session_id = ? AND kind = ?", (session_id, kind)
            ).fetchone()
        return int(found)

    def set_state(self, session_id: str, state: SessionState) -> None:
        with self._writing():
            self._db.execute("UPDATE sessions SET state = ? WHERE id = ?", (state, session_id))

    def set_summary(self, session_id: str, summary: dict[str, Any]) -> None:
        """What lists show of a finished session; derived, so it may be replaced."""
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO summaries VALUES (?, ?)", (session_id, json.dumps(summary, ensure_ascii=False))
            )

    def delete(self, session_id: str) -> None:
        """Remove one session, its log and its folder."""
        with self._writing():
            self._db.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
        shutil.rmtree(self.folder(session_id), ignore_errors=True)

    def wipe(self) -> None:
        """Remove every session and everything recorded; what the database file held is overwritten."""
        with self._writing():
            self._db.execute("DELETE FROM sessions")
        with self._lock:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for folder in self._folders.iterdir():
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.OperationalError as error:
                if "full" in str(error):
                    raise StorageFull(
                        "The disk is full: the session log cannot be written.",
                        safe="What was recorded until now is kept.",
                        action="Free some space and go on.",
                    ) from error
                raise


def unknown_session(session_id: str) -> InputError:
    return InputError(f"There is no session {session_id!r}.", action="`candid sessions list` shows what there is.")


Clock = Callable[[], float]


class SessionLog:
    """One session's end of the store: appends with the session clock's time."""

    def __init__(self, store: SessionStore, session_id: str, clock: Clock) -> None:
        self.session_id = session_id
        self.folder = store.folder(session_id)
        self._store = store
        self._clock = clock

    def append(self, event: Event) -> None:
        self._store.append(self.session_id, self._clock(), event)

    def events(self) -> list[tuple[float, Event]]:
        """What has been written so far."""
        return self._store.events(self.session_id)
