"""Labels, buttons, cards and layouts with the program's spacing, so that pages read like their outline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.theme import GRID

LabelKind = Literal[
    "body",
    "title",
    "heading",
    "question",
    "long_question",
    "figure",
    "strong",
    "muted",
    "small",
    "warn",
    "danger",
    "accent",
]
ButtonKind = Literal["plain", "primary", "quiet", "danger", "stamp", "nav"]


def label(text: str, kind: LabelKind = "body", *, wrap: bool = True, selectable: bool = False) -> QLabel:
    """Plain text always: what people, documents or models wrote is never taken for mark-up."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("kind", kind)
    result.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result


def set_kind(widget: QWidget, kind: str) -> None:
    """Change a widget's look after it was made."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, on_click: Callable[[], object], kind: ButtonKind = "plain", *, tip: str = "") -> QPushButton:
    result = QPushButton(text)
    result.setProperty("kind", kind)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setAccessibleName(tip or text)
    result.setToolTip(tip)
    result.clicked.connect(lambda: on_click())
    return result


def _fill(layout: QBoxLayout, parts: tuple[object, ...], spacing: int, margins: int) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    for part in parts:
        if isinstance(part, QLayout):
            layout.addLayout(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, int):
            layout.addStretch(part)


def row(*parts: QWidget | QLayout | int, spacing: int = GRID, margins: int = 0) -> QHBoxLayout:
    """Side by side; a number is a stretch."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def column(*parts: QWidget | QLayout | int, spacing: int = GRID, margins: int = 0) -> QVBoxLayout:
    """One below the other; a number is a stretch."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def framed(name: str, layout: QLayout) -> QFrame:
    """A surface of the style sheet (``card``, ``sunken``, ``hero`` …) around a layout."""
    frame = QFrame()
    frame.setObjectName(name)
    frame.setLayout(layout)
    return frame


def card(*parts: QWidget | QLayout | int, spacing: int = GRID) -> QFrame:
    return framed("card", column(*parts, spacing=spacing, margins=2 * GRID))


def rule() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def clear(layout: QLayout) -> None:
    """Remove everything a layout holds."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
