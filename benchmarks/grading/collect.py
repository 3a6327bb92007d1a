"""Judges every labelled answer as the program does and writes what it found, a JSON line each, for ``fit.py`` and
``agreement.py``.

    python -m benchmarks.grading.collect OUT.jsonl [--model ID] [--threads N] [--half test]

Without ``--model`` by the embedding alone. Goes on where an earlier run stopped. Of the test half the language model is
also asked plainly for a score from 0 to 10, as something to be better than.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.grading.labelled import Labelled, labelled_answers
from desktop.domain.speech import Language
from desktop.resources import assets_dir
from desktop.scoring.calibration import load_calibration
from desktop.scoring.judge import Judge
from models.embedding import SentenceEncoder
from models.language import LanguageModel
from models.paths import model_file

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", help="id of a language model that is on this computer")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--half", choices=("tuning", "test"))
    args = parser.parse_args()
    model = LanguageModel(model_file(args.model, "model.gguf"), args.threads) if args.model else None
    judge = Judge(SentenceEncoder(args.threads), load_calibration(assets_dir()), model)
    lines = args.out.read_text(encoding="utf-8").splitlines() if args.out.exists() else []
    done = {(row["question"], row["type"], row["text"]) for row in map(json.loads, lines)}
    with args.out.open("a", encoding="utf-8") as out:
        for item in labelled_answers():
            if (item.question.id, item.type, item.text) in done or args.half not in (None, item.half):
                continue
            row = judged(judge, item)
            if model is not None and item.half == "test":
                row["asked"] = asked_for_score(model, item)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def judged(judge: Judge, item: Labelled) -> dict[str, Any]:
    """Labels and grade of one answer. ``seconds`` with what does not depend on the answer done before, as live."""
    judge.prepare(item.question, item.language)
    start_s = time.perf_counter()
    grade = judge.grade(item.question, item.text, item.language)
    seconds = time.perf_counter() - start_s
    points = [
        {
            "id": point.point_id,
            "label": _label(item, point.point_id),
            "probability": point.probability,
            "signals": dict(point.signals or {}),
        }
        for point in grade.points
    ]
    return {
        "language": item.language, "half": item.half, "kind": item.question.kind, "question": item.question.id,
        "type": item.type, "text": item.text, "score": item.score, "graded": grade.score,
        "interval": grade.interval, "flags": grade.flags, "points": points, "seconds": round(seconds, 2),
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
