"""Precision and recall of duplicate finding in question packs, on rewordings and on neighbours of the same topic.

    python -m benchmarks.packs.duplicates

A written question is compared with the whole bank, as at an import. It is found when the question it rewords is named;
naming any question for a neighbour, or another than the reworded one, is a mistake. Half of the pairs (by place) choose
the bounds, the other half measures them. Beside it: how many questions of the bank, all meant to differ, are called
alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import yaml

from desktop.domain.speech import Language
from desktop.interview.bank import shipped_bank
from desktop.packs import duplicates
from models.embedding import SentenceEncoder

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = ("en", "zh")
BETA = 0.5
"""A wrong alarm costs a reader more than a missed rewording: precision counts twice as much as recall."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Of one written question: the cosine of the nearest in the bank, its lead over the next, whether the nearest is
    the one it was written beside, and whether it rewords that one."""

    cosine: float
    lead: float
    hit: bool
    same: bool

    def called(self, nearly: float, perhaps: float, lead: float) -> bool:
        return self.cosine >= nearly or (self.cosine >= perhaps and self.lead >= lead)


def written(language: Language, encoder: SentenceEncoder) -> list[list[Nearest]]:
    """Two for each question of the list: the rewording and the neighbour."""
    questions = shipped_bank().select(language=language)
    vectors = encoder.encode([question.text for question in questions])
    rows = yaml.safe_load((HERE / f"pairs_{language}.yaml").read_text(encoding="utf-8"))
    found = []
    for row in rows:
        pair = []
        for kind in ("same", "other"):
            cosines = vectors @ encoder.encode([row[kind]])[0]
            first, second = np.argsort(-cosines)[:2]
            hit = questions[first].id == row["id"]
            pair.append(Nearest(float(cosines[first]), float(cosines[first] - cosines[second]), hit, kind == "same"))
        found.append(pair)
    return found


def figures(pairs: list[list[Nearest]], bounds: tuple[float, float, float]) -> dict[str, float | int]:
    """Precision and recall, 0–1."""
    every = [one for pair in pairs for one in pair]
    called = [one for one in every if one.called(*bounds)]
    right = sum(one.same and one.hit for one in called)
    wanted = sum(one.same for one in every)
    return {
        "rewordings": wanted,
        "neighbours": len(every) - wanted,
        "called": len(called),
        "precision": round(right / len(called), 3) if called else 0.0,
        "recall": round(right / wanted, 3),
    }


def f_score(given: dict[str, float | int]) -> float:
    precision, recall = float(given["precision"]), float(given["recall"])
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall) if precision and recall else 0.0


def in_bank(language: Language, encoder: SentenceEncoder, bounds: tuple[float, float, float]) -> dict[str, int]:
    texts = [question.text for question in shipped_bank().select(language=language)]
    alike = encoder.similarity(texts, texts)
    np.fill_diagonal(alike, -1.0)
    ordered = -np.sort(-alike, axis=1)
    called = [Nearest(float(a), float(a - b), False, False).called(*bounds) for a, b in ordered[:, :2]]
    return {"questions": len(texts), "called": sum(called)}


def main() -> None:
    encoder = SentenceEncoder()
    pairs = {language: written(language, encoder) for language in LANGUAGES}
    tuning = [pair for language in LANGUAGES for pair in pairs[language][0::2]]
    steps = product((duplicates.NEARLY,), (n / 100 for n in range(40, 70, 5)), (0.0, 0.03, 0.05, 0.08, 0.1, 0.12))
    chosen = max(steps, key=lambda bounds: f_score(figures(tuning, bounds)))
    shipped = (duplicates.NEARLY, duplicates.PERHAPS, duplicates.LEAD)
    only_nearly = (duplicates.NEARLY, 2.0, 0.0)
    report: dict[str, object] = {"schema": 1, "chosen": chosen, "shipped": shipped, "tuning": figures(tuning, chosen)}
    for language in LANGUAGES:
        report[language] = {
            "test": figures(pairs[language][1::2], shipped),
            "test_nearly": figures(pairs[language][1::2], only_nearly),
            "bank": in_bank(language, encoder, shipped),
            "bank_nearly": in_bank(language, encoder, only_nearly),
        }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
