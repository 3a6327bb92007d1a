"""Sentence vectors kept between imports: reading the hundreds of installed questions anew takes most of an import."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.domain.errors import CandidError
from desktop.packs.duplicates import Encode
from desktop.packs.writing import store
from desktop.resources import data_dir
from models.embedding import SentenceEncoder

_VERSION = "multilingual-3"
"""Another encoder needs another word here."""


def kept_encoder() -> Encode:
    """The program's sentence encoder with its memory in the data folder."""
    return KeptVectors(SentenceEncoder().encode, data_dir() / "cache" / "vectors.npz")


class KeptVectors:
    """An encoder that remembers in ``path`` what it has read. A file that cannot be read or written is done without."""

    def __init__(self, encode: Encode, path: Path) -> None:
        self._encode = encode
        self._path = path

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = self._read()
        names = [hashlib.sha256(f"{_VERSION}\n{text}".encode()).hexdigest() for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if missing:
            known |= dict(zip(missing, self._encode(list(missing.values())), strict=True))
            self._write(known)
        return np.stack([known[name] for name in names])

    def _read(self) -> dict[str, NDArray[np.float32]]:
        try:
            with np.load(self._path, allow_pickle=False) as kept:
                return dict(zip(kept["names"].tolist(), kept["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}

    def _write(self, known: dict[str, NDArray[np.float32]]) -> None:
        out = io.BytesIO()
        np.savez(out, names=np.array(list(known)), vectors=np.stack(list(known.values())))
        try:
            store(self._path, out.getvalue())
        except CandidError:
            return
