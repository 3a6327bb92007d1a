"""What the two MediaPipe landmarkers share: loading a task file, wrapping a picture, and times that only rise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.domain.errors import ModelMissing


def base_options(path: Path) -> Any:
    """Options that load the task file at ``path``. Raises ``ModelMissing`` when it is not there.

    The bytes are handed over instead of the path: the library opens paths with the C locale's encoding, which
    fails on Windows for user names outside it.
    """
    from mediapipe.tasks.python.core.base_options import BaseOptions

    try:
        weights = path.read_bytes()
    except OSError as error:
        raise ModelMissing(
            f"The model file {path.name} could not be read: {error.strerror or error}.",
            safe="Nothing recorded is affected.",
            action="Run `candid models fetch`, or `candid models import FOLDER` without a network.",
        ) from error
    return BaseOptions(model_asset_buffer=weights)


def load(path: Path, create: Callable[[Any], Any], **settings: Any) -> Any:
    """A landmarker: ``create(options)`` with what ``settings`` make of the options type for the weights at ``path``.

    Raises ``ModelMissing`` when the file is absent or not a model.
    """
    options = settings.pop("options_type")(base_options=base_options(path), **settings)
    try:
        return create(options)
    except (RuntimeError, ValueError) as error:
        raise ModelMissing(
            f"The model file {path.name} is damaged ({error}).",
            safe="Nothing recorded is affected.",
            action="Run `candid models verify`, then `candid models fetch`.",
        ) from error


def to_mp_image(image: NDArray[np.uint8]) -> Any:
    """A BGR picture, shape (height, width, 3), as the library's own RGB image."""
    import cv2
    import mediapipe

    # Six times as fast as turning the axis around.
    rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb)


class Clock:
    """Milliseconds for the tracker, which fails on a time that does not rise."""

    def __init__(self) -> None:
        self._last_ms = -1

    def milliseconds(self, t_s: float) -> int:
        self._last_ms = max(self._last_ms + 1, round(t_s * 1000))
        return self._last_ms
