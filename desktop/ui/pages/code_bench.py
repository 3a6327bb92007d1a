"""Where a programming task is worked on: its text, an editor, and the visible tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from desktop.domain.programming import Task, Trial
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.task_words import statement_parts, trial_parts
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import button, column, label, row
from desktop.ui.widgets.code_editor import CodeEditor
from desktop.ui.widgets.code_text import CodeText, Part
from desktop.ui.widgets.dialogs import ConfirmDialog

STATEMENT, TESTS = 0, 1
Running = Literal["", "run", "hand_in"]


class CodeBench(QSplitter):
    """Runs what is written, one run at a time; when that may be, and what becomes of the solution, the page decides.

    ``edited``: something was typed. ``running_changed``: a run began or ended. ``failed``: a run could not be made.
    """

    edited = Signal()
    running_changed = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, *, with_hints: bool = True) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.texts = context.texts
        self.running: Running = ""
        self._number = 0
        self._port = context.ports.programming
        self._with_hints = with_hints
        self._task: Task | None = None
        self._hints = 0
        self._writable = self._runnable = False
        t, colours = self.texts, context.theme.tokens
        self.editor = CodeEditor(colours, t("task.editor"))
        self.editor.setToolTip(t("task.editor_keys"))
        self.editor.setReadOnly(True)
        self.editor.textChanged.connect(self._edited)
        self.statement = CodeText(colours, t("task.statement"), t("task.cut"))
        self.results = CodeText(colours, t("task.results"), t("task.cut"))
        self.results.line_chosen.connect(self.editor.go_to_line)
        self.hint = button("", self._show_hint, "quiet")
        self.run = button(t("task.run"), self.start, tip=t("task.run_tip"))
        self.stop = button(t("task.stop"), self.stop_running)
        self.progress = label("", "muted", wrap=False)
        self.skeleton = button(t("task.skeleton"), self._ask_skeleton, "quiet")
        for one in (self.run, self.stop):
            # The mouse leaves the focus where the person types.
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.editor.left_by_key.connect(lambda: (self.stop if self.running else self.run).setFocus())
        self._lay_out()
        self._show_running()

    def _lay_out(self) -> None:
        t = self.texts
        asked = QWidget()
        asked.setLayout(column(self.statement, row(self.hint, 1), spacing=GRID // 2))
        self.tabs = QTabWidget()
        self.tabs.addTab(asked, t("task.statement"))
        self.tabs.addTab(self.results, t("task.results"))
        right = QWidget()
        right.setLayout(column(self.editor, row(self.run, self.stop, self.progress, 1, self.skeleton)))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GRID)
        self.addWidget(self.tabs)
        self.addWidget(right)
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 3)
        self.setSizes([400, 600])

    def sizeHint(self) -> QSize:
        # It takes what room there is; a page must not scroll before that is used up.
        return self.minimumSizeHint()

    def show_task(self, task: Task, source: str) -> None:
        """Another task, with what has been written for it."""
        self._task = task
        self._hints = 0
        self._show_statement()
        self.results.show_parts([Part("muted", self.texts("task.no_results"))])
        self.tabs.setCurrentIndex(STATEMENT)
        self.progress.setText("")
        self.editor.set_source(source)
        self._show_running()

    def allow(self, *, writing: bool, running: bool) -> None:
        """What the person may do now."""
        self._writable, self._runnable = writing, running
        self.editor.setReadOnly(not writing or self.running == "hand_in")
        self._show_running()

    def start(self, on_done: Callable[[str, Trial], None] | None = None) -> None:
        """Run the visible tests and show what they found; with ``on_done`` all tests, and only tell it the source and
        what became of it."""
        task, source = self._task, self.editor.source
        if task is None or self.running or not self._runnable:
            return
        hidden = on_done is not None
        self.running = "hand_in" if hidden else "run"
        self.editor.mark_error(None)
        self.editor.setReadOnly(hidden or not self._writable)
        self._show_running()
        self.running_changed.emit()

        def done(trial: Trial | None) -> None:
            self._ended()
            if trial is None:
                self.progress.setText(self.texts("task.stopped"))
            elif on_done is not None:
                on_done(source, trial)
            else:
                self.show_trial(trial)

        def failed(error: Exception) -> None:
            self._ended()
            self.failed.emit(error)

        number = self._number = self._port.next_run()
        run_in_background(self, lambda: self._port.run(number, task, source, hidden=hidden), done, failed)

    def stop_running(self) -> None:
        """End what runs, if anything does."""
        if self.running:
            self.stop.setEnabled(False)
            self._port.stop(self._number)

    def show_trial(self, trial: Trial) -> None:
        t = self.texts
        passed, of = trial.count(hidden=False)
        if trial.parsed:
            self.progress.setText(t("task.passed", n=passed, of=of))
        parts = trial_parts(trial, t)
        if trial.passed:
            parts.insert(0, Part("body", t("task.all_passed")))
        self.results.show_parts(parts)
        self.tabs.setCurrentIndex(TESTS)
        line = next((result.line for result in trial.results if result.line is not None), None)
        self.editor.mark_error(line)

    def _edited(self) -> None:
        self.editor.mark_error(None)
        self.edited.emit()

    def _ended(self) -> None:
        self.running = ""
        self.progress.setText("")
        self.editor.setReadOnly(not self._writable)
        self._show_running()
        self.running_changed.emit()

    def _show_running(self) -> None:
        busy = bool(self.running)
        on_button = self.run.hasFocus() or self.stop.hasFocus()
        self.run.setVisible(not busy)
        self.stop.setVisible(busy)
        self.stop.setEnabled(True)
        self.run.setEnabled(self._task is not None and self._runnable)
        if on_button:
            (self.stop if busy else self.run).setFocus()
        self.skeleton.setEnabled(self._writable and self.running != "hand_in")
        if busy:
            self.progress.setText(self.texts(f"task.running_{self.running}"))

    # Hints, the skeleton

    def _show_statement(self) -> None:
        assert self._task is not None
        t, task = self.texts, self._task
        self.statement.show_parts(statement_parts(task, t, self._hints))
        self.hint.setText(t("task.show_hint", n=self._hints + 1, of=len(task.hints)))
        self.hint.setVisible(self._with_hints and self._hints < len(task.hints))

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
        if self._task is not None and self._writable:
            self.editor.set_source(self._task.skeleton, undoable=True)
            self.editor.setFocus()
