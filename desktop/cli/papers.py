"""Résumé and job description of a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.interview.documents import read_document


def paper_text(path: Path | None, tell: Callable[[str], object]) -> str:
    """Empty without one; ``tell`` hears when not all of it is used. Raises ``InputError``."""
    if path is None:
        return ""
    document = read_document(path)
    if document.cut:
        tell(f"{path.name} is long: its first {len(document.text):,} characters are used.")
    return document.text
