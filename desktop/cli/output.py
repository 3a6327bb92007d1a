"""Results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def print_json(result: dict[str, Any]) -> None:
    """One object with ``"schema": 1``."""
    json.dump({"schema": 1, **result}, sys.stdout, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2)
    sys.stdout.write("\n")


def say(text: str) -> None:
    """A message for the person."""
    print(text, file=sys.stderr, flush=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Under the final name there is either the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
