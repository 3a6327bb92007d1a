"""Judges every labelled answer as the program does and writes what it found, a JSON line each, for ``fit.py`` and
``agreement.py``.

    python -m benchmarks.grading.collect OUT.jsonl [--model ID] [--threads N] [--half test] [--answers N] [--ask]
        [--after-question] [--memory FILE]

Without ``--model`` by the embedding alone. Goes on where an earlier run stopped; answers come by chance that is the
same every time, so that ``--answers`` of the test half are a sample of it. In the tuning half terse ones come first,
and later those kinds of which many are alike. With ``--ask`` the language model is also asked plainly for a score of
the test half from 0 to 10, as something to be better than. Of the tuning half its states at each point, less those
after an unsure answer, are written down for fitting a probe: float16 in base64. With ``--after-question`` that probe
is to be one of answers that are read after their question; the test half is read as the shipped ones want it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.grading.fit import LAYERS, METHODS, PROBE_QUESTION
from benchmarks.grading.labelled import Half, Labelled, labelled_answers
from benchmarks.grading.reading import RememberingModel, add_model_arguments
from desktop.domain.question import Kind
from desktop.domain.speech import Language
from desktop.scoring.calibration import PROBE, PROBE_AGAINST, Calibration, LinearProbe, Logistic, load_calibration
from desktop.scoring.evidence import PROMPTS
from desktop.scoring.grade import READ
from desktop.scoring.judge import Judge
from models.embedding import SentenceEncoder
from models.language import LanguageModel

ASKED: dict[Language, tuple[str, str, str, str]] = {
    "en": (
        "You are an interviewer. You rate answers.",
        "Question: ",
        "\nAnswer: ",
        "\nRate the answer from 0 (nothing) to 10 (excellent). Reply with the number only.",
    ),
    "zh": ("你是面试官，给回答打分。", "问题：", "\n回答：", "\n请给这个回答打分，0 分最低，10 分最高。只回复数字。"),
}
SCORE_GRAMMAR = 'root ::= "10" | [0-9]'
# How late an answer of the tuning half comes, times a number by chance; of terse questions and then by kind.
TERSE, TURN = 0.07, {"off_topic": 0.5, "short": 0.8, "plain": 2.0, "commits": 3.0, "refutes": 3.0, "near": 3.0}

UNSURE = {prompt.unsure for prompt in PROMPTS.values()}


class StatedModel(RememberingModel):
    """Keeps its states by statement: those about an unsure answer, and those about the answer that is judged."""

    def __init__(self, model_id: str, threads: int, memory: Path | None) -> None:
        super().__init__(model_id, threads, memory)
        self.unsure: dict[str, NDArray[np.float32]] = {}
        self.said: dict[str, NDArray[np.float32]] = {}

    def states(self, prompt: Sequence[str], layers: Sequence[int]) -> NDArray[np.float32]:
        states = super().states(prompt, layers)
        *_, text, _, statement, _ = prompt
        (self.unsure if text in UNSURE else self.said)[statement] = states
        return states

    def shift(self, statement: str) -> str | None:
        """How the answer moves the states, written down; None where it was not read."""
        if statement not in self.said:
            return None
        shift = (self.said[statement] - self.unsure[statement]).astype("<f2")
        return base64.b64encode(shift.tobytes()).decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    add_model_arguments(parser)
    parser.add_argument("--half", choices=("tuning", "test"))
    parser.add_argument("--answers", type=int, help="so many of each half")
    parser.add_argument("--after-question", action="store_true", help="read the tuning half after the question")
    parser.add_argument("--ask", action="store_true", help="ask the model for a score, too")
    args = parser.parse_args()
    model = StatedModel(args.model, args.threads, args.memory) if args.model else None
    calibration = load_calibration(args.assets)
    encoder = SentenceEncoder(args.threads)
    judges = {
        "tuning": Judge(
            encoder, _reading_all(calibration, model, args.after_question) if model else calibration, model
        ),
        "test": Judge(encoder, calibration, model),
    }
    lines = args.out.read_text(encoding="utf-8").splitlines() if args.out.exists() else []
    done = {(row["question"], row["type"], row["text"]) for row in map(json.loads, lines)}
    with args.out.open("a", encoding="utf-8") as out:
        for item in _in_turn(args.half, args.answers):
            if (item.question.id, item.type, item.text) in done:
                continue
            row = judged(judges[item.half], item, model) | {"after_question": args.after_question}
            if args.ask and model is not None and item.half == "test":
                row["asked"] = asked_for_score(model, item)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def _in_turn(half: Half | None, count: int | None) -> Iterator[Labelled]:
    for each in get_args(Half) if half is None else (half,):
        yield from sorted((item for item in labelled_answers() if item.half == each), key=_turn)[:count]


def _turn(item: Labelled) -> float:
    seed = hashlib.md5((item.question.id + item.type + item.text).encode()).hexdigest()
    by_chance = random.Random(seed).random()
    if item.half == "test":
        return by_chance
    if item.question.id.startswith("terse-"):
        return by_chance * TERSE
    return by_chance * next((late for kind, late in TURN.items() if item.type.startswith(kind)), 1.0)


def _reading_all(calibration: Calibration, model: LanguageModel, after_question: bool) -> Calibration:
    """Reads whatever something is fitted to for this model, with weights of 0, and looks for no mistakes."""
    names = dict.fromkeys(METHODS.get(model.name, METHODS[READ]), 0.0)
    own = {
        (model.name, *about): Logistic(0.0, names) for about in itertools.product(get_args(Language), get_args(Kind))
    }
    nothing = np.zeros((2, len(LAYERS), model.width), np.float32)
    heads = (PROBE, PROBE_AGAINST)
    weights, intercepts = dict.fromkeys(heads, nothing), dict.fromkeys(heads, 0.0)
    probe = LinearProbe(PROBE_QUESTION, LAYERS, weights, intercepts, after_question)
    return replace(
        calibration, models={**calibration.models, **own}, probes={model.name: probe}, contradicted={}, mistakes={}
    )


def judged(judge: Judge, item: Labelled, model: StatedModel | None) -> dict[str, Any]:
    """Labels and grade of one answer. ``seconds`` with what does not depend on the answer done before, as live;
    None where the model may remember."""
    if model is not None:
        model.said.clear()
    judge.prepare(item.question, item.language)
    start_s = time.perf_counter()
    grade = judge.grade(item.question, item.text, item.language)
    seconds = time.perf_counter() - start_s
    points = [
        {
            "id": point.point_id,
            "label": _label(item, point.point_id),
            "probability": point.probability,
            "contrary": point.contrary,
            "signals": dict(point.signals or {}),
            **({"states": model.shift(point.text)} if model and item.half == "tuning" else {}),
        }
        for point in grade.points
    ]
    return {
        "language": item.language, "half": item.half, "kind": item.question.kind, "question": item.question.id,
        "type": item.type, "text": item.text, "score": item.score, "graded": grade.score,
        "interval": grade.interval, "flags": grade.flags, "points": points,
        "seconds": None if model and model.remembers else round(seconds, 2),
    }  # fmt: skip


def asked_for_score(model: LanguageModel, item: Labelled) -> float:
    """What the bare model says, 0–10."""
    system, question, answer, end = ASKED[item.language]
    *before, closing = model.chat(system, question, model.data(item.question.text), answer, model.data(item.text), end)
    writing = model.writing([*before, closing], grammar=SCORE_GRAMMAR, max_tokens=3)
    while True:
        try:
            next(writing)
        except StopIteration as done:
            return float(done.value)


def _label(item: Labelled, point: str) -> str:
    if point in item.covered:
        return "covered"
    if point in item.partly:
        return "partly"
    return "contradicted" if point in item.contradicted else "missing"


if __name__ == "__main__":
    main()
