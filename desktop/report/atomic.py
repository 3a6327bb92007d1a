"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from desktop.domain.errors import InputError, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_atomically(path: Path, content: bytes) -> None:
    """Write under a temporary name beside ``path``, flush to disk, then rename.

    The file is readable by its owner only, as ``mkstemp`` makes it. A file that stood there before stays untouched
    until the rename. Raises ``StorageFull`` when the disk has no room and ``InputError`` when the place cannot be
    written to.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        raise _failure(path, error) from error


def _failure(path: Path, error: OSError) -> StorageFull | InputError:
    if error.errno in _FULL:
        return StorageFull(
            f"The disk is full, so {path.name} was not written.",
            safe="The session itself is kept; a file that was there before is unchanged.",
            action="Free some space and export again.",
        )
    return InputError(
        f"{path} cannot be written ({error.strerror or error}).",
        safe="The session itself is kept.",
        action="Choose another folder and export again.",
    )
