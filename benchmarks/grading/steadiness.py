"""How far a score moves when the same is said in other words, or is misheard. One JSON object.

    python -m benchmarks.grading.steadiness [--model ID] [--half test] [--answers N] [--hearings N] [--rate 0.1]

``paraphrase``: the answers of ``paraphrases_*.yaml`` against the originals. ``misheard``: the originals with a tenth of
their words wrong (see ``mishearing.py``), each ``--hearings`` times. Movement is the new score minus the old, of 10;
the bar is a mean of 0.7 without the sign. Without ``--model`` by the embedding alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from benchmarks.grading.labelled import HERE, LANGUAGES, Labelled, labelled_answers
from benchmarks.grading.mishearing import misheard
from benchmarks.grading.reading import add_model_arguments, named_model
from desktop.domain.speech import Language
from desktop.scoring.calibration import load_calibration
from desktop.scoring.judge import Judge
from models.embedding import SentenceEncoder

_BAR, _FAR = 0.7, 1.5
_WORST = 6
_GROUPS = {"technical": ("technical",), "behavioural": ("behavioural", "open")}


@dataclass(frozen=True, slots=True)
class Pair:
    """An answer and the same said by another person."""

    original: Labelled
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Scores 0–10 of an answer and of its other form."""

    original: Labelled
    before: float
    after: float

    @property
    def size(self) -> float:
        return self.after - self.before


def pairs() -> tuple[Pair, ...]:
    """All paraphrases with what they say again. Raises ``KeyError`` when one names no labelled answer."""
    known = {(item.question.id, item.type): item for item in labelled_answers() if item.score is not None}
    rows = [row for language in LANGUAGES for row in _read(language)]
    return tuple(Pair(known[row["question"], row["type"]], row["text"]) for row in rows)


def _read(language: Language) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = yaml.safe_load((HERE / f"paraphrases_{language}.yaml").read_text(encoding="utf-8"))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_model_arguments(parser)
    parser.add_argument("--half", choices=("tuning", "test"), default="test")
    parser.add_argument("--answers", type=int, help="at most so many of each language and kind")
    parser.add_argument("--hearings", type=int, default=3)
    parser.add_argument("--rate", type=float, default=0.1, help="share of words that are misheard")
    args = parser.parse_args()
    model = named_model(args)
    judge = Judge(SentenceEncoder(args.threads), load_calibration(args.assets), model)
    chosen = _chosen([pair for pair in pairs() if pair.original.half == args.half], args.answers)
    said_again, heard, unscored = [], [], 0
    for pair in chosen:
        item = pair.original
        judge.prepare(item.question, item.language)
        before = judge.grade(item.question, item.text, item.language).score
        misheard_texts = [misheard(item.text, item.language, args.rate, seed) for seed in range(args.hearings)]
        for text, found in ((pair.paraphrase, said_again), *((text, heard) for text in misheard_texts)):
            after = judge.grade(item.question, text, item.language).score
            if before is None or after is None:
                unscored += 1
            else:
                found.append(Movement(item, before, after))
    print(
        json.dumps(
            {
                "schema": 1, "what": "steadiness", "model": args.model, "half": args.half, "answers": len(chosen),
                "unscored": unscored, "paraphrase": figures(said_again), "misheard": figures(heard),
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


def _chosen(among: Sequence[Pair], most: int | None) -> list[Pair]:
    chosen: list[Pair] = []
    for language in LANGUAGES:
        for kinds in _GROUPS.values():
            own = [p for p in among if p.original.language == language and p.original.question.kind in kinds]
            # Full, partial and wrong ones stand in blocks: take them from everywhere.
            chosen += own if most is None else own[:: max(1, len(own) // most)][:most]
    return chosen


def figures(moved: Sequence[Movement]) -> dict[str, Any]:
    """All of them, and by language, kind of question and type of answer."""
    groups: dict[str, Callable[[Movement], bool]] = {"all": lambda _: True}
    for language in LANGUAGES:
        for name, kinds in _GROUPS.items():
            groups[f"{language} {name}"] = lambda m, language=language, kinds=kinds: (  # type: ignore[misc]
                m.original.language == language and m.original.question.kind in kinds
            )
    for kind in ("full", "partial", "wrong"):
        groups[kind] = lambda m, kind=kind: m.original.type == kind  # type: ignore[misc]
    spreads = {name: _spread([m.size for m in moved if holds(m)]) for name, holds in groups.items()}
    worst = sorted(moved, key=lambda m: -abs(m.size))[:_WORST]
    return {
        **spreads,
        "worst": [[m.original.question.id, m.original.type, round(m.before, 2), round(m.after, 2)] for m in worst],
    }


def _spread(sizes: Sequence[float]) -> dict[str, Any]:
    count = len(sizes)
    if not count:
        return {"pairs": 0}
    return {
        "pairs": count,
        "mean_movement": round(sum(map(abs, sizes)) / count, 2),
        "signed": round(sum(sizes) / count, 2),
        f"over_{_BAR}": round(sum(abs(size) > _BAR for size in sizes) / count, 2),
        f"over_{_FAR}": round(sum(abs(size) > _FAR for size in sizes) / count, 2),
    }


if __name__ == "__main__":
    main()
