"""Cyclic garbage is looked for on the window's thread only.

Python looks for it on whichever thread allocates next, and what it finds is destroyed there. Pages and widgets stand in
cycles, and Qt's objects must be destroyed on the thread that they live on: else the whole process may crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class GarbageCollector(QObject):
    """In place of Python's own, by the same thresholds, for as long as the process lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self._collect)
        timer.start()

    def _collect(self) -> None:
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
