"""How code looks: the font, a colour for each kind of token, and colouring a document while it is edited."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument

from desktop.ui.theme import Tokens
from desktop.ui.widgets.python_tokens import NORMAL, TokenKind, tokens

COLOURS: dict[TokenKind, str] = {
    "keyword": "accent",
    "builtin": "code_name",
    "defined": "code_name",
    "decorator": "code_number",
    "text": "code_text",
    "number": "code_number",
    "comment": "muted",
}
PASS_BUDGET_S = 0.008
_NOT_YET = -1
"""Qt's own state of a block that has never been coloured."""


def token_formats(colours: Tokens) -> dict[TokenKind, QTextCharFormat]:
    result = {}
    for kind, name in COLOURS.items():
        made = QTextCharFormat()
        made.setForeground(colours.colour(name))
        if kind in ("keyword", "defined"):
            made.setFontWeight(QFont.Weight.DemiBold)
        result[kind] = made
    return result


class PythonHighlighter(QSyntaxHighlighter):
    """Colours what can be done in 8 ms at once and the rest of a long text a piece at a time."""

    def __init__(self, document: QTextDocument, colours: Tokens) -> None:
        super().__init__(document)
        self._formats = token_formats(colours)
        self._until_s = 0.0
        self._late = False
        # Where the first block without colours is; a cursor stays at its place when lines come or go before it.
        self._left: QTextCursor | None = None
        self._next_pass = QTimer(self, singleShot=True, interval=0)
        self._next_pass.timeout.connect(self._go_on)

    @property
    def finished(self) -> bool:
        """Everything has its colours."""
        return not self._next_pass.isActive()

    def highlightBlock(self, text: str) -> None:
        if not self._late:
            self._begin_pass()
            self._late = time.monotonic() > self._until_s
            if self._late:
                here = QTextCursor(self.currentBlock())
                if self._left is None or here.position() < self._left.position():
                    self._left = here
        if self._late:
            if self.currentBlockState() != _NOT_YET:
                self.setCurrentBlockState(_NOT_YET)
            return
        found, state = tokens(text, max(self.previousBlockState(), NORMAL))
        for token in found:
            self.setFormat(token.start, token.length, self._formats[token.kind])
        self.setCurrentBlockState(state)

    def _begin_pass(self) -> None:
        if not self._next_pass.isActive():
            self._until_s = time.monotonic() + PASS_BUDGET_S
            self._next_pass.start()

    def _go_on(self) -> None:
        self._late = False
        if self._left is None:
            return
        block = self._left.block()
        self._left = None
        self._begin_pass()
        while block.isValid() and not self._late:
            if block.userState() == _NOT_YET:
                # Goes on to the blocks behind it by itself.
                self.rehighlightBlock(block)
            block = block.next()
