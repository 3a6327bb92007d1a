"""Fits what tells an answer to the question from one to another question, for the starter model.

    python -m benchmarks.grading.answering OUT.jsonl --model qwen2.5-coder-1.5b-instruct [--own] [--after-question]
    python -m benchmarks.grading.answering OUT.jsonl --signals SIGNALS.jsonl [--write]     # fits, prints figures

The model reads answers of the tuning half (see ``labelled.py``) beside the statement that they answer a question: their
own, the nearest other one of the same kind, and another one by chance; with ``--own`` the first only. Of answers off
the topic only their own question is known not to be meant. Kinds of which there are few come first, so that a part of
the answers holds them. Goes on where an earlier run stopped.

The probe is fitted as those of points are (``fit.py``). It alone takes a full answer to the nearest other question for
one, and some good ones not, so a logistic regression sets it beside what the points of the own question come to
(SIGNALS: what ``collect.py`` wrote). Probe and points are five-fold by question, the three numbers of each kind that
join them not.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.grading.fit import (
    KINDS,
    LAYERS,
    METHODS,
    PROBE_QUESTION,
    STARTER,
    Weights,
    auc,
    chance,
    fit,
    fit_probe,
    held_out,
    is_used,
    points_of,
    probed,
    read_after_question,
)
from benchmarks.grading.labelled import Labelled, labelled_answers
from benchmarks.grading.reading import add_model_arguments, named_model
from desktop.domain.question import Question
from desktop.domain.score import PointCheck
from desktop.scoring.calibration import PROBE_ANSWERS, SCORE, LinearProbe
from desktop.scoring.clauses import split
from desktop.scoring.evidence import PROMPTS, StatementReader, window_text
from desktop.scoring.grade import OFF_TOPIC_BELOW, score_points
from desktop.scoring.shape import examine
from models.embedding import SentenceEncoder
from models.language import LanguageModel

# How late a kind of answer comes, times a number by chance.
TURN = {
    "off_topic": 0.2, "short_vague": 0.5, "vague": 0.7, "terse_good": 0.7, "terse_wrong": 0.7, "full": 1.0,
    "partial": 1.0, "wrong": 2.0, "short": 2.5,
}  # fmt: skip
# Two questions that are nearer than this may be answered in one.
SAME_FROM = 0.85
Key = tuple[str, str, str]
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    add_model_arguments(parser)
    parser.add_argument("--own", action="store_true", help="read beside the answer's own question only")
    parser.add_argument("--after-question", action="store_true", help="read the answer after the question")
    parser.add_argument("--signals", type=Path, help="what collect.py wrote of the tuning half")
    parser.add_argument("--write", action="store_true", help="replace the shipped probe")
    args = parser.parse_args()
    if model := named_model(args):
        _collect(args.out, model, SentenceEncoder(), 1 if args.own else None, args.after_question)
    elif args.signals:
        _fit(read_about(args.out), args.signals, args.assets, args.write)
    else:
        parser.error("either --model, to read, or --signals, to fit, is needed")


def _collect(path: Path, model: LanguageModel, encoder: SentenceEncoder, most: int | None, after: bool) -> None:
    """``after``: whether the answer is read after the question. ``most``: how many questions each answer is read beside
    at most, its own first."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    done = {(row["question"], row["type"], row["text"]) for row in map(json.loads, lines)}
    unsure: dict[str, np.ndarray] = {}
    with path.open("a", encoding="utf-8") as out:
        for item, pairs in _pairs(encoder):
            asked = pairs[:most]
            if (item.question.id, item.type, item.text) in done or not (text := _usable(item)):
                continue
            prompt = PROMPTS[item.language]
            for question, _ in asked:
                if question.id not in unsure:
                    unsure[question.id] = _states(model, item, prompt.unsure, question, after)
            about = [
                {
                    "question": question.id,
                    "answers": answers,
                    "states": _written(_states(model, item, text, question, after) - unsure[question.id]),
                }
                for question, answers in asked
            ]
            row = {
                "language": item.language, "kind": item.question.kind, "question": item.question.id, "type": item.type,
                "text": item.text, "after_question": after, "about": about,
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


def _states(model: LanguageModel, item: Labelled, text: str, question: Question, after: bool) -> np.ndarray:
    prompt = PROMPTS[item.language]
    reader = StatementReader(model, item.language, (), LinearProbe(PROBE_QUESTION, LAYERS, {}, {}, after))
    before, end = reader.before(text, question.text)
    statement = model.data(reader.answers(question.text))
    return model.states([*before, statement, prompt.questions[PROBE_QUESTION] + end], LAYERS)


def _written(states: np.ndarray) -> str:
    return base64.b64encode(states.astype("<f2").tobytes()).decode()


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """Texts beside questions, a row each. ``values``: what a probe that never saw the question says of it."""

    rows: Sequence[Row]
    questions: Sequence[str]
    states: np.ndarray
    answers: np.ndarray
    values: np.ndarray

    def joined(self, scores: Mapping[Key, float]) -> Joined:
        """Those beside the question that the text was given to, where it is known what its points come to."""
        own = [
            place
            for place, (row, question) in enumerate(zip(self.rows, self.questions, strict=True))
            if row["question"] == question and key_of(row) in scores
        ]
        keys = [key_of(self.rows[place]) for place in own]
        signals = np.stack([self.values[own], [scores[key] for key in keys]], axis=1)
        kinds = np.array([self.rows[place]["kind"] for place in own])
        chances, logistics = np.zeros(len(own)), {}
        for kind, alike in KINDS.items():
            used, judged = np.isin(kinds, alike), kinds == kind
            logistics[kind] = fit(signals[used], self.answers[own][used])
            chances[judged] = chance(signals[judged], *logistics[kind])
        return Joined(keys, self.answers[own], chances, logistics)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """``chances``: that each answer of ``keys`` is one to its question, by ``logistics`` of the probe and the points,
    one for each kind of question: what any story has tells less than technical points do."""

    keys: Sequence[Key]
    answers: np.ndarray
    chances: np.ndarray
    logistics: Mapping[str, tuple[float, np.ndarray]]


def read_about(path: Path) -> About:
    """What ``--model`` wrote down."""
    rows = [*map(json.loads, path.read_text(encoding="utf-8").splitlines())]
    about = [(row, each) for row in rows for each in row["about"]]
    states = np.array(
        [np.frombuffer(base64.b64decode(each["states"]), "<f2").reshape(2, len(LAYERS), -1) for _, each in about],
        np.float32,
    )
    answers = np.array([float(each["answers"]) for _, each in about])
    of_text = np.array([row["question"] for row, _ in about])
    values = probed(states, answers, of_text, np.full(len(about), True))
    return About([row for row, _ in about], [each["question"] for _, each in about], states, answers, values)


def _fit(about: About, signals: Path, assets: Path, write: bool) -> None:
    joined = about.joined(_scores(signals))
    kinds, taken = np.array([kind for _, kind, _ in joined.keys]), joined.chances < OFF_TOPIC_BELOW
    figures = {
        "texts": len({key_of(row) for row in about.rows}),
        "auc_any_question": round(auc(about.answers, about.values), 3),
        "auc": round(auc(joined.answers, joined.chances), 3),
        "taken_for_off_topic": {
            str(kind): [int(taken[kinds == kind].sum()), int((kinds == kind).sum())] for kind in sorted({*kinds})
        },
    }
    print(json.dumps(figures))
    if write:
        known = Weights.read(assets)
        known.coverage["answers"] = {
            STARTER: {
                kind: {
                    "intercept": round(intercept, 4),
                    "weights": {
                        name: round(float(weight), 4)
                        for name, weight in zip((PROBE_ANSWERS, SCORE), weights, strict=True)
                    },
                }
                for kind, (intercept, weights) in joined.logistics.items()
            }
        }
        known.coverage["held_out"][STARTER]["answers"] = figures
        of_probe, own = fit_probe(about.states, about.answers)
        probe = known.probes["models"][STARTER]
        if probe.get("after_question", False) != read_after_question(about.rows):
            raise SystemExit("The points are read in another way: fit and write them first.")
        probe["weights"][PROBE_ANSWERS] = base64.b64encode(own.astype("<f4").tobytes()).decode()
        probe["intercepts"][PROBE_ANSWERS] = round(of_probe, 4)
        known.write()


def _scores(signals: Path) -> dict[Key, float]:
    """What the points of each answer come to, by models that never saw its question."""
    names = METHODS[STARTER]
    points = points_of(signals, names)
    if points is None:
        raise SystemExit(f"{signals} holds no states of the starter model; see collect.py.")
    rows = [*map(json.loads, signals.read_text(encoding="utf-8").splitlines())]
    checks = checks_of(rows, names, held_out(points, points.rows(names)))
    return {key: score for key, own in checks.items() if (score := score_points(own)[0]) is not None}


def checks_of(rows: Sequence[Row], names: Sequence[str], chances: np.ndarray) -> dict[Key, list[PointCheck]]:
    """Of each answer of the tuning half its points with those chances, where all were judged by the signals of
    ``names``. ``chances``: of the points that were, in their order."""
    each = iter(chances)
    items = {(item.question.id, item.type, item.text): item for item in labelled_answers()}
    checks = {}
    for row in rows:
        if row["half"] != "tuning":
            continue
        judged = {point["id"]: float(next(each)) for point in row["points"] if is_used(point, names)}
        points = items[key_of(row)].question.key_points
        if len(judged) == len(points):
            checks[key_of(row)] = [
                PointCheck(point.id, "", point.weight, point.must, judged[point.id], False) for point in points
            ]
    return checks


def key_of(row: Row) -> Key:
    """What tells an answer from all others: question, kind and text."""
    return row["question"], row["type"], row["text"]


if __name__ == "__main__":
    main()
