"""Packs as CSV for spreadsheets: a row a question; lists stand in one cell, one entry a line (``lists``).

A cell that a spreadsheet would compute or turn into a date is written with an apostrophe before it, which is taken
off again when it is read.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain.errors import InputError
from desktop.domain.question import FollowUp, KeyPoint, Question
from desktop.packs.lists import joined, split
from desktop.packs.pack import Pack, plain_number
from desktop.packs.sheet import ACTION, Row, Sheet

COLUMNS = (
    "id", "language", "roles", "domain", "round", "topic", "kind", "difficulty", "frequency", "time_limit_s", "text",
    "spoken", "key_points", "reference_answer", "common_mistakes", "follow_ups", "resources", "source",
)  # fmt: skip
REQUIRED = (
    "id", "language", "roles", "domain", "round", "topic", "kind", "difficulty", "frequency", "text", "key_points",
    "source",
)  # fmt: skip
MAX_CELL = 32_767
"""Characters that Excel and WPS keep of a cell."""

_NUMBERS = ("difficulty", "time_limit_s")
_POINT = "id | weight | must or nothing | text | said like …"
_MISTAKE = "text | correction"
_FOLLOW_UP = "missing or claimed | key point id | text"
_RISKY = re.compile(
    r"'*(?:[=+\-@＝＋－＠\t].*|[\d.,:/eE%\- ]*\d[\d.,:/eE%\- ]*|true|false"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ ]?\d+)",
    re.DOTALL | re.IGNORECASE,
)


def write_csv(pack: Pack) -> bytes:
    """UTF-8 with the mark that makes Excel read it as such; commas; every cell quoted.

    Raises ``InputError`` for a cell longer than spreadsheets keep.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for question in pack.questions:
        cells = _cells(question)
        for column, cell in cells.items():
            if len(cell) > MAX_CELL:
                raise InputError(
                    f"Question {question.id}, field {column}: has {len(cell)} characters, and spreadsheets cut a cell "
                    f"off at {MAX_CELL}.",
                    action="Export it as YAML or JSON.",
                )
        writer.writerow(cells[column] if column in _NUMBERS else _shielded(cells[column]) for column in COLUMNS)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_csv(content: bytes, file: str) -> Sheet:
    """Any of the separators and encodings that spreadsheets write. Raises ``InputError`` when there is no table."""
    text, notes = _decoded(content, file)
    separator, text = _separator(text)
    # Excel counts a row with line breaks in a cell as one row; so do we.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        table = list(rows)
    except csv.Error as error:
        raise InputError(
            f"{file} is no CSV file that can be read: line {rows.line_num}: {error}.",
            action="Save it again as CSV (UTF-8) in the spreadsheet program.",
        ) from error
    names = _header(table, file)
    found = [
        _row(dict(zip(names, cells, strict=False)), cells[len(names) :], f"{file}, row {number}")
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    return Sheet(tuple(found), notes=notes)


def _cells(question: Question) -> dict[str, str]:
    return {
        **{name: str(getattr(question, name) or "") for name in COLUMNS},
        "roles": joined(question.roles),
        "key_points": "\n".join(_point_line(point) for point in question.key_points),
        "common_mistakes": "\n".join(joined((one.text, one.correction)) for one in question.common_mistakes),
        "follow_ups": "\n".join(_follow_up_line(one) for one in question.follow_ups),
        "resources": joined(question.resources),
    }


def _point_line(point: KeyPoint) -> str:
    must = "must" if point.must else ""
    return joined((point.id, str(plain_number(point.weight)), must, point.text, *point.said_like))


def _follow_up_line(one: FollowUp) -> str:
    if one.when_missing:
        return joined(("missing", one.when_missing, one.text))
    return joined(("claimed", one.when_claimed or "", one.text))


def _shielded(cell: str) -> str:
    return f"'{cell}" if _RISKY.fullmatch(cell) else cell


def _bare(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and _RISKY.fullmatch(cell) else cell


def _decoded(content: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """Text, and what to tell about it. Spreadsheets mark UTF-16 and UTF-8, or use the system's encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030":
            return text, ()
        return text, (
            f"{file} was read as GBK. Characters that GBK does not have were replaced by the spreadsheet program with "
            "question marks; save it as CSV UTF-8 to keep them.",
        )
    raise InputError(
        f"{file} is neither UTF-8 nor UTF-16 nor GBK text.",
        action="Save it again as CSV (UTF-8) in the spreadsheet program.",
    )


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text without Excel's ``sep=;`` line."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r'"?sep=([,;\t|])"?\r?', first)
    if named:
        return named[1], rest
    known = set(COLUMNS)
    words = {mark: sum(word.strip(' "\r').lower() in known for word in first.split(mark)) for mark in ",;\t"}
    return max(words, key=lambda mark: words[mark]), text


def _header(table: Sequence[Sequence[str]], file: str) -> list[str]:
    names = [name.strip().lower() for name in table[0]] if table else []
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"; did you mean {near[0]!r}" if near else ""
            raise InputError(f"{file}, row 1: {name[:40]!r} is not a known column{hint}.", action=ACTION)
        if names.count(name) > 1:
            raise InputError(f"{file}, row 1: the column {name!r} stands twice.", action=ACTION)
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise InputError(f"{file}, row 1: these columns are missing: {', '.join(missing)}.", action=ACTION)
    return names


def _row(cells: Mapping[str, str], beyond: Sequence[str], place: str) -> Row:
    if any(cell.strip() for cell in beyond):
        return Row(place, {}, f"{place}: has more cells than the first row has columns.")
    fields: dict[str, Any] = {}
    try:
        for name, cell in cells.items():
            value = _value(name, _bare(cell), f"{place}, question {cells.get('id', '')[:80]}, field {name}")
            if value not in ("", []):
                fields[name] = value
    except _Unreadable as error:
        return Row(place, {}, str(error))
    return Row(place, fields)


class _Unreadable(Exception):
    """A cell that does not have the parts it should have."""


def _value(name: str, cell: str, place: str) -> object:
    if name in ("roles", "resources"):
        return [part for line in cell.split("\n") for part in split(line)]
    if name in _NUMBERS:
        return int(cell) if re.fullmatch(r"\s*\d{1,9}\s*", cell) else cell.strip()
    if name == "key_points":
        return [_point(parts, where) for parts, where in _lines(cell, place, 4, None, _POINT)]
    if name == "common_mistakes":
        return [{"text": a, "correction": b} for (a, b), _ in _lines(cell, place, 2, 2, _MISTAKE)]
    if name == "follow_ups":
        return [_follow_up(parts, where) for parts, where in _lines(cell, place, 3, 3, _FOLLOW_UP)]
    return cell.strip()


def _lines(cell: str, place: str, at_least: int, at_most: int | None, form: str) -> list[tuple[list[str], str]]:
    """Parts of each line that is not empty, with its place."""
    found = []
    for number, line in enumerate((line for line in cell.split("\n") if line.strip()), start=1):
        where, parts = f"{place}[{number}]", split(line)
        if len(parts) < at_least or (at_most is not None and len(parts) > at_most):
            raise _Unreadable(f"{where}: must be {form!r}, but has {len(parts)} parts.")
        found.append((parts, where))
    return found


def _point(parts: Sequence[str], place: str) -> dict[str, Any]:
    name, weight, must, text, *said_like = parts
    if must not in ("", "must"):
        raise _Unreadable(f"{place}: the third part must be 'must' or empty, but is {must[:40]!r}.")
    point: dict[str, Any] = {"id": name, "text": text, "weight": number(weight), "must": must == "must"}
    return {**point, "said_like": said_like} if said_like else point


def _follow_up(parts: Sequence[str], place: str) -> dict[str, str]:
    when, point, text = parts
    if when not in ("missing", "claimed"):
        raise _Unreadable(f"{place}: must begin with 'missing' or 'claimed', but begins with {when[:40]!r}.")
    return {f"when_{when}": point, "text": text}


def number(text: str) -> float | str:
    """The figure, or the text itself where there is none, for the check of the field to name."""
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,20})?(e-\d{1,3})?", text) else text
