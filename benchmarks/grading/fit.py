"""Fits the calibration from signals (see ``collect.py``) and reports how well it separates unseen questions.

    python -m benchmarks.grading.fit SIGNALS.jsonl [--write]

Logistic regression with an L2 penalty on standardised signals and weights kept ≥ 0 (a signal for coverage must never
count against it), one model for each language and kind. ``open`` is fitted with the behavioural answers as well. The
figures are five-fold by question: every answer is judged by a model that never saw its question. Only the tuning half
is used; points that were said half are left out. A method whose signals are not there keeps its shipped calibration.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "assets/calibration/coverage.json"
METHODS = {
    # Without the shared terms: with them a score hangs on the words chosen, and agrees less with the labels.
    "embedding": ("clause", "whole", "form"),
    "embedding+language": ("clause", "whole", "terms", "form", "yes"),
    # A small model's "yes, it contradicts" says above all that the text is about the statement; a larger one may mean
    # what it says. So this signal counts only for the model that it was fitted with.
    "Qwen2.5 Coder 1.5B Instruct GGUF": ("clause", "whole", "terms", "form", "yes", "against"),
}
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


def matrix(records: list[dict[str, Any]], names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = np.array([[record["signals"][name] for name in names] for record in records], dtype=float)
    return (
        rows,
        np.array([record["covered"] for record in records]),
        np.array([record["question"] for record in records]),
    )


def held_out(records: list[dict[str, Any]], names: tuple[str, ...]) -> np.ndarray:
    return five_fold(*matrix(records, names))


def five_fold(rows: np.ndarray, labels: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """The chance of each row by a model that never saw its question."""
    found = np.zeros(len(rows))
    for part in range(5):
        unseen = np.isin(questions, sorted(set(questions))[part::5])
        if not unseen.any() or unseen.all():
            continue
        intercept, weights = fit(rows[~unseen], labels[~unseen])
        found[unseen] = 1 / (1 + np.exp(-(rows[unseen] @ weights + intercept)))
    return found


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """One for each key point of an answer that was judged by signals, not by its form alone."""
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        for point in row["points"]:
            if row["half"] == "tuning" and point["signals"] and point["label"] != "partly":
                named = {name: row[name] for name in ("language", "kind", "question")}
                yield {**named, "covered": int(point["label"] == "covered"), "signals": point["signals"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the shipped calibration")
    args = parser.parse_args()
    records = [*_records(args.signals)]
    shipped = json.loads(OUT.read_text(encoding="utf-8"))
    models, figures = shipped["models"], shipped["held_out"]
    for method, names in METHODS.items():
        if not any(set(names) <= set(record["signals"]) for record in records):
            continue
        for language in ("en", "zh"):
            for kind, kinds in KINDS.items():
                used = [r for r in records if r["language"] == language and r["kind"] in kinds]
                used = [r for r in used if set(names) <= set(r["signals"])]
                chances = held_out(used, names)
                own = np.array([r["kind"] == kind for r in used])
                labels = np.array([r["covered"] for r in used])
                intercept, weights = fit(*matrix(used, names)[:2])
                named = {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}
                models.setdefault(method, {}).setdefault(language, {})[kind] = {
                    "intercept": round(intercept, 4),
                    "weights": named,
                }
                figure: dict[str, Any] = {"points": int(own.sum())}
                if own.any():
                    figure["auc"] = round(auc(labels[own], chances[own]), 3)
                    figure["brier"] = round(float(((chances[own] - labels[own]) ** 2).mean()), 3)
                figures.setdefault(method, {}).setdefault(language, {})[kind] = figure
                print(method, language, kind, figure, named)
    if args.write:
        about = "Made by benchmarks/grading/fit.py; held_out figures are five-fold by question."
        data = {
            "schema": 1,
            "about": about,
            "off_topic_below": shipped["off_topic_below"],
            "held_out": figures,
            "models": models,
        }
        OUT.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
