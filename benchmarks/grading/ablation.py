"""What each part of the judge brings: figures of the tuning half with it taken away. One JSON object.

    python -m benchmarks.grading.ablation SIGNALS.jsonl ABOUT.jsonl

SIGNALS is what ``collect.py`` wrote of the tuning half, ABOUT what ``answering.py`` did; the answers with a reader's
score that are in both count. Everything is fitted again without the part, and judges questions it has not seen; only
the three numbers that join the probe about the question with the points have seen them all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.grading.agreement import GROUPS, order_of_kinds
from benchmarks.grading.answering import Key, checks_of, read_about
from benchmarks.grading.fit import METHODS, STARTER, Points, auc, held_out, points_of
from benchmarks.grading.labelled import Labelled, labelled_answers
from desktop.domain.score import PointCheck
from desktop.scoring.calibration import PROBE, PROBE_UNOPPOSED
from desktop.scoring.grade import OFF_TOPIC_BELOW, score_points

NAMES = METHODS[STARTER]
SIGNALS: Mapping[str, Sequence[str]] = {
    "as shipped": NAMES,
    "without the nearest clause": [name for name in NAMES if name != "clause"],
    "without the story form": [name for name in NAMES if name != "form"],
    "without what the contrary's probe says": [name for name in NAMES if name != PROBE_UNOPPOSED],
    "without both probes": [name for name in NAMES if name not in (PROBE, PROBE_UNOPPOSED)],
}
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("about", type=Path)
    args = parser.parse_args()
    points = points_of(args.signals, NAMES)
    if points is None:
        raise SystemExit(f"{args.signals} holds no states of the starter model; see collect.py.")
    rows = [
        row for row in map(json.loads, args.signals.read_text(encoding="utf-8").splitlines()) if row["half"] == "tuning"
    ]
    known = points.rows(NAMES)
    items = {(item.question.id, item.type, item.text): item for item in labelled_answers() if item.score is not None}
    items = {(item.question.id, item.type, item.text): item for item in labelled_answers() if item.score is not None}
    about = read_about(args.about)
    found = {}
    for name, names in SIGNALS.items():
        chances = held_out(points, known[:, [NAMES.index(each) for each in names]])
        checks = {key: own for key, own in checks_of(rows, NAMES, chances).items() if key in items}
        joined = about.joined({key: score_points(own)[0] or 0.0 for key, own in checks.items()})
        answers = dict(zip(joined.keys, joined.chances, strict=True))
        told = {key: checks[key] for key in answers}
        found[name] = _figures(points, chances, told, items, answers)
        if name == "as shipped":
            sure = dict.fromkeys(answers, 1.0)
            found["without asking whether the question was answered"] = _figures(points, chances, told, items, sure, 0)
            plain = {key: [replace(check, must=False) for check in own] for key, own in told.items()}
            found["without points that must be there"] = _figures(points, chances, plain, items, answers)
    print(json.dumps({"schema": 1, "what": "ablation", "answers": len(told), **found}, indent=1))


def _figures(
    points: Points,
    chances: np.ndarray,
    checks: Mapping[Key, Sequence[PointCheck]],
    items: Mapping[Key, Labelled],
    answers: Mapping[Key, float],
    for_answering: float = 1.0,
) -> Row:
    """``for_answering``: 0 where an answer gets nothing for being one to the question."""
    graded = []
    for key, own in checks.items():
        share = answers[key] if answers[key] < OFF_TOPIC_BELOW else 1.0
        said = [replace(check, probability=check.probability * share) for check in own]
        score, _ = score_points(said, answers[key] * for_answering)
        graded.append({"question": key[0], "type": key[1], "score": items[key].score, "graded": score})
    given, found = np.array([(row["score"], row["graded"]) for row in graded], dtype=float).T
    off_topic = [row["graded"] for row in graded if row["type"] == "off_topic"]
    return {
        "auc": {
            name: round(auc(points.covered[own], chances[own]), 3)
            for name, kinds in GROUPS.items()
            if (own := np.isin(points.kinds, kinds) & points.for_logistic).any()
        },
        "pearson": round(float(np.corrcoef(given, found)[0, 1]), 3),
        "mean_absolute_error": round(float(np.abs(given - found).mean()), 2),
        "order": order_of_kinds(graded)["right"],
        "off_topic": {
            "answers": len(off_topic),
            "mean": round(float(np.mean(off_topic)), 2),
            "over_1": int(sum(score > 1 for score in off_topic)),
        },
    }


if __name__ == "__main__":
    main()
