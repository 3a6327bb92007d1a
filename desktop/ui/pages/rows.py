"""How a session is worded in a list."""

from __future__ import annotations

from desktop.ui.ports import SessionRow
from desktop.ui.texts import Texts


def score_text(texts: Texts, session: SessionRow) -> str:
    """The overall figure with its interval, or that there was not enough data."""
    if session.overall is None:
        return texts("reports.no_score")
    if session.interval is None:
        return f"{session.overall:.1f}"
    low, high = session.interval
    return texts("reports.score", score=f"{session.overall:.1f}", low=f"{low:.1f}", high=f"{high:.1f}")
