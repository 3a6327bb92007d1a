"""A résumé or job description as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentText:
    """``cut``: the document goes on after ``text``; only that much of one is used."""

    text: str
    cut: bool = False
