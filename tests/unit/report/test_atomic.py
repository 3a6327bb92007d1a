"""Files appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import InputError, StorageFull
from desktop.report.atomic import write_atomically

ROOT = Path(__file__).resolve().parents[3]


def test_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [item.name for item in path.parent.iterdir()] == ["report.json"]
    assert path.stat().st_mode & 0o077 == 0, "an interview is nobody else's business"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a file size limit")
def test_a_file_without_room_leaves_the_old_one(tmp_path: Path) -> None:
    """A real write failure: the file size limit of a child process stands in for the end of the disk."""
    path = tmp_path / "report.html"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "StorageFull", done.stderr
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]


_CHILD = """
import resource, signal, sys
from pathlib import Path
from desktop.domain.errors import CandidError
from desktop.report.atomic import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_atomically(Path(sys.argv[1]), b"x" * 100_000)
except CandidError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_no_space_is_told_as_storage_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's own ENOSPC, from /dev/full."""
    import tempfile

    def on_full_device(**_: object) -> tuple[int, str]:
        name = tmp_path / ".report.part"
        name.touch()
        return os.open("/dev/full", os.O_WRONLY), str(name)

    monkeypatch.setattr(tempfile, "mkstemp", on_full_device)
    with pytest.raises(StorageFull) as caught:
        write_atomically(tmp_path / "report.md", b"text")
    assert caught.value.action
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError) as caught:
        write_atomically(tmp_path / "file" / "report.md", b"text")
    assert caught.value.exit_code == 2
