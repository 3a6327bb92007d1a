"""Logistic calibration: from signals to the probability that a key point was covered, that its contrary was said, or
that a known mistake was made; and linear probes, which make signals of a language model's state.

The weights are data, made by ``benchmarks/grading/fit.py`` and ``mistakes.py`` there; they never change at run time.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from desktop.domain.errors import InputError
from desktop.domain.question import Kind
from desktop.domain.speech import Language

FILE = "calibration/coverage.json"
MISTAKES_FILE = "calibration/mistakes.json"
PROBES_FILE = "calibration/probes.json"
PROBE, PROBE_AGAINST, PROBE_UNOPPOSED = "probe", "probe_against", "probe_unopposed"
"""Names of the signals that linear probes give: the log odds (natural) that a point was said, and that its contrary
was; and the log probability that the contrary was not, which is near 0 for whatever is not about the point at all."""
PROBE_ANSWERS = "probe_answers"
"""The log odds that a text answers a question, where the statement is that it does."""
SCORE = "score"
"""What the points of an answer come to, 0–10, a signal for its being one to the question."""
_HEADS = {
    PROBE: PROBE, PROBE_AGAINST: PROBE_AGAINST, PROBE_UNOPPOSED: PROBE_AGAINST, PROBE_ANSWERS: PROBE_ANSWERS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logistic:
    """``p = 1 / (1 + exp(−(intercept + Σ weight·signal)))``."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float]) -> float:
        """0–1. Every signal the model was fitted on must be there."""
        value = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, value))))


@dataclass(frozen=True, slots=True, eq=False)
class LinearProbe:
    """Reads from what a model's layers make of a statement, and then of a ``question`` about it, what the yes or no
    that the model would write does not tell.

    ``weights``, of shape (2, layers, width), and ``intercepts`` are of the log odds of "probe", "probe_against" and
    "probe_answers". ``after_question``: whether they are of an answer that is read after its question, which what
    people say leans on ("no, only the last one"), or of the answer alone.
    Alain and Bengio, "Understanding intermediate layers using linear classifier probes" (2016).
    """

    question: str
    layers: tuple[int, ...]
    weights: Mapping[str, NDArray[np.float32]]
    intercepts: Mapping[str, float]
    after_question: bool = False

    def gives(self, signal: str) -> bool:
        return _HEADS.get(signal) in self.weights

    def value(self, signal: str, states: NDArray[np.float32]) -> float:
        """What states of that shape come to; only differences of it mean something."""
        return float((self.weights[_HEADS[signal]] * states).sum())

    def signal(self, signal: str, difference: float) -> float:
        """Of the difference between the values for an answer and for an unsure one."""
        log_odds = difference + self.intercepts[_HEADS[signal]]
        return -float(np.logaddexp(0.0, log_odds)) if signal == PROBE_UNOPPOSED else log_odds


@dataclass(frozen=True, slots=True)
class Calibration:
    """One logistic for each method, language and kind of question.

    Methods are "embedding", "embedding+language" for any language model, and the names of models that have their own:
    what a small model says to a question may be of use and yet not what was asked. ``answers`` (by model and kind),
    ``contradicted`` and ``mistakes`` are by the names of models only: where a model was never measured at it, nobody is
    told that something is wrong. So are ``probes``: another model's state means something else.
    """

    models: Mapping[tuple[str, Language, Kind], Logistic]
    off_topic_below: Mapping[Language, float]
    answers: Mapping[tuple[str, Kind], Logistic]
    contradicted: Mapping[str, Logistic]
    mistakes: Mapping[str, Logistic]
    probes: Mapping[str, LinearProbe]

    def of(self, language_model: str | None, language: Language, kind: Kind) -> Logistic:
        """For judging with the model of that name; None: by embedding alone."""
        own = self.models.get((language_model, language, kind)) if language_model else None
        return own or self.models["embedding+language" if language_model else "embedding", language, kind]

    def signals(self, language_model: str, language: Language) -> tuple[str, ...]:
        """Names of the signals that judging with that model rests on."""
        used = [self.of(language_model, language, kind) for kind in get_args(Kind)]
        if language_model in self.contradicted:
            used.append(self.contradicted[language_model])
        return tuple(dict.fromkeys(name for logistic in used for name in logistic.weights))


def load_calibration(assets: Path) -> Calibration:
    """Reads the shipped weights below ``assets``. Raises ``InputError`` when they are damaged."""
    path = assets / FILE
    try:
        data = _read(path)
        models = {
            (method, language, kind): _logistic(entry)
            for method, languages in data["models"].items()
            for language, kinds in languages.items()
            for kind, entry in kinds.items()
        }
        answers: dict[tuple[str, Kind], Logistic] = {
            (model, kind): _logistic(entry) for model, kinds in data["answers"].items() for kind, entry in kinds.items()
        }
        contradicted = {model: _logistic(entry) for model, entry in data["contradicted"].items()}
        off_topic_below = {language: float(value) for language, value in data["off_topic_below"].items()}
        path = assets / MISTAKES_FILE
        mistakes = {model: _logistic(entry) for model, entry in _read(path)["models"].items()}
        path = assets / PROBES_FILE
        probes = {model: _probe(entry) for model, entry in _read(path)["models"].items()}
        methods = [(method, each) for (method, *_), each in [*models.items(), *answers.items()]]
        for method, logistic in [*methods, *contradicted.items()]:
            wanted = _HEADS.keys() & logistic.weights.keys()
            if wanted and not all(map(probes[method].gives, wanted)):
                raise KeyError(method)
        return Calibration(models, off_topic_below, answers, contradicted, mistakes, probes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The scoring calibration {path.name} cannot be read ({type(error).__name__}).",
            safe="Nothing recorded is affected.",
            action="Install the program again.",
        ) from error


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _probe(entry: Mapping[str, Any]) -> LinearProbe:
    layers = tuple(map(int, entry["layers"]))
    weights = {
        signal: np.frombuffer(base64.b64decode(text), "<f4").reshape(2, len(layers), -1)
        for signal, text in entry["weights"].items()
    }
    intercepts = {signal: float(entry["intercepts"][signal]) for signal in weights}
    after_question = bool(entry.get("after_question", False))
    return LinearProbe(str(entry["question"]), layers, weights, intercepts, after_question)


def _logistic(entry: Mapping[str, Any]) -> Logistic:
    return Logistic(float(entry["intercept"]), {name: float(weight) for name, weight in entry["weights"].items()})
