"""Whether a number as it was said is a value that was asked for, with its rounding and its unit."""

from __future__ import annotations

import math
from typing import Literal

from desktop.domain.exact import ExactUnit, ExactValue
from desktop.scoring.said_numbers import Mention

Match = Literal["right", "rounded", "unit_missing", "unit_wrong"]

_SAME = 1e-6  # relative: what floating point leaves of equal numbers
_PREFIXES = range(5)
_BITS = 8.0
_TIME_UNITS_S = (0.001, 1.0, 60.0, 3600.0, 86_400.0)


def match(said: Mention, wanted: ExactValue) -> Match | None:
    """How ``said`` fits ``wanted``; None when it is another number.

    A prefix counts as a thousand or as 1024, whichever fits: people use the same word for both.
    """
    found = [_close(value, wanted) for value in _readings(said, wanted.unit)]
    if "right" in found:
        return "right"
    if "rounded" in found:
        return "rounded"
    if not any(_close(value, wanted) for value in _bare_readings(said.number, wanted.unit)):
        return None
    bare = not said.dimension and not said.scale
    return "unit_missing" if bare else "unit_wrong"


def _close(value: float, wanted: ExactValue) -> Match | None:
    if any(math.isclose(value, right, rel_tol=_SAME, abs_tol=1e-12) for right in (wanted.value, *wanted.also)):
        return "right"
    near = wanted.tolerance > 0 and abs(value - wanted.value) <= wanted.tolerance * (1 + _SAME)
    return "rounded" if near else None


def _readings(said: Mention, unit: ExactUnit) -> list[float]:
    """Values in ``unit`` that the number with its own unit stands for; none when it is told in another kind of unit."""
    scaled = [said.number * base**said.scale for base in (1000.0, 1024.0)]
    if unit == "B":
        if said.dimension == "bit":
            return [value / _BITS for value in scaled]
        # "512 M" for memory is megabytes.
        return scaled if said.dimension == "B" or (said.scale and not said.dimension) else []
    if unit == "%":
        return [said.plain] if said.dimension in ("%", "") else []
    if unit == "s":
        return [said.plain] if said.dimension == "s" else []
    return scaled if not said.dimension else []


def _bare_readings(number: float, unit: ExactUnit) -> list[float]:
    """Values that the number alone would stand for with the unit, or the prefix, that was left out or mistaken."""
    if unit == "B":
        return [number * base**power for base in (1000.0, 1024.0) for power in _PREFIXES]
    if unit == "%":
        return [number / 100, number]
    if unit == "s":
        return [number * seconds for seconds in _TIME_UNITS_S]
    return [number]
