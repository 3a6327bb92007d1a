"""The real window, driven by a script, as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]
# Not ``-m``: the program's child processes import the main module again, and this one would load Qt into each of them.
_START = "import sys; from tests.e2e.{driver} import main; sys.exit(main())"


def start_window(
    language: str,
    folder: Path,
    environment: Mapping[str, str],
    *,
    sample: Path | None = None,
    driver: str = "drive_window",
    log: IO[bytes],
) -> subprocess.Popen[bytes]:
    """Starts ``driver``, a module of ``tests.e2e``; ``log`` takes what it writes. ``sample``: another interview."""
    own = {name: value for name, value in environment.items() if name != "QT_QPA_PLATFORM"}
    arguments = [language, str(folder), *([str(sample)] if sample else [])]
    return subprocess.Popen(
        [sys.executable, "-c", _START.format(driver=driver), *arguments],
        env=own,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
