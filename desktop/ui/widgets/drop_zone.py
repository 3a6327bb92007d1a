"""A document: dropped, picked or pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QPlainTextEdit

from desktop.domain.document import DocumentText
from desktop.domain.errors import CandidError
from desktop.localise import localise
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, label, row, set_kind


class PasteBox(QPlainTextEdit):
    """Plain text only; files are left to the zone around it. Tab leaves the box."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)


class DropZone(QFrame):
    """The text in the box is what counts; a read file fills it, so that the person sees what was understood."""

    changed = Signal()

    def __init__(self, context: Context, title: str, hint: str, read: Callable[[Path], DocumentText]) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setAcceptDrops(True)
        self._texts = context.texts
        self._read = read
        self.box = PasteBox()
        self.box.setPlaceholderText(hint)
        self.box.setFixedHeight(76)
        self.box.setAccessibleName(title)
        self.box.textChanged.connect(self._edited)
        self.status = label(context.texts("setup.drop_types"), "small")
        self.pick = button(context.texts("setup.pick"), self._pick)
        self.clear_button = button(context.texts("setup.clear"), self._clear, "quiet")
        self.clear_button.setVisible(False)
        self.setLayout(
            column(
                row(label(title, "strong"), 1, self.clear_button, self.pick),
                self.box,
                self.status,
                margins=GRID + 4,
            )
        )

    @property
    def text(self) -> str:
        return self.box.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.box.setPlainText(text)

    def load(self, path: Path) -> None:
        """Read a document in the background and show its text, or why it could not be read."""
        self._say(self._texts("setup.reading", file=path.name), "small")
        self.pick.setEnabled(False)

        def done(document: DocumentText) -> None:
            self.pick.setEnabled(True)
            self.box.setPlainText(document.text)
            key, kind = ("setup.read_cut", "warn") if document.cut else ("setup.read", "small")
            self._say(self._texts(key, file=path.name, n=len(document.text)), kind)

        def failed(error: Exception) -> None:
            self.pick.setEnabled(True)
            why = self._texts("setup.unreadable", file=path.name)
            if isinstance(error, CandidError):
                why = localise(str(error), self._texts.language)
            self._say(why, "danger")

        run_in_background(self, lambda: self._read(path), done, failed)

    def _say(self, text: str, kind: str) -> None:
        self.status.setText(text)
        set_kind(self.status, kind)

    def _edited(self) -> None:
        self.clear_button.setVisible(bool(self.text))
        self.changed.emit()

    def _clear(self) -> None:
        self.box.clear()
        self._say(self._texts("setup.drop_types"), "small")

    def _pick(self) -> None:
        dialog = QFileDialog(self, self._texts("setup.pick"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self._texts("setup.filter") + " (*.pdf *.docx *.md *.txt)")
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.open()

    def _mark(self, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) or event.mimeData().hasText():
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.load(Path(files[0]))
        elif event.mimeData().hasText():
            self.box.setPlainText(event.mimeData().text())
        event.acceptProposedAction()
