"""Writes the signals of every (answer, key point) of the tuning sets as JSON lines, for ``fit.py``.

    python benchmarks/grading/collect.py OUT.jsonl [--model ID] [--threads N]

Without ``--model`` only the embedding's signals. Goes on where an earlier run stopped. Besides the written answers,
every second question gets the full answer of another question as one that is off topic.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

from desktop.domain.question import KeyPoint
from desktop.domain.speech import Language
from desktop.scoring.clauses import split
from desktop.scoring.evidence import StatementReader, nearest
from desktop.scoring.grade import _signals
from models.embedding import SentenceEncoder
from models.language import LanguageModel
from models.paths import model_file

HERE = Path(__file__).resolve().parent
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def answers_of(questions: list[dict[str, Any]], index: int) -> list[tuple[str, str, set[int]]]:
    """(type, text, covered points) of one question."""
    own = [(a["type"], a["text"], set(a["covers"])) for a in questions[index]["answers"]]
    if index % 2 == 0:
        other = questions[(index + 7) % len(questions)]["answers"][0]["text"]
        own.append(("off", other, set()))
    return own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", help="id of a language model that is on this computer")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    encoder = SentenceEncoder()
    model = LanguageModel(model_file(args.model, "model.gguf"), args.threads) if args.model else None
    sets = {lang: yaml.safe_load((HERE / f"tuning_{lang}.yaml").read_text(encoding="utf-8")) for lang in LANGUAGES}
    readers = {lang: StatementReader(model, lang) if model else None for lang in LANGUAGES}
    lines = args.out.read_text(encoding="utf-8").splitlines() if args.out.exists() else []
    done = {(r["question"], r["answer"]) for r in map(json.loads, lines)}
    with args.out.open("a", encoding="utf-8") as out:
        for index in range(len(sets["en"])):
            for language in LANGUAGES:
                question = sets[language][index]
                points = [KeyPoint(str(i), text) for i, text in enumerate(question["points"])]
                for kind, text, covers in answers_of(sets[language], index):
                    if (question["id"], kind) in done:
                        continue
                    clauses = split(text, language)
                    found = nearest(points, clauses, language, encoder)
                    signals = _signals(points, clauses, found, language, encoder, readers[language])
                    for i, each in enumerate(signals):
                        record = {
                            "language": language, "kind": question["kind"], "question": question["id"],
                            "answer": kind, "point": i, "covered": int(i in covers), "signals": each,
                        }  # fmt: skip
                        out.write(json.dumps(record) + "\n")
                out.flush()


if __name__ == "__main__":
    main()
