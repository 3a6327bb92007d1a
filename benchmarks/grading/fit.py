"""Fits the calibration from signals (see ``collect.py``) and reports how well it separates unseen questions.

    python -m benchmarks.grading.fit SIGNALS.jsonl [--method NAME] [--probe] [--write]

With ``--probe`` first a linear probe in place of the starter model's answers: logistic regressions on its states, the
same for all languages and kinds. What it says of points of questions that it has not seen is then one signal among the
others. Then, for each language and kind, logistic regression with an L2 penalty on standardised signals and weights
kept ≥ 0 (a signal for coverage must never count against it). ``open`` is fitted with the behavioural answers as well.
The figures are five-fold by question: every answer is judged by a model, and a probe, that never saw its question. Only
the tuning half is used; points that were said half are left out. A method whose signals are not there keeps its shipped
calibration.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from desktop.scoring.calibration import PROBE

OUT = Path(__file__).resolve().parents[2] / "assets/calibration/coverage.json"
PROBES_OUT = OUT.with_name("probes.json")
STARTER = "Qwen2.5 Coder 1.5B Instruct GGUF"
METHODS = {
    # Without the shared terms: with them a score hangs on the words chosen, and agrees less with the labels.
    "embedding": ("clause", "whole", "form"),
    "embedding+language": ("clause", "whole", "terms", "form", "yes"),
    # A small model's "yes, it contradicts" says above all that the text is about the statement; a larger one may mean
    # what it says. So this signal counts only for the model that it was fitted with.
    STARTER: ("clause", "whole", "terms", "form", "yes", "against"),
}
WITH_PROBE = ("clause", "whole", "form", PROBE)
# The states are those of these layers at the end of the statement, and of the question about it. A probe of each is
# fitted by itself, with this L2 penalty on weights of standardised states that are divided by the square root of their
# number; statement and question have the same say.
PROBE_QUESTION, PROBED, PROBE_PENALTY = "against", ((16, 18), (16, 24)), 0.1
LAYERS = tuple(sorted({layer for layers in PROBED for layer in layers}))
LANGUAGES = ("en", "zh")
KINDS = {"technical": ("technical",), "behavioural": ("behavioural", "open"), "open": ("behavioural", "open")}


def auc(labels: np.ndarray, values: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties shared."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    for value in np.unique(values):
        ranks[values == value] = ranks[values == value].mean()
    ones = labels.sum()
    zeros = len(labels) - ones
    return (
        float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros)) if ones and zeros else float("nan")
    )


def fit(rows: np.ndarray, labels: np.ndarray, penalty: float = 2.0) -> tuple[float, np.ndarray]:
    """Intercept and weights in the signals' own units."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread
    weights, intercept = np.full(rows.shape[1], 0.1), 0.0
    for _ in range(6000):
        chance = 1 / (1 + np.exp(-(scaled @ weights + intercept)))
        step = scaled.T @ (chance - labels) + penalty * weights
        weights = np.maximum(0.0, weights - 2.0 / len(labels) * step)
        intercept -= 2.0 / len(labels) * float((chance - labels).sum())
    real = weights / spread
    return float(intercept - (real * mean).sum()), real


def fit_probe(states: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and weights. ``states``: shape (points, 2, layers, width)."""
    sum_, weights = 0.0, np.zeros(states.shape[1:])
    for place, layers in enumerate(PROBED):
        for layer in layers:
            at = place, LAYERS.index(layer)
            intercept, own = _logistic(states[:, *at], labels)
            sum_ += intercept / len(layers)
            weights[at] = own / len(layers)
    return sum_, weights


def _logistic(rows: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    mean, spread = rows.mean(axis=0), (rows.std(axis=0) + 1e-6) * np.sqrt(rows.shape[1])
    scaled = (rows - mean) / spread

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercept = parameters[:-1], parameters[-1]
        values = scaled @ weights + intercept
        off = 1 / (1 + np.exp(-values)) - labels
        total = (np.logaddexp(0, values) - labels * values).sum() + PROBE_PENALTY / 2 * weights @ weights
        return float(total), np.append(scaled.T @ off + PROBE_PENALTY * weights, off.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = found[:-1] / spread
    return float(found[-1] - weights @ mean), weights


def by_question(questions: np.ndarray) -> Iterator[np.ndarray]:
    """Five parts of the questions, as which rows are theirs."""
    names = sorted(set(questions))
    for part in range(5):
        unseen = np.isin(questions, names[part::5])
        if unseen.any() and not unseen.all():
            yield unseen


def probed(states: np.ndarray, labels: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """What a probe that never saw its question says of each row."""
    values = np.zeros(len(states))
    for unseen in by_question(questions):
        intercept, weights = fit_probe(states[~unseen], labels[~unseen])
        values[unseen] = np.tensordot(states[unseen], weights, 3) + intercept
    return values


def five_fold(rows: np.ndarray, labels: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """The chance of each row by a model that never saw its question."""
    found = np.zeros(len(rows))
    for unseen in by_question(questions):
        intercept, weights = fit(rows[~unseen], labels[~unseen])
        found[unseen] = 1 / (1 + np.exp(-(rows[unseen] @ weights + intercept)))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Key points of answers, a row each. ``states`` is None without a language model's. Those of ``plain`` answers are
    for the probe alone: they are in the bank's own wordings, which the nearest clause is looked for by."""

    languages: np.ndarray
    kinds: np.ndarray
    questions: np.ndarray
    plain: np.ndarray
    covered: np.ndarray
    signals: Sequence[dict[str, float]]
    states: np.ndarray | None

    def group(self, language: str, kinds: Sequence[str]) -> np.ndarray:
        return (self.languages == language) & np.isin(self.kinds, kinds)

    def rows(self, names: Sequence[str], unseen: np.ndarray | None = None) -> np.ndarray:
        """Their signals. That of the probe by one which never saw the question of the row, nor those ``unseen``."""
        rows = np.array([[each.get(name, 0.0) for name in names] for each in self.signals])
        if PROBE in names and self.states is not None:
            seen = np.ones(len(rows), bool) if unseen is None else ~unseen
            values = np.zeros(len(rows))
            values[seen] = probed(self.states[seen], self.covered[seen], self.questions[seen])
            intercept, weights = fit_probe(self.states[seen], self.covered[seen])
            values[~seen] = np.tensordot(self.states[~seen], weights, 3) + intercept
            rows[:, [*names].index(PROBE)] = values
        return rows


def held_out(points: Points, names: Sequence[str]) -> np.ndarray:
    """The chance of each row by models that never saw its question."""
    chances = np.zeros(len(points.covered))
    for unseen in by_question(points.questions):
        rows = points.rows(names, unseen)
        for language, kinds in itertools.product(LANGUAGES, set(KINDS.values())):
            group = points.group(language, kinds)
            if (group & unseen).any():
                used = group & ~unseen & ~points.plain
                intercept, weights = fit(rows[used], points.covered[used])
                chances[group & unseen] = 1 / (1 + np.exp(-(rows[group & unseen] @ weights + intercept)))
    return chances


def points_of(path: Path, names: Sequence[str]) -> Points | None:
    """Those that were judged by all the signals of these names, not by the form of the answer alone."""
    found: list[tuple[Any, ...]] = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for point in row["points"] if row["half"] == "tuning" else ():
            states = point.get("states")
            there = {*(point["signals"] or ()), *([PROBE] if states else [])}
            if point["label"] != "partly" and set(names) <= there:
                known = states and np.frombuffer(base64.b64decode(states), "<f2").reshape(2, len(LAYERS), -1)
                covered = float(point["label"] == "covered")
                about = row["language"], row["kind"], row["question"], row["type"] == "plain"
                found.append((*about, covered, point["signals"], known))
    if not found:
        return None
    languages, kinds, questions, plain, covered, signals, states = zip(*found, strict=True)
    return Points(
        np.array(languages), np.array(kinds), np.array(questions), np.array(plain), np.array(covered), signals,
        np.array(states, np.float32) if PROBE in names else None,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the shipped calibration")
    parser.add_argument("--method", choices=METHODS, help="fit only this one")
    parser.add_argument("--probe", action="store_true", help="of the starter model's states, not its answers")
    args = parser.parse_args()
    shipped = json.loads(OUT.read_text(encoding="utf-8"))
    probes = json.loads(PROBES_OUT.read_text(encoding="utf-8"))["models"]
    for method, names in {**METHODS, **({STARTER: WITH_PROBE} if args.probe else {})}.items():
        points = points_of(args.signals, names) if args.method in (None, method) else None
        if points is None:
            continue
        chances, rows = held_out(points, names), points.rows(names)
        offset = 0.0
        if points.states is not None:
            offset, weights = fit_probe(points.states, points.covered)
            stored = base64.b64encode(weights.astype("<f4").tobytes()).decode()
            probes[method] = {"question": PROBE_QUESTION, "layers": LAYERS, "weights": stored}
        for language, (kind, kinds) in itertools.product(LANGUAGES, KINDS.items()):
            group, own = points.group(language, kinds) & ~points.plain, points.group(language, [kind]) & ~points.plain
            intercept, weights = fit(rows[group], points.covered[group])
            named = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
            # The probe's own intercept goes where the others are.
            entry = {"intercept": round(intercept + named.get(PROBE, 0.0) * offset, 4), "weights": named}
            shipped["models"].setdefault(method, {}).setdefault(language, {})[kind] = entry
            figure: dict[str, Any] = {"points": int(own.sum())}
            if own.any():
                figure["auc"] = round(auc(points.covered[own], chances[own]), 3)
                figure["brier"] = round(float(((chances[own] - points.covered[own]) ** 2).mean()), 3)
            shipped["held_out"].setdefault(method, {}).setdefault(language, {})[kind] = figure
            print(method, language, kind, figure, entry)
    if args.write:
        about = "Made by benchmarks/grading/fit.py; held_out figures are five-fold by question."
        OUT.write_text(json.dumps({**shipped, "about": about}, indent=1) + "\n", encoding="utf-8")
        about = "Made by benchmarks/grading/fit.py. Weights: float32 in base64, shape (2, layers, width), by model."
        PROBES_OUT.write_text(json.dumps({"schema": 1, "about": about, "models": probes}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
