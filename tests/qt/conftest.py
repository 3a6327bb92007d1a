"""A real window on a real (or off-screen) display, with recorded ports."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HAS_QT = importlib.util.find_spec("PySide6") is not None
collect_ignore_glob = [] if HAS_QT else ["test_*.py"]

if not os.environ.get("DISPLAY") and sys.platform == "linux":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _load(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def stand_in() -> ModuleType:
    return _load("stand_in")


class Opened:
    """A window with what it was given."""

    def __init__(self, parts: Any, window: Any, bridge: Any) -> None:
        self.parts = parts
        self.window = window
        self.bridge = bridge


@pytest.fixture
def open_window(qtbot: Any, stand_in: ModuleType) -> Iterator[Callable[..., Opened]]:
    """``open_window(parts=None, **preferences)``; every window is closed and its background work waited for. Garbage is
    left until then, as the program's own threads must not look for it (``desktop/ui/garbage.py``)."""
    from PySide6.QtWidgets import QApplication, QDialog

    from desktop.settings.preferences import Preferences
    from desktop.ui.background import pool
    from desktop.ui.bridge import LiveBridge
    from desktop.ui.main_window import MainWindow

    opened: list[Opened] = []
    gc.disable()

    def make(parts: Any | None = None, size: tuple[int, int] = (1120, 760), **preferences: object) -> Opened:
        chosen = {"language": "en", "theme": "light", "role": "Engineer", "domain": "AI"} | preferences
        parts = parts or stand_in.StandIn(Preferences(**chosen))  # type: ignore[arg-type]
        bridge = LiveBridge()
        window = MainWindow(parts.ports(), bridge)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        opened.append(Opened(parts, window, bridge))
        return opened[-1]

    yield make
    for one in opened:
        one.parts.models.go_on.set()
        one.parts.devices.go_on.set()
        one.parts.library.judged.set()
        for dialog in one.window.findChildren(QDialog):
            dialog.close()
        one.window._session = None
        one.window.close()
        one.window.deleteLater()
    all_done = pool().waitForDone(5000)
    QApplication.processEvents()
    opened.clear()
    gc.collect()
    gc.enable()
    assert all_done, "background work was still running after the test"


@pytest.fixture
def busiest(qtbot: Any) -> Callable[[], AbstractContextManager[list[float]]]:
    """``with busiest() as busy``: the window's own computing time, in s, of every turn of the event loop. The wall
    clock would also hold what other programs took."""
    from PySide6.QtCore import Qt, QTimer

    @contextmanager
    def watch() -> Iterator[list[float]]:
        busy: list[float] = []
        spent_s = time.thread_time()

        def tick() -> None:
            nonlocal spent_s
            now_s = time.thread_time()
            busy.append(now_s - spent_s)
            spent_s = now_s

        timer = QTimer(interval=0, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(tick)
        timer.start()
        qtbot.wait(20)
        busy.clear()
        yield busy
        qtbot.wait(20)
        timer.stop()

    return watch
