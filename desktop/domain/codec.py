"""Frozen dataclasses to plain JSON values and back, by their type hints."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dataclasses, mappings and sequences as dicts and lists that ``json`` can write."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [to_plain(item) for item in value]
    return value


def from_plain(cls: type[T], data: Any) -> T:
    """Rebuild ``cls`` from what ``to_plain`` gave.

    Unknown keys are ignored, so that a newer log can be read. Raises ``ValueError`` where a value does not fit.
    """
    return _decode(cls, data)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(hint: Any, data: Any) -> Any:
    origin = get_origin(hint)
    if hint is Any:
        return data
    if origin in (Union, types.UnionType):
        return _decode_union(hint, data)
    if origin is Literal:
        if data not in get_args(hint):
            raise ValueError(f"{data!r} is none of {get_args(hint)}")
        return data
    if origin is tuple:
        return _decode_tuple(get_args(hint), data)
    if origin is not None and issubclass(origin, Mapping):
        key_hint, value_hint = get_args(hint)
        return {_decode(key_hint, key): _decode(value_hint, item) for key, item in data.items()}
    if dataclasses.is_dataclass(hint):
        return _decode_dataclass(hint, data)
    return _decode_scalar(hint, data)


def _decode_union(hint: Any, data: Any) -> Any:
    options = get_args(hint)
    if data is None and type(None) in options:
        return None
    for option in options:
        if option is type(None):
            continue
        try:
            return _decode(option, data)
        except (ValueError, TypeError, AttributeError):
            continue
    raise ValueError(f"{data!r} fits none of {options}")


def _decode_tuple(args: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, (list, tuple)):
        raise ValueError(f"{data!r} is not a list")
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_decode(args[0], item) for item in data)
    if len(args) != len(data):
        raise ValueError(f"{data!r} has not {len(args)} items")
    return tuple(_decode(arg, item) for arg, item in zip(args, data, strict=True))


def _decode_dataclass(cls: Any, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise ValueError(f"{data!r} is not an object")
    hints = _hints(cls)
    known = {field.name for field in dataclasses.fields(cls)}
    try:
        return cls(**{name: _decode(hints[name], item) for name, item in data.items() if name in known})
    except TypeError as error:
        raise ValueError(f"{cls.__name__}: {error}") from error


def _decode_scalar(hint: Any, data: Any) -> Any:
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if isinstance(hint, type) and not isinstance(data, hint):
        raise ValueError(f"{data!r} is not {hint.__name__}")
    return data
