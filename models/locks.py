"""One fetch at a time in a folder, over processes too. The system releases the lock when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import Busy, NotPermitted


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds ``<folder>/.lock``. Raises ``Busy`` when someone else does, ``NotPermitted`` when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise NotPermitted(str(folder)) from error
    try:
        try:
            _take(handle)
        except OSError as error:
            raise Busy(str(folder)) from error
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
