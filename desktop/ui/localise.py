"""What the session and the errors say, as the window shows it."""

from __future__ import annotations

from desktop.domain.live import Notice
from desktop.localise import localise
from desktop.ui.texts import Texts
from desktop.ui.widgets.banner import Action, Banner

__all__ = ["localise", "notice_banner"]


def notice_banner(texts: Texts, notice: Notice, actions: tuple[Action, ...] = ()) -> Banner:
    """A notice of the session in the window's language."""
    what, safe, advice = (localise(part, texts.language) for part in (notice.what, notice.safe, notice.action))
    return Banner(notice.severity, what, safe, advice, actions)
