"""Fits the calibration from signals (see ``collect.py``) and reports how well it separates unseen questions.

    python -m benchmarks.grading.fit SIGNALS.jsonl [--method NAME] [--on] [--write] [--assets DIR]

For the starter model first linear probes: logistic regressions on its states, the same for all languages and kinds,
one for points that were said and one for those whose contrary was; with ``--on`` they are kept near the shipped ones,
so that what these learned from other answers stays. What they say of points of questions that they have
not seen are then signals among the others. Then, for each language and kind, logistic regression with an L2 penalty on
standardised signals and weights kept ≥ 0 (a signal for coverage must never count against it). ``open`` is fitted with
the behavioural answers as well. The figures are five-fold by question: every answer is judged by a model, and by
probes, that never saw its question (the few weights of the former are fitted to what probes say that have). Only the
tuning half is used; points that were said half are left out. With ``--on`` the figures are optimistic for questions
that the shipped probes were fitted to. A method whose signals are not there keeps its shipped
calibration.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.grading.reading import add_assets_argument
from desktop.scoring.calibration import FILE, PROBE, PROBE_AGAINST, PROBE_UNOPPOSED, PROBES_FILE
from desktop.scoring.grade import CONTRADICTED_FROM, RULED_OUT_BELOW

STARTER = "Qwen2.5 Coder 1.5B Instruct GGUF"
METHODS = {
    # Without the shared terms: with them a score hangs on the words chosen, and agrees less with the labels.
    "embedding": ("clause", "whole", "form"),
    "embedding+language": ("clause", "whole", "terms", "form", "yes"),
    STARTER: ("clause", "form", PROBE, PROBE_UNOPPOSED),
}
# What the contrary of a point is known by, and whether that speaks for it.
CONTRARY = {PROBE_AGAINST: 1, PROBE: -1}
# The states are those of these layers at the end of the statement, and of the question about it. A probe of each is
# fitted by itself, with this L2 penalty on weights of standardised states that are divided by the square root of their
# number, or on how far they move from those that are kept near; statement and question have the same say.
PROBE_QUESTION, PROBED, PROBE_PENALTY, NEAR_PENALTY = "against", ((16, 18), (16, 24)), 0.1, 0.3
LAYERS = tuple(sorted({layer for layers in PROBED for layer in layers}))
FOR_PROBE = ("plain", "commits", "refutes", "near", "off_topic")
Row = dict[str, Any]
LANGUAGES = ("en", "zh")
KINDS = {"technical": ("technical",), "behavioural": ("behavioural", "open"), "open": ("behavioural", "open")}


def auc(labels: np.ndarray, values: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties shared."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    for value in np.unique(values):
        ranks[values == value] = ranks[values == value].mean()
    ones = labels.sum()
    zeros = len(labels) - ones
    return (
        float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros)) if ones and zeros else float("nan")
    )


def fit(rows: np.ndarray, labels: np.ndarray, penalty: float = 2.0) -> tuple[float, np.ndarray]:
    """Intercept and weights in the signals' own units."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread
    weights, intercept = np.full(rows.shape[1], 0.1), 0.0
    for _ in range(6000):
        off = chance(scaled, intercept, weights) - labels
        step = scaled.T @ off + penalty * weights
        weights = np.maximum(0.0, weights - 2.0 / len(labels) * step)
        intercept -= 2.0 / len(labels) * float(off.sum())
    real = weights / spread
    return float(intercept - (real * mean).sum()), real


def fit_probe(states: np.ndarray, labels: np.ndarray, near: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    """Intercept and weights. ``states``: shape (points, 2, layers, width); ``near``: weights to keep near."""
    sum_, weights = 0.0, np.zeros(states.shape[1:])
    for place, layers in enumerate(PROBED):
        for layer in layers:
            at = place, LAYERS.index(layer)
            intercept, own = _logistic(states[:, *at], labels, None if near is None else near[at] * len(layers))
            sum_ += intercept / len(layers)
            weights[at] = own / len(layers)
    return sum_, weights


def _logistic(rows: np.ndarray, labels: np.ndarray, near: np.ndarray | None) -> tuple[float, np.ndarray]:
    mean, spread = rows.mean(axis=0), (rows.std(axis=0) + 1e-6) * np.sqrt(rows.shape[1])
    scaled = ((rows - mean) / spread).astype(float)
    start, penalty = (0.0 * spread, PROBE_PENALTY) if near is None else (near * spread, NEAR_PENALTY)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercept = parameters[:-1], parameters[-1]
        values, moved = scaled @ weights + intercept, weights - start
        off = 1 / (1 + np.exp(-values)) - labels
        total = (np.logaddexp(0, values) - labels * values).sum() + penalty / 2 * moved @ moved
        return float(total), np.append(scaled.T @ off + penalty * moved, off.sum())

    found = minimize(loss, np.append(start, 0.0), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = found[:-1] / spread
    return float(found[-1] - weights @ mean), weights


@dataclass(frozen=True, slots=True)
class Weights:
    """The calibration below ``assets`` as it is written there."""

    assets: Path
    coverage: Row
    probes: Row

    @classmethod
    def read(cls, assets: Path) -> Weights:
        texts = ((assets / name).read_text(encoding="utf-8") for name in (FILE, PROBES_FILE))
        return cls(assets, *map(json.loads, texts))

    def write(self) -> None:
        (self.assets / FILE).write_text(json.dumps(self.coverage, indent=1) + "\n", encoding="utf-8")
        (self.assets / PROBES_FILE).write_text(json.dumps(self.probes) + "\n", encoding="utf-8")

    @property
    def of_probes(self) -> dict[str, np.ndarray]:
        """Those of the starter model's probes by signal, of shape (2, layers, width)."""
        return {
            name: np.frombuffer(base64.b64decode(text), "<f4").reshape(2, len(LAYERS), -1)
            for name, text in self.probes["models"][STARTER]["weights"].items()
        }


def by_question(questions: np.ndarray) -> Iterator[np.ndarray]:
    """Five parts of the questions, as which rows are theirs."""
    names = sorted(set(questions))
    for part in range(5):
        unseen = np.isin(questions, names[part::5])
        if unseen.any() and not unseen.all():
            yield unseen


def probed(
    states: np.ndarray, labels: np.ndarray, questions: np.ndarray, clear: np.ndarray, near: np.ndarray | None = None
) -> np.ndarray:
    """What a probe that never saw its question says of each row, fitted to those whose label is ``clear``."""
    values = np.zeros(len(states))
    for unseen in by_question(questions):
        intercept, weights = fit_probe(states[~unseen & clear], labels[~unseen & clear], near)
        values[unseen] = np.tensordot(states[unseen], weights, 3) + intercept
    return values


def five_fold(rows: np.ndarray, labels: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """The chance of each row by a model that never saw its question."""
    found = np.zeros(len(rows))
    for unseen in by_question(questions):
        intercept, weights = fit(rows[~unseen], labels[~unseen])
        found[unseen] = chance(rows[unseen], intercept, weights)
    return found


def chance(rows: np.ndarray, intercept: float, weights: np.ndarray) -> np.ndarray:
    """What a logistic of these makes of each row, 0–1."""
    chances: np.ndarray = 1 / (1 + np.exp(-(rows @ weights + intercept)))
    return chances


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Key points of answers, a row each. ``states`` is None without a language model's. Some are for the probe only:
    plain answers are in the bank's own wordings, which the nearest clause is looked for by, and the words of a mistake
    are near whether it is made or refuted; with answers to another question points of good stories came out lower. What
    was said half is not ``clear``, and nothing is fitted to it. Probes are kept ``near`` these weights, by signal.
    All are of answers that were read ``after_question``, or none."""

    languages: np.ndarray
    kinds: np.ndarray
    questions: np.ndarray
    probe_only: np.ndarray
    clear: np.ndarray
    covered: np.ndarray
    contradicted: np.ndarray
    signals: Sequence[dict[str, float]]
    states: np.ndarray | None
    near: Mapping[str, np.ndarray]
    after_question: bool

    @property
    def for_logistic(self) -> np.ndarray:
        return self.clear & ~self.probe_only

    def group(self, language: str, kinds: Sequence[str]) -> np.ndarray:
        return (self.languages == language) & np.isin(self.kinds, kinds)

    def rows(self, names: Sequence[str]) -> np.ndarray:
        """Their signals; those of probes by ones which never saw the question of the row."""
        rows = np.array([[each.get(name, 0.0) for name in names] for each in self.signals])
        if self.states is not None:
            labels = {PROBE: self.covered, PROBE_AGAINST: self.contradicted}
            said, against = (
                probed(self.states, own, self.questions, self.clear, self.near.get(name))
                for name, own in labels.items()
            )
            values = {PROBE: said, PROBE_AGAINST: against, PROBE_UNOPPOSED: -np.logaddexp(0.0, against)}
            for name in values.keys() & {*names}:
                rows[:, [*names].index(name)] = values[name]
        return rows


def held_out(points: Points, rows: np.ndarray) -> np.ndarray:
    """The chance that each point was covered, by models that never saw its question."""
    chances = np.zeros(len(rows))
    for unseen in by_question(points.questions):
        for language, kinds in itertools.product(LANGUAGES, set(KINDS.values())):
            group = points.group(language, kinds)
            if (group & unseen).any():
                used = group & ~unseen & points.for_logistic
                intercept, weights = fit(rows[used], points.covered[used])
                chances[group & unseen] = chance(rows[group & unseen], intercept, weights)
    return chances


def contrary_told(points: Points, rows: np.ndarray, covered: np.ndarray) -> Row:
    """Of how many points that were contradicted, covered or missing the person is told, by models that never saw their
    question. ``covered``: the chance of that."""
    contradicted, said = points.contradicted[points.clear], points.covered[points.clear]
    chances = five_fold(rows[points.clear], contradicted, points.questions[points.clear])
    told = (chances >= CONTRADICTED_FROM) & (covered[points.clear] < RULED_OUT_BELOW)
    labels = {"contradicted": contradicted == 1, "covered": said == 1}
    labels["missing"] = ~(labels["contradicted"] | labels["covered"])
    counts = {name: [int((told & own).sum()), int(own.sum())] for name, own in labels.items()}
    return {"auc": round(auc(contradicted, chances), 3), "told": counts}


def points_of(path: Path, names: Sequence[str], near: Mapping[str, np.ndarray] | None = None) -> Points | None:
    """Those that were judged by all the signals of these names, not by the form of the answer alone. ``near``: weights
    of probes to keep near, by signal."""
    found: list[tuple[Any, ...]] = []
    rows = [*map(json.loads, path.read_text(encoding="utf-8").splitlines())]
    for row in rows:
        for point in row["points"] if row["half"] == "tuning" else ():
            if is_used(point, names):
                states = point.get("states")
                known = states and np.frombuffer(base64.b64decode(states), "<f2").reshape(2, len(LAYERS), -1)
                labels = float(point["label"] == "covered"), float(point["label"] == "contradicted")
                about = row["language"], row["kind"], row["question"]
                use = row["type"] in FOR_PROBE, point["label"] != "partly"
                found.append((*about, *use, *labels, point["signals"], known))
    if not found:
        return None
    languages, kinds, questions, probe_only, clear, covered, contradicted, signals, states = zip(*found, strict=True)
    return Points(
        np.array(languages), np.array(kinds), np.array(questions), np.array(probe_only), np.array(clear),
        np.array(covered), np.array(contradicted), signals,
        np.array(states, np.float32) if PROBE in names else None, near or {},
        read_after_question(rows),
    )  # fmt: skip


def read_after_question(rows: Sequence[Row]) -> bool:
    """Whether these answers were; some and some not are not to be fitted to together."""
    if len(ways := {row.get("after_question", False) for row in rows}) > 1:
        raise SystemExit("Some of these answers were read after their question and some alone.")
    return True in ways


def is_used(point: Row, names: Sequence[str]) -> bool:
    """Whether this point was judged by all these signals."""
    there = {*(point["signals"] or ()), *([PROBE, PROBE_UNOPPOSED] if point.get("states") else [])}
    return {*names} <= there


def fitted(points: Points, names: Sequence[str]) -> dict[str, Row]:
    """What ships of a method: ``models`` and ``held_out`` figures, and with states ``contradicted`` and ``probes``."""
    signals = (*names, PROBE_AGAINST) if points.states is not None else names
    rows = points.rows(signals)
    chances = held_out(points, rows[:, : len(names)])
    made: dict[str, Row] = {"models": {}, "held_out": {}}
    if points.states is not None:
        labels = {PROBE: points.covered, PROBE_AGAINST: points.contradicted}
        probes = {
            signal: fit_probe(points.states[points.clear], own[points.clear], points.near.get(signal))
            for signal, own in labels.items()
        }
        weights_of = {
            name: base64.b64encode(each.astype("<f4").tobytes()).decode() for name, (_, each) in probes.items()
        }
        intercepts = {name: round(intercept, 4) for name, (intercept, _) in probes.items()}
        made["probes"] = {
            "question": PROBE_QUESTION, "after_question": points.after_question, "layers": LAYERS,
            "weights": weights_of, "intercepts": intercepts,
        }  # fmt: skip
        signs, at = np.array([*CONTRARY.values()]), [signals.index(name) for name in CONTRARY]
        intercept, weights = fit(signs * rows[points.clear][:, at], points.contradicted[points.clear])
        named = {name: round(float(weight), 4) for name, weight in zip(CONTRARY, signs * weights, strict=True)}
        made["contradicted"] = {"intercept": round(intercept, 4), "weights": named}
        made["held_out"]["contradicted"] = contrary_told(points, signs * rows[:, at], chances)
    for language, (kind, kinds) in itertools.product(LANGUAGES, KINDS.items()):
        group = points.group(language, kinds) & points.for_logistic
        intercept, weights = fit(rows[group, : len(names)], points.covered[group])
        named = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
        made["models"].setdefault(language, {})[kind] = {"intercept": round(intercept, 4), "weights": named}
        own = points.group(language, [kind]) & points.for_logistic
        figure: Row = {"points": int(own.sum())}
        if own.any():
            figure["auc"] = round(auc(points.covered[own], chances[own]), 3)
            figure["brier"] = round(float(((chances[own] - points.covered[own]) ** 2).mean()), 3)
        made["held_out"].setdefault(language, {})[kind] = figure
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the shipped calibration")
    parser.add_argument("--method", choices=METHODS, help="fit only this one")
    parser.add_argument("--on", action="store_true", help="go on from the shipped probes")
    add_assets_argument(parser)
    args = parser.parse_args()
    weights = Weights.read(args.assets)
    near = weights.of_probes if args.on else {}
    for method, names in METHODS.items():
        points = points_of(args.signals, names, near) if args.method in (None, method) else None
        if points is None:
            continue
        for part, made in fitted(points, names).items():
            known = (weights.probes["models"] if part == "probes" else weights.coverage[part]).setdefault(method, {})
            if part == "probes":
                # What ``answering.py`` made stays as it is.
                made = {**made, **{name: known.get(name, {}) | made[name] for name in ("weights", "intercepts")}}
            known.update(made)
            if part != "probes":
                print(method, part, json.dumps(made))
    if args.write:
        weights.write()


if __name__ == "__main__":
    main()
