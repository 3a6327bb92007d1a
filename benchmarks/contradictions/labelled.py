"""The labelled pairs of statements."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from desktop.domain.speech import Language

HERE = Path(__file__).resolve().parent
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Half = Literal["tuning", "test"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of one person, of one ``set``; ``resume`` when ``earlier`` is a piece of a résumé.

    ``contradicts`` False: a near miss. ``follow_up`` when the later one answers a follow-up on the same question.
    """

    id: str
    language: Language
    half: Half
    kind: str
    earlier: str
    later: str
    contradicts: bool
    follow_up: bool
    resume: bool
    set: Literal["pairs", "spoken", "resumes"]


def pairs() -> list[Pair]:
    """All of them, answers first."""
    names: tuple[Literal["pairs", "spoken", "resumes"], ...] = ("pairs", "spoken", "resumes")
    return [pair for name in names for language in LANGUAGES for pair in _read(name, language)]


def _read(name: Literal["pairs", "spoken", "resumes"], language: Language) -> list[Pair]:
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}_{language}.yaml").read_text(encoding="utf-8"))
    return [
        Pair(
            row["id"], language, row["half"], row["kind"], row.get("earlier") or row["resume"],
            row.get("later") or row["answer"], row["contradicts"], row.get("follow_up", False), "resume" in row, name,
        )
        for row in rows
    ]  # fmt: skip
