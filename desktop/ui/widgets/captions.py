"""The last two lines of what is being said, large, to be glanced at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Tokens

LINES = 2
FONT_PX = 22
KEEP_LINES = 6


class CaptionView(QWidget):
    """Committed words in full ink, tentative ones muted. Lines above the last two are dropped whole, so that the
    words that stand do not move."""

    def __init__(self, tokens: Tokens, name: str) -> None:
        super().__init__()
        self._tokens = tokens
        self._committed = ""
        self._tentative = ""
        self._from = 0
        self._cache: tuple[tuple[str, str, int, int], QTextLayout] | None = None
        font = QFont(self.font())
        font.setPixelSize(FONT_PX)
        self.setFont(font)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, self._line_height() * LINES + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    @property
    def text(self) -> str:
        return self._committed + self._tentative

    def set_caption(self, committed: str, tentative: str) -> None:
        if not committed.startswith(self._committed[: self._from]):
            self._from = 0
        self._committed = committed
        self._tentative = tentative
        self._from = min(self._from, len(committed))
        self.setAccessibleDescription((committed + tentative)[-200:])
        self.update()

    def visible_lines(self) -> list[str]:
        """The lines as they stand on screen, oldest first."""
        layout = self._lay_out()
        shown = layout.text()
        lines = [layout.lineAt(i) for i in range(layout.lineCount())][-LINES:]
        return [shown[line.textStart() : line.textStart() + line.textLength()].strip() for line in lines]

    def _line_height(self) -> int:
        return max(round(FONT_PX * 1.5), self.fontMetrics().height())

    def _lay_out(self) -> QTextLayout:
        key = (self._committed, self._tentative, self._from, self.width())
        if self._cache is not None and self._cache[0] == key:
            return self._cache[1]
        layout, lines = self._break_lines()
        if len(lines) > KEEP_LINES:
            kept = lines[-(LINES + 1)].textStart()
            if self._from + kept <= len(self._committed):
                self._from += kept
                layout, lines = self._break_lines()
        self._cache = ((self._committed, self._tentative, self._from, self.width()), layout)
        return layout

    def _break_lines(self) -> tuple[QTextLayout, list[QTextLine]]:
        committed = self._committed[self._from :]
        layout = QTextLayout(committed + self._tentative, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if self._tentative:
            muted = QTextLayout.FormatRange()
            muted.start, muted.length = len(committed), len(self._tentative)
            ink = QTextCharFormat()
            ink.setForeground(self._tokens.colour("muted"))
            muted.format = ink
            layout.setFormats([muted])
        layout.beginLayout()
        lines: list[QTextLine] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self.width()))
            lines.append(line)
        layout.endLayout()
        return layout, lines

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout = self._lay_out()
        painter.setPen(self._tokens.colour("text"))
        count = layout.lineCount()
        first = max(0, count - LINES)
        height = self._line_height()
        for place, index in enumerate(range(first, count)):
            layout.lineAt(index).draw(painter, QPointF(0, 4 + place * height - layout.lineAt(index).y()))
