"""Every sentence of the window, by key, in the language it is shown in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType

import yaml

from desktop.domain.speech import Language
from desktop.resources import assets_dir

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(language: Language) -> Mapping[str, str]:
    """Dotted keys to sentences, from ``assets/i18n/window.<language>.yaml``."""
    text = (assets_dir() / "i18n" / f"window.{language}.yaml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}

    def walk(node: Mapping[str, object], prefix: str) -> None:
        for key, value in node.items():
            if isinstance(value, Mapping):
                walk(value, f"{prefix}{key}.")
            else:
                flat[f"{prefix}{key}"] = str(value)

    walk(yaml.load(text, Loader=_LOADER), "")
    return MappingProxyType(flat)


class Texts:
    """``texts("home.title")`` in one language; ``{name}`` places are filled from keyword arguments."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = load(language)

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a key that is not in the file: a bug, found by the tests."""
        sentence = self._sentences[key]
        return sentence.format(**values) if values else sentence

    def has(self, key: str) -> bool:
        return key in self._sentences

    def date(self, utc: str) -> str:
        """ISO 8601 UTC as local date and time; the text itself when it is not a date."""
        try:
            moment = datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone()
        except ValueError:
            return utc
        return moment.strftime("%Y-%m-%d %H:%M")

    def size(self, size_bytes: float) -> str:
        """Decimal units, as disks are sold."""
        for unit, step in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
            if size_bytes >= step:
                return f"{size_bytes / step:.1f} {unit}"
        return f"{size_bytes:.0f} B"

    def clock(self, seconds: float) -> str:
        """``mm:ss``; hours roll into minutes."""
        whole = max(0, int(seconds))
        return f"{whole // 60:02d}:{whole % 60:02d}"

    def left(self, seconds: float | None) -> str:
        """Time left in words; empty while unknown."""
        if seconds is None:
            return ""
        if seconds < 60:
            return self("models.left_seconds", n=max(1, round(seconds)))
        return self("models.left_minutes", n=round(seconds / 60))
