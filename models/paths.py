"""Where weights lie on disk: ``<models dir>/<model id>/<file>``."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from desktop.domain.errors import ModelMissing


def models_dir() -> Path:
    """``CANDID_MODELS``, else ``models`` under ``CANDID_DATA`` or the platform's user data folder."""
    if override := os.environ.get("CANDID_MODELS"):
        return Path(override)
    data = os.environ.get("CANDID_DATA")
    root = Path(data) if data else platformdirs.user_data_path("candid", appauthor=False)
    return root / "models"


def model_file(model_id: str, name: str) -> Path:
    """The file, which must be there. Raises ``ModelMissing``."""
    path = models_dir() / model_id / name
    if not path.is_file():
        raise ModelMissing(
            f"The model file {model_id}/{name} is not on this computer.",
            safe="Nothing recorded is affected.",
            action="Run `candid models fetch`, or `candid models import FOLDER` without a network.",
        )
    return path


def damaged_model(path: Path, error: Exception) -> ModelMissing:
    """What to raise for weights that are there and cannot be loaded."""
    return ModelMissing(
        f"The model {path.name} is damaged or cut off ({type(error).__name__}).",
        safe="Nothing recorded is affected.",
        action="Run `candid models verify`, then `candid models fetch`.",
    )
