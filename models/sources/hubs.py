"""Files of Hugging Face, its mirrors, ModelScope and plain addresses: one download a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import httpx2

from models.catalog import ModelFile, Source
from models.errors import FetchError, Interrupted, WrongHash
from models.sources.network import Network, download, host_of
from models.sources.wheels import OnFile

_ENVIRONMENT = {"huggingface": "HF_ENDPOINT", "modelscope": "MODELSCOPE_ENDPOINT"}


def addresses(source: Source, file: str, endpoints: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Where a file may be: the endpoint that the person set first, then those of the catalogue."""
    where = source.files[file]
    if source.kind == "url":
        return list(where)
    own = os.environ.get(_ENVIRONMENT[source.kind], "")
    hubs = dict.fromkeys(e.rstrip("/") for e in (own, *endpoints.get(source.kind, ())) if e)
    middle = "" if source.kind == "huggingface" else "models/"
    return [f"{hub}/{middle}{source.repo}/resolve/{source.revision}/{quote(where[0])}" for hub in hubs]


def fetch_files(
    net: Network,
    source: Source,
    files: list[ModelFile],
    folder: Path,
    on_file: OnFile,
    endpoints: Mapping[str, tuple[str, ...]],
) -> None:
    """Leaves ``<name>.part`` in ``folder`` for each file, from the first address that gives it."""
    for file in files:
        failed: FetchError | WrongHash | None = None
        for url in addresses(source, file.name, endpoints):
            try:
                _one(net, url, file, folder / f"{file.name}.part", on_file)
                failed = None
                break
            except Interrupted:
                raise
            except (FetchError, WrongHash) as error:
                failed = failed or error
        if failed:
            raise failed


def _one(net: Network, url: str, file: ModelFile, part: Path, on_file: OnFile) -> None:
    announced = _announced_hash(net, url)
    if announced is not None and announced != file.sha256:
        raise WrongHash(file.name, host_of(url))
    download(net, url, part, lambda have: on_file(file.name, have), file.bytes)


def _announced_hash(net: Network, url: str) -> str | None:
    """The hash that Hugging Face tells before redirecting to the bytes: a changed file costs no download."""
    try:
        answer = net.client.head(url, follow_redirects=False)
    except httpx2.TransportError:
        return None
    told = answer.headers.get("x-linked-etag", "").strip('W/"').lower()
    return told if len(told) == 64 else None
