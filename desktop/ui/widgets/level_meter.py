"""How loud the microphone hears, as a bar and in words."""

from __future__ import annotations

import time
from collections import deque
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import Tokens

LevelWord = Literal["silent", "quiet", "good", "loud"]
FLOOR_DBFS = -60.0
QUIET_BELOW_DBFS = -36.0
LOUD_ABOVE_DBFS = -1.0
SILENT_BELOW_DBFS = -90.0
WINDOW_S = 2.0


class LevelJudge:
    """Turns peaks into a word. Exact digital silence for ``WINDOW_S`` is "silent" (muted or unplugged); speech that
    peaks under −36 dBFS is "quiet"; a peak at the converter's end (over −1 dBFS) is "loud"; else "good"."""

    def __init__(self) -> None:
        self._peaks: deque[tuple[float, float, bool]] = deque()

    def hear(self, dbfs: float, speech: bool, now_s: float) -> LevelWord | None:
        """None while nothing can be said: no speech within the window, yet not silent."""
        self._peaks.append((now_s, dbfs, speech))
        while self._peaks[0][0] < now_s - WINDOW_S:
            self._peaks.popleft()
        if max(peak for _, peak, _ in self._peaks) > LOUD_ABOVE_DBFS:
            return "loud"
        spoken = [peak for _, peak, heard in self._peaks if heard]
        if spoken:
            return "quiet" if max(spoken) < QUIET_BELOW_DBFS else "good"
        covered = now_s - self._peaks[0][0] > 0.75 * WINDOW_S
        return "silent" if covered and all(peak < SILENT_BELOW_DBFS for _, peak, _ in self._peaks) else None


class LevelMeter(QWidget):
    """A bar from −60 to 0 dBFS. Falls slowly so that it can be read."""

    FALL_DB_PER_S = 40.0

    def __init__(self, tokens: Tokens, name: str) -> None:
        super().__init__()
        self._tokens = tokens
        self._shown = FLOOR_DBFS
        self._at = time.monotonic()
        self._speech = False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 12)

    @property
    def shown_dbfs(self) -> float:
        return self._shown

    def set_level(self, dbfs: float, speech: bool) -> None:
        now = time.monotonic()
        fallen = self._shown - self.FALL_DB_PER_S * (now - self._at)
        self._shown = min(0.0, max(FLOOR_DBFS, dbfs, fallen))
        self._at = now
        self._speech = speech
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        radius = box.height() / 2
        painter.setBrush(self._tokens.colour("line"))
        painter.drawRoundedRect(box, radius, radius)
        share = (self._shown - FLOOR_DBFS) / -FLOOR_DBFS
        if share > 0:
            colour = "danger" if self._shown > LOUD_ABOVE_DBFS else "accent" if self._speech else "muted"
            painter.setBrush(self._tokens.colour(colour))
            box.setWidth(max(box.height(), box.width() * share))
            painter.drawRoundedRect(box, radius, radius)
