"""Documented curves and limits of the dimensions, as data among the assets."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from desktop.resources import assets_dir


@lru_cache(maxsize=4)
def load_rubric(name: str) -> Mapping[str, Any]:
    """``delivery`` or ``behaviour``."""
    data: dict[str, Any] = json.loads((assets_dir() / "rubrics" / f"{name}.json").read_text(encoding="utf-8"))
    return data


def on_curve(curve: Sequence[Sequence[float]], value: float) -> float:
    """Linear between the points (x, y) of ``curve``, flat outside them."""
    if value <= curve[0][0]:
        return float(curve[0][1])
    for (x0, y0), (x1, y1) in itertools.pairwise(curve):
        if value <= x1:
            return float(y0 + (y1 - y0) * (value - x0) / (x1 - x0))
    return float(curve[-1][1])
