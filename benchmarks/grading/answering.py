"""Fits what tells an answer to the question from one to another question, for the starter model.

    python -m benchmarks.grading.answering OUT.jsonl --model qwen2.5-coder-1.5b-instruct   # goes on where it stopped
    python -m benchmarks.grading.answering OUT.jsonl --signals SIGNALS.jsonl [--write]     # fits, prints figures

The model reads answers of the tuning half (see ``labelled.py``) beside the statement that they answer a question: their
own, the nearest other one of the same kind, and another one by chance. Of answers off the topic only their own question
is known not to be meant. Kinds of which there are few come first, so that a part of the answers holds them.

The probe is fitted as those of points are (``fit.py``). It alone takes a full answer to the nearest other question for
one, and some good ones not, so a logistic regression sets it beside what the points of the own question come to
(SIGNALS: what ``collect.py`` wrote). Probe and points are five-fold by question, the three numbers that join them not.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.grading.fit import (
    LAYERS,
    METHODS,
    OUT,
    PROBE_QUESTION,
    PROBES_OUT,
    STARTER,
    auc,
    chance,
    fit,
    fit_probe,
    held_out,
    is_used,
    points_of,
    probed,
)
from benchmarks.grading.labelled import Labelled, labelled_answers
from benchmarks.grading.reading import add_model_arguments, named_model
from desktop.domain.question import Question
from desktop.domain.score import PointCheck
from desktop.scoring.calibration import PROBE_ANSWERS, SCORE
from desktop.scoring.clauses import split
from desktop.scoring.evidence import PROMPTS, window_text
from desktop.scoring.grade import OFF_TOPIC_BELOW, score_points
from desktop.scoring.shape import examine
from models.embedding import SentenceEncoder
from models.language import LanguageModel

# How late a kind of answer comes, times a number by chance.
TURN = {"off_topic": 0.2, "short_vague": 0.5, "vague": 0.7, "full": 1.0, "partial": 1.0, "wrong": 2.0, "short": 2.5}
# Two questions that are nearer than this may be answered in one.
SAME_FROM = 0.85
OFF_TOPIC_TIMES = 3
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    add_model_arguments(parser)
    parser.add_argument("--signals", type=Path, help="what collect.py wrote of the tuning half")
    parser.add_argument("--write", action="store_true", help="replace the shipped probe")
    args = parser.parse_args()
    if model := named_model(args):
        _collect(args.out, model, SentenceEncoder())
    elif args.signals:
        _fit([*map(json.loads, args.out.read_text(encoding="utf-8").splitlines())], args.signals, args.write)
    else:
        parser.error("either --model, to read, or --signals, to fit, is needed")


def _collect(path: Path, model: LanguageModel, encoder: SentenceEncoder) -> None:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    done = {(row["question"], row["type"], row["text"]) for row in map(json.loads, lines)}
    unsure: dict[str, np.ndarray] = {}
    with path.open("a", encoding="utf-8") as out:
        for item, asked in _pairs(encoder):
            if (item.question.id, item.type, item.text) in done or not (text := _usable(item)):
                continue
            prompt = PROMPTS[item.language]
            for question, _ in asked:
                if question.id not in unsure:
                    unsure[question.id] = _states(model, item, prompt.unsure, question)
            about = [
                {
                    "question": question.id,
                    "answers": answers,
                    "states": _written(_states(model, item, text, question) - unsure[question.id]),
                }
                for question, answers in asked
            ]
            row = {
                "language": item.language, "kind": item.question.kind, "question": item.question.id, "type": item.type,
                "text": item.text, "about": about,
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def _pairs(encoder: SentenceEncoder) -> Iterator[tuple[Labelled, list[tuple[Question, bool]]]]:
    """Answers with the questions to read them beside, and whether they answer those."""
    chance_ = random.Random(3)
    items = [item for item in labelled_answers() if item.half == "tuning" and item.type in TURN]
    items.sort(key=lambda item: chance_.random() * TURN[item.type])
    questions = [*{item.question.id: item.question for item in items}.values()]
    vectors = encoder.encode([question.text for question in questions])
    alike = vectors @ vectors.T
    place = {question.id: i for i, question in enumerate(questions)}
    for item in items:
        own = place[item.question.id]
        if item.type == "off_topic":
            yield item, [(item.question, False)]
            continue
        others = [
            i
            for i, other in enumerate(questions)
            if i != own
            and other.language == item.language
            and (other.kind == "technical") == (item.question.kind == "technical")
            and alike[own, i] < SAME_FROM
        ]
        nearest = max(others, key=lambda i: alike[own, i])
        other = chance_.choice([i for i in others if i != nearest])
        yield item, [(item.question, True), (questions[nearest], False), (questions[other], False)]


def _usable(item: Labelled) -> str:
    clauses = examine(split(item.text, item.language), item.question.text, item.language).usable
    return window_text(clauses, 0, len(clauses) - 1, item.language) if clauses else ""


def _states(model: LanguageModel, item: Labelled, text: str, question: Question) -> np.ndarray:
    prompt = PROMPTS[item.language]
    *before, end = model.chat(prompt.system, prompt.text, model.data(text), prompt.statement)
    statement = model.data(prompt.answers.format(question.text))
    return model.states([*before, statement, prompt.questions[PROBE_QUESTION] + end], LAYERS)


def _written(states: np.ndarray) -> str:
    return base64.b64encode(states.astype("<f2").tobytes()).decode()


def _fit(rows: Sequence[Row], signals: Path, write: bool) -> None:
    about = [(row, each) for row in rows for each in row["about"]]
    states = np.array(
        [np.frombuffer(base64.b64decode(each["states"]), "<f2").reshape(2, len(LAYERS), -1) for _, each in about],
        np.float32,
    )
    labels = np.array([float(each["answers"]) for _, each in about])
    values = probed(states, labels, np.array([row["question"] for row, _ in about]))
    scores = _scores(signals)
    known = [
        (row["type"], value, scores[_key(row)], float(each["answers"]))
        for (row, each), value in zip(about, values, strict=True)
        if row["question"] == each["question"] and _key(row) in scores
    ]
    kinds = np.array([kind for kind, *_ in known])
    found = np.array([(value, score) for _, value, score, _ in known])
    answers = np.array([label for *_, label in known])
    # Few answers are off the topic; each counts for several.
    often = np.where(answers == 1, 1, OFF_TOPIC_TIMES)
    intercept, weights = fit(np.repeat(found, often, axis=0), np.repeat(answers, often))
    chances = chance(found, intercept, weights)
    taken = chances < OFF_TOPIC_BELOW
    figures = {
        "texts": len(rows),
        "auc_any_question": round(auc(labels, values), 3),
        "auc": round(auc(answers, chances), 3),
        "taken_for_off_topic": {
            str(kind): [int(taken[kinds == kind].sum()), int((kinds == kind).sum())] for kind in sorted({*kinds})
        },
    }
    print(json.dumps(figures))
    if write:
        named = {name: round(float(weight), 4) for name, weight in zip((PROBE_ANSWERS, SCORE), weights, strict=True)}
        coverage, probes = (json.loads(path.read_text(encoding="utf-8")) for path in (OUT, PROBES_OUT))
        coverage["answers"] = {STARTER: {"intercept": round(intercept, 4), "weights": named}}
        coverage["held_out"][STARTER]["answers"] = figures
        of_probe, own = fit_probe(states, labels)
        probe = probes["models"][STARTER]
        probe["weights"][PROBE_ANSWERS] = base64.b64encode(own.astype("<f4").tobytes()).decode()
        probe["intercepts"][PROBE_ANSWERS] = round(of_probe, 4)
        OUT.write_text(json.dumps(coverage, indent=1) + "\n", encoding="utf-8")
        PROBES_OUT.write_text(json.dumps(probes) + "\n", encoding="utf-8")


def _scores(signals: Path) -> dict[tuple[str, str, str], float]:
    """What the points of each answer come to, by models that never saw its question."""
    names = METHODS[STARTER]
    points = points_of(signals, names)
    if points is None:
        raise SystemExit(f"{signals} holds no states of the starter model; see collect.py.")
    chances = iter(held_out(points, points.rows(names)))
    scores = {}
    for row in map(json.loads, signals.read_text(encoding="utf-8").splitlines()):
        own = [point for point in row["points"] if row["half"] == "tuning" and is_used(point, names)]
        checks = [PointCheck(point["id"], "", 1.0, False, float(next(chances)), False) for point in own]
        score, _ = score_points(checks)
        if score is not None:
            scores[_key(row)] = score
    return scores


def _key(row: Row) -> tuple[str, str, str]:
    return row["question"], row["type"], row["text"]


if __name__ == "__main__":
    main()
