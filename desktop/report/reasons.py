"""What the measuring parts and the session say in English, in the report's language."""

from __future__ import annotations

import re

from desktop.localise import localise
from desktop.report.figures import plain
from desktop.report.texts import Texts


def told(note: str, texts: Texts) -> str:
    """A note or reason by the table ``reasons`` of the texts, else by the messages that the window shows.

    Places ``\\1`` are filled with the pattern's groups, told likewise. What nobody knows is shown as it is.
    """
    note = plain(note)
    for pattern, shown in texts.pairs("reasons"):
        if match := re.fullmatch(pattern, note, re.DOTALL):
            return _filled(shown, match, texts)
    return localise(note, texts.language)


def _filled(shown: str, match: re.Match[str], texts: Texts) -> str:
    return re.sub(r"\\(\d)", lambda place: _value(match[int(place[1])], texts), shown)


def _value(text: str, texts: Texts) -> str:
    """Figures and names stay as they are; a reason inside a reason is told, without a second full stop."""
    return told(text, texts).rstrip(".。") if " " in text else text
