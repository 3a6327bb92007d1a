"""Whether the weights on disk are the right ones: fast by size and stamp, or sure by hashing them again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.catalog import Catalog, CatalogEntry, ModelFile, load_catalog
from models.errors import NotPermitted
from models.paths import models_dir
from models.progress import Meter, OnProgress
from models.sources.network import disk_error, sha256_of

_STAMP = ".checked.json"


@dataclass(frozen=True)
class FileState:
    """``state``: ready (hashed before, unchanged since), unchecked (right size, never hashed), damaged, missing."""

    model: str
    name: str
    state: str
    bytes: int


@dataclass(frozen=True)
class ModelState:
    """One model of the catalogue and its files on this computer."""

    entry: CatalogEntry
    files: tuple[FileState, ...]

    @property
    def state(self) -> str:
        """The worst of its files: missing, damaged, unchecked or ready."""
        states = {f.state for f in self.files}
        return next(s for s in ("missing", "damaged", "unchecked", "ready") if s in states)


def status(
    ids: Iterable[str] | None = None, *, catalog: Catalog | None = None, root: Path | None = None
) -> list[ModelState]:
    """States of the named models, or of all, from sizes and stamps only: fit for every start of the program."""
    catalog = catalog or load_catalog()
    entries = list(catalog.entries.values()) if ids is None else catalog.select(ids)
    return [model_state(entry, root or models_dir()) for entry in entries]


def model_state(entry: CatalogEntry, root: Path) -> ModelState:
    """The state of one model, without hashing."""
    stamps = _read_stamps(root / entry.id)
    return ModelState(entry, tuple(_file_state(entry, f, root / entry.id / f.name, stamps) for f in entry.files))


def _file_state(entry: CatalogEntry, file: ModelFile, path: Path, stamps: dict[str, Any]) -> FileState:
    try:
        found = path.stat()
    except OSError:
        return FileState(entry.id, file.name, "missing", file.bytes)
    if found.st_size != file.bytes:
        state = "damaged"
    elif stamps.get(file.name) == _stamp_of(found, file):
        state = "ready"
    else:
        state = "unchecked"
    return FileState(entry.id, file.name, state, file.bytes)


def verify(
    ids: Iterable[str] | None = None,
    *,
    catalog: Catalog | None = None,
    root: Path | None = None,
    progress: OnProgress | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> list[ModelState]:
    """Hashes every file that is there, of the named models or of all that have a file. Stamps the good ones.

    A damaged file stays where it is, without a stamp; a fetch replaces it. Raises ``Interrupted``.
    """
    root = root or models_dir()
    states = status(ids, catalog=catalog, root=root)
    if ids is None:
        states = [s for s in states if any(f.state != "missing" for f in s.files)]
    meter = Meter(sum(f.bytes for s in states for f in s.files if f.state != "missing"), progress)
    return [_verify_one(s, root, meter, cancel) for s in states]


def _verify_one(state: ModelState, root: Path, meter: Meter, cancel: Callable[[], bool]) -> ModelState:
    checked = []
    for file, known in zip(state.entry.files, state.files, strict=True):
        now = known.state
        if now != "missing":
            path = root / state.entry.id / file.name
            good = hash_is(path, file, meter, state.entry.id, cancel)
            set_stamp(path, file if good else None)
            now = "ready" if good else "damaged"
        checked.append(FileState(state.entry.id, file.name, now, file.bytes))
    return ModelState(state.entry, tuple(checked))


def hash_is(path: Path, file: ModelFile, meter: Meter, model: str, cancel: Callable[[], bool]) -> bool:
    """True when size and SHA-256 are those of the catalogue."""
    if path.stat().st_size != file.bytes:
        return False
    return sha256_of(path, lambda done: meter.at(model, file.name, done, "check"), cancel) == file.sha256


def set_stamp(path: Path, file: ModelFile | None) -> None:
    """Remembers that ``path`` was found right, or with None forgets it. A read-only folder has no stamps."""
    stamps = _read_stamps(path.parent)
    stamps.pop(path.name, None)
    if file is not None:
        stamps[path.name] = _stamp_of(path.stat(), file)
    part = path.parent / f"{_STAMP}.part"
    try:
        part.write_text(json.dumps(stamps, indent=1), encoding="utf-8")
        part.replace(path.parent / _STAMP)
    except OSError as error:
        told = disk_error(error, path)
        if not isinstance(told, NotPermitted):
            raise told from error


def _stamp_of(found: os.stat_result, file: ModelFile) -> dict[str, Any]:
    return {"bytes": found.st_size, "mtime_ns": found.st_mtime_ns, "sha256": file.sha256}


def _read_stamps(folder: Path) -> dict[str, Any]:
    try:
        stamps = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}
