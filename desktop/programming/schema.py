"""One task's YAML mapping → ``Task``, or an ``InputError`` that names file, task and field."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from desktop.domain.errors import InputError
from desktop.domain.programming import Case, Rule, Slip, Task, Translated
from desktop.domain.speech import Language

ACTION = "Correct the file (assets/programming/README.md describes the format) and load it again."
LANGUAGES: tuple[Language, ...] = get_args(Language)
RULES: tuple[Rule, ...] = get_args(Rule)

_FIELDS = {
    "id", "topic", "difficulty", "time_limit_s", "run_limit_s", "memory_mb", "title", "statement", "hints", "skeleton",
    "rule", "tolerance", "visible", "hidden", "reference", "explanation", "mistakes", "source",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# YAML joins lines with a blank, which Chinese does not have within a sentence nor after its punctuation.
_MARK = r"[\u3001-\u303f\uff00-\uff60]"
_FOLDED = re.compile(rf"(?<={_MARK}) +|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff]|{_MARK})")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, for messages."""

    file: str
    task: str
    field: str = ""

    def at(self, field: str) -> Place:
        return Place(self.file, self.task, f"{self.field}.{field}" if self.field else field)

    def wrong(self, why: str) -> InputError:
        where = f"{self.file}, task {self.task}" + (f", field {self.field}" if self.field else "")
        return InputError(f"{where}: {why}.", action=ACTION)


def parse_task(raw: object, file: str, position: int) -> Task:
    """``position`` counts tasks in the file from 1 and names one that has no usable id."""
    task_id = str(raw.get("id")) if isinstance(raw, Mapping) else ""
    known = _ID.fullmatch(task_id) is not None
    place = Place(file, task_id if known else f"number {position}")
    fields = _mapping(raw, place, _FIELDS)
    if not known:
        raise place.at("id").wrong("must have 3 to 60 characters of a–z, 0–9 and '-'")
    rule = fields.get("rule", "exact")
    if rule not in RULES:
        raise place.at("rule").wrong(f"must be one of {', '.join(RULES)}")
    tolerance = fields.get("tolerance", 1e-6 if rule == "close" else 0.0)
    if not isinstance(tolerance, float) or not 0 <= tolerance <= 0.1 or (rule != "close") != (tolerance == 0):
        raise place.at("tolerance").wrong("must be a number such as 1.0e-6, up to 0.1, and goes with the rule close")
    task = Task(
        id=task_id,
        topic=_text(fields, "topic", place),
        difficulty=_integer(fields, "difficulty", place, 1, 5),
        time_limit_s=_integer(fields, "time_limit_s", place, 300, 3600),
        run_limit_s=_integer(fields, "run_limit_s", place, 1, 20, 2),
        memory_mb=_integer(fields, "memory_mb", place, 64, 2048, 512),
        title=_both(fields, "title", place),
        statement=_both(fields, "statement", place),
        hints=_list(fields, "hints", place, _translated, 1, 4),
        skeleton=_code(fields, "skeleton", place),
        rule=rule,
        tolerance=tolerance,
        visible=_list(fields, "visible", place, _case, 2, 6),
        hidden=_list(fields, "hidden", place, _case, 3, 12),
        reference=_code(fields, "reference", place),
        explanation=_both(fields, "explanation", place),
        mistakes=_list(fields, "mistakes", place, _slip, 1, 5),
        source=_text(fields, "source", place),
    )
    _check(task, place)
    return task


def _check(task: Task, place: Place) -> None:
    for number, case in enumerate(task.visible, start=1):
        if not case.gives:
            raise place.at(f"visible[{number}].gives").wrong("is missing; a visible test says what it expects")
    for number, slip in enumerate(task.mistakes, start=1):
        if slip.of and task.reference.count(slip.of) != 1:
            raise place.at(f"mistakes[{number}].of").wrong("must occur in the reference exactly once")


def _case(raw: object, place: Place) -> Case:
    fields = _mapping(raw, place, {"call", "gives", "given", "seed"})
    call = _code(fields, "call", place).strip()
    if not isinstance(ast.parse(call).body[-1], ast.Expr):
        raise place.at("call").wrong("must end with an expression, the output")
    expected = fields.get("gives", "")
    # What YAML has read as a number or a list is written as Python; a text is Python already.
    gives = repr(expected) if not isinstance(expected, str) else expected
    if gives:
        gives = _code({"gives": gives}, "gives", place).strip()
    given = _code(fields, "given", place) if "given" in fields else ""
    return Case(call, gives, given, _integer(fields, "seed", place, 0, 1_000_000, 0))


def _slip(raw: object, place: Place) -> Slip:
    fields = _mapping(raw, place, {"text", "of", "write"})
    if ("of" in fields) != ("write" in fields):
        raise place.wrong("of and write belong together")
    of, write = (fields.get(name, "") for name in ("of", "write"))
    if not isinstance(of, str) or not isinstance(write, str):
        raise place.wrong("of and write must be text")
    return Slip(_both(fields, "text", place), of.strip("\n"), write.strip("\n"))


def _both(fields: Mapping[str, Any], name: str, place: Place) -> Translated:
    if name not in fields:
        raise place.at(name).wrong("is missing")
    return _translated(fields[name], place.at(name))


def _translated(raw: object, place: Place) -> Translated:
    fields = _mapping(raw, place, set(LANGUAGES))
    texts: dict[Language, str] = {language: _text(fields, language, place) for language in LANGUAGES}
    texts["zh"] = _FOLDED.sub("", texts["zh"])
    if not _HAN.search(texts["zh"]) or _HAN.search(texts["en"]):
        raise place.wrong("needs English under en and Chinese under zh")
    return texts


def _code(fields: Mapping[str, Any], name: str, place: Place) -> str:
    text = _text(fields, name, place) + "\n"
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
        raise place.at(name).wrong(f"is not Python{line}; if it is, put quotation marks around it") from error
    return text


def _mapping(raw: object, place: Place, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise place.wrong("must be a mapping of fields")
    unknown = [str(name)[:40] for name in raw if name not in known]
    if unknown:
        raise place.at(unknown[0]).wrong(f"is not a known field; known are {', '.join(sorted(known))}")
    return raw


def _list(
    fields: Mapping[str, Any], name: str, place: Place, parse: Callable[[object, Place], _T], low: int, high: int
) -> tuple[_T, ...]:
    raw = fields.get(name)
    if not isinstance(raw, list) or not low <= len(raw) <= high:
        raise place.at(name).wrong(f"must be a list of {low} to {high} entries")
    return tuple(parse(item, place.at(f"{name}[{number}]")) for number, item in enumerate(raw, start=1))


def _text(fields: Mapping[str, Any], name: str, place: Place) -> str:
    raw = fields.get(name)
    if not isinstance(raw, str) or not 1 <= len(raw.strip()) <= 6000:
        raise place.at(name).wrong("must be text of 1 to 6000 characters; put quotation marks around it if it is")
    return raw.strip("\n").rstrip()


def _integer(
    fields: Mapping[str, Any], name: str, place: Place, low: int, high: int, default: int | None = None
) -> int:
    raw = fields.get(name, default)
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise place.at(name).wrong(f"must be a whole number from {low} to {high}")
    return raw
