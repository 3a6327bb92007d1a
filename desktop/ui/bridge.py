"""The one crossing from the session's threads into the window's.

Two policies. *Newest wins*: levels, captions, countdowns, previews, framing hints and progress are kept one per kind
and handed over at most 30 times a second. *Never lost*: everything else is handed over in the order it came.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.domain.live import (
    CaptionChanged,
    Countdown,
    FramingHint,
    LevelChanged,
    LiveEvent,
    PreviewFrame,
    QuestionShown,
    QuestionsInvited,
    ReportProgress,
    RescoreProgress,
)

NEWEST_WINS: tuple[type, ...] = (
    LevelChanged,
    CaptionChanged,
    Countdown,
    PreviewFrame,
    FramingHint,
    ReportProgress,
    RescoreProgress,
)
TICK_S = 1 / 30
PASS_BUDGET_S = 0.008


@dataclass(frozen=True, slots=True)
class BridgeCounters:
    """``waiting_most`` is the longest the never-lost queue has been."""

    received: int
    delivered: int
    superseded: int
    waiting_most: int


class LiveBridge(QObject):
    """A ``LiveListener`` that may be called on any thread; ``received`` is emitted on the window's."""

    received = Signal(object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._ordered: deque[LiveEvent] = deque()
        self._newest: dict[type, LiveEvent] = {}
        self._woken = False
        self._tick_due = False
        self._closed = False
        self._received = self._delivered = self._superseded = self._waiting_most = 0
        self._last_tick = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def __call__(self, event: LiveEvent) -> None:
        """Take one event. Returns at once."""
        with self._lock:
            if self._closed:
                return
            self._received += 1
            kind = type(event)
            newest_wins = kind in NEWEST_WINS
            if newest_wins:
                self._superseded += kind in self._newest
                self._newest[kind] = event
            else:
                self._ordered.append(event)
                self._waiting_most = max(self._waiting_most, len(self._ordered))
            if kind in (QuestionShown, QuestionsInvited):
                # A late caption of the last answer must not stand under the new question.
                for old in (CaptionChanged, Countdown):
                    self._superseded += self._newest.pop(old, None) is not None
            if self._woken or (newest_wins and self._tick_due):
                return
            self._woken = True
            # Under the lock, so that ``close`` cannot come between; the connection is queued, nothing runs here.
            self._wake.emit()

    def close(self) -> None:
        """Take nothing more. Events still waiting are dropped."""
        with self._lock:
            self._closed = True
            self._ordered.clear()
            self._newest.clear()
        self._timer.stop()

    def counters(self) -> BridgeCounters:
        with self._lock:
            return BridgeCounters(self._received, self._delivered, self._superseded, self._waiting_most)

    @Slot()
    def _tick(self) -> None:
        with self._lock:
            self._tick_due = False
        self._drain()

    @Slot()
    def _drain(self) -> None:
        with self._lock:
            self._woken = False
        self._hand_over_ordered()
        wait = self._last_tick + TICK_S - time.monotonic()
        if wait <= 0:
            self._last_tick = time.monotonic()
            self._hand_over_newest()
        with self._lock:
            if self._ordered and not self._woken and not self._closed:
                self._woken = True
                self._wake.emit()
            if self._newest and not self._tick_due:
                self._tick_due = True
                self._timer.start(max(1, round(max(wait, 0.0) * 1000)))

    def _hand_over_ordered(self) -> None:
        """Deliver in order until the queue is empty or this pass's time is used up."""
        started = time.monotonic()
        while time.monotonic() - started < PASS_BUDGET_S:
            with self._lock:
                if not self._ordered:
                    return
                event = self._ordered.popleft()
                self._delivered += 1
            self.received.emit(event)

    def _hand_over_newest(self) -> None:
        with self._lock:
            events = list(self._newest.values())
            self._newest.clear()
            self._delivered += len(events)
        for event in events:
            self.received.emit(event)
