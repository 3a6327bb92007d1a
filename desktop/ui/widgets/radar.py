"""The five dimensions as a radar: score, interval band, and axes without enough data left open."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.report.shape import RadarAxis, RadarChart
from desktop.ui.theme import Tokens

FULL = 10.0
GAP = 6
SIDE = 88


def points(values: list[float], centre: QPointF, radius: float) -> list[QPointF]:
    """Where values 0–10 lie, axis 0 straight up, clockwise."""
    count = len(values)
    result = []
    for i, value in enumerate(values):
        angle = 2 * math.pi * i / count - math.pi / 2
        reach = radius * value / FULL
        result.append(QPointF(centre.x() + reach * math.cos(angle), centre.y() + reach * math.sin(angle)))
    return result


class RadarView(QWidget):
    """Neighbouring measured axes are joined; nothing is drawn through an axis that was not measured."""

    def __init__(self, chart: RadarChart, tokens: Tokens) -> None:
        super().__init__()
        self._chart = chart
        self._tokens = tokens
        said = "; ".join(f"{axis.label}: {axis.value_text}" for axis in chart.axes)
        self.setAccessibleName(chart.alt)
        self.setAccessibleDescription(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(432, 344)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 344)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axes = self._chart.axes
        if not axes:
            return
        text = 2 * painter.fontMetrics().height() + GAP
        # From tip to lowest corner a pentagon is 1.81 radii high.
        radius = min(self.width() / 2 - SIDE, (self.height() - 2 * text) / 1.81)
        centre = QPointF(self.width() / 2, text + radius)
        self._grid(painter, centre, radius)
        self._band(painter, centre, radius)
        self._line(painter, centre, radius)
        self._labels(painter, centre, radius)

    def _grid(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        axes = self._chart.axes
        painter.setPen(QPen(self._tokens.colour("line"), 1))
        for ring in (2.5, 5.0, 7.5, 10.0):
            painter.drawPolygon(QPolygonF(points([ring] * len(axes), centre, radius)))
        for axis, end in zip(axes, points([FULL] * len(axes), centre, radius), strict=True):
            style = Qt.PenStyle.DotLine if axis.value is None else Qt.PenStyle.SolidLine
            painter.setPen(QPen(self._tokens.colour("muted" if axis.value is None else "line"), 1, style))
            painter.drawLine(centre, end)

    def _pairs(self) -> list[tuple[int, int]]:
        axes = self._chart.axes
        following = [(i, (i + 1) % len(axes)) for i in range(len(axes))]
        return [(i, j) for i, j in following if axes[i].value is not None and axes[j].value is not None]

    def _band(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        axes = self._chart.axes
        low = points([_or_zero(axis.low, axis) for axis in axes], centre, radius)
        high = points([_or_zero(axis.high, axis) for axis in axes], centre, radius)
        soft = QColor(self._tokens.colour("accent"))
        soft.setAlphaF(0.18)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for i, j in self._pairs():
            part = QPainterPath()
            part.addPolygon(QPolygonF([low[i], high[i], high[j], low[j]]))
            part.closeSubpath()
            path = path.united(part)
        painter.fillPath(path, soft)
        painter.setPen(QPen(soft, 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        joined = {index for pair in self._pairs() for index in pair}
        for i, axis in enumerate(axes):
            if axis.value is not None and i not in joined:
                painter.drawLine(low[i], high[i])

    def _line(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        axes = self._chart.axes
        at = points([axis.value or 0.0 for axis in axes], centre, radius)
        accent = self._tokens.colour("accent")
        painter.setPen(QPen(accent, 2))
        for i, j in self._pairs():
            painter.drawLine(at[i], at[j])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        for axis, spot in zip(axes, at, strict=True):
            if axis.value is not None:
                painter.drawEllipse(spot, 4, 4)

    def _labels(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        """Two lines at each tip: above it in the upper half, below it in the lower; inside the widget always."""
        axes = self._chart.axes
        height = painter.fontMetrics().height()
        for axis, tip in zip(axes, points([FULL] * len(axes), centre, radius), strict=True):
            lines = ((axis.label, "text"), (axis.value_text, "muted" if axis.value is None else "accent"))
            width = max(painter.fontMetrics().horizontalAdvance(text) for text, _ in lines) + 4.0
            side = tip.x() - centre.x()
            box = QRectF(0, 0, width, height)
            if abs(side) < radius * 0.1:
                box.moveLeft(tip.x() - width / 2)
            elif tip.y() < centre.y():  # beside the tip, so that the ring's slope stays free
                box.moveLeft(tip.x() - 8 if side > 0 else tip.x() + 8 - width)
            else:
                box.moveLeft(tip.x() - width * (0.35 if side > 0 else 0.65))
            box.moveLeft(min(max(0.0, box.left()), self.width() - width))
            box.moveTop(tip.y() - GAP - 2 * height if tip.y() < centre.y() else tip.y() + GAP)
            for text, colour in lines:
                painter.setPen(self._tokens.colour(colour))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                box.translate(0, height)


def _or_zero(bound: float | None, axis: RadarAxis) -> float:
    """A score without an interval has a band of no width."""
    return bound if bound is not None else axis.value or 0.0
