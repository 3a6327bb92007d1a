"""One question's YAML mapping → ``Question``, or an ``InputError`` that names file, question and field."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from desktop.domain.errors import InputError
from desktop.domain.question import FollowUp, Frequency, KeyPoint, Kind, Mistake, Question, Round
from desktop.domain.speech import Language

ROUNDS: tuple[Round, ...] = get_args(Round)
KINDS: tuple[Kind, ...] = get_args(Kind)
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
LANGUAGES: tuple[Language, ...] = get_args(Language)

ACTION = "Correct the file (assets/questions/README.md describes the format) and load it again."

_FIELDS = {
    "id", "language", "roles", "domain", "round", "kind", "topic", "difficulty", "frequency", "time_limit_s", "text",
    "spoken", "key_points", "reference_answer", "common_mistakes", "follow_ups", "resources", "source", "reviewed",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")
_POINT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_T = TypeVar("_T")
_L = TypeVar("_L", bound=str)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, for messages."""

    file: str
    question: str
    field: str = ""

    def at(self, field: str) -> Place:
        return Place(self.file, self.question, f"{self.field}.{field}" if self.field else field)

    def wrong(self, why: str) -> InputError:
        where = f"{self.file}, question {self.question}" + (f", field {self.field}" if self.field else "")
        return InputError(f"{where}: {why}.", action=ACTION)


def parse_question(raw: object, file: str, position: int) -> Question:
    """``position`` counts questions in the file from 1 and names one that has no usable id."""
    place = Place(file, f"number {position}")
    if not isinstance(raw, Mapping):
        raise place.wrong(f"must be a mapping of fields, but is {_shown(raw)}")
    question_id = _text(raw, "id", place, 3, 80)
    place = Place(file, question_id)
    if not _ID.fullmatch(question_id):
        raise place.at("id").wrong("may hold a–z, 0–9, '.', '_' and '-' only, beginning with a letter or digit")
    _refuse_unknown(raw, _FIELDS, place)
    language = _choice(raw, "language", LANGUAGES, place)
    points = _list(raw, "key_points", place, _key_point, 1, 12)
    _refuse_repeats([point.id for point in points], place.at("key_points"), "key point id")
    question = Question(
        id=question_id,
        language=language,
        roles=_texts(raw, "roles", place, at_least=1),
        domain=_text(raw, "domain", place, 1, 60),
        round=_choice(raw, "round", ROUNDS, place),
        topic=_text(raw, "topic", place, 1, 80),
        kind=_choice(raw, "kind", KINDS, place),
        difficulty=_integer(raw, "difficulty", place, 1, 5),
        frequency=_choice(raw, "frequency", FREQUENCIES, place),
        time_limit_s=_integer(raw, "time_limit_s", place, 30, 900, default=120),
        text=_text(raw, "text", place, 5, 600),
        key_points=points,
        reference_answer=_text(raw, "reference_answer", place, 1, 6000, default=""),
        spoken=_text(raw, "spoken", place, 2, 900, default="") or None,
        common_mistakes=_list(raw, "common_mistakes", place, _mistake),
        follow_ups=_list(raw, "follow_ups", place, _follow_up),
        resources=_texts(raw, "resources", place),
        source=_text(raw, "source", place, 1, 300),
    )
    _check_follow_ups(question, place)
    _check_language(question, place)
    return question


def _key_point(raw: object, place: Place) -> KeyPoint:
    fields = _mapping(raw, place, {"id", "text", "weight", "must", "said_like"})
    point_id = _text(fields, "id", place, 1, 40)
    if not _POINT_ID.fullmatch(point_id):
        raise place.at("id").wrong("may hold letters, digits, '.', '_' and '-' only")
    weight = fields.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 10:
        raise place.at("weight").wrong(f"must be a number above 0 and up to 10, but is {_shown(weight)}")
    must = fields.get("must", False)
    if not isinstance(must, bool):
        raise place.at("must").wrong(f"must be true or false, but is {_shown(must)}")
    return KeyPoint(
        id=point_id,
        text=_text(fields, "text", place, 2, 400),
        weight=float(weight),
        must=must,
        said_like=_texts(fields, "said_like", place),
    )


def _mistake(raw: object, place: Place) -> Mistake:
    fields = _mapping(raw, place, {"text", "correction"})
    return Mistake(_text(fields, "text", place, 2, 600), _text(fields, "correction", place, 2, 900))


def _follow_up(raw: object, place: Place) -> FollowUp:
    fields = _mapping(raw, place, {"text", "when_missing", "when_claimed"})
    missing = _text(fields, "when_missing", place, 1, 40, default="") or None
    claimed = _text(fields, "when_claimed", place, 1, 40, default="") or None
    if (missing is None) == (claimed is None):
        raise place.wrong("needs exactly one of when_missing and when_claimed")
    return FollowUp(_text(fields, "text", place, 3, 400), when_missing=missing, when_claimed=claimed)


def _check_follow_ups(question: Question, place: Place) -> None:
    known = {point.id for point in question.key_points}
    for number, follow_up in enumerate(question.follow_ups, start=1):
        bound = follow_up.when_missing or follow_up.when_claimed
        if bound not in known:
            raise place.at(f"follow_ups[{number}]").wrong(
                f"is bound to {_shown(bound)}, which is no key point of this question ({', '.join(sorted(known))})"
            )


def _check_language(question: Question, place: Place) -> None:
    """What will be shown and spoken must be in the question's language: it also picks the voice."""
    texts = [("text", question.text), ("spoken", question.spoken or question.text)]
    texts += [(f"follow_ups[{n}].text", item.text) for n, item in enumerate(question.follow_ups, start=1)]
    for field, text in texts:
        han = len(_HAN.findall(text))
        if question.language == "zh" and han < 2:
            raise place.at(field).wrong("is marked zh but holds no Chinese")
        if question.language == "en" and (han or not _LATIN.search(text)):
            raise place.at(field).wrong("is marked en but holds Chinese characters or no letters")


def _refuse_unknown(fields: Mapping[Any, Any], known: set[str], place: Place) -> None:
    for name in fields:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"; did you mean {near[0]!r}" if near else ""
            raise place.at(str(name)[:40]).wrong(f"is not a known field{hint}")


def _refuse_repeats(values: Sequence[str], place: Place, what: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise place.wrong(f"the {what} {value!r} occurs more than once")


def _mapping(raw: object, place: Place, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise place.wrong(f"must be a mapping of fields, but is {_shown(raw)}")
    _refuse_unknown(raw, known, place)
    return raw


def _list(
    fields: Mapping[str, Any],
    name: str,
    place: Place,
    parse: Callable[[object, Place], _T],
    at_least: int = 0,
    at_most: int = 30,
) -> tuple[_T, ...]:
    raw = fields.get(name)
    if raw is None:
        raw = []
    if not isinstance(raw, list):
        raise place.at(name).wrong(f"must be a list, but is {_shown(raw)}")
    if not at_least <= len(raw) <= at_most:
        raise place.at(name).wrong(f"must hold {at_least} to {at_most} entries, but holds {len(raw)}")
    return tuple(parse(item, place.at(f"{name}[{number}]")) for number, item in enumerate(raw, start=1))


def _texts(fields: Mapping[str, Any], name: str, place: Place, *, at_least: int = 0) -> tuple[str, ...]:
    return _list(fields, name, place, lambda item, at: _clean(item, at, 1, 300), at_least)


def _text(
    fields: Mapping[str, Any], name: str, place: Place, shortest: int, longest: int, *, default: str | None = None
) -> str:
    raw = fields.get(name)
    if raw is None:
        if default is None:
            raise place.at(name).wrong("is missing")
        return default
    return _clean(raw, place.at(name), shortest, longest)


def _clean(raw: object, place: Place, shortest: int, longest: int) -> str:
    if not isinstance(raw, str):
        hint = "" if isinstance(raw, list | Mapping) else "; put quotation marks around it"
        raise place.wrong(f"must be text, but is {_shown(raw)}{hint}")
    text = raw.replace("\r\n", "\n").strip()
    unseen = next((char for char in text if _is_unseen(char)), None)
    if unseen is not None:
        raise place.wrong(f"holds the character U+{ord(unseen):04X}, which cannot be seen")
    if not shortest <= len(text) <= longest:
        raise place.wrong(f"must have {shortest} to {longest} characters, but has {len(text)}")
    return text


def _is_unseen(char: str) -> bool:
    """Control characters, lone surrogates, and marks that turn the direction of the text around them."""
    if char in "\n\t":
        return False
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _TURNS


def _integer(
    fields: Mapping[str, Any], name: str, place: Place, low: int, high: int, *, default: int | None = None
) -> int:
    raw = fields.get(name, default)
    if raw is None:
        raise place.at(name).wrong("is missing")
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise place.at(name).wrong(f"must be a whole number from {low} to {high}, but is {_shown(raw)}")
    return raw


def _choice(fields: Mapping[str, Any], name: str, allowed: tuple[_L, ...], place: Place) -> _L:
    raw = fields.get(name)
    for value in allowed:
        if raw == value:
            return value
    if raw is None:
        raise place.at(name).wrong("is missing")
    raise place.at(name).wrong(f"must be one of {', '.join(allowed)}, but is {_shown(raw)}")


def _shown(value: object) -> str:
    """The value for a message: short, and never the whole of a nested structure."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "…")
    if isinstance(value, bool | int | float) or value is None:
        return str(value)[:60]
    return {"dict": "a mapping", "list": "a list"}.get(type(value).__name__, f"a {type(value).__name__}")
