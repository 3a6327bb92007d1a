"""Results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any


def print_json(result: dict[str, Any]) -> None:
    """One object with ``"schema": 1``."""
    json.dump({"schema": 1, **result}, sys.stdout, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2)
    sys.stdout.write("\n")


def say(text: str) -> None:
    """A message for the person."""
    print(text, file=sys.stderr, flush=True)
