"""A pack's file or folder → questions, or every place in it that is wrong."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.domain.errors import InputError
from desktop.domain.question import Question
from desktop.interview.bank import MAX_FILE_BYTES, question_files
from desktop.interview.schema import Place, parse_question
from desktop.packs.csv_format import read_csv
from desktop.packs.markdown_format import read_markdown
from desktop.packs.pack import MAX_QUESTIONS, NAME_RULE, Pack, Signature, is_pack_name, pack_name_of
from desktop.packs.sheet import ACTION, Row, Sheet
from desktop.packs.structured import read_json_pack, read_yaml_pack

READERS = {
    ".yaml": read_yaml_pack,
    ".yml": read_yaml_pack,
    ".json": read_json_pack,
    ".csv": read_csv,
    ".txt": read_csv,
    ".md": read_markdown,
}
_ARCHIVES = {b"PK\x03\x04": "ZIP", b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"BZh": "bzip2",
             b"\xfd7zX": "xz", b"\xd0\xcf\x11\xe0": "old Excel"}  # fmt: skip
_KINDS = "YAML, JSON, CSV or Markdown (.yaml, .json, .csv, .md)"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. With ``problems`` its questions are incomplete and the pack is not to be used."""

    pack: Pack
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each question stands, by id."""


def read_pack(path: Path, *, name: str | None = None) -> Reading:
    """``name`` replaces the pack's own, or that of the file. A folder is read like a pack of all YAML files in it.

    Raises:
        InputError: nothing of it can be read, or the header is wrong.
    """
    if path.is_dir():
        sheet = _folder(path)
        stem = path.resolve().name
    else:
        sheet, stem = _file(path, path.name), path.stem
    if not sheet.rows:
        raise InputError(f"{path.name} holds no questions.", action="Choose another file.")
    if len(sheet.rows) > MAX_QUESTIONS:
        raise InputError(
            f"{path.name} holds {len(sheet.rows)} questions, more than {MAX_QUESTIONS}.", action="Split the pack."
        )
    pack = _headed(sheet.header, path.name, stem, name)
    questions, places, problems = _questions(sheet.rows)
    return Reading(replace(pack, questions=questions), problems, sheet.notes, places)


def _file(path: Path, shown: str) -> Sheet:
    reader = READERS.get(path.suffix.lower())
    content = _content(path, shown)
    if reader is None:
        raise InputError(f"{shown} is not one of the kinds that can be imported.", action=f"Packs are {_KINDS}.")
    return reader(content, shown)


def _content(path: Path, shown: str) -> bytes:
    try:
        if not path.is_file():
            raise InputError(f"There is no file {path}.", action="Check the name.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{shown} is larger than 10 MB.", action="Split it into several files.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}.", action="Check the file.") from error
    kind = next((kind for magic, kind in _ARCHIVES.items() if content.startswith(magic)), None)
    if kind is not None:
        raise InputError(
            f"{shown} is a {kind} file, and Candid does not unpack those.",
            action=f"Unpack it, or save the table as CSV; packs are {_KINDS}.",
        )
    if not content.strip():
        raise InputError(f"{shown} is empty.", action="Choose another file.")
    return content


def _folder(folder: Path) -> Sheet:
    rows: list[Row] = []
    for path in question_files(folder):
        shown = path.relative_to(folder).as_posix()
        sheet = _file(path, shown)
        if sheet.header:
            raise InputError(f"{shown} is a pack of its own.", action="Import that file by itself.")
        rows += sheet.rows
    return Sheet(tuple(rows))


def _headed(header: Mapping[str, object], file: str, stem: str, name: str | None) -> Pack:
    chosen = name if name is not None else header.get("name", pack_name_of(stem))
    if name is not None and header.get("signature") is not None and name != header.get("name"):
        raise InputError(f"{file} is signed, and its name is part of that.", action="Import it without another name.")
    if chosen == "":
        raise InputError(
            f"No name for the pack can be made from the file name {file}.",
            action=f"Rename the file: {NAME_RULE}.",
        )
    if not isinstance(chosen, str) or not is_pack_name(chosen):
        raise InputError(f"{file}, field name: must have {NAME_RULE}.", action=ACTION)
    # A file without a name of its own is a table or a list, whose file name is the only title there is.
    stand_in = "" if "name" in header or stem == chosen else stem[:120]
    return Pack(
        name=chosen,
        questions=(),
        title=_line(header, "title", file) or stand_in,
        version=_line(header, "version", file),
        licence=_line(header, "licence", file),
        signature=_signature(header.get("signature"), file),
    )


def _line(header: Mapping[str, object], field: str, file: str) -> str:
    value = header.get(field, "")
    if not isinstance(value, str) or len(value) > 120 or not (value.isprintable() or value == ""):
        raise InputError(f"{file}, field {field}: must be one line of text of at most 120 characters.", action=ACTION)
    return value.strip()


def _signature(value: object, file: str) -> Signature | None:
    if value is None:
        return None
    parts = [value.get("key"), value.get("value")] if isinstance(value, Mapping) else []
    if len(parts) == 2 and _is_base64(parts[0], 32) and _is_base64(parts[1], 64):
        return Signature(str(parts[0]), str(parts[1]))
    raise InputError(f"{file}, field signature: is damaged.", action="Get the pack again from whoever made it.")


def _is_base64(value: object, length: int) -> bool:
    try:
        return isinstance(value, str) and len(base64.b64decode(value, validate=True)) == length
    except (binascii.Error, ValueError):
        return False


def _questions(rows: tuple[Row, ...]) -> tuple[tuple[Question, ...], dict[str, str], tuple[str, ...]]:
    found: dict[str, Question] = {}
    places: dict[str, str] = {}
    problems = []
    for number, row in enumerate(rows, start=1):
        if row.problem:
            problems.append(row.problem)
            continue
        try:
            question = parse_question(row.fields, row.place, number)
            if question.id in found:
                raise Place(row.place, question.id, "id").wrong(f"is already used in {places[question.id]}")
        except InputError as error:
            problems.append(error.what)
            continue
        found[question.id], places[question.id] = question, row.place
    return tuple(found[name] for name in sorted(found)), places, tuple(problems)
