"""The button that ends an answer, with a thin ring that empties while the program waits for more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton

from desktop.ui.theme import Tokens

RING_PX = 3.0
GAP_PX = 3.0


def outline(box: QRectF, radius: float) -> QPainterPath:
    """A rounded rectangle that begins at the middle of its top side and runs clockwise."""
    path = QPainterPath(QPointF(box.center().x(), box.top()))
    d = 2 * radius
    path.lineTo(box.right() - radius, box.top())
    path.arcTo(QRectF(box.right() - d, box.top(), d, d), 90, -90)
    path.lineTo(box.right(), box.bottom() - radius)
    path.arcTo(QRectF(box.right() - d, box.bottom() - d, d, d), 0, -90)
    path.lineTo(box.left() + radius, box.bottom())
    path.arcTo(QRectF(box.left(), box.bottom() - d, d, d), 270, -90)
    path.lineTo(box.left(), box.top() + radius)
    path.arcTo(QRectF(box.left(), box.top(), d, d), 180, -90)
    path.closeSubpath()
    return path


class RingButton(QPushButton):
    """``set_remaining(share)``: 1 is a full ring, 0 an empty one, None no ring."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        super().__init__(text)
        self._tokens = tokens
        self._remaining: float | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def remaining(self) -> float | None:
        return self._remaining

    def set_remaining(self, share: float | None) -> None:
        share = None if share is None else min(1.0, max(0.0, share))
        if share != self._remaining:
            self._remaining = share
            self.update()

    def sizeHint(self) -> QSize:
        font = self.font()
        font.setBold(True)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 76, 52)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring_box = QRectF(self.rect()).adjusted(RING_PX, RING_PX, -RING_PX, -RING_PX)
        inset = RING_PX + GAP_PX
        body = ring_box.adjusted(inset, inset, -inset, -inset)
        fill, ink = self._colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(body, 8, 8)
        if self._remaining is not None and self.isEnabled():
            self._paint_ring(painter, ring_box)
        elif self.hasFocus():
            painter.setPen(QPen(self._tokens.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(-3, -3, 3, 3), 10, 10)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, self.text())

    def _colours(self) -> tuple[QColor, QColor]:
        t = self._tokens
        if not self.isEnabled():
            return t.colour("sunken"), t.colour("muted")
        return t.colour("accent_hover" if self.underMouse() else "accent"), t.colour("on_accent")

    def _paint_ring(self, painter: QPainter, box: QRectF) -> None:
        path = outline(box, 14)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.colour("line"), RING_PX))
        painter.drawPath(path)
        share = self._remaining or 0.0
        if share <= 0:
            return
        steps = max(2, round(96 * share))
        # By length, not by parameter, so that the ring empties evenly
        length = path.length() * share
        points = [path.pointAtPercent(path.percentAtLength(length * i / steps)) for i in range(steps + 1)]
        painter.setPen(QPen(self._tokens.colour("accent"), RING_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(points))
