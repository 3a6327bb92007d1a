"""What every source of pictures looks like: a camera, a stream, a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """``image`` is BGR, shape (height, width, 3), upright and not mirrored. ``t_s`` is session or media time."""

    image: Image
    t_s: float


class CameraLost(Exception):
    """The source delivered pictures and now does not: unplugged, stalled, or its connection broke. Open it again."""


class FrameSource(Protocol):
    """Used by one thread. ``live`` sources deliver at the pace of real time and lose what is not fetched in time."""

    live: bool

    def open(self) -> None:
        """Raises ``DeviceMissing`` or ``InputError``. May be called again after ``close``."""
        ...

    def read(self) -> Frame | None:
        """The next picture; waits for it. None at the end of a recording. Raises ``CameraLost``."""
        ...

    def close(self) -> None:
        """May be called twice."""
        ...
