"""Whether a mistake that the bank names was made, or only mentioned to say that it is one.

    python -m benchmarks.grading.mistakes [--model ID] [--threads N] [--keep OUT.jsonl] [--write]

``mistakes_en.yaml`` and ``mistakes_zh.yaml`` hold for 60 mistakes of each language three short stretches of speech: one
that makes it, one that refutes it, and one on the same subject that does neither. ``--keep`` goes on where an earlier
run stopped; ``--write`` ships the weights of all signals for the model, fitted on both languages. Prints one JSON
object: for sets of signals, five-fold by question, the area under the curve of made against refuted and against
neither, and how many are found, and falsely, from a probability on, and by what the program goes by (``told``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.grading.fit import auc, fit, five_fold
from benchmarks.grading.reading import add_model_arguments, named_model
from desktop.domain.question import KeyPoint, Mistake
from desktop.domain.speech import Language
from desktop.scoring.clauses import split
from desktop.scoring.evidence import PROMPTS, Encoder, StatementReader, nearest
from desktop.scoring.mistakes import mistake_signals, statements, taken_as_made
from models.embedding import SentenceEncoder

TEXTS = Path(__file__).parent
OUT = TEXTS.parents[1] / "assets/calibration/mistakes.json"
KINDS = ("commits", "refutes", "near")
# Who refutes a mistake mostly says what is right; so that counts against its having been made. The small model's "yes,
# it contradicts" says that too (decision 0027).
EMBEDDING = {"near": 1, "right": -1}
ASKED = {"yes_wrong": 1, "against_right": -1}
WORDS = {"taken_back": -1}
SIGNALS = {
    "embedding": EMBEDDING,
    "embedding, words": {**EMBEDDING, **WORDS},
    "embedding, words, yes to the mistake": {**EMBEDDING, **WORDS, "yes_wrong": 1},
    "embedding, words, against what is right": {**EMBEDDING, **WORDS, "against_right": -1},
    "embedding, both questions": {**EMBEDDING, **ASKED},
    "all": {**EMBEDDING, **WORDS, **ASKED},
}
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_model_arguments(parser)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    model = named_model(args)
    encoder = SentenceEncoder(args.threads)
    known = args.keep.read_text(encoding="utf-8").splitlines() if args.keep and args.keep.exists() else []
    rows: dict[str, Row] = {row["key"]: row for row in map(json.loads, known)}
    for language in ("en", "zh"):
        reader = StatementReader(model, language, [*PROMPTS[language].questions]) if model else None
        for row in _texts(language):
            if row["key"] not in rows:
                rows[row["key"]] = read = {**row, "signals": _signals(row, language, encoder, reader)}
                if args.keep:
                    with args.keep.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(read, ensure_ascii=False) + "\n")
    if args.write and model:
        _write(model.name, [*rows.values()], SIGNALS["all"])
    sets = {name: _figures([*rows.values()], signs) for name, signs in SIGNALS.items()}
    print(json.dumps({"schema": 1, "what": "mistakes", "model": args.model, "texts": len(rows), **sets}, indent=1))


def _texts(language: Language) -> Iterator[Row]:
    for row in yaml.safe_load((TEXTS / f"mistakes_{language}.yaml").read_text(encoding="utf-8")):
        for kind in KINDS:
            key = f"{row['question']}/{kind}"
            yield {"key": key, "question": row["question"], "kind": kind, "language": language,
                   "mistake": row["mistake"], "correction": row["correction"], "text": row[kind]}  # fmt: skip


def _signals(row: Row, language: Language, encoder: Encoder, reader: StatementReader | None) -> dict[str, float]:
    mistake = Mistake(row["mistake"], row["correction"])
    clauses = split(row["text"], language)
    near = nearest([KeyPoint("wrong", statements(mistake, language)[0])], clauses, language, encoder)[0]
    return mistake_signals(mistake, clauses, near, language, encoder, reader)


def _write(model: str, rows: list[Row], signs: dict[str, int]) -> None:
    values, _, _, made = _table(rows, signs)
    intercept, weights = fit(values, made)
    signed = zip(signs.items(), weights, strict=True)
    shipped = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {"models": {}}
    entry = {
        "intercept": round(intercept, 4),
        "weights": {name: round(sign * float(weight), 4) for (name, sign), weight in signed},
    }
    models = {**shipped["models"], model: entry}
    data = {"schema": 1, "about": "Made by benchmarks/grading/mistakes.py.", "models": models}
    OUT.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _table(rows: list[Row], signs: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    values = np.array([[sign * row["signals"][name] for name, sign in signs.items()] for row in rows])
    kinds, questions = (np.array([row[name] for row in rows]) for name in ("kind", "question"))
    return values, kinds, questions, (kinds == "commits").astype(float)


def _figures(rows: list[Row], signs: dict[str, int]) -> Row | None:
    if not all(name in row["signals"] for row in rows for name in signs):
        return None
    values, kinds, questions, made = _table(rows, signs)
    chance = five_fold(values, made, questions)
    from_chance = {
        str(least): {kind: [int((chance[kinds == kind] >= least).sum()), int((kinds == kind).sum())] for kind in KINDS}
        for least in (0.6, 0.7, 0.8, 0.9)
    }
    told = {}
    if "yes_wrong" in signs:
        taken = np.array([taken_as_made(p, row["signals"]) for p, row in zip(chance, rows, strict=True)])
        told = {"told": {kind: [int(taken[kinds == kind].sum()), int((kinds == kind).sum())] for kind in KINDS}}
    against = {kind: (kinds == "commits") | (kinds == kind) for kind in KINDS[1:]}
    return {
        "auc": {kind: round(auc(made[both], chance[both]), 3) for kind, both in against.items()},
        "taken_as_made": from_chance,
        **told,
    }


if __name__ == "__main__":
    main()
