"""Whether an output is the expected one, and how values read. Values are JSON as ``solution.plain`` writes it."""

from __future__ import annotations

import json
import math
from typing import Any

from desktop.domain.programming import Rule

_SHOWN_CHARACTERS = 300
_DEEPEST = 60


def matches(got: Any, expected: Any, rule: Rule, tolerance: float) -> bool:
    """``got`` comes from the solution and may be any JSON. Lists, tuples and arrays of the same shape are alike; 1,
    1.0 and True are too."""
    if rule == "unordered":
        return isinstance(got, list) and isinstance(expected, list) and _same(_sorted(got), _sorted(expected), 0.0, 0)
    return _same(got, expected, tolerance if rule == "close" else 0.0, 0)


def _same(got: Any, expected: Any, tolerance: float, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(_same(a, b, tolerance, depth + 1) for a, b in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            return False
        kind = next(iter(expected))
        return isinstance(got[kind], list) and _same(_sorted(got[kind]), _sorted(expected[kind]), tolerance, depth + 1)
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return _near(got, expected, tolerance)
    return type(got) is type(expected) and bool(got == expected)


def _near(got: float, expected: float, tolerance: float) -> bool:
    if isinstance(expected, float) and math.isnan(expected):
        return isinstance(got, float) and math.isnan(got)
    if tolerance == 0.0 or isinstance(expected, bool):
        return got == expected
    try:
        return math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:
        return False


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def shown(value: Any) -> str:
    """As Python would write it, at most 300 characters."""
    text = _written(value, 0)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _written(value: Any, depth: int) -> str:
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, list):
        return "[" + ", ".join(_written(item, depth + 1) for item in value[:_SHOWN_CHARACTERS]) + "]"
    if isinstance(value, dict) and isinstance(value.get("pairs"), list):
        pairs = [item for item in value["pairs"] if isinstance(item, list) and len(item) == 2]
        return "{" + ", ".join(f"{_written(k, depth + 1)}: {_written(v, depth + 1)}" for k, v in pairs) + "}"
    if isinstance(value, dict) and isinstance(value.get("set"), list):
        return "{" + ", ".join(_written(item, depth + 1) for item in value["set"]) + "}" if value["set"] else "set()"
    return f"{value:.10g}" if isinstance(value, float) else repr(value)
