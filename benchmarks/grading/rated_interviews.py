"""The communication score against people's ratings of mock interviews (MIT Interview, "Overall"). One JSON object.

    python -m benchmarks.grading.rated_interviews

Words, fillers and speaking time come from the verbatim transcripts by the program's own counting; there is no sound in
the set, so silence is the pause share of the published features. ``shipped`` is the score by the shipped curves and
weights: their English shape was chosen with this set in view. ``cross_validated`` is honest about that: saturating
lines and weights fitted on nine tenths of the participants and tried on the others, who never take part in both.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from desktop.domain.speech import Word
from desktop.scoring.delivery import Delivery, weighted_score
from models.fillers import filler_groups, mark_fillers

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa"
SATURATED = {"rate": 175.0, "filler_share": 6.0, "silence": 100.0}
FOLDS, REPEATS, PENALTY = 10, 20, 5.0


def main() -> None:
    ratings, measured = _ratings(), _measured()
    names = sorted(ratings.keys() & measured.keys())
    given = np.array([ratings[name] for name in names])
    shipped = np.array([weighted_score(Delivery(60.0, measured[name], {}), "en") for name in names])
    columns = {figure: np.array([measured[name][figure] for name in names]) for figure in SATURATED}
    people = np.array([name.lstrip("p") for name in names])
    found = {
        "interviews": len(names),
        "people": len(set(people)),
        "shipped_pearson": _r(shipped, given),
        "cross_validated_pearson": _cross_validated(columns, given, people),
        "alone": {figure: _r(values, given) for figure, values in columns.items()},
    }
    print(json.dumps({"schema": 1, "what": "rated_interviews", **found}))


def _ratings() -> dict[str, float]:
    with (DATA / "mit_interview_scores.csv").open(encoding="utf-8") as file:
        return {row["Participant"].lower(): float(row["Overall"]) for row in csv.DictReader(file)}


def _measured() -> dict[str, dict[str, float]]:
    """Figures of the delivery rubric, by participant: those that can be had from transcript and published features."""
    seconds: defaultdict[str, float] = defaultdict(float)
    silent: defaultdict[str, float] = defaultdict(float)
    with (DATA / "mit_interview_prosodic_features.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["participant&question"].lower().split("q")[0]
            seconds[name] += float(row["duration"])
            silent[name] += float(row["TotDurPause:3"])
    found = {}
    with (DATA / "mit_interview_transcripts.csv").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            name, _, text = line.partition(",")
            name = name.strip('"').lower()
            words, fillers = _counted(text)
            found[name] = {
                "rate": 60.0 * words / seconds[name],
                "filler_share": 100.0 * fillers / words,
                "silence": 100.0 * silent[name] / seconds[name],
            }
    return found


def _counted(text: str) -> tuple[int, int]:
    """Words that are no fillers, and fillers. Two blanks stand where the set's makers took out a comma."""
    count = fillers = 0
    for turn in text.split("|"):
        speaker, _, said = turn.partition(":")
        if speaker.strip() != "Interviewee":
            continue
        said = re.sub(r" {2,}", ", ", said.strip())
        words = mark_fillers([Word(part, 0.0, 0.0, 1.0) for part in said.split() if re.search(r"\w", part)], "en")
        count += sum(word.kind == "word" for word in words)
        fillers += len(filler_groups(words, "en"))
    return count, fillers


def _cross_validated(columns: dict[str, Any], given: Any, people: Any) -> dict[str, float]:
    rows = np.column_stack([np.minimum(values, SATURATED[figure]) for figure, values in columns.items()])
    found = []
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(sorted(set(people)))
        predicted = np.zeros(len(given))
        for fold in range(FOLDS):
            unseen = np.isin(people, order[fold::FOLDS])
            mean, spread = rows[~unseen].mean(axis=0), rows[~unseen].std(axis=0)
            scaled = (rows - mean) / spread
            own, target = scaled[~unseen], given[~unseen]
            weights = np.linalg.solve(own.T @ own + PENALTY * np.eye(rows.shape[1]), own.T @ (target - target.mean()))
            predicted[unseen] = scaled[unseen] @ weights + target.mean()
        found.append(_r(predicted, given))
    return {"mean": round(float(np.mean(found)), 3), "lowest": min(found), "highest": max(found)}


def _r(values: Any, given: Any) -> float:
    return round(float(np.corrcoef(values, given)[0, 1]), 3)


if __name__ == "__main__":
    main()
