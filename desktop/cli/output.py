"""Results on stdout, everything else on stderr; what native libraries print goes to neither."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from desktop.domain.errors import InputError


def print_json(result: dict[str, Any]) -> None:
    """One object with ``"schema": 1``. Raises ``ValueError`` for a figure that is not a number: JSON has none."""
    text = json.dumps(
        {"schema": 1, **result}, ensure_ascii=False, allow_nan=False, indent=2 if sys.stdout.isatty() else None
    )
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """A message for the person."""
    print(text, file=sys.stderr, flush=True)


def check_folder(folder: Path) -> None:
    """Make the folder a report will go to and try to write there, before any work is done for it.

    Raises ``InputError``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be written to ({error.strerror or type(error).__name__}).",
            action="Name another one with --out.",
        ) from error


@contextlib.contextmanager
def own_streams(*, quiet: bool) -> Iterator[None]:
    """Keep stdout and stderr for Candid inside the ``with`` block.

    Native libraries write to the process's file descriptors 1 and 2, past Python. Candid's own streams are moved to
    copies of them; then descriptor 1 leads where 2 does, and with ``quiet`` descriptor 2, which child processes
    inherit, leads nowhere. A native crash is still reported. Nothing changes where streams are no real files.
    """
    try:
        out, err = os.dup(sys.stdout.fileno()), os.dup(sys.stderr.fileno())
    except (AttributeError, OSError, ValueError):
        yield
        return
    shown = sys.stdout, sys.stderr
    for stream in shown:
        stream.flush()
    # A person's terminal decides its encoding; what a program reads is UTF-8 everywhere.
    encoding = shown[0].encoding if shown[0].isatty() else "utf-8"
    sys.stdout = _text(out, encoding, line_buffering=shown[0].isatty())
    sys.stderr = _text(err, shown[1].encoding, line_buffering=True)
    faulthandler.enable(sys.stderr)
    try:
        _lead(quiet)
        yield
    finally:
        own = sys.stdout, sys.stderr
        faulthandler.disable()
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout, sys.stderr = shown
        for stream in own:
            # What could not be written has been reported; closing must not report it twice.
            with contextlib.suppress(OSError):
                stream.close()


def _text(descriptor: int, encoding: str, *, line_buffering: bool) -> TextIO:
    return io.TextIOWrapper(
        os.fdopen(descriptor, "wb"), encoding=encoding, errors="backslashreplace", line_buffering=line_buffering
    )


def _lead(quiet: bool) -> None:
    """Where descriptors 1 and 2 lead for native libraries and child processes."""
    if quiet:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
    os.dup2(2, 1)
