"""Text with code in it, to be read, selected and copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFrameFormat, QTextOption
from PySide6.QtWidgets import QTextBrowser

from desktop.ui.theme import GRID, Tokens, code_font
from desktop.ui.widgets.code_look import token_formats
from desktop.ui.widgets.python_tokens import NORMAL, tokens

PartKind = Literal["heading", "body", "muted", "accent", "warn", "danger", "code", "output"]
MAX_CHARACTERS = 6000
"""Of one piece, as long as a text of a task may be; more is only counted, because laying it out would hold the window
up."""

_BACKTICKS = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or a box of code (coloured) or output (as it is). ``line`` (from 1) makes ``link`` lead there."""

    kind: PartKind
    text: str
    link: str = ""
    line: int | None = None


class CodeText(QTextBrowser):
    """Written as text: nothing that people or their programs wrote can become mark-up. `…` in a paragraph is code."""

    line_chosen = Signal(int)

    def __init__(self, colours: Tokens, name: str, cut: str) -> None:
        """``cut`` is the sentence for how many characters (``{n}``) a piece had beyond those that are shown."""
        super().__init__()
        self._colours = colours
        self._cut = cut
        self._formats = token_formats(colours)
        self.setOpenLinks(False)
        self.setAccessibleName(name)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(self._clicked)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """In place of what stood there."""
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for place, part in enumerate(parts):
            if part.kind in ("code", "output"):
                if place == 0:
                    self._hide_first_line(cursor)
                self._box(cursor, part)
            else:
                self._paragraph(cursor, part, first=place == 0)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _paragraph(self, cursor: QTextCursor, part: Part, first: bool) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(0 if first else 2 * GRID if part.kind == "heading" else GRID // 2)
        if first or cursor.block().length() == 1:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)
        plain = QTextCharFormat()
        colour = "text" if part.kind in ("heading", "body") else part.kind
        plain.setForeground(self._colours.colour(colour))
        if part.kind == "heading":
            plain.setFontWeight(QFont.Weight.DemiBold)
        code = QTextCharFormat(plain)
        code.setFontFamilies(code_font().families())
        for number, piece in enumerate(_BACKTICKS.split(self._shortened(part.text))):
            cursor.insertText(piece, code if number % 2 else plain)
        if part.line is not None:
            link = QTextCharFormat()
            link.setAnchor(True)
            link.setAnchorHref(f"line:{part.line}")
            link.setForeground(self._colours.colour("accent"))
            link.setFontUnderline(True)
            cursor.insertText(" ", plain)
            cursor.insertText(part.link, link)

    def _hide_first_line(self, cursor: QTextCursor) -> None:
        """A document begins with a paragraph, even one of which the first thing is a box."""
        block = QTextBlockFormat()
        block.setLineHeight(1.0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(block)

    def _box(self, cursor: QTextCursor, part: Part) -> None:
        frame = QTextFrameFormat()
        frame.setBackground(self._colours.colour("sunken"))
        frame.setPadding(GRID)
        frame.setTopMargin(GRID // 2)
        frame.setBottomMargin(GRID)
        plain = QTextCharFormat()
        plain.setFontFamilies(code_font().families())
        plain.setFontFixedPitch(True)
        plain.setForeground(self._colours.colour("text"))
        cursor.insertFrame(frame)
        state = NORMAL
        for number, line in enumerate(self._shortened(part.text).rstrip("\n").split("\n")):
            if number:
                cursor.insertBlock()
            if part.kind == "output":
                cursor.insertText(line, plain)
                continue
            found, state = tokens(line, state)
            at = 0
            for token in found:
                coloured = QTextCharFormat(plain)
                coloured.merge(self._formats[token.kind])
                cursor.insertText(line[at : token.start], plain)
                at = token.start + token.length
                cursor.insertText(line[token.start : at], coloured)
            cursor.insertText(line[at:], plain)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _shortened(self, text: str) -> str:
        more = len(text) - MAX_CHARACTERS
        return text if more <= 0 else text[:MAX_CHARACTERS] + "\n" + self._cut.format(n=more)

    def _clicked(self, url: QUrl) -> None:
        if url.scheme() == "line":
            self.line_chosen.emit(int(url.path()))
