"""Whether a mistake that the bank names was made, or only mentioned to say that it is one.

    python -m benchmarks.grading.mistakes [--model ID] [--threads N] [--keep OUT.jsonl]

``mistakes_en.yaml`` and ``mistakes_zh.yaml`` hold for 60 mistakes of each language three short stretches of speech: one
that makes it, one that refutes it, and one on the same subject that does neither. ``--keep`` goes on where an earlier
run stopped. Prints one JSON object: for sets of signals, five-fold by question, the area under the curve of made
against refuted and against neither, and how many are found, and falsely, from a probability on.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.grading.fit import auc, fit
from desktop.domain.question import KeyPoint
from desktop.domain.speech import Language
from desktop.scoring.clauses import split
from desktop.scoring.evidence import PROMPTS, Encoder, StatementReader, nearest, window_text
from models.embedding import SentenceEncoder
from models.language import LanguageModel
from models.paths import model_file

TEXTS = Path(__file__).parent
KINDS = ("commits", "refutes", "near")
# "Believing that …": whose belief it is says nothing.
_BELIEF = {
    "en": re.compile(r"^(?:Saying|Believing|Thinking|Concluding|Assuming|Claiming|Expecting)(?: that)? "),
    "zh": re.compile(r"^(?:认为|以为|觉得|说|把)(?=.)"),
}
# Who refutes a mistake mostly says what is right; so that counts against its having been made. The small model's "yes,
# it contradicts" says that too (decision 0027).
EMBEDDING = {"near": 1, "right": -1}
SIGNALS = {
    "embedding": EMBEDDING,
    "and express the mistake": {**EMBEDDING, "says_wrong": 1},
    "and contradict what is right": {**EMBEDDING, "about_right": -1},
    "and both": {**EMBEDDING, "says_wrong": 1, "about_right": -1},
}
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="id of a language model that is on this computer")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    model = LanguageModel(model_file(args.model, "model.gguf"), args.threads) if args.model else None
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
    sets = {name: _figures([*rows.values()], signs) for name, signs in SIGNALS.items()}
    print(json.dumps({"schema": 1, "what": "mistakes", "model": args.model, "texts": len(rows), **sets}, indent=1))


def _texts(language: Language) -> Iterator[Row]:
    for row in yaml.safe_load((TEXTS / f"mistakes_{language}.yaml").read_text(encoding="utf-8")):
        wrong = _BELIEF[language].sub("", row["mistake"])
        for kind in KINDS:
            key = f"{row['question']}/{kind}"
            yield {"key": key, "question": row["question"], "kind": kind, "language": language,
                   "wrong": wrong, "right": row["correction"], "text": row[kind]}  # fmt: skip


def _signals(row: Row, language: Language, encoder: Encoder, reader: StatementReader | None) -> dict[str, float]:
    clauses = split(row["text"], language)
    points = [KeyPoint("wrong", row["wrong"]), KeyPoint("right", row["right"])]
    found = nearest(points, clauses, language, encoder)
    whole = encoder.encode([window_text(clauses, 0, len(clauses) - 1, language), row["right"]])
    signals = {"near": found[0].similarity, "right": float(whole[0] @ whole[1])}
    read = reader.read(points, clauses, found) if reader else None
    if read and read[0] and read[1]:
        signals |= {"says_wrong": read[0]["yes"], "about_right": read[1]["against"]}
    return signals


def _figures(rows: list[Row], signs: dict[str, int]) -> Row | None:
    if not all(name in row["signals"] for row in rows for name in signs):
        return None
    values = np.array([[sign * row["signals"][name] for name, sign in signs.items()] for row in rows])
    kinds, questions = (np.array([row[name] for row in rows]) for name in ("kind", "question"))
    made = (kinds == "commits").astype(float)
    chance = np.zeros(len(rows))
    for part in range(5):
        unseen = np.isin(questions, sorted(set(questions))[part::5])
        intercept, weights = fit(values[~unseen], made[~unseen])
        chance[unseen] = 1 / (1 + np.exp(-(values[unseen] @ weights + intercept)))
    from_chance = {
        str(least): {kind: [int((chance[kinds == kind] >= least).sum()), int((kinds == kind).sum())] for kind in KINDS}
        for least in (0.6, 0.7, 0.8, 0.9)
    }
    against = {kind: (kinds == "commits") | (kinds == kind) for kind in KINDS[1:]}
    return {
        "auc": {kind: round(auc(made[both], chance[both]), 3) for kind, both in against.items()},
        "taken_as_made": from_chance,
    }


if __name__ == "__main__":
    main()
