"""Logistic calibration: from signals to the probability that a key point was covered. Fitted data, read from assets.

The weights are made by ``benchmarks/grading/fit.py`` from labelled answers and never change at run time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

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
    """One logistic for each method, language and kind of question.

    Methods are "embedding", "embedding+language" for any language model, and the names of models that have their own:
    what a small model says to a question may be of use and yet not what was asked.
    """

    models: Mapping[tuple[str, Language, Kind], Logistic]
    off_topic_below: Mapping[Language, float]

    def of(self, language_model: str | None, language: Language, kind: Kind) -> Logistic:
        """For judging with the model of that name; None: by embedding alone."""
        own = self.models.get((language_model, language, kind)) if language_model else None
        return own or self.models["embedding+language" if language_model else "embedding", language, kind]

    def signals(self, language_model: str, language: Language) -> tuple[str, ...]:
        """Names of the signals that judging with that model rests on."""
        kinds = get_args(Kind)
        return tuple(dict.fromkeys(name for kind in kinds for name in self.of(language_model, language, kind).weights))


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
