"""Reports that appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

from desktop.domain.errors import InputError, StorageFull
from desktop.whole_file import write_whole

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_atomically(path: Path, content: bytes) -> None:
    """``write_whole`` with its failures in words. Raises ``StorageFull`` when the disk has no room and ``InputError``
    when the place cannot be written to."""
    try:
        write_whole(path, content)
    except OSError as error:
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
