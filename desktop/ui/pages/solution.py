"""After a programming task: what was measured, a solution, and what the tests check."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QTabWidget

from desktop.domain.programming import Attempt, Task
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.task_words import (
    checked_parts,
    earlier_parts,
    solution_parts,
    tests_passed,
    time_used,
    trial_parts,
)
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action
from desktop.ui.widgets.basic import button, column, framed, label
from desktop.ui.widgets.code_editor import CodeEditor
from desktop.ui.widgets.code_text import CodeText, Part
from desktop.ui.widgets.page import Page


class SolutionPage(Page):
    """``attempt`` has just been made; without it the newest of the task is read. ``error``: it could not be kept."""

    def __init__(
        self, context: Context, task_id: str, attempt: Attempt | None = None, error: Exception | None = None
    ) -> None:
        super().__init__(context)
        t = self.texts
        self._task_id = task_id
        self._attempt = attempt
        self._error = error
        self._closed = False
        self.title = label(t("common.loading"), "title")
        self.when = label("", "muted")
        self.tabs = QTabWidget()
        self.body.addLayout(column(self.title, self.when, spacing=2))
        self.others = button(t("solution.others"), context.go.programming, "primary")
        self.again = button(t("solution.again"), lambda: context.go.task(task_id), tip=t("solution.again_tip"))
        self.set_footer(self.others, self.again)

    def entered(self) -> None:
        port, task_id = self.context.ports.programming, self._task_id

        def read() -> tuple[Task | None, tuple[Attempt, ...]]:
            task = next((one for one in port.tasks() if one.id == task_id), None)
            return task, tuple(one for one in port.attempts() if one.task_id == task_id)

        retry = Action(self.texts("common.retry"), self.entered)
        run_in_background(self, read, self._show, lambda error: self.show_error(error, retry))

    def left(self) -> None:
        self._closed = True

    def _show(self, found: tuple[Task | None, tuple[Attempt, ...]]) -> None:
        task, attempts = found
        if self._closed:
            return
        attempt = self._attempt or next(iter(attempts), None)
        if task is None or attempt is None:
            self.context.go.programming()
            return
        t = self.texts
        self.title.setText(task.title[t.language])
        key = "solution.handed_in" if attempt.trial is not None else "solution.given_up"
        self.when.setText(t(key, when=t.date(attempt.finished_utc)))
        self.body.addWidget(self._figures(attempt))
        earlier = [one for one in attempts if one != attempt]
        self._add_tab("solution.result", self._result_parts(attempt, earlier))
        self._add_tab("solution.solution", solution_parts(task, t))
        self._add_tab("solution.checked", checked_parts(task, t))
        self.tabs.addTab(self._own_code(attempt), t("solution.yours"))
        self.body.addWidget(self.tabs, 1)
        if attempt.trial is None:
            self.tabs.setCurrentIndex(1)
        if self._error is not None:
            self.show_error(self._error)
        self.others.setFocus()

    def _figures(self, attempt: Attempt) -> QFrame:
        t = self.texts
        lines = column(spacing=GRID // 2, margins=2 * GRID)
        if attempt.trial is None:
            lines.addWidget(label(t("solution.gave_up"), "figure"))
        else:
            passed, of = attempt.trial.count()
            lines.addWidget(label(t("solution.passed", n=passed, of=of), "figure"))
            lines.addWidget(label(tests_passed(attempt.trial, t)))
        lines.addWidget(label(time_used(attempt, t)))
        if attempt.seen_before:
            lines.addWidget(label(t("solution.seen_before"), "warn"))
        lines.addWidget(label(t("solution.measured" if attempt.trial else "solution.nothing_run"), "small"))
        return framed("hero", lines)

    def _result_parts(self, attempt: Attempt, earlier: list[Attempt]) -> list[Part]:
        t = self.texts
        parts: list[Part] = []
        if attempt.trial:
            parts = trial_parts(attempt.trial, t)
            parts.append(Part("muted", t("solution.protected", names=", ".join(attempt.trial.protections))))
        return [*parts, *earlier_parts(earlier, t)] or [Part("muted", t("solution.nothing_run"))]

    def _own_code(self, attempt: Attempt) -> CodeEditor:
        """All of it, with the numbers of its lines."""
        editor = CodeEditor(self.context.theme.tokens, self.texts("solution.yours"))
        editor.setReadOnly(True)
        editor.set_source(attempt.source)
        editor.left_by_key.connect(self.others.setFocus)
        return editor

    def _add_tab(self, key: str, parts: list[Part]) -> None:
        t = self.texts
        view = CodeText(self.context.theme.tokens, t(key), t("task.cut"))
        view.setMinimumHeight(20 * GRID)
        view.show_parts(parts)
        self.tabs.addTab(view, t(key))
