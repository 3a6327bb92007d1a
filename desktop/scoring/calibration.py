"""Logistic calibration: from signals to the probability that a key point was covered. Fitted data, read from assets.

The weights are made by ``benchmarks/grading/fit.py`` from labelled answers and never change at run time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.errors import InputError
from desktop.domain.question import Kind
from desktop.domain.speech import Language

FILE = "calibration/coverage.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """``p = 1 / (1 + exp(−(intercept + Σ weight·signal)))``."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """0–1. Every signal the model was fitted on must be there."""
        value = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, value))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """One logistic for each method ("embedding", "embedding+language"), language and kind of question."""

    models: Mapping[tuple[str, Language, Kind], Logistic]
    off_topic_below: Mapping[Language, float]

    def of(self, method: str, language: Language, kind: Kind) -> Logistic:
        return self.models[(method, language, kind)]


def load_calibration(assets: Path) -> Calibration:
    """Reads the shipped weights below ``assets``. Raises ``InputError`` when they are damaged."""
    path = assets / FILE
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        models = {
            (method, language, kind): Logistic(
                float(entry["intercept"]), {k: float(v) for k, v in entry["weights"].items()}
            )
            for method, languages in data["models"].items()
            for language, kinds in languages.items()
            for kind, entry in kinds.items()
        }
        return Calibration(models, {language: float(value) for language, value in data["off_topic_below"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The scoring calibration {path.name} cannot be read ({type(error).__name__}).",
            safe="Nothing recorded is affected.",
            action="Install the program again.",
        ) from error
