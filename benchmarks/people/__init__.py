"""Invented persons with the job they apply for: one TOML file each, by language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def people(language: Language) -> dict[str, SessionConfig]:
    """Their interviews by file name, in order."""
    files = sorted((Path(__file__).parent / language).glob("*.toml"))
    return {path.stem: _config(tomllib.loads(path.read_text(encoding="utf-8")), language) for path in files}


def _config(person: dict[str, Any], language: Language) -> SessionConfig:
    profile = Profile(
        person["name"], person["role"], person["domain"], language, person["resume"].strip(), person["job"].strip()
    )
    return SessionConfig(profile, person["questions"], person["difficulty"], seed=person["seed"])
