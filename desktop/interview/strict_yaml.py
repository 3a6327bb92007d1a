"""YAML read as plain data, with what people rarely mean refused: a field written twice, aliases, deep nesting."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from desktop.domain.errors import InputError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 20
"""The composer recurses in compiled code, where too deep a file would end the process rather than raise."""


def read_yaml(content: bytes | str, name: str, action: str) -> tuple[Any, tuple[int, ...]]:
    """The one document of a file, and the line, from 1, on which each entry of an outermost list begins.

    ``questions`` of an outermost mapping counts as such a list. Raises ``InputError`` with ``action``.
    """
    try:
        _check_depth(content)
        loader = _StrictLoader(content)
        try:
            node = loader.get_single_node()
            value = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(f"{name} is not valid YAML: {_message(error)}.", action=action) from error
    return value, _lines(node)


def _check_depth(content: bytes | str) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            mark: Any = event.start_mark
            raise yaml.constructor.ConstructorError(None, None, "it is nested too deeply", mark)


def _lines(node: yaml.Node | None) -> tuple[int, ...]:
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "questions"), None)
    return tuple(item.start_mark.line + 1 for item in node.value) if isinstance(node, yaml.SequenceNode) else ()


def _message(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


class _StrictLoader(_Loader):
    """Safe loader that refuses a field written twice, which YAML readers otherwise drop in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the field {key.value!r} stands twice in one entry", key.start_mark
                    )
                seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping
