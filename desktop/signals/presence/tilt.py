"""Whether the camera is tilted: the head and the line through the shoulders lean to the same side alike.

A head that is tilted alone is none of the camera's business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

# People hold head and shoulders up to 5 degrees askew.
LEAST_TILT_DEG = 6.0
# Both lines of a straight person turn alike with the camera; more apart, the person leans.
MOST_APART_DEG = 8.0
WINDOW_S, LEAST_S = 8.0, 5.0
LEAST_SHOULDERS = 3


def camera_tilt_deg(head_rolls_deg: Sequence[float], shoulder_rolls_deg: Sequence[float]) -> float | None:
    """Degrees, > 0 clockwise in the picture: the mean of both lines' medians when both lean by ``LEAST_TILT_DEG`` to
    the same side and hardly differ, else 0. None when one of the lines was not seen."""
    if not head_rolls_deg or not shoulder_rolls_deg:
        return None
    head, shoulders = float(np.median(head_rolls_deg)), float(np.median(shoulder_rolls_deg))
    together = head * shoulders > 0 and abs(head - shoulders) <= MOST_APART_DEG
    if not together or min(abs(head), abs(shoulders)) < LEAST_TILT_DEG:
        return 0.0
    return (head + shoulders) / 2


class TiltTracker:
    """The tilt of the last ``WINDOW_S``, from a stream of head and, now and then, shoulder rolls."""

    def __init__(self) -> None:
        self._heads: deque[tuple[float, float]] = deque()
        self._shoulders: deque[tuple[float, float]] = deque()

    def add(self, t_s: float, head_roll_deg: float | None, shoulder_roll_deg: float | None) -> float:
        """0 as long as it is not known: with less than ``LEAST_S`` of both lines, too."""
        for rolls, roll_deg in ((self._heads, head_roll_deg), (self._shoulders, shoulder_roll_deg)):
            if roll_deg is not None:
                rolls.append((t_s, roll_deg))
            while rolls and not t_s - WINDOW_S <= rolls[0][0] <= t_s:
                rolls.popleft()
        if len(self._shoulders) < LEAST_SHOULDERS or t_s - self._heads_since(t_s) < LEAST_S:
            return 0.0
        return camera_tilt_deg([roll for _, roll in self._heads], [roll for _, roll in self._shoulders]) or 0.0

    def _heads_since(self, t_s: float) -> float:
        oldest = [rolls[0][0] for rolls in (self._heads, self._shoulders) if rolls]
        return max(oldest) if len(oldest) == 2 else t_s
