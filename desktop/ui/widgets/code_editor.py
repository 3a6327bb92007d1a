"""An editor for one file of Python: line numbers, colours, and the few keys that code needs."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.ui.theme import GRID, Tokens, code_font
from desktop.ui.widgets.code_look import PythonHighlighter

INDENT = 4
MAX_CHARACTERS = 100_000
MAX_LINES = 5000
MAX_LINE_CHARACTERS = 2000
"""A text or a line beyond these is not taken from the clipboard: laying it out would hold the window up, and no
solution is that long."""


class _Gutter(QWidget):
    """The line numbers."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_px(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(event)


class CodeEditor(QPlainTextEdit):
    """Tab indents, Shift+Tab takes back, Enter keeps the indent, Escape leaves. ``refused`` is emitted with "long" or
    "line" when something was not pasted."""

    refused = Signal(str)
    left_by_key = Signal()

    def __init__(self, colours: Tokens, name: str) -> None:
        super().__init__()
        self._colours = colours
        self._error_line: int | None = None
        self.setObjectName("code")
        self.setFont(code_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabStopDistance(INDENT * self.fontMetrics().horizontalAdvance(" "))
        self.setCursorWidth(2)
        self.setAccessibleName(name)
        self.highlighter = PythonHighlighter(self.document(), colours)
        self._gutter = _Gutter(self)
        self.blockCountChanged.connect(lambda _: self._fit_gutter())
        self.updateRequest.connect(self._scroll_gutter)
        self.cursorPositionChanged.connect(self._mark_lines)
        self._fit_gutter()
        self._mark_lines()

    # Text

    @property
    def source(self) -> str:
        return self.toPlainText()

    def set_source(self, source: str, *, undoable: bool = False) -> None:
        """``undoable``: as if the person had typed it."""
        self.mark_error(None)
        if not undoable:
            self.setPlainText(source)
            return
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(source)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not self.canInsertFromMimeData(source):
            return
        text = source.text()
        kept = self.document().characterCount() - len(self.textCursor().selectedText())
        if len(text) + kept > MAX_CHARACTERS or text.count("\n") + self.blockCount() > MAX_LINES:
            self.refused.emit("long")
            return
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").expandtabs(INDENT)
        if max(map(len, text.split("\n"))) > MAX_LINE_CHARACTERS:
            self.refused.emit("line")
            return
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        command = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        cursor = self.textCursor()
        if key == Qt.Key.Key_Escape and not command:
            self.left_by_key.emit()
        elif command or self.isReadOnly():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and shift):
            self._shift_lines(-1)
        elif key == Qt.Key.Key_Tab and cursor.hasSelection():
            self._shift_lines(1)
        elif key == Qt.Key.Key_Tab:
            cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._new_line()
        elif key == Qt.Key.Key_Backspace and not cursor.hasSelection() and self._before().isspace():
            self._delete_indent()
        else:
            super().keyPressEvent(event)

    def _before(self) -> str:
        """The line up to the cursor."""
        cursor = self.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _new_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if cursor.hasSelection():
            start = self.document().findBlock(cursor.selectionStart())
            before = start.text()[: cursor.selectionStart() - start.position()]
        indent = before[: len(before) - len(before.lstrip(" "))]
        if before.rstrip().endswith(":"):
            indent += " " * INDENT
        cursor.insertText("\n" + indent)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _delete_indent(self) -> None:
        """Back to the column before that is a multiple of four."""
        cursor = self.textCursor()
        before = self._before()
        back = (len(before) - 1) % INDENT + 1
        back = min(back, len(before) - len(before.rstrip(" "))) or 1
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, back)
        cursor.removeSelectedText()

    def _shift_lines(self, direction: int) -> None:
        """The lines of the selection, or the cursor's, four columns to the right (1) or up to four to the left (-1)."""
        cursor = self.textCursor()
        document = self.document()
        block = document.findBlock(cursor.selectionStart())
        last = document.findBlock(cursor.selectionEnd())
        # A selection that ends before the first letter of a line does not mean that line.
        end = last.blockNumber() - (last != block and last.position() == cursor.selectionEnd())
        edit = QTextCursor(document)
        edit.beginEditBlock()
        while block.isValid() and block.blockNumber() <= end:
            text = block.text()
            edit.setPosition(block.position())
            if direction > 0 and text:
                edit.insertText(" " * INDENT)
            elif direction < 0:
                spaces = min(INDENT, len(text) - len(text.lstrip(" ")))
                edit.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, spaces)
                edit.removeSelectedText()
            block = block.next()
        edit.endEditBlock()

    # Lines

    def mark_error(self, line: int | None) -> None:
        """Tint a line (from 1) until it is set anew."""
        if line != self._error_line:
            self._error_line = line
            self._mark_lines()

    def go_to_line(self, line: int) -> None:
        """Put the cursor at its end and the focus into the editor."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus()

    def _mark_lines(self) -> None:
        marks = []
        cursor = self.textCursor()
        cursor.clearSelection()
        if self.hasFocus():
            marks.append(self._whole_line(cursor, self._colours.colour("sunken")))
        if self._error_line is not None:
            block = self.document().findBlockByNumber(self._error_line - 1)
            if block.isValid():
                marks.append(self._whole_line(QTextCursor(block), self._colours.colour("danger_soft")))
        self.setExtraSelections(marks)

    def _whole_line(self, cursor: QTextCursor, colour: QColor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return mark

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_lines()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_lines()

    # Line numbers

    def gutter_px(self) -> int:
        digits = max(2, len(str(self.blockCount())))
        return digits * self.fontMetrics().horizontalAdvance("9") + 2 * GRID

    def _fit_gutter(self) -> None:
        self.setViewportMargins(self.gutter_px(), 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter_px(), inside.height()))

    def _scroll_gutter(self, area: QRect, by_px: int) -> None:
        if by_px:
            self._gutter.scroll(0, by_px)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_gutter()

    def paint_gutter(self, event: QPaintEvent) -> None:
        painter = QPainter(self._gutter)
        painter.setFont(self.font())
        painter.setPen(self._colours.colour("muted"))
        block = self.firstVisibleBlock()
        box = self.blockBoundingGeometry(block).translated(self.contentOffset())
        while block.isValid() and box.top() <= event.rect().bottom():
            if block.isVisible() and box.bottom() >= event.rect().top():
                line = QRect(0, round(box.top()), self._gutter.width() - GRID, round(box.height()))
                painter.drawText(
                    line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(block.blockNumber() + 1)
                )
            block = block.next()
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
