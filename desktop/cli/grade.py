"""``candid grade``: answers of a JSON file against key points."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, get_args

from desktop.domain.errors import InputError, ModelMissing
from desktop.domain.question import KeyPoint, Kind, Mistake, Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Language

KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_MODEL = "qwen2.5-coder-1.5b-instruct"
_ACTION = "Correct the file: {language, items[{id, question, kind, key_points[{text, weight}], answer}]}."


class Grader(Protocol):
    def grade(self, question: Question, spoken: str, language: Language) -> AnswerGrade: ...


def grade_report(payload: Mapping[str, Any], judge: Grader) -> dict[str, Any]:
    """The JSON of ``candid grade`` for its input. Raises ``InputError`` naming the item and field that is wrong."""
    language = payload.get("language") if isinstance(payload, Mapping) else None
    if language not in LANGUAGES:
        raise InputError(f"language is {language!r}; it must be one of {', '.join(LANGUAGES)}.", action=_ACTION)
    items = payload.get("items")
    if not isinstance(items, list) or not items:
        raise InputError("items must be a list with at least one item.", action=_ACTION)
    read = [_item(item, place, language) for place, item in enumerate(items)]
    ids = [str(id_) for id_, _, _ in read]
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            raise InputError(f"items[{place}].id is {id_!r}, as that of another item.", action="Give each its own id.")
    return {"items": [_result(id_, judge.grade(question, answer, language)) for id_, question, answer in read]}


def _result(id_: str | int, grade: AnswerGrade) -> dict[str, Any]:
    return {
        "id": id_,
        "score": grade.score,
        "interval": list(grade.interval) if grade.interval is not None else None,
        "points": [
            {
                "probability": point.probability,
                "covered": point.covered,
                "contradicted": point.contradicted,
                "quote": point.quote,
            }
            for point in grade.points
        ],
        "mistakes": [
            {"text": made.text, "probability": made.probability, "quote": made.quote} for made in grade.mistakes
        ],
        "on_question": grade.on_question,
        "flags": list(grade.flags),
        "methods": list(grade.methods),
    }


def _item(item: Any, place: int, language: Language) -> tuple[str | int, Question, str]:
    where = f"items[{place}]"
    if not isinstance(item, Mapping):
        raise InputError(f"{where} must be an object.", action=_ACTION)
    id_ = item.get("id", place)
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        raise InputError(f"{where}.id must be text or a whole number.", action=_ACTION)
    kind = item.get("kind", "technical")
    if kind not in KINDS:
        raise InputError(f"{where}.kind is {kind!r}; it must be one of {', '.join(KINDS)}.", action=_ACTION)
    points = item.get("key_points")
    if not isinstance(points, list) or not points:
        raise InputError(f"{where}.key_points must be a list with at least one point.", action=_ACTION)
    question = Question(
        id=str(id_),
        language=language,
        roles=("any",),
        domain="any",
        round="behavioural" if kind == "behavioural" else "theory",
        topic="",
        kind=kind,
        difficulty=3,
        frequency="common",
        time_limit_s=120,
        text=_text(item, "question", where),
        key_points=tuple(_point(point, f"{where}.key_points[{i}]", i) for i, point in enumerate(points)),
        reference_answer=_text(item, "reference_answer", where, needed=False),
        common_mistakes=_mistakes(item.get("common_mistakes", []), f"{where}.common_mistakes"),
    )
    return id_, question, _text(item, "answer", where)


def _point(point: Any, where: str, place: int) -> KeyPoint:
    if isinstance(point, str):
        point = {"text": point}
    if not isinstance(point, Mapping):
        raise InputError(f"{where} must be an object.", action=_ACTION)
    text = _text(point, "text", where)
    if not text.strip():
        raise InputError(f"{where}.text is empty.", action=_ACTION)
    weight = point.get("weight", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < float("inf"):
        raise InputError(f"{where}.weight must be a number above 0.", action=_ACTION)
    must = point.get("must", False)
    if not isinstance(must, bool):
        raise InputError(f"{where}.must must be true or false.", action=_ACTION)
    return KeyPoint(str(point.get("id", place)), text, float(weight), must)


def _mistakes(listed: Any, where: str) -> tuple[Mistake, ...]:
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise InputError(f"{where} must be a list of objects with text and correction.", action=_ACTION)
    return tuple(
        Mistake(_text(one, "text", f"{where}[{place}]"), _text(one, "correction", f"{where}[{place}]"))
        for place, one in enumerate(listed)
    )


def _text(item: Mapping[str, Any], field: str, where: str, needed: bool = True) -> str:
    value = item.get(field, None if needed else "")
    if not isinstance(value, str):
        raise InputError(f"{where}.{field} must be text.", action=_ACTION)
    return value


def read_payload(path: Path) -> Any:
    """The JSON of a file. Raises ``InputError``."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path} cannot be read ({reason}).", action="Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON ({error}).", action=_ACTION) from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="JSON file with language and items")
    parser.add_argument("--json", action="store_true", help="print the result as JSON (the default)")


def run(args: argparse.Namespace) -> int:
    from desktop.cli.output import print_json

    payload = read_payload(args.file)
    if not isinstance(payload, Mapping):
        raise InputError(f"{args.file} must hold one object.", action=_ACTION)
    print_json(grade_report(payload, ready_judge()))
    return 0


def ready_judge() -> Grader:
    """The judge with the language model in use; by embedding alone, and saying so, where it is not there."""
    from desktop.cli.output import say
    from desktop.resources import assets_dir
    from desktop.scoring.calibration import load_calibration
    from desktop.scoring.judge import Judge
    from models.embedding import SentenceEncoder
    from models.language import LanguageModel
    from models.paths import model_file

    id_ = os.environ.get("CANDID_LANGUAGE_MODEL", DEFAULT_MODEL)
    model = None
    if id_ not in ("", "none"):
        try:
            model = LanguageModel(model_file(id_, "model.gguf"), min(4, os.cpu_count() or 2))
        except ModelMissing as error:
            say(f"Judging by sentence similarity alone. {error}")
    return Judge(SentenceEncoder(), load_calibration(assets_dir()), model)
