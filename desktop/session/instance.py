"""One Candid at a time on one set of data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from desktop.domain.errors import CandidError


class AlreadyRunning(CandidError):
    """Another Candid uses the same data."""

    exit_code = 3


@contextmanager
def only_instance(data_dir: Path) -> Iterator[None]:
    """Hold the data for the length of a ``with`` block; the operating system lets go of it if the program dies."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(data_dir / "candid.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise AlreadyRunning(
            "Candid is already open on this computer.",
            safe="The other window and its session are not disturbed.",
            action="Use that window, or close it first.",
        ) from error
    try:
        yield
    finally:
        lock.release()
