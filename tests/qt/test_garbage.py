"""Who destroys what nobody holds any more."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.garbage import GarbageCollector


@pytest.fixture(autouse=True)
def afterwards_as_before() -> Iterator[None]:
    yield
    gc.enable()


class Cycle:
    def __init__(self, destroyed_on: list[threading.Thread]) -> None:
        self.itself = self
        self._destroyed_on = destroyed_on

    def __del__(self) -> None:
        self._destroyed_on.append(threading.current_thread())


def test_another_thread_that_allocates_destroys_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    gc.collect()
    GarbageCollector(parent)
    destroyed_on: list[threading.Thread] = []
    Cycle(destroyed_on)
    kept: list[list[int]] = []
    worker = threading.Thread(target=lambda: kept.extend([place] for place in range(50_000)))
    worker.start()
    worker.join()
    assert destroyed_on == []
    qtbot.waitUntil(lambda: bool(destroyed_on), timeout=10_000)
    assert destroyed_on == [threading.main_thread()]
