"""Where files are: what the program ships, and where it keeps what it makes. The one gate to both."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def assets_dir() -> Path:
    """Folder of the shipped assets, in a checkout and in a frozen build alike."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "assets"


def data_dir() -> Path:
    """The person's own data: sessions, settings, models. ``CANDID_DATA`` overrides the platform's place."""
    override = os.environ.get("CANDID_DATA")
    return Path(override) if override else platformdirs.user_data_path("candid", appauthor=False)


def sessions_dir() -> Path:
    """One folder a session: audio spool, video, exported report."""
    return data_dir() / "sessions"


def packs_dir() -> Path:
    """Installed question packs, a file each, and in ``keys`` the public keys they may be signed with."""
    return data_dir() / "packs"


def programming_dir() -> Path:
    """Solutions to programming tasks: what is being written, and what was handed in."""
    return data_dir() / "programming"


def database_path() -> Path:
    return data_dir() / "candid.sqlite3"
