"""Packs as YAML, their native form, and as JSON: a header, the questions, and the signature if there is one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from desktop.domain.errors import InputError
from desktop.interview.strict_yaml import read_yaml
from desktop.packs.pack import FORMAT, Pack, entry_of, header_of
from desktop.packs.sheet import ACTION, Row, Sheet

_FIELDS = {"candid_pack", "name", "title", "version", "licence", "questions", "signature"}
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_yaml(pack: Pack) -> bytes:
    """UTF-8, a question a list entry."""
    text = yaml.dump(_whole(pack), Dumper=_PackDumper, allow_unicode=True, sort_keys=False, width=120)
    return str(text).encode()


def write_json(pack: Pack) -> bytes:
    """UTF-8, indented by one."""
    return (json.dumps(_whole(pack), ensure_ascii=False, indent=1) + "\n").encode()


def read_yaml_pack(content: bytes, file: str) -> Sheet:
    """A pack, or a bare list of questions as in ``assets/questions``. Raises ``InputError``."""
    value, lines = read_yaml(content, file, ACTION)
    return _sheet(value, file, [f"{file}, line {line}" for line in lines])


def read_json_pack(content: bytes, file: str) -> Sheet:
    """The same in JSON. Raises ``InputError``."""
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except _Twice as error:
        raise InputError(f"{file}: the field {error} stands twice in one entry.", action=ACTION) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"{file} is not valid JSON: line {error.lineno}, column {error.colno}.", action=ACTION
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not valid JSON.", action=ACTION) from error
    return _sheet(value, file, [])


def _whole(pack: Pack) -> dict[str, Any]:
    whole = {**header_of(pack), "questions": [entry_of(question) for question in pack.questions]}
    if pack.signature is not None:
        whole["signature"] = {"key": pack.signature.key, "value": pack.signature.value}
    return whole


def _sheet(value: object, file: str, places: list[str]) -> Sheet:
    header: Mapping[str, object] = {}
    if isinstance(value, Mapping):
        header = {str(key): item for key, item in value.items() if key != "questions"}
        _check_header(header, file)
        value = value.get("questions")
    if not isinstance(value, list):
        raise InputError(
            f"{file} is no question pack: it must hold 'questions', a list with an entry for each.", action=ACTION
        )
    places = places if len(places) == len(value) else [f"{file}, entry {n}" for n in range(1, len(value) + 1)]
    return Sheet(tuple(Row(place, entry) for place, entry in zip(places, value, strict=True)), header)


def _check_header(header: Mapping[str, object], file: str) -> None:
    unknown = next((name for name in header if name not in _FIELDS), None)
    if unknown is not None:
        raise InputError(f"{file}, field {unknown[:40]}: is not a known field of a pack.", action=ACTION)
    version = header.get("candid_pack", FORMAT)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InputError(f"{file}, field candid_pack: must be the whole number {FORMAT}.", action=ACTION)
    if version > FORMAT:
        raise InputError(f"{file} was made for a newer Candid.", action="Get a newer version of Candid.")


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(repr(next(name for name in names if names.count(name) > 1)))
    return found


class _PackDumper(_Dumper):
    """Several lines of text stand as several lines."""


def _text(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_PackDumper.add_representer(str, _text)
