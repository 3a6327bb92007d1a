"""The 15 seconds in which a person looks at the camera, at text and at the screen's corners: a dot for each look."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.errors import CandidError
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.localise import localise
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, clear, column, framed, label, row

_log = logging.getLogger(__name__)

INSET_PX, DOT_RADIUS_PX, RING_RADIUS_PX = 32.0, 8.0, 20.0
ARROW_PX, BAR_PX = 26.0, 4
WORDS_BELOW_PX = 72.0
PANEL_WIDTH = 520
TICK_MS = 33


@dataclass(frozen=True, slots=True)
class Step:
    """``place`` is the dot's, as shares of the screen's width and height."""

    target: GazeTarget
    duration_s: float
    place: tuple[float, float]


STEPS = (
    Step("camera", 3.5, (0.5, 0.0)),
    Step("text", 3.5, (0.5, 0.5)),
    Step("top_left", 2.0, (0.0, 0.0)),
    Step("top_right", 2.0, (1.0, 0.0)),
    Step("bottom_right", 2.0, (1.0, 1.0)),
    Step("bottom_left", 2.0, (0.0, 1.0)),
)


class GazeDots(QDialog):
    """Fills the screen. ``on_zones`` is called once, with what was fitted; nothing is called when the person skips."""

    def __init__(self, parent: QWidget, context: Context, camera: str, on_zones: Callable[[GazeZones], object]) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setObjectName("page")
        self._context = context
        self._camera = camera
        self._on_zones = on_zones
        self._step: int | None = None
        self._began_s = 0.0
        self._samples: dict[GazeTarget, GazeSample | None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.update)
        t = context.texts
        self.setWindowTitle(t("gaze.title"))
        self.words = label("", "heading")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.skip = button(t("gaze.skip"), self.reject, "quiet")
        self._buttons = row(1, spacing=GRID)
        self._panel = framed("card", column(self.words, self._buttons, spacing=2 * GRID, margins=3 * GRID))
        self._panel.setFixedWidth(PANEL_WIDTH)
        holder = row(1, self._panel, 1)
        self.setLayout(column(1, holder, 1, row(1, self.skip, 1), margins=3 * GRID))
        self._offer(t("gaze.intro"), t("gaze.start"))

    @property
    def target(self) -> GazeTarget | None:
        """What is to be looked at now."""
        return None if self._step is None else STEPS[self._step].target

    def _offer(self, words: str, start: str) -> None:
        self._timer.stop()
        self._step = None
        self._show_panel(words)
        self.start = button(start, self._begin, "primary")
        self._buttons.addWidget(self.start)
        self._buttons.addStretch(1)
        self.start.setFocus()
        self.update()

    def _show_panel(self, words: str) -> None:
        clear(self._buttons)
        self._buttons.addStretch(1)
        self.words.setText(words)
        self._panel.setVisible(bool(words))

    def _begin(self) -> None:
        self._samples = {}
        self._timer.start()
        self._look(0)

    def _look(self, step: int) -> None:
        self._step, self._began_s = step, time.monotonic()
        now = STEPS[step]
        # Words elsewhere would draw the eyes away from the dot.
        self._show_panel(self._context.texts("gaze.text") if now.target == "text" else "")
        devices = self._context.ports.devices
        run_in_background(self, lambda: devices.measure_gaze(now.duration_s), self._looked, self._failed)

    def _looked(self, sample: GazeSample | None) -> None:
        if self._step is None:
            return
        self._samples[STEPS[self._step].target] = sample
        if self._step + 1 < len(STEPS):
            self._look(self._step + 1)
            return
        self._step = None
        samples, camera, devices = dict(self._samples), self._camera, self._context.ports.devices
        run_in_background(self, lambda: devices.fit_gaze(samples, camera), self._fitted, self._failed)

    def _fitted(self, zones: GazeZones) -> None:
        self._on_zones(zones)
        self.accept()

    def _failed(self, error: Exception) -> None:
        t = self._context.texts
        if not isinstance(error, CandidError):
            _log.error("unexpected failure shown to the person: %r", error)
        words = localise(str(error), t.language) if isinstance(error, CandidError) else t("error.ours")
        self._offer(words, t("gaze.again"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._step is None:
            return
        step, tokens = STEPS[self._step], self._context.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = tokens.colour("accent")
        share = min(1.0, (time.monotonic() - self._began_s) / step.duration_s)
        done_s = sum(earlier.duration_s for earlier in STEPS[: self._step]) + share * step.duration_s
        whole = done_s / sum(each.duration_s for each in STEPS)
        painter.fillRect(QRectF(0, self.height() - BAR_PX, whole * self.width(), BAR_PX), accent)
        if step.target == "text":
            return
        if step.target == "camera":
            self._paint_arrow(painter)
            return
        box = QRectF(self.rect()).adjusted(INSET_PX, INSET_PX, -INSET_PX, -INSET_PX)
        middle = QPointF(box.left() + step.place[0] * box.width(), box.top() + step.place[1] * box.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(middle, DOT_RADIUS_PX, DOT_RADIUS_PX)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 3))
        ring = QRectF(0, 0, 2 * RING_RADIUS_PX, 2 * RING_RADIUS_PX)
        ring.moveCenter(middle)
        painter.drawArc(ring, 90 * 16, round(-360 * 16 * (1 - share)))

    def _paint_arrow(self, painter: QPainter) -> None:
        """Up to the camera, which usually stands above the screen's middle; with the words right below it."""
        tokens = self._context.theme.tokens
        x = self.width() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent"))
        tip, base = GRID, GRID + ARROW_PX
        painter.drawPolygon(QPolygonF([QPointF(x, tip), QPointF(x - ARROW_PX, base), QPointF(x + ARROW_PX, base)]))
        painter.setPen(tokens.colour("text"))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        words = QRectF(0, WORDS_BELOW_PX - GRID * 3, self.width(), 4 * GRID)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._context.texts("gaze.camera"))
