"""Lists in one line of text, as a cell of a table or a bullet holds them: parts set apart by ``|``.

``\\|`` is the character itself, ``\\\\`` a backslash and ``\\n`` a line break inside a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\([\\|n])")
_MARK = re.compile(r"\\[\\|n]|\|")


def joined(parts: Iterable[str]) -> str:
    """The parts in one line; ``split`` gives them back when none begins or ends with white space."""
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for part in parts)


def split(line: str) -> list[str]:
    """Parts without the white space around them; none for an empty line."""
    if not line.strip():
        return []
    bars = [found.start() for found in _MARK.finditer(line) if found[0] == "|"]
    bounds = zip([0, *(bar + 1 for bar in bars)], [*bars, len(line)], strict=True)
    return [_ESCAPED.sub(_plain, line[start:end].strip()) for start, end in bounds]


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]
