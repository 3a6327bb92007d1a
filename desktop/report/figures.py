"""Numbers, times and foreign text as people read them."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from desktop.domain.voice import Quantity
from desktop.report.shape import Stamp
from desktop.report.texts import Texts

# Control characters, lone surrogates and non-characters: XML and UTF-8 files cannot hold them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Bidirectional embeddings, overrides and isolates: left open, they would turn round the text that follows.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text from a person, a document or a model as one that every format can hold; nothing else changes."""
    return clean(text).strip()


def clean(text: str) -> str:
    """As ``plain``, with the blanks around it, which matter in code."""
    return _BIDI_CONTROLS.sub("", _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))


def paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs of running text, split at blank lines or line ends."""
    return tuple(part.strip() for part in re.split(r"\n+", plain(text)) if part.strip())


def clock(seconds: float) -> str:
    """``mm:ss``, from an hour on ``h:mm:ss``. Fractions are cut off, so that playback starts before the moment."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60:02d}:{rest % 60:02d}"


def stamp(start_s: float, end_s: float | None = None) -> Stamp:
    """A moment that can be played, named by its clock time."""
    return Stamp(start_s, end_s, clock(start_s))


def number(value: float, decimals: int = 1) -> str:
    """Fixed decimals with a true minus sign and no negative zero."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\u2212")


def percent(share: float) -> str:
    """A share of 0–1. What is not quite all or nothing is never rounded to all or nothing."""
    value = round(share * 100)
    if value == 0 and share > 0:
        return "<1%"
    if value == 100 and share < 1:
        return ">99%"
    return f"{value}%"


_SHARES = ("share", "ratio")
_DECIMALS = {"words/min": 0, "characters/min": 0, "hz": 0, "s": 1}


def with_unit(value: float, unit: str | None, texts: Texts) -> str:
    """A figure with its unit in words. ``"share"`` is 0–1 and becomes a percentage; an unknown unit is kept."""
    return _unit_after(_digits(value, unit), unit, texts)


def range_with_unit(low: float, high: float, unit: str, texts: Texts) -> str:
    """Two figures with their unit once; one figure where both read the same."""
    ends = _digits(low, unit), _digits(high, unit)
    text = ends[0] if ends[0] == ends[1] else texts("voice.from_to", low=ends[0], high=ends[1])
    return _unit_after(text, unit, texts)


def _digits(value: float, unit: str | None) -> str:
    if unit in _SHARES:
        return percent(value)
    if not unit:
        return number(value, 0 if float(value).is_integer() else 1)
    return number(value, _DECIMALS.get(unit.lower(), 1))


def _unit_after(text: str, unit: str | None, texts: Texts) -> str:
    if not unit or unit in _SHARES:
        return text
    pattern = texts.get("unit", unit.lower())
    return pattern.format(value=text) if pattern else f"{text} {plain(unit)}"


def quantity(value: Quantity, texts: Texts) -> str:
    return with_unit(value.value, value.unit, texts)


def date_text(started_utc: str, texts: Texts, zone: tzinfo | None) -> str:
    """The start in ``zone`` (None: this computer's), or the text as it is when it is no ISO 8601 time."""
    try:
        moment = datetime.fromisoformat(started_utc)
    except ValueError:
        return plain(started_utc)
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone)
    month = texts.items("months")[moment.month - 1]
    return texts("date", day=moment.day, month=month, year=moment.year, hour=moment.hour, minute=moment.minute)
