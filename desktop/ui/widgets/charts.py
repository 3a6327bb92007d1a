"""The report's other charts, painted: bars, shares of a whole, a line over time, stretches of time."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.report.shape import BarChart, Chart, LaneChart, LineChart, RadarChart, ShareChart
from desktop.ui.theme import Tokens
from desktop.ui.widgets.radar import RadarView

ROW = 32
AXIS = 22


class ChartView(QWidget):
    """A chart of fixed height that spreads over the width it is given. ``asked`` carries a session time that was
    clicked on."""

    asked = Signal(float)

    def __init__(self, tokens: Tokens, name: str, height: int) -> None:
        super().__init__()
        self.tokens = tokens
        self._height = height
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(480, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter)

    def paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def text(self, painter: QPainter, box: QRectF, text: str, colour: str, align: Qt.AlignmentFlag) -> None:
        painter.setPen(self.tokens.colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, shown)

    def widest(self, painter: QPainter, texts: list[str], limit: float) -> float:
        return min(limit, max((painter.fontMetrics().horizontalAdvance(text) for text in texts), default=0) + 16.0)


class BarView(ChartView):
    """One bar a row; what was not measured is an empty place with its reason."""

    def __init__(self, chart: BarChart, tokens: Tokens) -> None:
        super().__init__(tokens, chart.title, ROW * len(chart.bars) + (AXIS if chart.band_text else 0))
        self._chart = chart
        self.setAccessibleDescription("; ".join(f"{bar.label}: {bar.text}" for bar in chart.bars))

    def paint(self, painter: QPainter) -> None:
        chart = self._chart
        left = self.widest(painter, [bar.label for bar in chart.bars], self.width() * 0.3)
        right = self.widest(painter, [bar.text for bar in chart.bars], self.width() * 0.35)
        width = self.width() - left - right
        scale = width / ((chart.high - chart.low) or 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        if chart.band is not None:
            x0, x1 = (left + (min(max(v, chart.low), chart.high) - chart.low) * scale for v in chart.band)
            painter.setBrush(self.tokens.colour("accent_soft"))
            painter.drawRect(QRectF(x0, 0, x1 - x0, ROW * len(chart.bars)))
        for i, bar in enumerate(chart.bars):
            top = ROW * i
            self.text(painter, QRectF(0, top, left - 8, ROW), bar.label, "text", Qt.AlignmentFlag.AlignLeft)
            painter.setPen(Qt.PenStyle.NoPen)
            where = left
            if bar.value is not None:
                value = min(max(bar.value, chart.low), chart.high)
                where = left + (value - chart.low) * scale
                painter.setBrush(self.tokens.colour("accent"))
                painter.drawRoundedRect(QRectF(left, top + 10, max(2.0, where - left), ROW - 20), 4, 4)
            colour = "muted" if bar.value is None else "text"
            self.text(painter, QRectF(where + 8, top, right, ROW), bar.text, colour, Qt.AlignmentFlag.AlignLeft)
        if chart.band_text:
            below = QRectF(left, ROW * len(chart.bars), self.width() - left, AXIS)
            self.text(painter, below, chart.band_text, "muted", Qt.AlignmentFlag.AlignLeft)


class ShareView(ChartView):
    """One bar cut into its parts, each named below."""

    def __init__(self, chart: ShareChart, tokens: Tokens) -> None:
        super().__init__(tokens, chart.title, 24 + 12 + 26 * len(chart.parts))
        self._chart = chart
        self.setAccessibleDescription("; ".join(f"{part.label}: {part.text}" for part in chart.parts))

    def paint(self, painter: QPainter) -> None:
        parts = self._chart.parts
        x = 0.0
        for i, part in enumerate(parts):
            width = self.width() * part.share
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(self.tokens, i, len(parts)))
            if width > 0:
                painter.drawRect(QRectF(x, 0, max(1.0, width - 2), 24))
            x += width
            top = 36 + 26 * i
            painter.drawRoundedRect(QRectF(0, top + 6, 14, 14), 4, 4)
            right = self.widest(painter, [part.text], 240)
            name = QRectF(24, top, self.widest(painter, [p.label for p in parts], self.width() * 0.5), 26)
            self.text(painter, name, part.label, "text", Qt.AlignmentFlag.AlignLeft)
            value = QRectF(name.right() + 8, top, right, 26)
            self.text(painter, value, part.text, "muted", Qt.AlignmentFlag.AlignLeft)


def shade(tokens: Tokens, index: int, count: int) -> QColor:
    """Steps from the accent towards the page, so that parts differ in lightness, not only in hue."""
    mix = 0.0 if count < 2 else 0.82 * index / (count - 1)
    a, b = tokens.colour("accent"), tokens.colour("line")
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * mix,
        a.greenF() + (b.greenF() - a.greenF()) * mix,
        a.blueF() + (b.blueF() - a.blueF()) * mix,
    )


def _readable(tokens: Tokens, behind: QColor) -> QColor:
    """Whichever of the two inks stands out more."""
    inks = (tokens.colour("on_accent"), tokens.colour("text"))
    return max(inks, key=lambda ink: abs(ink.lightnessF() - behind.lightnessF()))


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


class TimeChart(ChartView):
    """Shared by charts whose x axis is session time; a click asks for that moment."""

    def __init__(self, tokens: Tokens, name: str, height: int, duration_s: float) -> None:
        super().__init__(tokens, name, height)
        self._duration_s = max(duration_s, 1e-6)
        self.left = 0.0

    def place(self, at_s: float) -> float:
        return self.left + (self.width() - self.left - 4) * min(1.0, max(0.0, at_s / self._duration_s))

    def axis(self, painter: QPainter, top: float) -> None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = self.place(self._duration_s * share)
            painter.setPen(QPen(self.tokens.colour("line"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, top))
            box = QRectF(x - 30, top, 60, AXIS)
            align = Qt.AlignmentFlag.AlignHCenter
            if share == 1.0:
                box.moveRight(float(self.width()))
                align = Qt.AlignmentFlag.AlignRight
            elif share == 0.0:
                box.moveLeft(x)
                align = Qt.AlignmentFlag.AlignLeft
            self.text(painter, box, clock(self._duration_s * share), "muted", align)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        span = self.width() - self.left - 4
        share = (event.position().x() - self.left) / span if span > 0 else -1.0
        if 0 <= share <= 1:
            self.asked.emit(share * self._duration_s)


class LineView(TimeChart):
    """A value over time; where it was not measured the line breaks."""

    def __init__(self, chart: LineChart, tokens: Tokens) -> None:
        super().__init__(tokens, chart.title, 140, chart.duration_s)
        self._chart = chart

    def paint(self, painter: QPainter) -> None:
        chart = self._chart
        bottom = 140.0 - AXIS
        labels = [f"{chart.high:g}", f"{chart.low:g}"]
        self.left = self.widest(painter, labels, 80)
        self.axis(painter, bottom)
        for text, y in zip(labels, (0.0, bottom - 18), strict=True):
            self.text(painter, QRectF(0, y, self.left - 8, 18), text, "muted", Qt.AlignmentFlag.AlignRight)
        span = (chart.high - chart.low) or 1.0
        painter.setPen(QPen(self.tokens.colour("accent"), 1.5))
        run: list[QPointF] = []
        for at_s, value in (*chart.points, (chart.duration_s, None)):
            if value is not None:
                share = (min(max(value, chart.low), chart.high) - chart.low) / span
                run.append(QPointF(self.place(at_s), bottom - share * bottom))
                continue
            if len(run) > 1:
                painter.drawPolyline(QPolygonF(run))
            elif run:
                painter.drawPoint(run[0])
            run = []


class LaneView(TimeChart):
    """One row a kind of event, each stretch where it happened."""

    def __init__(self, chart: LaneChart, tokens: Tokens) -> None:
        super().__init__(tokens, chart.title, ROW * len(chart.lanes) + AXIS, chart.duration_s)
        self._chart = chart

    def paint(self, painter: QPainter) -> None:
        lanes = self._chart.lanes
        self.left = self.widest(painter, [lane.label for lane in lanes], self.width() * 0.3)
        self.axis(painter, float(ROW * len(lanes)))
        for i, lane in enumerate(lanes):
            top = ROW * i
            self.text(painter, QRectF(0, top, self.left - 8, ROW), lane.label, "text", Qt.AlignmentFlag.AlignLeft)
            painter.setPen(QPen(self.tokens.colour("line"), 1))
            painter.drawLine(QPointF(self.left, top + ROW), QPointF(self.width(), top + ROW))
            kinds = sorted({mark.kind for mark in lane.marks})
            for mark in lane.marks:
                x0, x1 = self.place(mark.start_s), self.place(mark.end_s)
                box = QRectF(x0, top + 7, max(2.0, x1 - x0 - 1), ROW - 14)
                painter.setPen(Qt.PenStyle.NoPen)
                colour = shade(self.tokens, kinds.index(mark.kind), len(kinds) + 1)
                painter.setBrush(colour)
                painter.drawRoundedRect(box, 3, 3)
                if mark.label and painter.fontMetrics().horizontalAdvance(mark.label) + 8 < box.width():
                    painter.setPen(_readable(self.tokens, colour))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.label)


def chart_view(chart: Chart, tokens: Tokens) -> QWidget:
    """The widget that shows a chart of the report."""
    if isinstance(chart, RadarChart):
        return RadarView(chart, tokens)
    if isinstance(chart, BarChart):
        return BarView(chart, tokens)
    if isinstance(chart, ShareChart):
        return ShareView(chart, tokens)
    if isinstance(chart, LineChart):
        return LineView(chart, tokens)
    return LaneView(chart, tokens)
