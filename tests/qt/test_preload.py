"""What later pages need is there before they are, while the first is looked at."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop import localise
from desktop.ui.preload import MODULES, Preloader


def test_everything_is_there_and_then_it_says_so(qtbot: QtBot) -> None:
    localise._compiled.cache_clear()
    done: list[bool] = []
    parent = QObject()
    Preloader(parent, lambda: done.append(True))
    assert not done
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    assert all(name in sys.modules for name in MODULES)
    assert localise._compiled.cache_info().currsize == 1, "the first message would be waited for"
    qtbot.wait(300)
    assert done == [True]
