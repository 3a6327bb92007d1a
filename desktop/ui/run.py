"""Starts the window, or only measures how fast it appears."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import MissingError
from desktop.domain.live import LiveListener
from desktop.ui.background import pool
from desktop.ui.bridge import LiveBridge
from desktop.ui.garbage import GarbageCollector
from desktop.ui.main_window import MainWindow
from desktop.ui.ports import Ports
from desktop.ui.preload import Preloader

WAIT_AT_EXIT_MS = 3000
_log = logging.getLogger(__name__)


def check_display() -> None:
    """Qt ends the whole process when there is no display; say so first. Raises MissingError."""
    if sys.platform != "linux":
        return
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return
    raise MissingError(
        "There is no display to open a window on.",
        safe="Nothing was changed.",
        action="Start Candid from a desktop session, or use `candid --help` for what works without a window.",
    )


def since_process_start_s() -> float:
    """Seconds since this process was started, by the operating system's own record."""
    import psutil

    return max(0.0, time.time() - psutil.Process().create_time())


class _FirstPaint(QObject):
    """Calls back once, after the first picture of the watched window is complete."""

    def __init__(self, window: MainWindow, on_painted: Callable[[], None]) -> None:
        super().__init__(window)
        self._on_painted = on_painted
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return False


def run_window(make_ports: Callable[[LiveListener], Ports], argv: Sequence[str], startup_probe: bool = False) -> int:
    """Open the window and return its exit status. ``make_ports`` is given the listener for session events.

    With ``startup_probe`` one JSON line ``{"first_paint_s": …}`` goes to standard output after the first paint, and
    the window closes. Raises MissingError without a display.
    """
    check_display()
    app = QApplication.instance() or QApplication(list(argv))
    assert isinstance(app, QApplication)
    app.setApplicationName("Candid")
    app.setDesktopFileName("candid")
    bridge = LiveBridge()
    made = make_ports(bridge)
    window = MainWindow(made, bridge)
    GarbageCollector(window)
    Preloader(window, made.settle)
    if startup_probe:

        def report() -> None:
            print(json.dumps({"schema": 1, "first_paint_s": round(since_process_start_s(), 3)}), flush=True)
            window.close()

        _FirstPaint(window, report)
    ticker = _close_on_interrupt(window)
    window.show()
    status = app.exec()
    ticker.stop()
    bridge.close()
    if not pool().waitForDone(WAIT_AT_EXIT_MS):
        _log.warning("background work was still running when the window closed")
    return int(status)


def _close_on_interrupt(window: MainWindow) -> QTimer:
    """Ctrl+C and a polite kill close the window like its button does."""
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: QTimer.singleShot(0, window, window.close))
    ticker = QTimer(window)
    ticker.timeout.connect(lambda: None)  # Python runs its signal handlers only when Python code runs
    ticker.start(250)
    return ticker
