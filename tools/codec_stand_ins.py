"""Leaves the GPL encoders of PyAV's wheel out of a build that is passed on.

The wheel's FFmpeg is LGPL code, but it is linked with libx264 and libx265 (GPL-2.0-or-later), and its loader insists
on finding them. Candid never encodes H.264 or H.265 (decoding is FFmpeg's own), so a library of the same name whose
functions do nothing takes the place of each: it answers "no encoder" to whoever asks.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

GPL_LIBRARY = re.compile(r"(?:^|[/\\])lib(x264|x265)[-.][^/\\]*$")

Entry = tuple[str, str, str]
"""(name in the folder, source file, type code), as PyInstaller keeps them."""


def make_stand_ins(entries: list[Entry], work: Path) -> list[Entry]:
    """``entries`` with every GPL encoder replaced by a stand-in made under ``work``.

    Raises ``SystemExit`` where none can be made: there the folder must not be passed on, so none is built.
    """
    wanted = [entry for entry in entries if GPL_LIBRARY.search(entry[0])]
    if not wanted:
        return entries
    if sys.platform != "linux":
        names = ", ".join(name for name, _, _ in wanted)
        raise SystemExit(
            f"{names}: GPL encoders of the PyAV wheel. Stand-ins for them are made on Linux only so far; "
            "elsewhere build PyAV against an FFmpeg without them (pip install --no-binary av av)."
        )
    users = [Path(source) for name, source, _ in entries if re.search(r"libav(codec|format|filter|device)-", name)]
    made: dict[str, str] = {}
    for name, source, code in wanted:
        if code != "SYMLINK":
            made[name] = str(_stand_in(Path(source), users, work))
    return [(name, made.get(name, source), code) for name, source, code in entries]


def asked_for(library: Path, users: list[Path]) -> list[str]:
    """Names that ``users`` need from ``library``: undefined there, defined here."""
    offered = set(_symbols(library, "--defined-only"))
    return sorted({name for user in users for name in _symbols(user, "--undefined-only")} & offered)


def _symbols(library: Path, which: str) -> list[str]:
    listing = subprocess.run(["nm", "-D", which, str(library)], check=True, capture_output=True, text=True).stdout
    return [line.split()[-1].split("@")[0] for line in listing.splitlines() if line.strip()]


def _stand_in(library: Path, users: list[Path], work: Path) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    source = work / f"{library.name}.c"
    # One form serves functions (returning 0) and tables (a zeroed end mark) alike.
    lines = [
        f"char {name}[64] = {{0}};" if name.endswith("_levels") else f"void *{name}(void) {{ return 0; }}"
        for name in asked_for(library, users)
    ]
    source.write_text("\n".join(lines) + "\n", encoding="ascii")
    target = work / library.name
    compiler = os.environ.get("CC", "cc")
    command = [compiler, "-shared", "-fPIC", "-O1", f"-Wl,-soname,{library.name}", "-o", str(target), str(source)]
    subprocess.run(command, check=True)
    return target
