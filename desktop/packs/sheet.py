"""What a file says before it is checked: its header, and its questions with their places for messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ACTION = "Correct the file (docs/packs.md describes the formats) and import it again."


@dataclass(frozen=True, slots=True)
class Row:
    """One question. ``place`` names where it stands ("lab.csv, row 3"); ``problem`` is what could not even be read."""

    place: str
    fields: object
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``header`` is empty where the format has none. ``notes`` tell of what was taken for granted."""

    rows: tuple[Row, ...]
    header: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
