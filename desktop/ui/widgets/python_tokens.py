"""Where the keywords, texts, numbers and comments of a line of Python are. Without Qt."""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass
from typing import Literal, cast

TokenKind = Literal["keyword", "builtin", "defined", "decorator", "text", "number", "comment"]
NORMAL, IN_SINGLE, IN_DOUBLE = 0, 1, 2
"""What a line begins in: code, or a text that three quotation marks opened in a line before."""

MAX_COLUMNS = 2000
"""Of a longer line only the beginning is coloured."""

_ENDS = {
    IN_SINGLE: re.compile(r"(?:[^\\']|\\.|'(?!''))*(''')?"),
    IN_DOUBLE: re.compile(r'(?:[^\\"]|\\.|"(?!""))*(""")?'),
}
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_KEYWORDS = frozenset(keyword.kwlist)
_SOFT_KEYWORDS = frozenset(keyword.softkwlist) - {"_"}
_SOFT = re.compile(r"\s*(?:(?:match|case)\s[^=]*:\s*(?:#.*)?$|type\s+\w+.*=)")
_TOKEN = re.compile(
    r"""
    (?P<comment>\#.*)
    | (?P<long>(?i:[rbuf]{0,2})(?P<marks>'''|\"\"\"))
    | (?P<text>(?i:[rbuf]{0,2})(?:'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?))
    | (?P<number>\b0[xX][\da-fA-F_]+ | \b0[bBoO][0-7_]+ | (?:\b\d[\d_]*(?:\.[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?[jJ]?)
    | (?P<decorator>^\s*@[\w.]+)
    | (?P<word>[^\W\d]\w*)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``[start, start + length)`` of a line."""

    start: int
    length: int
    kind: TokenKind


def tokens(line: str, state: int = NORMAL) -> tuple[list[Token], int]:
    """The coloured parts of one line that begins in ``state``, and what the next one begins in."""
    line = line[:MAX_COLUMNS]
    found: list[Token] = []
    at = 0
    word_before = ""
    if state in _ENDS:
        at, state = _rest_of_text(line, 0, state)
        found.append(Token(0, at, "text"))
    while state == NORMAL and (match := _TOKEN.search(line, at)):
        at = match.end()
        if match["marks"]:
            at, state = _rest_of_text(line, at, IN_SINGLE if match["marks"] == "'''" else IN_DOUBLE)
            found.append(Token(match.start(), at - match.start(), "text"))
        elif kind := _kind(line, match, word_before):
            found.append(Token(match.start(), len(match[0]), kind))
        word_before = match["word"] or ""
    return found, state


def _rest_of_text(line: str, start: int, state: int) -> tuple[int, int]:
    """Where a long text that is open at ``start`` ends in this line, and the state behind it."""
    match = _ENDS[state].match(line, start)
    if match is None or match[1] is None:
        return len(line), state
    return match.end(), NORMAL


def _kind(line: str, match: re.Match[str], word_before: str) -> TokenKind | None:
    word = match["word"]
    if not word:
        return cast("TokenKind", match.lastgroup)
    if word in _KEYWORDS or (word in _SOFT_KEYWORDS and _SOFT.match(line) and not line[: match.start()].strip()):
        return "keyword"
    if word_before in ("def", "class"):
        return "defined"
    if word in _BUILTINS and not line[: match.start()].endswith("."):
        return "builtin"
    return None
