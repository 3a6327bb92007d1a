"""What is written in the code editor: the newest in memory, and on disk soon after, whatever happens to the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.domain.programming import Attempt, CodeDraft
from desktop.ui.background import run_in_background
from desktop.ui.ports import ProgrammingPort


class CodeKeeper(QObject):
    """Lives as long as the window; its methods are for the window's thread. ``failed`` is emitted with the error when
    something could not be written, which is tried again with the next change, and ``written`` when it could."""

    failed = Signal(object)
    written = Signal()

    def __init__(self, parent: QObject, port: Callable[[], ProgrammingPort]) -> None:
        super().__init__(parent)
        self._port = port
        self._now: dict[str, CodeDraft | None] = {}
        self._unwritten: dict[str, CodeDraft] = {}
        # Whoever writes takes what is newest under this lock, so that writes cannot overtake each other.
        self._writing = threading.Lock()

    def put(self, draft: CodeDraft) -> None:
        """Remember it, and write it in the background."""
        self._now[draft.task_id] = draft
        self._unwritten[draft.task_id] = draft
        run_in_background(self, self._write, lambda _: self.written.emit(), self.failed.emit)

    def drafts(self, kept: Sequence[CodeDraft]) -> Mapping[str, CodeDraft]:
        """By task: those read from the disk, with what is newer here."""
        newest = {draft.task_id: draft for draft in kept} | self._now
        return {task_id: draft for task_id, draft in newest.items() if draft is not None}

    def hand_in(
        self, attempt: Attempt, on_done: Callable[[object], None], on_error: Callable[[Exception], None]
    ) -> None:
        """Keep the attempt; once it is written the task's draft is over."""
        self._unwritten.pop(attempt.task_id, None)
        before, self._now[attempt.task_id] = self._now.get(attempt.task_id), None

        def failed(error: Exception) -> None:
            self._now[attempt.task_id] = before
            on_error(error)

        def write() -> None:
            with self._writing:
                self._port().hand_in(attempt)

        run_in_background(self, write, on_done, failed)

    def forget(self) -> None:
        """Everything was deleted."""
        self._now.clear()
        self._unwritten.clear()

    def _write(self) -> None:
        with self._writing:
            for task_id in list(self._unwritten):
                draft = self._unwritten.pop(task_id, None)
                if draft is None:
                    continue
                try:
                    self._port().keep(draft)
                except BaseException:
                    self._unwritten.setdefault(task_id, draft)
                    raise
