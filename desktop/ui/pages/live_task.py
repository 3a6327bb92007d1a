"""A programming task in a running interview: what is typed goes to the session, handing in ends the answer."""

from __future__ import annotations

import ast

from PySide6.QtCore import QTimer

from desktop.domain.live import LiveState
from desktop.domain.programming import Task
from desktop.ui.context import Context
from desktop.ui.pages.code_bench import CodeBench
from desktop.ui.widgets.dialogs import ConfirmDialog

KEEP_AFTER_MS = 1000
"""Typing is in the session's log after that long."""


class LiveTask(CodeBench):
    """Can be worked on while the session listens. Made ahead of one task, and hidden until then."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_hints=False)
        self._controls = context.ports.controls
        self._keep_soon = QTimer(self, interval=KEEP_AFTER_MS, singleShot=True)
        self._keep_soon.timeout.connect(self._keep)
        self.hide()

    def open_task(self, task: Task) -> None:
        self.show_task(task, task.skeleton)
        self.edited.connect(self._edited)

    def set_state(self, state: LiveState) -> None:
        at_work = state == "listening"
        self.allow(writing=at_work, running=at_work)
        if at_work:
            self.editor.setFocus()

    def close_task(self) -> None:
        """It is over: nothing more is run, sent or asked."""
        self._keep_soon.stop()
        for dialog in self.findChildren(ConfirmDialog):
            dialog.reject()
        self.stop_running()

    def ask_hand_in(self) -> None:
        t = self.texts
        what = t("live.hand_in_what")
        try:
            ast.parse(self.editor.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            what = f"{t('live.hand_in_not_python')} {what}"
        ConfirmDialog(
            self, t("task.hand_in_title"), what, t("task.hand_in"), t("task.go_on"), self._hand_in, dangerous=False
        ).open()

    def ask_skip(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("live.skip_task_title"), t("live.skip_task_what"), t("live.skip"), t("task.go_on"),
            self._controls.skip,
        ).open()  # fmt: skip

    def _hand_in(self) -> None:
        self._keep()
        self._controls.end_answer()

    def _edited(self) -> None:
        if not self._keep_soon.isActive():
            self._keep_soon.start()

    def _keep(self) -> None:
        self._controls.write_code(self.editor.source)
