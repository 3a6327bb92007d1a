"""When an output counts as the expected one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.programming import Rule
from desktop.programming.compare import matches, shown

NAN, INF = float("nan"), float("inf")
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("got", "expected", "rule", "right"),
    [
        (1, 1, "exact", True),
        (1.0, 1, "exact", True),
        (1, 2, "exact", False),
        ("1", 1, "exact", False),
        (None, 0, "exact", False),
        ([1, [2]], [1, [2]], "exact", True),
        ([1, 2], [1, 2, 3], "exact", False),
        ([], None, "exact", False),
        ([[1, 2]], [1, 2], "close", False),
        (0.1 + 0.2, 0.3, "exact", False),
        (0.1 + 0.2, 0.3, "close", True),
        (0.31, 0.3, "close", False),
        (1e12 + 1, 1e12, "close", True),
        (NAN, NAN, "close", True),
        (NAN, 1.0, "close", False),
        (1.0, NAN, "close", False),
        (INF, INF, "close", True),
        (INF, 1e300, "close", False),
        (10**400, 1.0, "close", False),
        (True, 1.0000000001, "close", True),
        ([3, 1, 2], [1, 2, 3], "unordered", True),
        ([3, 1, 1], [1, 3, 3], "unordered", False),
        ({"set": [2, 1]}, {"set": [1, 2]}, "exact", True),
        ({"set": [1]}, [1], "exact", False),
        ([1], {"set": [1]}, "exact", False),
        ({"pairs": [["a", 1], ["b", 2]]}, {"pairs": [["b", 2], ["a", 1]]}, "exact", True),
        ({"pairs": [["a", 2]]}, {"pairs": [["a", 1]]}, "exact", False),
        ({"pairs": 3}, {"pairs": [["a", 1]]}, "exact", False),
        ({}, {"set": []}, "exact", False),
    ],
)
def test_rules(got: Any, expected: Any, rule: Rule, right: bool) -> None:
    assert matches(got, expected, rule, 1e-6) is right


def test_a_made_up_depth_does_not_hurt() -> None:
    deep: Any = 1
    for _ in range(900):
        deep = [deep]
    assert not matches(deep, [1], "exact", 0.0)
    assert not matches(deep, deep, "exact", 0.0)
    assert shown(deep).startswith("[[[")


@given(ANY_JSON)
def test_every_output_equals_itself_and_can_be_shown(value: Any) -> None:
    as_sent = json.loads(json.dumps(value))
    assert len(shown(as_sent)) <= 300
    if isinstance(as_sent, list | int | float | str):
        matches(as_sent, [as_sent], "unordered", 0.0)
        matches(as_sent, {"set": []}, "exact", 0.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, 2.5, None, True, "a"], "[1, 2.5, None, True, 'a']"),
        ({"set": [1, 2]}, "{1, 2}"),
        ({"set": []}, "set()"),
        ({"pairs": [["a", [1]]]}, "{'a': [1]}"),
        ("x" * 400, "'" + "x" * 298 + "…"),
    ],
)
def test_shown_as_python_writes_it(value: Any, text: str) -> None:
    assert shown(value) == text
