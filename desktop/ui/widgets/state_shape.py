"""The one quiet shape that shows what the session is doing, beside the word for it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.live import LiveState
from desktop.ui.theme import Tokens


class StateShape(QWidget):
    """Speaking: waves; listening: a full dot; thinking, preparing, finishing: three dots; paused: two bars; failed:
    a bar over a dot. Always drawn beside the state in words, so it carries no meaning alone."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._state: LiveState = "preparing"
        self.setFixedSize(QSize(32, 32))

    @property
    def state(self) -> LiveState:
        return self._state

    def set_state(self, state: LiveState) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self._tokens.colour("danger" if self._state == "failed" else "accent")
        middle = QPointF(16, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        if self._state == "listening":
            painter.drawEllipse(middle, 7, 7)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.5))
            painter.drawEllipse(middle, 11.5, 11.5)
        elif self._state == "speaking":
            painter.drawEllipse(middle, 3.5, 3.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for radius in (8.0, 12.5):
                box = QRectF(16 - radius, 16 - radius, 2 * radius, 2 * radius)
                for start in (-45, 135):
                    painter.drawArc(box, start * 16, 90 * 16)
        elif self._state == "paused":
            for x in (9.5, 17.5):
                painter.drawRoundedRect(QRectF(x, 8, 5, 16), 1.5, 1.5)
        elif self._state == "failed":
            painter.drawRoundedRect(QRectF(14, 6, 4, 13), 2, 2)
            painter.drawEllipse(QPointF(16, 24), 2.4, 2.4)
        else:
            for x in (7.0, 16.0, 25.0):
                painter.drawEllipse(QPointF(x, 16), 3, 3)
