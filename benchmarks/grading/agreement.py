"""How far the judge agrees with the labels, on questions that nothing was fitted on. One JSON object.

    python -m benchmarks.grading.agreement JUDGED.jsonl

``points``: key points covered or not (those said half are left out). ``scores``: 0–10 against the reader's. Beside the
program the same for what it must be better than: the nearest clause by embedding alone, words shared with the key
points, and the bare language model asked for a score. ``order``: pairs of answers to one question of which the better
kind must have the higher score.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.grading.fit import auc
from desktop.resources import assets_dir
from desktop.scoring.grade import CONTRADICTED_FROM, RULED_OUT_BELOW

ORDER = ("full", "partial", "vague", "off_topic")
GROUPS = {"technical": ("technical",), "behavioural": ("behavioural", "open")}
BINS = 10
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", type=Path)
    args = parser.parse_args()
    rows = [
        row for row in map(json.loads, args.judged.read_text(encoding="utf-8").splitlines()) if row["half"] == "test"
    ]
    found = {language: _figures([row for row in rows if row["language"] == language]) for language in ("en", "zh")}
    held_out = json.loads((assets_dir() / "calibration" / "coverage.json").read_text(encoding="utf-8"))["held_out"]
    print(json.dumps({"schema": 1, "what": "grading", "test": found, "tuning_held_out": held_out}, ensure_ascii=False))


def _figures(rows: Sequence[Row]) -> dict[str, Any]:
    asked = [row for row in rows if "asked" in row]
    return {
        "questions": len({row["question"] for row in rows}),
        "answers": len(rows),
        "points": {name: _points([row for row in rows if row["kind"] in kinds]) for name, kinds in GROUPS.items()},
        "scores": {
            "program": _scores(rows, lambda row: row["graded"]),
            "embedding_alone": _scores(rows, lambda row: _mean(row, "clause")),
            "shared_words": _scores(rows, lambda row: _mean(row, "terms")),
            **({"language_model_asked": _scores(asked, lambda row: row["asked"])} if asked else {}),
        },
        "contrary_told": _contrary_told(rows),
        "inside_interval": _inside(rows),
        "order": order_of_kinds(rows),
        "by_type": {
            kind: _typical([row for row in rows if row["type"] == kind]) for kind in (*ORDER, "wrong", "empty")
        },
        "not_scored": sum(row["graded"] is None for row in rows),
        "seconds": _spread([row["seconds"] for row in rows if row["seconds"] is not None]),
    }


def _points(rows: Sequence[Row]) -> dict[str, Any]:
    points = [point for row in rows for point in row["points"] if point["label"] != "partly"]
    if not points:
        return {"points": 0}
    labels = np.array([point["label"] == "covered" for point in points], dtype=float)
    chances = np.array([point["probability"] for point in points])
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    error = sum(abs(chances[bins == b].mean() - labels[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    wrong = [point["probability"] for point in points if point["label"] == "contradicted"]
    return {
        "points": len(points),
        "auc": round(auc(labels, chances), 3),
        "auc_embedding_alone": round(auc(labels, _signal(points, "clause")), 3),
        "auc_shared_words": round(auc(labels, _signal(points, "terms")), 3),
        "calibration_error": round(float(error), 3),
        "contradicted_taken_as_covered": [sum(chance >= 0.5 for chance in wrong), len(wrong)],
    }


def _contrary_told(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Of how many points, by what a reader found, the person is told to have said the contrary."""
    points = [point for row in rows for point in row["points"] if point.get("contrary") is not None]
    told = [point["contrary"] >= CONTRADICTED_FROM and point["probability"] < RULED_OUT_BELOW for point in points]
    return {
        label: [
            sum(is_told for is_told, point in zip(told, points, strict=True) if point["label"] == label),
            sum(point["label"] == label for point in points),
        ]
        for label in ("contradicted", "covered", "partly", "missing")
    }


def _signal(points: Sequence[Row], name: str) -> np.ndarray:
    """0 where the answer was judged by its form alone."""
    return np.array([point["signals"].get(name, 0.0) for point in points])


def _mean(row: Row, name: str) -> float:
    return float(np.mean(_signal(row["points"], name)))


def _scores(rows: Sequence[Row], value: Callable[[Row], float | None]) -> dict[str, Any]:
    pairs = [(row["score"], found) for row in rows if (found := value(row)) is not None]
    if len(pairs) < 3:
        return {"answers": len(pairs)}
    given, found = np.array(pairs, dtype=float).T
    figures = {"answers": len(pairs), "pearson": round(float(np.corrcoef(given, found)[0, 1]), 3)}
    if found.max() > 1.0:
        figures["quadratic_weighted_kappa"] = round(_kappa(given, found), 3)
        figures["mean_absolute_error"] = round(float(np.abs(given - found).mean()), 2)
    return figures


def _kappa(given: np.ndarray, found: np.ndarray) -> float:
    """Cohen's kappa with quadratic weights on whole points 0–10."""
    a, b = np.rint(given).astype(int), np.rint(found).astype(int)
    seen = np.zeros((11, 11))
    np.add.at(seen, (a, b), 1.0)
    weights = np.subtract.outer(np.arange(11), np.arange(11)) ** 2
    chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    return float(1.0 - (weights * seen).sum() / (weights * chance).sum())


def _inside(rows: Sequence[Row]) -> float | None:
    """Share of the reader's scores within the 80 % interval."""
    known = [row for row in rows if row["interval"]]
    inside = [row["interval"][0] - 0.5 <= row["score"] <= row["interval"][1] + 0.5 for row in known]
    return round(float(np.mean(inside)), 3) if inside else None


def order_of_kinds(rows: Sequence[Row]) -> dict[str, Any]:
    """Of all pairs of answers to one question those of which the better kind has the higher score."""
    counts: dict[str, list[int]] = {}
    known = [row for row in rows if row["graded"] is not None and row["type"] in ORDER]
    for one, other in itertools.combinations(sorted(known, key=lambda row: ORDER.index(row["type"])), 2):
        if one["question"] == other["question"] and one["type"] != other["type"]:
            difference = one["graded"] - other["graded"]
            place = 0 if difference > 0 else 1 if difference == 0 else 2
            counts.setdefault(f"{one['type']} > {other['type']}", [0, 0, 0])[place] += 1
    total = np.sum(list(counts.values()), axis=0)
    return {
        "right": round(float(total[0] / total.sum()), 3),
        "equal": round(float(total[1] / total.sum()), 3),
        "right_equal_reversed": counts,
    }


def _typical(rows: Sequence[Row]) -> dict[str, Any]:
    known = [row for row in rows if row["graded"] is not None]
    return {
        "answers": len(rows),
        "given": round(float(np.mean([row["score"] for row in rows])), 2) if rows else None,
        "graded": round(float(np.mean([row["graded"] for row in known])), 2) if known else None,
        "highest": max((row["graded"] for row in known), default=None),
    }


def _spread(values: Sequence[float]) -> dict[str, float] | None:
    if not values:
        return None
    median, high = np.percentile(values, [50, 95])
    return {"median": round(float(median), 2), "p95": round(float(high), 2), "longest": round(max(values), 2)}


if __name__ == "__main__":
    main()
