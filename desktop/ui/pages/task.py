"""One programming task: what is asked, an editor, the visible tests, and handing in, against the clock."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from desktop.domain.errors import MissingError
from desktop.domain.programming import Attempt, CodeDraft, Task, Trial
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.task_words import details, statement_parts, trial_parts
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, column, label, row, rule, set_kind
from desktop.ui.widgets.code_editor import CodeEditor
from desktop.ui.widgets.code_text import CodeText, Part
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.page import Page, error_banner

KEEP_AFTER_MS = 400
"""Typing rests on the disk after that long."""
LOOKED_AT_S = 30.0
"""A task that was open for a shorter time and has no line changed has not been begun."""
STATEMENT, TESTS = 0, 1


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
        self._running: str = ""
        self._over = False
        self._hints = 0
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
        t, colours = self.texts, self.context.theme.tokens
        self.title = label(t("common.loading"), "title")
        self.about = label("", "muted")
        self.clock = label("", "heading", wrap=False)
        self.clock.setAccessibleName(t("task.clock"))
        self.editor = CodeEditor(colours, t("task.editor"))
        self.editor.setToolTip(t("task.editor_keys"))
        self.editor.setReadOnly(True)
        self.editor.textChanged.connect(self._edited)
        self.editor.refused.connect(self._refused)
        self.statement = CodeText(colours, t("task.statement"), t("task.cut"))
        self.results = CodeText(colours, t("task.results"), t("task.cut"))
        self.results.line_chosen.connect(self.editor.go_to_line)
        self.hint = button("", self._show_hint, "quiet")
        self.run = button(t("task.run"), lambda: self._start(hidden=False), tip=t("task.run_tip"))
        self.stop = button(t("task.stop"), self._stop)
        self.progress = label("", "muted", wrap=False)
        self.skeleton = button(t("task.skeleton"), self._ask_skeleton, "quiet")
        self.give_up = button(t("task.give_up"), self._ask_give_up, "quiet")
        self.hand_in = button(t("task.hand_in"), self._ask_hand_in, "primary")
        for one in (self.run, self.stop):
            # The mouse leaves the focus where the person types.
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.editor.left_by_key.connect(lambda: (self.stop if self._running else self.run).setFocus())

    def _lay_out(self) -> None:
        t = self.texts
        head = row(column(self.title, self.about, spacing=2), self.clock, spacing=3 * GRID)
        head.setStretch(0, 1)
        asked = QWidget()
        asked.setLayout(column(self.statement, row(self.hint, 1), spacing=GRID // 2))
        self.tabs = QTabWidget()
        self.tabs.addTab(asked, t("task.statement"))
        self.tabs.addTab(self.results, t("task.results"))
        tools = row(self.run, self.stop, self.progress, 1, self.skeleton)
        right = QWidget()
        right.setLayout(column(self.editor, tools))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(2 * GRID)
        self.split.addWidget(self.tabs)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.split.setSizes([400, 600])
        self.body.addLayout(head)
        self.body.addWidget(rule())
        self.body.addWidget(self.split, 1)
        self.body.setSpacing(GRID + 4)
        note = label(t("task.kept"), "small")
        self.set_footer(self.hand_in, button(t("task.back"), self.context.go.programming), self.give_up, note=note)
        self._show_running()

    def _keys(self) -> None:
        for keys, action in (("Ctrl+Return", self.run), ("Ctrl+Enter", self.run), ("Ctrl+.", self.stop)):
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
        self._show_statement()
        self.results.show_parts([Part("muted", self.texts("task.no_results"))])
        self._used_before_s = draft.used_s if draft else 0.0
        # Again after handing in: with the code that was handed in.
        begun = draft.source if draft else read.attempts[0].source if read.attempts else read.task.skeleton
        self.editor.set_source(begun)
        self._keep_soon.stop()
        self.editor.setReadOnly(False)
        self.editor.setFocus()
        self._since_s = time.monotonic()
        self._over = self.used_s > read.task.time_limit_s
        self._tick.start()
        self._show_time()
        self._show_running()

    def left(self) -> None:
        self._closed = True
        if self._running:
            self._port.stop()
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
        self.editor.mark_error(None)
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

    def _start(self, *, hidden: bool) -> None:
        if self._read is None or self._running or self._no_sandbox is not None:
            return
        task, source, used_s = self._read.task, self.editor.source, self.used_s
        self._running = "hand_in" if hidden else "run"
        self.clear_banners()
        self.editor.mark_error(None)
        self.editor.setReadOnly(hidden)
        self._show_running()

        def done(trial: Trial | None) -> None:
            self._ended()
            if trial is None:
                self.progress.setText(self.texts("task.stopped"))
            elif hidden and trial.parsed:
                self._finish(task, source, used_s, trial)
            else:
                self._show_trial(trial, handed_in=hidden)

        run_in_background(self, lambda: self._port.run(task, source, hidden=hidden), done, self._failed)

    def _stop(self) -> None:
        if self._running:
            self.stop.setEnabled(False)
            self._port.stop()

    def _failed(self, error: Exception) -> None:
        self._ended()
        if isinstance(error, MissingError):
            self._cannot_run(error)
        else:
            self.show_error(error)

    def _ended(self) -> None:
        self._running = ""
        self.editor.setReadOnly(False)
        self._show_running()

    def _show_running(self) -> None:
        busy, ready = bool(self._running), self._read is not None
        can_run = ready and self._no_sandbox is None
        on_button = self.run.hasFocus() or self.stop.hasFocus()
        self.run.setVisible(not busy)
        self.stop.setVisible(busy)
        self.stop.setEnabled(True)
        self.run.setEnabled(can_run)
        if on_button:
            (self.stop if busy else self.run).setFocus()
        self.hand_in.setEnabled(can_run and not busy)
        for other in (self.skeleton, self.give_up):
            other.setEnabled(ready and self._running != "hand_in")
        self.progress.setText(self.texts(f"task.running_{self._running}") if busy else "")

    def _show_trial(self, trial: Trial, *, handed_in: bool) -> None:
        t = self.texts
        passed, of = trial.count(hidden=False)
        if handed_in:
            self.show_banner(Banner("warning", t("task.not_python"), t("task.not_handed_in")))
        if trial.parsed:
            self.progress.setText(t("task.passed", n=passed, of=of))
        parts = trial_parts(trial, t)
        if trial.passed:
            parts.insert(0, Part("body", t("task.all_passed")))
        self.results.show_parts(parts)
        self.tabs.setCurrentIndex(TESTS)
        line = next((result.line for result in trial.results if result.line is not None), None)
        self.editor.mark_error(line)

    # Hints, the skeleton

    def _show_statement(self) -> None:
        assert self._read is not None
        t, task = self.texts, self._read.task
        self.statement.show_parts(statement_parts(task, t, self._hints))
        self.hint.setText(t("task.show_hint", n=self._hints + 1, of=len(task.hints)))
        self.hint.setVisible(self._hints < len(task.hints))

    def _show_hint(self) -> None:
        self._hints += 1
        self._show_statement()

    def _ask_skeleton(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("task.skeleton_title"), t("task.skeleton_what"), t("task.skeleton_yes"), t("common.keep"),
            self._back_to_skeleton,
        ).open()  # fmt: skip

    def _back_to_skeleton(self) -> None:
        if self._read is not None:
            self.editor.set_source(self._read.task.skeleton, undoable=True)
            self.editor.setFocus()

    def _refused(self, why: str) -> None:
        t = self.texts
        self.show_banner(Banner("warning", t(f"task.refused_{why}"), t("task.refused_safe")))

    # The end of the attempt

    def _ask_hand_in(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("task.hand_in_title"), t("task.hand_in_what"), t("task.hand_in"), t("task.go_on"),
            lambda: self._start(hidden=True), dangerous=False,
        ).open()  # fmt: skip

    def _ask_give_up(self) -> None:
        t = self.texts
        ConfirmDialog(
            self, t("task.give_up_title"), t("task.give_up_what"), t("task.give_up_yes"), t("task.go_on"),
            self._give_up,
        ).open()  # fmt: skip

    def _give_up(self) -> None:
        if self._read is not None:
            self._port.stop()
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
