"""Questions that need an answer before something is lost. They never block the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

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
