"""Keeps sound that a device's own clock counts in step with session time.

A sound card's 16,000 samples are not quite a second: 50 parts in a million, which is ordinary, are 180 ms in an hour,
and the pictures, which are stamped by the computer's clock, would be that far from the voice.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from desktop.capture.spool import RATE_HZ

# Samples arrive late by chance but never early, so the least delay of many blocks follows the device's clock.
WINDOW_S = 30.0
# Less than this may be chance, and is not noticed.
TOLERANCE_S = 0.002
# No sound card is this far off. What changes faster is a buffer that became longer or shorter, not a clock.
FASTEST = 500e-6


class DriftCorrection:
    """How many samples to add or leave out, from when blocks arrive and where they lie. One a block: unheard."""

    def __init__(self) -> None:
        self._corrected = 0
        self._wanted_s = 0.0
        self._base_s: float | None = None
        self._previous_s = 0.0
        self._least_s = math.inf
        self._until_s: float | None = None

    def interrupted(self) -> None:
        """Sound was lost: how late the next blocks are says nothing about the clock."""
        self._base_s = None
        self._least_s, self._until_s = math.inf, None

    def apply(self, samples: NDArray[np.int16], now_s: float, end_s: float) -> NDArray[np.int16]:
        """``samples``, one longer or shorter where that is needed.

        They arrived at session time ``now_s`` and as they are would end at ``end_s`` of the recording.
        """
        self._see(now_s, now_s - end_s + self._corrected / RATE_HZ)
        missing = round(self._wanted_s * RATE_HZ) - self._corrected
        if missing == 0 or len(samples) < 2:
            return samples
        step = 1 if missing > 0 else -1
        self._corrected += step
        places = np.linspace(0, len(samples) - 1, len(samples) + step)
        return np.rint(np.interp(places, np.arange(len(samples)), samples)).astype(np.int16)

    def _see(self, now_s: float, delay_s: float) -> None:
        """``delay_s``: as it would be without any correction."""
        self._least_s = min(self._least_s, delay_s)
        self._until_s = now_s + WINDOW_S if self._until_s is None else self._until_s
        if now_s < self._until_s:
            return
        least_s = self._least_s
        if self._base_s is None:
            self._base_s = least_s - self._wanted_s
        elif abs(least_s - self._previous_s) > FASTEST * WINDOW_S:
            self._base_s += least_s - self._previous_s
        if abs(least_s - self._base_s - self._wanted_s) > TOLERANCE_S:
            self._wanted_s = least_s - self._base_s
        self._previous_s = least_s
        self._least_s, self._until_s = math.inf, None
