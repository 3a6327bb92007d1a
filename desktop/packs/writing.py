"""A pack → a file in one of the formats."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from desktop.domain.errors import InputError, StorageFull
from desktop.packs.anki_format import write_anki
from desktop.packs.csv_format import write_csv
from desktop.packs.markdown_format import write_markdown
from desktop.packs.pack import Pack
from desktop.packs.structured import write_json, write_yaml
from desktop.report.atomic import write_atomically

Format = Literal["yaml", "json", "csv", "md", "anki"]

WRITERS = {"yaml": write_yaml, "json": write_json, "csv": write_csv, "md": write_markdown, "anki": write_anki}
SUFFIXES: dict[str, Format] = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv", ".md": "md"}


def write_pack(pack: Pack, form: Format, path: Path) -> None:
    """Whole or not at all. Raises ``InputError`` and ``StorageFull``."""
    store(path, WRITERS[form](pack))


def store(path: Path, content: bytes) -> None:
    """Write a file of packs or keys, whole or not at all. Raises ``InputError`` and ``StorageFull``."""
    try:
        write_atomically(path, content)
    except StorageFull as error:
        raise StorageFull(
            f"The disk is full, so {path.name} was not written.",
            safe="Installed packs are unchanged.",
            action="Free some space.",
        ) from error
    except InputError as error:
        reason = error.__cause__
        detail = reason.strerror if isinstance(reason, OSError) else reason
        raise InputError(
            f"{path} cannot be written: {detail}.",
            safe="Installed packs are unchanged.",
            action="Choose another place.",
        ) from error
