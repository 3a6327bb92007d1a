"""What all tests share: models and recordings that may be absent, and a home of their own for the program's data."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# As in desktop/__main__.py, for the same reason; before anything loads numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from models.catalog import load_catalog
from models.paths import models_dir

# Labelled recordings of real people, beside the checkout and never part of it.
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    starter = [entry for entry in load_catalog().entries.values() if entry.tier == "starter"]
    absent = [e.id for e in starter if not all((models_dir() / e.id / f.name).is_file() for f in e.files)]
    for item in items:
        if absent and item.get_closest_marker("models"):
            item.add_marker(pytest.mark.skip(reason=f"weights are not here: {', '.join(absent)}"))
        if not SHARED.is_dir() and item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the labelled recordings are not beside this checkout"))


@pytest.fixture
def shared_data() -> Path:
    """Folder of the labelled recordings."""
    return SHARED


@pytest.fixture(autouse=True)
def _own_log_level() -> Iterator[None]:
    """The command line sets it for the whole process; what later tests look for in the log must still get there."""
    level = logging.root.level
    yield
    logging.root.setLevel(level)


@pytest.fixture(scope="session")
def _data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("candid-data")


@pytest.fixture(autouse=True)
def _own_data(_data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the person's own sessions; the weights are where they always are."""
    monkeypatch.setenv("CANDID_MODELS", str(models_dir()))
    monkeypatch.setenv("CANDID_DATA", str(_data_folder))
