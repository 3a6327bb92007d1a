"""The session log: one SQLite database, append-only."""
