"""The labelled answers, as questions and texts: those with own questions (``tuning_*.yaml``, and ``terse_*.yaml`` of
terse ones), those to questions of the bank (``answers_*.yaml``, a part of which is for fitting, and ``fitting_*.yaml``,
which all are), those that stay near such a question and answer another one, and those about its mistakes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from desktop.domain.question import KeyPoint, Mistake, Question
from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.resources import assets_dir
from desktop.scoring.mistakes import statements

HERE = Path(__file__).resolve().parent
LANGUAGES: tuple[Language, ...] = ("en", "zh")
TUNING_SHARE = 0.25
"""Of the questions in ``answers_*.yaml``; the others are for testing only."""

Half = Literal["tuning", "test"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer with what a reader found in it: ids of key points, and ``score`` 0–10 where one was given.

    ``type`` is full, good, partial, vague, wrong, off_topic, empty, plain, one of the short ones, or one of those about
    a mistake: commits, refutes, near.
    """

    question: Question
    type: str
    text: str
    covered: frozenset[str]
    partly: frozenset[str]
    contradicted: frozenset[str]
    score: float | None
    half: Half

    @property
    def language(self) -> Language:
        return self.question.language


def labelled_answers() -> Iterator[Labelled]:
    """All of them; languages take turns, so that a part of them holds both."""
    bank = load_bank(assets_dir() / "questions").by_id
    sets = {
        language: [
            *_own("tuning", language),
            *_own("terse", language),
            *_of_bank("answers", language, bank),
            *_of_bank("fitting", language, bank),
            *_of_bank("fitting_short", language, bank),
            *_plain(language, bank),
            *_off_topic(language, bank),
            *_about_mistakes(language, bank),
        ]
        for language in LANGUAGES
    }
    for pair in zip(*(sets[language] for language in LANGUAGES), strict=True):
        for answers in pair:
            yield from answers


def _own(name: str, language: Language) -> Iterator[list[Labelled]]:
    """Every second question also gets an answer to one that stands far from it."""
    rows = _read(f"{name}_{language}.yaml")
    for place, row in enumerate(rows):
        points = tuple(KeyPoint(str(i), text) for i, text in enumerate(row["points"]))
        question = Question(
            id=row["id"], language=language, roles=("any",), domain="any", round="theory", topic="", kind=row["kind"],
            difficulty=3, frequency="common", time_limit_s=120, text=row["question"], key_points=points,
        )  # fmt: skip
        answers = [_labelled(question, answer) for answer in row["answers"]]
        if place % 2 == 0:
            elsewhere = rows[(place + 7) % len(rows)]["answers"][0]["text"]
            answers.append(_labelled(question, {"type": "off_topic", "text": elsewhere, "covers": []}))
        yield answers


def _labelled(question: Question, answer: dict[str, Any]) -> Labelled:
    labels = (frozenset(map(str, answer.get(key, ()))) for key in ("covers", "partly", "contradicts"))
    return Labelled(question, answer["type"], answer["text"], *labels, None, "tuning")


def _of_bank(name: str, language: Language, bank: dict[str, Question]) -> Iterator[list[Labelled]]:
    rows = _read(f"{name}_{language}.yaml")
    halves = _halves([bank[row["question"]] for row in rows], TUNING_SHARE if name == "answers" else 1.0)
    for row in rows:
        question = bank[row["question"]]
        yield [
            Labelled(
                question, answer["type"], answer["text"], frozenset(answer["covered"]), frozenset(answer["partly"]),
                frozenset(answer["contradicted"]), float(answer["score"]), halves[question.id],
            )
            for answer in row["answers"]
        ]  # fmt: skip


def _plain(language: Language, bank: dict[str, Question]) -> Iterator[list[Labelled]]:
    """Short answers that say some points of a question outright, in the bank's own wordings, and no others: what is
    fitted on long answers in unusual words only takes such ones for nothing."""
    for row in _read(f"fitting_{language}.yaml"):
        question = bank[row["question"]]
        points = sorted(question.key_points, key=lambda point: hashlib.md5(point.text.encode()).hexdigest())
        middle = len(points) // 2
        first, second = points[:middle], points[middle:]
        said = {
            tuple(point.id for point in first): [point.said_like[0] for point in first],
            tuple(point.id for point in second): [point.text for point in second],
        }
        stop = ". " if language == "en" else "。"
        yield [
            Labelled(
                question,
                "plain",
                stop.join(texts) + stop.strip(),
                frozenset(ids),
                frozenset(),
                frozenset(),
                None,
                "tuning",
            )
            for ids, texts in said.items()
        ]


def _off_topic(language: Language, bank: dict[str, Question]) -> Iterator[list[Labelled]]:
    """Answers to another question than the one of the tuning half that they are near. What any story has, and so they
    too, counts as neither said nor missing."""
    for row in _read(f"off_topic_{language}.yaml"):
        question = bank[row["question"]]
        ids = [point.id for point in question.key_points]
        yield [
            Labelled(
                question, "off_topic", answer["text"], frozenset(), frozenset(ids[place] for place in answer["form"]),
                frozenset(), 0.0, "tuning",
            )
            for answer in row["answers"]
        ]  # fmt: skip


def _about_mistakes(language: Language, bank: dict[str, Question]) -> Iterator[list[Labelled]]:
    """The stretches of ``mistakes_*.yaml`` as answers to two statements, the mistake and what is right: else no
    statement would be false, and to tell a true one would do. One that makes neither may yet say what is right."""
    for row in _read(f"mistakes_{language}.yaml"):
        mistake = Mistake(row["mistake"], row["correction"])
        points = [
            KeyPoint(id_, text) for id_, text in zip(("wrong", "right"), statements(mistake, language), strict=True)
        ]
        question = replace(bank[row["question"]], key_points=tuple(points))
        wrong, right, none = frozenset(["wrong"]), frozenset(["right"]), frozenset[str]()
        yield [
            Labelled(question, type_, row[type_], covered, partly, contradicted, None, "tuning")
            for type_, covered, partly, contradicted in (
                ("commits", wrong, none, right), ("refutes", right, none, wrong), ("near", none, right, none),
            )
        ]  # fmt: skip


def _halves(questions: list[Question], tuning_share: float) -> dict[str, Half]:
    """By chance that is the same every time, the same share of each kind."""
    halves: dict[str, Half] = {}
    for kind in {question.kind for question in questions}:
        own = sorted((q.id for q in questions if q.kind == kind), key=lambda id_: hashlib.md5(id_.encode()).hexdigest())
        for place, id_ in enumerate(own):
            halves[id_] = "tuning" if place < tuning_share * len(own) else "test"
    return halves


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return rows
