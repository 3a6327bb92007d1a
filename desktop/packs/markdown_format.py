"""Packs as Markdown, for reading and for writing by hand: a heading a question, a heading a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from desktop.domain.errors import InputError
from desktop.domain.question import FollowUp, KeyPoint, Mistake, Question
from desktop.packs.csv_format import number
from desktop.packs.lists import joined, split
from desktop.packs.pack import Pack, plain_number
from desktop.packs.sheet import ACTION, Row, Sheet

_FIELDS = ("language", "roles", "domain", "round", "topic", "kind", "difficulty", "frequency", "time_limit_s", "source")
_NUMBERS = ("difficulty", "time_limit_s")
_TEXTS = {"Question": "text", "Spoken": "spoken", "Reference answer": "reference_answer"}
_LISTS = {"Key points": "key_points", "Common mistakes": "common_mistakes", "Follow-ups": "follow_ups",
          "Resources": "resources"}  # fmt: skip

_FIELD = re.compile(r"- (\w+):(.*)")
_POINT = re.compile(r"- `([^`]*)` \(([^,()]*)(, must)?\):(.*)")
_SAID = re.compile(r"  - said like:(.*)")
_MISTAKE = re.compile(r"- (.*)")
_RIGHT = re.compile(r"  - right:(.*)")
_FOLLOW_UP = re.compile(r"- (missing|claimed) `([^`]*)`:(.*)")
_POINT_FORM = "- `id` (weight, must): text"
_MISTAKE_FORM = "- text, and below it '  - right: correction'"
_FOLLOW_UP_FORM = "- missing `key point id`: text"

_HEADING_LIKE = re.compile(r"^(\\*#)", re.MULTILINE)
_ESCAPED_HEADING = re.compile(r"^\\(\\*#)", re.MULTILINE)
_BREAK = re.compile(r"\\(\\|<br>)|<br>")


def write_markdown(pack: Pack) -> bytes:
    """UTF-8."""
    parts = [f"# {_one_line(pack.title or pack.name)}", *(_written(question) for question in pack.questions)]
    return ("\n\n".join(parts) + "\n").encode()


def read_markdown(content: bytes, file: str) -> Sheet:
    """Raises ``InputError`` when the file is no text or holds no ``## id`` heading."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8 text.", action="Save it as UTF-8.") from error
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [place for place, line in enumerate(lines) if line.startswith("## ")]
    if not starts:
        raise InputError(f"{file} holds no question: each begins with a line '## ' and its id.", action=ACTION)
    ends = [*starts[1:], len(lines)]
    title = next((line[2:].strip() for line in lines[: starts[0]] if line.startswith("# ")), "")
    rows = tuple(_row(lines, start, end, file) for start, end in zip(starts, ends, strict=True))
    return Sheet(rows, {"title": _lines_again(title)[:120]} if title else {})


def _written(question: Question) -> str:
    head = [f"## {question.id}", "", *(f"- {name}: {_field(question, name)}" for name in _FIELDS)]
    blocks = ["\n".join(head), _block("Question", question.text)]
    if question.spoken:
        blocks.append(_block("Spoken", question.spoken))
    blocks.append("### Key points\n\n" + "\n".join(_written_point(point) for point in question.key_points))
    if question.reference_answer:
        blocks.append(_block("Reference answer", question.reference_answer))
    lists = {
        "Common mistakes": [_written_mistake(one) for one in question.common_mistakes],
        "Follow-ups": [_written_follow_up(one) for one in question.follow_ups],
        "Resources": [f"- {_one_line(one)}" for one in question.resources],
    }
    blocks += [f"### {title}\n\n" + "\n".join(items) for title, items in lists.items() if items]
    return "\n\n".join(blocks)


def _field(question: Question, name: str) -> str:
    return joined(question.roles) if name == "roles" else _one_line(str(getattr(question, name)))


def _block(title: str, text: str) -> str:
    return f"### {title}\n\n" + _HEADING_LIKE.sub(r"\\\1", text)


def _written_point(point: KeyPoint) -> str:
    must = ", must" if point.must else ""
    lines = [f"- `{point.id}` ({plain_number(point.weight)}{must}): {_one_line(point.text)}"]
    return "\n".join([*lines, *(f"  - said like: {_one_line(said)}" for said in point.said_like)])


def _written_mistake(one: Mistake) -> str:
    return f"- {_one_line(one.text)}\n  - right: {_one_line(one.correction)}"


def _written_follow_up(one: FollowUp) -> str:
    when = "missing" if one.when_missing else "claimed"
    return f"- {when} `{one.when_missing or one.when_claimed}`: {_one_line(one.text)}"


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("<br>", "\\<br>").replace("\n", "<br>")


def _lines_again(text: str) -> str:
    return _BREAK.sub(lambda found: found[1] or "\n", text.strip())


class _Unreadable(Exception):
    """A line that has not the form it should have."""


def _row(lines: Sequence[str], start: int, end: int, file: str) -> Row:
    place = f"{file}, line {start + 1}"
    name = lines[start][3:].strip()
    fields: dict[str, Any] = {"id": name}
    try:
        for title, first, last in _sections(lines, start + 1, end):
            known = title in ("", *_TEXTS, *_LISTS)
            if not known:
                options = ", ".join((*_TEXTS, *_LISTS))
                raise _Unreadable(f"line {first}: the heading {title[:40]!r} is none of {options}")
            if (_TEXTS | _LISTS).get(title) in fields:
                raise _Unreadable(f"line {first}: the heading {title!r} stands twice")
            fields |= _section(title, lines, first, last)
    except _Unreadable as error:
        return Row(place, {}, f"{file}, question {name[:80]}, {error}.")
    return Row(place, fields)


def _sections(lines: Sequence[str], start: int, end: int) -> list[tuple[str, int, int]]:
    """(heading, its first line, the line after its last); the fields come before any heading."""
    heads = [place for place in range(start, end) if lines[place].startswith("### ")]
    bounds = [*heads, end]
    found = [("", start, bounds[0])]
    return found + [(lines[a][4:].strip(), a + 1, b) for a, b in zip(heads, bounds[1:], strict=True)]


def _section(title: str, lines: Sequence[str], first: int, last: int) -> dict[str, Any]:
    if title in _TEXTS:
        return {_TEXTS[title]: _ESCAPED_HEADING.sub(r"\1", "\n".join(lines[first:last])).strip()}
    given = [(number, lines[number].rstrip("\r")) for number in range(first, last) if lines[number].strip()]
    if title == "":
        return _fields(given)
    readers: dict[str, Callable[[list[tuple[int, str]]], list[Any]]] = {
        "Key points": _points,
        "Common mistakes": _mistakes,
        "Follow-ups": _follow_ups,
        "Resources": _resources,
    }
    found = readers[title](given)
    return {_LISTS[title]: found} if found else {}


def _match(pattern: re.Pattern[str], number: int, line: str, form: str) -> re.Match[str]:
    found = pattern.fullmatch(line)
    if found is None:
        raise _Unreadable(f"line {number + 1}: must be {form!r}")
    return found


def _fields(given: list[tuple[int, str]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for place, line in given:
        name, value = _match(_FIELD, place, line, "- field: value").groups()
        if name in fields:
            raise _Unreadable(f"line {place + 1}: the field {name[:40]!r} stands twice")
        value = value.strip()
        if name == "roles":
            fields[name] = split(value)
        elif name in _NUMBERS and re.fullmatch(r"\d{1,9}", value):
            fields[name] = int(value)
        else:
            fields[name] = _lines_again(value)
    return fields


def _points(given: list[tuple[int, str]]) -> list[Any]:
    points: list[dict[str, Any]] = []
    for place, line in given:
        said = _SAID.fullmatch(line)
        if said and points:
            points[-1].setdefault("said_like", []).append(_lines_again(said[1]))
            continue
        name, weight, must, text = _match(_POINT, place, line, _POINT_FORM).groups()
        points.append({"id": name, "weight": number(weight.strip()), "must": bool(must), "text": _lines_again(text)})
    return points


def _mistakes(given: list[tuple[int, str]]) -> list[Any]:
    mistakes: list[dict[str, str]] = []
    for place, line in given:
        right = _RIGHT.fullmatch(line)
        if right and mistakes and "correction" not in mistakes[-1]:
            mistakes[-1]["correction"] = _lines_again(right[1])
        else:
            mistakes.append({"text": _lines_again(_match(_MISTAKE, place, line, _MISTAKE_FORM)[1])})
    return mistakes


def _follow_ups(given: list[tuple[int, str]]) -> list[Any]:
    found = []
    for place, line in given:
        when, point, text = _match(_FOLLOW_UP, place, line, _FOLLOW_UP_FORM).groups()
        found.append({f"when_{when}": point, "text": _lines_again(text)})
    return found


def _resources(given: list[tuple[int, str]]) -> list[Any]:
    return [_lines_again(_match(_MISTAKE, place, line, "- id")[1]) for place, line in given]
