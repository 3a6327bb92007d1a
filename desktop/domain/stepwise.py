"""Work that is done a step at a time, by a generator that returns what comes of it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def drained(work: Generator[None, None, T]) -> T:
    """What comes of it, all its steps done at once."""
    while True:
        try:
            next(work)
        except StopIteration as ended:
            result: T = ended.value
            return result
