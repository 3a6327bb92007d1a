"""The exact answer of a calculation: what the result and the steps on the way are, and how near counts as right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ExactUnit = Literal["", "B", "%", "s"]
"""What a value is measured in: nothing (a count), bytes, a share (0.5 is 50 %), seconds."""

Verdict = Literal["right", "rounded", "unit_missing", "unit_wrong", "step", "wrong", "none"]
"""What became of a value: said as it is; within the rounding allowed; the number without its unit, or with a wrong one;
another value where a step on the way was right; another value; no value said."""


@dataclass(frozen=True, slots=True)
class ExactValue:
    """The value behind the key point ``point_id``, in ``unit``.

    ``tolerance`` ≥ 0 is the largest difference that still counts, in the same unit. ``also`` are values that are as
    right, such as the area where the side was asked for.
    """

    point_id: str
    value: float
    unit: ExactUnit = ""
    tolerance: float = 0.0
    also: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ExactAnswer:
    """``steps`` lie on the way to ``result``; ``given`` are the numbers of the question's own text as they are said."""

    result: ExactValue
    steps: tuple[ExactValue, ...] = ()
    given: tuple[float, ...] = ()
