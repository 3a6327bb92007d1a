"""Openings before follow-ups, written by the language model for labelled answers; prints one JSON object.

python -m benchmarks.openings [--model ID] [--language zh|en] [--limit N] [--out FILE]

Of the labelled answers (``benchmarks/grading``) those to project and behavioural questions: the full, partial, vague
and wrong ones, before each follow-up on their question. ``--out`` writes down every opening with the follow-up, to be
read, and after "#" why it was refused if it was, and its passage.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml

from benchmarks.machine import machine
from benchmarks.people import LANGUAGES
from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank, shipped_bank
from desktop.interview.opening import Opening, passages, worth_opening, write_openings
from desktop.interview.wording import check_opening, worded
from desktop.session.phrasing import by_weight
from models.embedding import SentenceEncoder
from models.language import LanguageModel
from models.paths import model_file

ANSWERS = Path(__file__).parent / "grading"
KINDS = ("full", "partial", "vague", "wrong")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What could be asked next of somebody who gave an answer."""

    question: Question
    asks: tuple[str, ...]
    passages: tuple[str, ...]


def from_answers(bank: QuestionBank, language: Language) -> Iterator[Occasion]:
    rows = yaml.safe_load((ANSWERS / f"answers_{language}.yaml").read_text(encoding="utf-8"))
    for row in rows:
        question = bank.by_id[row["question"]]
        asks = tuple(item.text for item in by_weight(question))
        if worth_opening(question) and asks:
            for answer in row["answers"]:
                if answer["type"] in KINDS:
                    yield Occasion(question, asks, passages(answer["text"], language))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct", metavar="ID")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--limit", type=int, metavar="N", help="only N answers of each language, spread evenly")
    parser.add_argument("--out", type=Path, metavar="FILE")
    args = parser.parse_args()
    model = LanguageModel(model_file(args.model, "model.gguf"), threads=2, context=3072)
    encoder, bank = SentenceEncoder(), shipped_bank()
    figures: dict[str, Any] = {}
    with args.out.open("w", encoding="utf-8") if args.out else contextlib.nullcontext() as out:
        for language in [args.language] if args.language else LANGUAGES:
            occasions = list(from_answers(bank, language))
            if args.limit:
                occasions = occasions[:: max(1, len(occasions) // args.limit)][: args.limit]
            figures[language] = measure(occasions, language, model, encoder, out)
    print(json.dumps({"schema": 1, "machine": machine(), "model": args.model, **figures}, ensure_ascii=False, indent=1))


def measure(
    occasions: list[Occasion], language: Language, model: LanguageModel, encoder: SentenceEncoder, out: TextIO | None
) -> dict[str, Any]:
    refused: Counter[str] = Counter()
    seconds: list[float] = []
    steps: list[float] = []
    accepted = with_one = 0
    for occasion in occasions:
        work = write_openings(occasion.asks, occasion.passages, language, model=model, encoder=encoder)
        openings, taken = _run(work)
        steps += taken
        if openings:
            seconds.append(sum(taken))
        reasons = [check_opening(opening, occasion.question) for opening in openings]
        refused.update(reason for reason in reasons if reason)
        accepted += reasons.count(None)
        with_one += None in reasons
        for opening, reason in zip(openings, reasons, strict=True):
            why = f" # {reason}: {opening.passage}" if reason else ""
            print(f"{opening.likeness:.2f} {worded(opening, language)}{why}", file=out or sys.stderr, flush=True)
    written = accepted + refused.total()
    return {
        "occasions": len(occasions),
        "questions_asked": sum(len(occasion.asks) for occasion in occasions),
        "written": written,
        "accepted": accepted,
        "share_accepted": round(accepted / written, 3) if written else None,
        "occasions_with_an_opening": with_one,
        "refused": dict(refused.most_common()),
        "seconds_median": round(statistics.median(seconds), 2) if seconds else None,
        "seconds_longest": round(max(seconds), 2) if seconds else None,
        "longest_step_s": round(max(steps), 2) if steps else None,
    }


def _run(work: Any) -> tuple[tuple[Opening, ...], list[float]]:
    taken = []
    while True:
        began_s = time.perf_counter()
        try:
            next(work)
        except StopIteration as done:
            taken.append(time.perf_counter() - began_s)
            return done.value, taken
        taken.append(time.perf_counter() - began_s)


if __name__ == "__main__":
    main()
