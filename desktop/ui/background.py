"""Work that may take longer than 50 ms, off the window's thread, with its answer delivered on it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

Result = TypeVar("Result")
_log = logging.getLogger(__name__)
_waiting: set[_Delivery] = set()
MAX_THREADS = 8
"""More than the cores: the work mostly waits, and a long download must not hold up the rest."""


class _Delivery(QObject):
    """Lives on the window's thread; the worker emits, the queued connection crosses over."""

    finished = Signal(object, object)

    def __init__(
        self, owner: QObject, on_done: Callable[[object], None], on_error: Callable[[Exception], None]
    ) -> None:
        super().__init__()
        self._on_done = on_done
        self._on_error = on_error
        self._owner_gone = False
        self.finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        owner.destroyed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._owner_gone = True

    @Slot(object, object)
    def _deliver(self, result: object, error: Exception | None) -> None:
        _waiting.discard(self)
        if self._owner_gone:
            return
        if error is None:
            self._on_done(result)
        else:
            self._on_error(error)


class _Job(QRunnable):
    def __init__(self, work: Callable[[], object], delivery: _Delivery) -> None:
        super().__init__()
        self._work = work
        self._delivery = delivery

    def run(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            result = self._work()
        except Exception as caught:
            _log.exception("background work failed")
            error = caught
        with contextlib.suppress(RuntimeError):  # the application is gone, and the page that asked with it
            self._delivery.finished.emit(result, error)


@cache
def pool() -> QThreadPool:
    """The window's own pool."""
    result = QThreadPool()
    result.setMaxThreadCount(MAX_THREADS)
    return result


def run_in_background(
    owner: QObject,
    work: Callable[[], Result],
    on_done: Callable[[Result], None],
    on_error: Callable[[Exception], None],
) -> None:
    """Run ``work`` on a pool thread; exactly one of the two callbacks follows on the window's thread, and none
    once ``owner`` (a page) is gone."""
    delivery = _Delivery(owner, on_done, on_error)  # type: ignore[arg-type]
    _waiting.add(delivery)  # until delivered: the pool owns the job, nobody else the delivery
    pool().start(_Job(work, delivery))
