"""The language model and calibration that a benchmark names, and what the model made of a prompt before.

With ``--memory FILE`` (SQLite) what the model is asked is written down and not read a second time, by this or any other
benchmark of this folder: another calibration is measured in minutes. A reading does not depend on what was read before
it, so the figures are the same to the last digit. How long a judgement takes is only measured without.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.resources import assets_dir
from models.language import LanguageModel
from models.paths import model_file


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="id of a language model that is on this computer")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", type=Path, help="file that keeps what the model read, for the next time")
    add_assets_argument(parser)


def add_assets_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--assets", type=Path, default=assets_dir(), help="folder with another calibration than the shipped one"
    )


def named_model(args: argparse.Namespace) -> RememberingModel | None:
    """None where no model is named."""
    return RememberingModel(args.model, args.threads, args.memory) if args.model else None


class RememberingModel(LanguageModel):
    """Reads a prompt once in all runs that share ``memory``; without one like any other model."""

    def __init__(self, model_id: str, threads: int, memory: Path | None) -> None:
        super().__init__(model_file(model_id, "model.gguf"), threads)
        self.remembers = memory is not None
        self._file = sqlite3.connect(memory or ":memory:", timeout=60.0)
        self._file.execute("CREATE TABLE IF NOT EXISTS readings (prompt TEXT PRIMARY KEY, value BLOB NOT NULL)")

    def yes_minus_no(self, prompt: str | Sequence[str]) -> float:
        key = self._key("yes_minus_no", prompt)
        known = self._known(key)
        if known is None:
            known = np.array([super().yes_minus_no(prompt)])
            self._keep(key, known)
        return float(known[0])

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        key = self._key("states", prompt, *layers)
        known = self._known(key, np.float32)
        if known is None:
            known = super().states(prompt, layers)
            self._keep(key, known)
        return known.reshape(2, len(layers), self.width)

    def taking_in(self, prompt: Sequence[str]) -> Generator[None, None, None]:
        """Not before it is known whether anything has to be read, where readings are kept."""
        if not self.remembers:
            yield from super().taking_in(prompt)

    def _key(self, what: str, prompt: str | Sequence[str], *more: int) -> str:
        # Which part of a prompt is data and which is not makes other tokens of the same text.
        parts = [(type(part).__name__, part) for part in ([prompt] if isinstance(prompt, str) else prompt)]
        return hashlib.sha256(json.dumps([self.name, what, parts, more]).encode()).hexdigest()

    def _known(self, key: str, kind: type = np.float64) -> NDArray[Any] | None:
        if not self.remembers:
            return None
        row = self._file.execute("SELECT value FROM readings WHERE prompt = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], kind)

    def _keep(self, key: str, value: NDArray[Any]) -> None:
        if self.remembers:
            with self._file:
                self._file.execute("INSERT OR IGNORE INTO readings VALUES (?, ?)", (key, value.tobytes()))
