"""A text as the language model reads it, and how likely it would have gone on in other ways."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.language import STEP, Data, LanguageModel, Memory, Tokens


class ContinuedText:
    """A text read piece by piece, and how likely it would go on in other ways. Between two calls the model may be used
    for anything else: what was read is put back."""

    def __init__(self, model: LanguageModel, begin: str) -> None:
        """Reads ``begin``, of which not more may be than fits beside what is to follow (``ValueError``)."""
        self._model = model
        self._saved: Memory | None = None
        self._piece: Tokens = ()
        self._rows: list[NDArray[np.float32]] = []
        self._sums: list[float] = []
        tokens = model._tokenise(Data(begin))
        for start in range(0, len(tokens), STEP):
            self.read(tokens[start : start + STEP])
            self.keep()

    def split(self, text: str) -> tuple[Tokens, list[int]]:
        """Tokens of ``text`` and how many characters of it are whole after each."""
        tokens = self._model._tokenise(Data(text))
        decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
        lengths = (len(decoder.decode(self._model._llama.detokenize([token]))) for token in tokens)
        return tokens, list(itertools.accumulate(lengths))

    def read(self, tokens: Tokens) -> None:
        """The text goes on with ``tokens``, at most ``_PIECE`` of the model, in place of those that were not kept."""
        model, position = self._model, self._position
        if position + len(tokens) >= model.context:
            raise ValueError(f"{position + len(tokens)} tokens do not fit into a context of {model.context}")
        same = 0
        if self._saved is not None and model._kept is self._saved.kept:
            pairs = zip(self._piece, tokens, strict=False)
            same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        else:
            model._put_back(self._saved)
        model._lib.llama_memory_seq_rm(model._memory, 0, position + same, -1)
        known = same + (self._saved is not None)
        self._rows, self._sums, self._piece = self._rows[:known], self._sums[:known], tokens
        if same < len(tokens):
            rows = [row.copy() for row in model._decode_all([(0, position + same, tokens[same:])])]
            self._rows += rows
            self._sums += map(_log_sum, rows)
        # Nothing that is read elsewhere begins with this, and it is known again by its identity.
        model._kept, model._logits = self._saved.kept if self._saved else [], None

    def keep(self) -> None:
        """What was read last stays."""
        model = self._model
        if self._saved is not None and model._kept is not self._saved.kept:
            self.read(self._piece)
        model._kept, model._logits = [], None
        position = self._position + len(self._piece)
        self._saved = Memory(model._kept, model._state(), position, self._rows[-1].astype(np.float64))
        self._piece, self._rows, self._sums = (), self._rows[-1:], self._sums[-1:]

    def log_probability(self, place: int, token: int) -> float:
        """Of ``token`` after the first ``place`` tokens that were read last, in nats."""
        row = place if self._saved is not None else place - 1
        return float(self._rows[row][token]) - self._sums[row]

    def others(self, ways: Sequence[tuple[int, Tokens]]) -> list[float]:
        """Log probability (nats) of each of these other ways to go on: after how many tokens of those that were read
        last, and with which. Together at most ``_PIECE`` tokens of the model."""
        model, position = self._model, self._position
        if self._saved is None or model._kept is not self._saved.kept:
            self.read(self._piece)
        # The last token of a way is foretold and need not be read.
        runs = [(i, position + place, way[:-1]) for i, (place, way) in enumerate(ways, 1)]
        for sequence, start, _ in runs:
            model._lib.llama_memory_seq_cp(model._memory, 0, sequence, 0, start)
        try:
            rows = iter(model._decode_all(runs) if any(tokens for _, _, tokens in runs) else [])
            sums = [self.log_probability(place, way[0]) for place, way in ways]
            for i, (_, way) in enumerate(ways):
                for token in way[1:]:
                    row = next(rows)
                    sums[i] += float(row[token]) - _log_sum(row)
        finally:
            for sequence, _, _ in runs:
                model._lib.llama_memory_seq_rm(model._memory, sequence, -1, -1)
        return sums

    @property
    def _position(self) -> int:
        return self._saved.position if self._saved else 0


def _log_sum(logits: NDArray[np.float32]) -> float:
    highest = logits.max()
    return float(highest + np.log(np.exp(logits - highest).sum()))
