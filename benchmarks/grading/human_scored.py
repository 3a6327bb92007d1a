"""How far scores agree with people's on written short answers that nothing was fitted on.

    python -m benchmarks.grading.human_scored DATA [--model ID] [--answers N] [--threads N] [--keep OUT.jsonl]

DATA holds ``mohler_cs_en.csv`` (computer science, English, 0–5, mean of two people) and ``ads_zh_test.jsonl`` (data
structures, Chinese, 0–10). Their key points (``human_points_*.yaml``) were written from question and reference answer,
as those of the bank are, by who saw no answer and no score. ``--answers``: so many of each set, chosen by chance that
is the same every time. ``--keep`` goes on where an earlier run stopped. Prints one JSON object: Pearson's r with people
of the program's score, of its mean probability, and of what it must be better than; also within questions, where what
makes one question easier than another counts for nothing.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.grading.reading import add_model_arguments, named_model
from desktop.domain.question import KeyPoint, Question
from desktop.domain.speech import Language
from desktop.scoring.calibration import load_calibration
from desktop.scoring.judge import Judge
from models.embedding import SentenceEncoder

HERE = Path(__file__).resolve().parent
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer and what people gave it, in the set's own points. ``reference``: the answer as a whole."""

    set: str
    question: Question
    reference: str
    answer: str
    score: float
    other: float | None = None
    """A second person's score where both are known; ``score`` is then their mean."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    add_model_arguments(parser)
    parser.add_argument("--answers", type=int)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    model = named_model(args)
    encoder = SentenceEncoder(args.threads)
    judge = Judge(encoder, load_calibration(args.assets), model)
    known = [*map(json.loads, args.keep.read_text(encoding="utf-8").splitlines())] if _there(args.keep) else []
    rows: dict[str, Row] = {row["key"]: row for row in known}
    for items in (_mohler(args.data / "mohler_cs_en.csv"), _ads(args.data / "ads_zh_test.jsonl")):
        for item in sorted(items, key=_key)[: args.answers]:
            if _key(item) not in rows:
                rows[_key(item)] = row = _judged(judge, encoder, item, timed=not (model and model.remembers))
                if args.keep:
                    with args.keep.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    sets = {name: _figures([row for row in rows.values() if row["set"] == name]) for name in ("mohler", "ads")}
    print(json.dumps({"schema": 1, "what": "human_scored", "model": judge.model_name, **sets}))


def _there(path: Path | None) -> bool:
    return path is not None and path.exists()


def _key(item: Scored) -> str:
    return hashlib.md5(f"{item.question.id}\n{item.answer}\n{item.score}".encode()).hexdigest()


def _mohler(path: Path) -> Iterator[Scored]:
    points = _points("en")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            question = _question(f"mohler-{row['id']}", "en", row["question"], points[row["id"]])
            yield Scored(
                "mohler", question, row["desired_answer"], row["student_answer"],
                float(row["score_avg"]), float(row["score_other"]),
            )  # fmt: skip


def _ads(path: Path) -> Iterator[Scored]:
    points = _points("zh")
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = _question(f"ads-{row['q_id']}", "zh", row["question"], points[row["q_id"]])
        yield Scored("ads", question, row["reference1"], row["answer"].strip(), float(row["score"]))


def _points(language: Language) -> dict[str, tuple[KeyPoint, ...]]:
    """By the set's id of the question."""
    data = yaml.safe_load((HERE / f"human_points_{language}.yaml").read_text(encoding="utf-8"))
    return {
        id_: tuple(
            KeyPoint(point["id"], point["text"], weight=point["weight"], must=point.get("must", False))
            for point in points
        )
        for id_, points in data.items()
    }


def _question(id_: str, language: Language, text: str, points: tuple[KeyPoint, ...]) -> Question:
    return Question(
        id=id_, language=language, roles=("any",), domain="any", round="theory", topic="", kind="technical",
        difficulty=3, frequency="common", time_limit_s=120, text=text, key_points=points,
    )  # fmt: skip


def _judged(judge: Judge, encoder: SentenceEncoder, item: Scored, timed: bool) -> Row:
    judge.prepare(item.question, item.question.language)
    start_s = time.perf_counter()
    grade = judge.grade(item.question, item.answer, item.question.language)
    seconds = time.perf_counter() - start_s
    answer, reference = encoder.encode([item.answer, item.reference])
    signals = [dict(point.signals or {}) for point in grade.points]
    return {
        "key": _key(item), "set": item.set, "question": item.question.id, "score": item.score, "other": item.other,
        "graded": grade.score, "probability": float(np.mean([point.probability for point in grade.points])),
        "cosine": float(answer @ reference), "words": float(np.mean([each.get("terms", 0.0) for each in signals])),
        "signals": signals, "flags": grade.flags, "seconds": round(seconds, 2) if timed else None,
    }  # fmt: skip


def _figures(rows: list[Row]) -> dict[str, Any]:
    seconds = [row["seconds"] for row in rows if row["seconds"] is not None]
    values: dict[str, Callable[[Row], float | None]] = {
        "score": lambda row: row["graded"],
        "mean_probability": lambda row: row["probability"],
        "embedding_alone": lambda row: row["cosine"],
        "shared_words": lambda row: row["words"],
    }
    return {
        "answers": len(rows),
        "questions": len({row["question"] for row in rows}),
        "pearson": {name: _pearson(rows, value) for name, value in values.items()},
        "within_questions": {name: _pearson(rows, value, within=True) for name, value in values.items()},
        "two_people": _pearson([row for row in rows if row["other"] is not None], _first_person, "other"),
        "not_scored": sum(row["graded"] is None for row in rows),
        "seconds_median": round(float(np.median(seconds)), 2) if seconds else None,
    }


def _first_person(row: Row) -> float:
    return float(2 * row["score"] - row["other"])


def _pearson(
    rows: Iterable[Row], value: Callable[[Row], float | None], against: str = "score", within: bool = False
) -> float | None:
    """``within``: of the distances from the means of the question."""
    known = [(row["question"], row[against], found) for row in rows if (found := value(row)) is not None]
    if len(known) < 3:
        return None
    questions, pairs = np.array([one[0] for one in known]), np.array([one[1:] for one in known], float)
    if within:
        for question in {*questions}:
            pairs[questions == question] -= pairs[questions == question].mean(axis=0)
    return round(float(np.corrcoef(pairs.T)[0, 1]), 3)


if __name__ == "__main__":
    main()
