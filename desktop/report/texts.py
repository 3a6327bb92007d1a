"""The report's own sentences, in the interview's language."""

from __future__ import annotations

import functools
from typing import Any

import yaml

from desktop.domain.speech import Language
from desktop.resources import assets_dir


class Texts:
    """Looks sentences up by dotted key and fills named values in. Values are never parsed for placeholders."""

    def __init__(self, language: Language, table: dict[str, Any]) -> None:
        self.language = language
        self.table = table

    def __call__(self, key: str, **values: object) -> str:
        """The sentence. Raises ``KeyError`` when the key or a value it needs is absent (our bug)."""
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(key)
        return found.format(**values) if values else found

    def items(self, key: str) -> tuple[str, ...]:
        """A list of sentences."""
        found = self._find(key)
        if not isinstance(found, list):
            raise KeyError(key)
        return tuple(str(item) for item in found)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of (pattern, sentence)."""
        return tuple((str(pattern), str(sentence)) for pattern, sentence in self._find(key))

    def get(self, group: str, name: str) -> str | None:
        """The sentence ``name`` of a group, or None; for names that come from elsewhere."""
        found = self._find(group).get(name)
        return found if isinstance(found, str) else None

    def _find(self, key: str) -> Any:
        node: Any = self.table
        for part in key.split("."):
            node = node[part]
        return node


@functools.cache
def load_texts(language: Language) -> Texts:
    """Texts of ``language`` ("zh" or "en") from the shipped assets."""
    path = assets_dir() / "i18n" / f"report.{language}.yaml"
    return Texts(language, yaml.safe_load(path.read_text(encoding="utf-8")))
