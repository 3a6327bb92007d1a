"""What later pages need, a piece at a time while the first one is being looked at: an import, the table of messages or
a collection of all that was imported can take longer than the window may stand still, and must not fall into an
interview or the end of one."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from desktop.localise import read_messages
from desktop.ui.background import run_in_background

AFTER_MS = 600
BETWEEN_MS = 120
MODULES = (
    "PySide6.QtMultimedia",
    "PySide6.QtTextToSpeech",
    "desktop.ui.session_voice",
    *(
        f"desktop.ui.pages.{name}"
        for name in (
            "setup", "check", "live", "finishing", "report", "report_overview", "report_answers", "report_measures",
            "report_plan", "programming", "task", "solution",
        )
    ),
)  # fmt: skip


class Preloader(QObject):
    """Starts by itself; ``on_done`` is called on the window's thread when everything is there."""

    def __init__(self, parent: QObject, on_done: Callable[[], None] = lambda: None) -> None:
        super().__init__(parent)
        self._left = list(MODULES)
        self._on_done = on_done
        self._timer = QTimer(self, interval=AFTER_MS)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
        if self._left:
            import_module(self._left.pop(0))
            self._timer.setInterval(BETWEEN_MS)
        else:
            self._timer.stop()
            # What the imports made stays to the end; looking through it for garbage takes 40 ms each time.
            gc.freeze()
            run_in_background(self, read_messages, lambda _: self._on_done(), lambda _: self._on_done())
