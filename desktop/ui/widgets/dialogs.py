"""Windows above the window: questions before something is lost, and texts to read. None blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, label, row


class ConfirmDialog(QDialog):
    """``what`` will happen, in a sentence; the careful choice has the focus and Escape."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        what: str,
        confirm: str,
        keep: str,
        on_confirm: Callable[[], object],
        *,
        on_keep: Callable[[], object] | None = None,
        dangerous: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.keep_button = button(keep, self.reject)
        self.confirm_button = button(confirm, self.accept, "danger" if dangerous else "primary")
        self.keep_button.setDefault(True)
        heading, text = label(title, "heading"), label(what)
        self.setLayout(
            column(
                heading,
                text,
                row(1, self.keep_button, self.confirm_button),
                spacing=2 * GRID,
                margins=3 * GRID,
            )
        )
        self.accepted.connect(lambda: on_confirm())
        if on_keep is not None:
            self.rejected.connect(lambda: on_keep())
        self.keep_button.setFocus()


class ReadDialog(QDialog):
    """Sentences to read, longer than the screen if need be; Enter and Escape close it."""

    def __init__(self, parent: QWidget, title: str, lines: Sequence[str], close: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(640, 480)
        body = QWidget()
        body.setObjectName("pageBody")
        body.setLayout(column(*(label(line) for line in lines), 1, spacing=GRID))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        self.close_button = button(close, self.accept)
        self.close_button.setDefault(True)
        self.setLayout(
            column(label(title, "heading"), scroll, row(1, self.close_button), spacing=2 * GRID, margins=3 * GRID)
        )
        self.close_button.setFocus()
