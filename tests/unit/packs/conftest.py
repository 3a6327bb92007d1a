"""An empty packs folder for every test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def packs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANDID_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "packs"
