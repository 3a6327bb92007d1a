"""A preallocated ring between the sound callback and the reader."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class AudioRing:
    """Single producer, single consumer, 16-bit mono samples.

    The producer is PortAudio's callback: ``write`` copies and returns, without allocating, locking or logging. Each
    side changes only its own counter, and Python integers are replaced atomically. What does not fit is counted in
    ``lost_samples`` and never overwrites what has not been read.
    """

    def __init__(self, capacity: int) -> None:
        self._samples: NDArray[np.int16] = np.zeros(capacity, np.int16)
        self._capacity = capacity
        self._written = 0
        self._read = 0
        self.lost_samples = 0

    @property
    def available(self) -> int:
        return self._written - self._read

    def write(self, block: NDArray[np.int16]) -> None:
        """Producer side."""
        room = self._capacity - (self._written - self._read)
        count = min(len(block), room)
        if count < len(block):
            self.lost_samples += len(block) - count
        start = self._written % self._capacity
        first = min(count, self._capacity - start)
        self._samples[start : start + first] = block[:first]
        self._samples[: count - first] = block[first:count]
        self._written += count

    def read(self) -> NDArray[np.int16]:
        """Consumer side: everything available, as a copy."""
        count = self.available
        start = self._read % self._capacity
        first = min(count, self._capacity - start)
        block = np.concatenate((self._samples[start : start + first], self._samples[: count - first]))
        self._read += count
        return block
