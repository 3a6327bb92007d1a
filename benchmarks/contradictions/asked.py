"""What a language model says to pairs of statements, put to it as one yes/no question.

    python -m benchmarks.contradictions.asked OUT.jsonl [--model qwen2.5-coder-1.5b-instruct]

Reads every labelled pair and, of each real interview, the three closest sentences of two answers; goes on where it
stopped. Then prints one JSON object: how well the reading tells contradictions from near misses (AUC by half and
language), and, with the threshold that lets no near miss of the tuning half through, what is found in the test half and
how many interviews would be asked. Two minutes for ten pairs on two idle cores.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contradictions.labelled import pairs
from benchmarks.contradictions.speakers import interviewed
from desktop.domain.speech import Language
from models.embedding import SentenceEncoder
from models.language import LanguageModel
from models.paths import model_file

_CLOSEST = 3
_LEAST_WORDS = 5
# The same sentence said twice contradicts nothing.
_REPEATED = 0.98


@dataclass(frozen=True, slots=True)
class Prompt:
    system: str
    earlier: str
    later: str
    question: str
    unsure: str


PROMPTS: dict[Language, Prompt] = {
    "en": Prompt(
        "You check whether two statements of the same person can both be true.",
        "Earlier the person said:\n",
        "\n\nLater the same person said:\n",
        "\n\nDo the two statements contradict each other? Answer yes or no.",
        "I am not sure.",
    ),
    "zh": Prompt(
        "你检查同一个人说的两段话能不能同时成立。",
        "这个人前面说：\n",
        "\n\n同一个人后来说：\n",
        "\n\n这两段话互相矛盾吗？请回答“是”或“否”。",
        "我不太确定。",
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """``half`` is "interviews" for what was really said; ``of`` is the pair or the interview."""

    of: str
    half: str
    language: Language
    contradicts: bool
    earlier: str
    later: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="one line a pair; goes on where it stopped")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct")
    args = parser.parse_args()
    read = [json.loads(line) for line in args.out.read_text(encoding="utf-8").splitlines()] if args.out.exists() else []
    done = {(row["earlier"], row["later"]) for row in read}
    model = LanguageModel(model_file(args.model, "model.gguf"))
    with args.out.open("a", encoding="utf-8") as out:
        for item in itertools.chain(_labelled(), _closest()):
            if (item.earlier, item.later) in done:
                continue
            gain = _ask(model, item.language, item.earlier, item.later) - _ask(
                model, item.language, item.earlier, PROMPTS[item.language].unsure
            )
            row = {
                "of": item.of, "half": item.half, "language": item.language, "contradicts": item.contradicts,
                "earlier": item.earlier, "later": item.later, "gain": gain,
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
            read.append(row)
    print(json.dumps({"schema": 1, "model": model.name, **_summary(read)}, ensure_ascii=False, indent=1))


def _ask(model: LanguageModel, language: Language, earlier: str, later: str) -> float:
    prompt = PROMPTS[language]
    return model.yes_minus_no(
        model.chat(prompt.system, prompt.earlier, model.data(earlier), prompt.later, model.data(later), prompt.question)
    )


def _labelled() -> Iterator[Item]:
    """The tuning half first."""
    for pair in sorted(pairs(), key=lambda pair: (pair.half != "tuning", pair.id[3:])):
        yield Item(pair.id, pair.half, pair.language, pair.contradicts, pair.earlier, pair.later)


def _closest() -> Iterator[Item]:
    encoder = SentenceEncoder()
    for speaker in interviewed():
        found = []
        for one, other in itertools.combinations(speaker.turns, 2):
            left, right = _sentences(one), _sentences(other)
            if left and right:
                cosines = encoder.similarity(left, right)
                cosines[cosines >= _REPEATED] = -1.0
                i, j = np.unravel_index(int(cosines.argmax()), cosines.shape)
                found.append((float(cosines[i, j]), left[i], right[j]))
        for _, earlier, later in sorted(found, reverse=True)[:_CLOSEST]:
            yield Item(speaker.name, "interviews", "en", False, earlier, later)


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?;])\s+", text)
    return [part.strip() for part in parts if len(part.split()) >= _LEAST_WORDS]


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for language in ("en", "zh"):
        own = [row for row in rows if row["language"] == language]
        tuning, test = ([row for row in own if row["half"] == half] for half in ("tuning", "test"))
        # Above all near misses of the tuning half.
        limit = max((row["gain"] for row in tuning if not row["contradicts"]), default=0.0)
        asked = {row["of"] for row in own if row["half"] == "interviews" and row["gain"] > limit}
        found[language] = {
            "auc": {"tuning": _auc(tuning), "test": _auc(test)},
            "limit": round(limit, 2),
            "test_found": sum(row["gain"] > limit for row in test if row["contradicts"]),
            "test_contradictions": sum(row["contradicts"] for row in test),
            "test_false": sum(row["gain"] > limit for row in test if not row["contradicts"]),
            "interviews": len({row["of"] for row in own if row["half"] == "interviews"}),
            "interviews_asked": len(asked),
        }
    return found


def _auc(rows: list[dict[str, Any]]) -> float | None:
    """Chance that a contradiction reads higher than a near miss."""
    yes, no = (np.array([row["gain"] for row in rows if row["contradicts"] == label]) for label in (True, False))
    if not len(yes) or not len(no):
        return None
    return round(float(np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no))), 3)


if __name__ == "__main__":
    main()
