"""One programming task: what is asked, an editor, the visible tests, and handing in, against the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.domain.errors import MissingError
from desktop.domain.programming import Attempt, CodeDraft, Task, Trial
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.code_bench import CodeBench
from desktop.ui.pages.task_words import details
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, column, label, row, rule, set_kind
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page, error_banner

KEEP_AFTER_MS = 400
"""Typing rests on the disk after that long."""
LOOKED_AT_S = 30.0
"""A task that was open for a shorter time and has no line changed has not been begun."""


@dataclass(frozen=True, slots=True)
class _Read:
    task: Task
    draft: CodeDraft | None
    attempts: tuple[Attempt, ...]
    """Of this task, the newest first."""


class TaskPage(Page):
    """The clock runs while the page is open. Leaving it stops what runs and keeps what was written."""

    BODY_WIDTH = 4000

    def __init__(self, context: Context, task_id: str) -> None:
        super().__init__(context)
        self._task_id = task_id
        self._port = context.ports.programming
        self._read: _Read | None = None
        self._over = False
        self._used_before_s = 0.0
        self._since_s: float | None = None
        self._closed = False
        self._no_sandbox: MissingError | None = None
        self._parts()
        self._lay_out()
        self._keys()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._show_time)
        self._keep_soon = QTimer(self, interval=KEEP_AFTER_MS, singleShot=True)
        self._keep_soon.timeout.connect(self._keep)
        self._unkept = False
        context.code.failed.connect(self._not_kept)
        context.code.written.connect(self._kept)

    # What is on the page

    def _parts(self) -> None:
        t = self.texts
        self.title = label(t("common.loading"), "title")
        self.about = label("", "muted")
        self.clock = label("", "heading", wrap=False)
        self.clock.setAccessibleName(t("task.clock"))
        self.bench = CodeBench(self.context)
        self.editor = self.bench.editor
        self.editor.refused.connect(self._refused)
        self.bench.edited.connect(self._edited)
        self.bench.running_changed.connect(self._show_running)
        self.bench.failed.connect(self._failed)
        self.give_up = button(t("task.give_up"), self._ask_give_up, "quiet")
        self.hand_in = button(t("task.hand_in"), self._ask_hand_in, "primary")

    def _lay_out(self) -> None:
        t = self.texts
        head = row(column(self.title, self.about, spacing=2), self.clock, spacing=3 * GRID)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(rule())
        self.body.addWidget(self.bench, 1)
        self.body.setSpacing(GRID + 4)
        note = label(t("task.kept"), "small")
        self.set_footer(self.hand_in, button(t("task.back"), self.context.go.programming), self.give_up, note=note)
        self._show_running()

    def _keys(self) -> None:
        run = self.bench.run
        for keys, action in (("Ctrl+Return", run), ("Ctrl+Enter", run), ("Ctrl+.", self.bench.stop)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(action.click)

    # Opening and leaving

    def entered(self) -> None:
        port, task_id = self._port, self._task_id

        def read() -> tuple[_Read | None, tuple[CodeDraft, ...]]:
            task = next((one for one in port.tasks() if one.id == task_id), None)
            attempts = tuple(one for one in port.attempts() if one.task_id == task_id)
            return (_Read(task, None, attempts) if task else None), port.drafts()

        retry = Action(self.texts("common.retry"), self.entered)
        run_in_background(self, read, self._open, lambda error: self.show_error(error, retry))
        run_in_background(self, port.check, lambda _: None, self._cannot_run)

    def _open(self, found: tuple[_Read | None, tuple[CodeDraft, ...]]) -> None:
        read, drafts = found
        if self._closed:
            return
        if read is None:
            self.context.go.programming()
            return
        self.clear_banners()
        if self._no_sandbox is not None:
            self._cannot_run(self._no_sandbox)
        draft = self.context.code.drafts(drafts).get(self._task_id)
        self._read = _Read(read.task, draft, read.attempts)
        self.title.setText(read.task.title[self.texts.language])
        self.about.setText(details(read.task, self.texts))
        self._used_before_s = draft.used_s if draft else 0.0
        # Again after handing in: with the code that was handed in.
        begun = draft.source if draft else read.attempts[0].source if read.attempts else read.task.skeleton
        self.bench.show_task(read.task, begun)
        self._keep_soon.stop()
        self._show_running()
        self.editor.setFocus()
        self._since_s = time.monotonic()
        self._over = self.used_s > read.task.time_limit_s
        self._tick.start()
        self._show_time()

    def left(self) -> None:
        self._closed = True
        self.bench.stop_running()
        self._keep()
        self._tick.stop()
        self._keep_soon.stop()
        self.context.code.failed.disconnect(self._not_kept)
        self.context.code.written.disconnect(self._kept)

    # The clock, and keeping what is written

    @property
    def used_s(self) -> float:
        """How long the task has been open, now and before."""
        return self._used_before_s + (time.monotonic() - self._since_s if self._since_s is not None else 0.0)

    def _show_time(self) -> None:
        if self._read is None:
            return
        t, limit_s = self.texts, self._read.task.time_limit_s
        words = f"{t.clock(self.used_s)} / {t.clock(limit_s)}"
        over = self.used_s > limit_s
        self.clock.setText(t("live.over", time=words) if over else words)
        set_kind(self.clock, "warn" if over else "heading")
        if over and not self._over:
            self._over = True
            self.show_banner(Banner("warning", t("task.time_is_up"), t("task.time_is_up_safe")))

    def _edited(self) -> None:
        if self._read is not None and not self._keep_soon.isActive():
            self._keep_soon.start()

    def _keep(self) -> None:
        """Once the attempt has ended there is nothing to keep."""
        if self._read is None or self._since_s is None:
            return
        source, used_s = self.editor.source, self.used_s
        begun = self._read.attempts[0].source if self._read.attempts else self._read.task.skeleton
        if self._read.draft is not None or source != begun or used_s >= LOOKED_AT_S:
            self.context.code.put(CodeDraft(self._task_id, source, used_s))

    def _not_kept(self, error: Exception) -> None:
        self._unkept = True
        self.show_error(error)

    def _kept(self) -> None:
        if self._unkept:
            self._unkept = False
            self.clear_banners()

    # Running

    def _cannot_run(self, error: Exception) -> None:
        """On this system; other failures show when something is run."""
        if isinstance(error, MissingError):
            self._no_sandbox = error
            self._show_running()
            self.show_banner(error_banner(self.context, error))

    def _hand_in(self) -> None:
        if self._read is None or self.bench.running or self._no_sandbox is not None:
            return
        task, used_s = self._read.task, self.used_s

        def done(source: str, trial: Trial) -> None:
            if trial.parsed:
                self._finish(task, source, used_s, trial)
                return
            t = self.texts
            self.show_banner(Banner("warning", t("task.not_python"), t("task.not_handed_in")))
            self.bench.show_trial(trial)

        self.bench.start(done)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, MissingError):
            self._cannot_run(error)
        else:
            self.show_error(error)

    def _show_running(self) -> None:
        if self.bench.running:
            self.clear_banners()
        ready = self._read is not None
        can_run = ready and self._no_sandbox is None
        self.bench.allow(writing=ready, running=can_run)
        self.hand_in.setEnabled(can_run and not self.bench.running)
        self.give_up.setEnabled(ready and self.bench.running != "hand_in")

    def _refused(self, why: str) -> None:
        t = self.texts
        self.show_banner(Banner("warning", t(f"task.refused_{why}"), t("task.refused_safe")))

    # The end of the attempt

    def _ask_hand_in(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("task.hand_in_title"), t("task.hand_in_what"), t("task.hand_in"), t("task.go_on"),
            self._hand_in, dangerous=False,
        ).open()  # fmt: skip

    def _ask_give_up(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("task.give_up_title"), t("task.give_up_what"), t("task.give_up_yes"), t("task.go_on"),
            self._give_up,
        ).open()  # fmt: skip

    def _give_up(self) -> None:
        if self._read is not None:
            self.bench.stop_running()
            self._finish(self._read.task, self.editor.source, self.used_s, None)

    def _finish(self, task: Task, source: str, used_s: float, trial: Trial | None) -> None:
        """Show the result whether or not it could be written; the draft stays where it could not."""
        assert self._read is not None
        when = datetime.now(UTC).isoformat(timespec="seconds")
        seen = bool(self._read.attempts)
        attempt = Attempt(task.id, when, source, used_s, task.time_limit_s, trial, seen)
        self._keep()
        self._used_before_s, self._since_s = used_s, None
        self._keep_soon.stop()
        self.context.code.hand_in(
            attempt,
            lambda _: self.context.go.solution(task.id, attempt),
            lambda error: self.context.go.solution(task.id, attempt, error),
        )
