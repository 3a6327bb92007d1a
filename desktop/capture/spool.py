"""The raw sound of a session on disk, written as it is heard.

A 16 kHz mono 16-bit WAV file with a fixed 44-byte header. Sample n is session time n ÷ 16000, always: what was not
listened to is silence. Every write goes straight to the operating system, so the program's death loses nothing that
was written; the header's sizes are mended when the file is closed or recovered.
"""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.domain.errors import InputError, StorageFull

RATE_HZ = 16_000
HEADER_BYTES = 44
_MAX_DATA_BYTES = 0xFFFFFFFF - HEADER_BYTES


def _header(data_bytes: int) -> bytes:
    size = min(data_bytes, _MAX_DATA_BYTES)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, RATE_HZ, RATE_HZ * 2, 2, 16, b"data", size
    )


class AudioSpool:
    """Writer. Not thread-safe: one pump owns it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        self.position = 0
        self._put(_header(0))

    @property
    def now_s(self) -> float:
        """Session time of the end of what has been written."""
        return self.position / RATE_HZ

    def write(self, block: NDArray[np.int16]) -> None:
        """Append samples. Raises ``StorageFull``; then nothing of this block counts as written."""
        self._put(block.tobytes())
        self.position += len(block)

    def skip(self, samples: int) -> None:
        """Append silence without storing it where the file system can leave holes."""
        if samples <= 0:
            return
        self.position += samples
        try:
            os.ftruncate(self._file, HEADER_BYTES + 2 * self.position)
            os.lseek(self._file, 0, os.SEEK_END)
        except OSError as error:
            raise _storage_error(error) from error

    def close(self) -> None:
        """Write the final sizes and close. May be called twice."""
        if self._file < 0:
            return
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, _header(2 * self.position))
        os.close(self._file)
        self._file = -1

    def _put(self, data: bytes) -> None:
        start = os.lseek(self._file, 0, os.SEEK_CUR)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            os.ftruncate(self._file, start)
            os.lseek(self._file, start, os.SEEK_SET)
            raise _storage_error(error) from error


def _storage_error(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull(
            "The disk is full: the recording cannot go on.",
            safe="Everything said until now is on disk.",
            action="Free some space, then resume.",
        )
    return error


def recover_spool(path: Path) -> float:
    """Mend the header of a spool whose writer died. Returns the duration in seconds."""
    data_bytes = (path.stat().st_size - HEADER_BYTES) // 2 * 2
    if data_bytes < 0:
        raise InputError(f"{path.name} holds no sound.")
    with path.open("r+b") as file:
        file.write(_header(data_bytes))
        file.truncate(HEADER_BYTES + data_bytes)
    return data_bytes / 2 / RATE_HZ


def read_spool(path: Path, start_sample: int = 0, end_sample: int | None = None) -> NDArray[np.float32]:
    """Samples ``[start, end)`` as float32 in −1…1, also while the file is still being written."""
    with path.open("rb") as file:
        file.seek(HEADER_BYTES + 2 * start_sample)
        data = file.read() if end_sample is None else file.read(2 * (end_sample - start_sample))
    return np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.float32) / 32768.0
