"""A strip that says what happened, what is safe and what to do, with the button that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, label, row

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a banner."""

    text: str
    run: Callable[[], object]
    primary: bool = False


class Banner(QFrame):
    """Lines that are empty are left out."""

    def __init__(
        self,
        severity: Severity,
        what: str,
        safe: str = "",
        advice: str = "",
        actions: tuple[Action, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("severity", severity)
        self.setAccessibleName(" ".join(part for part in (what, safe, advice) if part))
        self._what = label(what, "strong")
        text = column(self._what, spacing=GRID // 2)
        for line in (safe, advice):
            if line:
                text.addWidget(label(line))
        layout = row(spacing=2 * GRID)
        layout.setContentsMargins(2 * GRID, 12, 2 * GRID, 12)
        layout.addLayout(text, 1)
        for action in actions:
            layout.addWidget(button(action.text, action.run, "primary" if action.primary else "plain"))
        self.setLayout(layout)

    def say(self, what: str) -> None:
        """The first line anew, as for progress."""
        self._what.setText(what)
        self.setAccessibleName(what)
