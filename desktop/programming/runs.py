"""Solutions that are being run and can be stopped."""

from __future__ import annotations

import sys
import threading

from desktop.domain.errors import CandidError
from desktop.domain.programming import Task, Trial
from desktop.programming.judge import check_source, try_solution
from desktop.programming.sandbox import Job, Limits, Sandbox


class Runs:
    """Every run has a number, larger than those before it, by which it is stopped. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = 0
        self._boxes: dict[int, Sandbox] = {}

    def run(self, number: int, task: Task, source: str, *, hidden: bool) -> Trial | None:
        """Blocks. As ``try_solution``; None when it was stopped, which may have been before it began."""
        check_source(source)
        with Sandbox() as box:
            with self._lock:
                if number <= self._stopped:
                    return None
                self._boxes[number] = box
            try:
                trial = try_solution(task, source, hidden=hidden, sandbox=box)
            except CandidError:
                if number <= self._stopped:
                    return None
                raise
            finally:
                with self._lock:
                    del self._boxes[number]
        return None if number <= self._stopped else trial

    def stop(self, number: int) -> None:
        """End the runs up to ``number``, and those that have not begun yet."""
        with self._lock:
            self._stopped = max(self._stopped, number)
            boxes = [box for key, box in self._boxes.items() if key <= number]
        for box in boxes:
            box.close()

    def close(self) -> None:
        """End every run; there will be no other."""
        self.stop(sys.maxsize)


def check_sandbox() -> None:
    """Blocks a moment: run nothing in a sandbox. Raises ``MissingError`` where solutions cannot be run."""
    with Sandbox() as box:
        box.run(Job("", "None"), Limits())
