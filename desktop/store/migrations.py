"""The database's schema, as steps. A step that has been released is never changed; a new one is added."""

from __future__ import annotations

import sqlite3

from desktop.domain.errors import CandidError

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        origin TEXT NOT NULL,
        state TEXT NOT NULL,
        started_utc TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        domain TEXT NOT NULL,
        language TEXT NOT NULL
    );
    CREATE TABLE events (
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        t_s REAL NOT NULL,
        kind TEXT NOT NULL,
        payload TEXT NOT NULL,
        PRIMARY KEY (session_id, seq)
    ) WITHOUT ROWID;
    CREATE TRIGGER events_are_final BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the session log is append-only'); END;
    CREATE TABLE summaries (
        session_id TEXT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
        payload TEXT NOT NULL
    );
    """,
)


class NewerDatabase(CandidError):
    """The database was written by a newer Candid."""

    exit_code = 3


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, each step in a transaction of its own."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise NewerDatabase(
            f"The session database has version {version}; this Candid knows up to {len(STEPS)}.",
            safe="Nothing was changed.",
            action="Install the newer Candid again, or set CANDID_DATA to another folder.",
        )
    for number, step in enumerate(STEPS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")
