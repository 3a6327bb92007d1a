"""Programming tasks: choose one, see what has become of those that were begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit

from desktop.domain.programming import Attempt, CodeDraft, Task
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.pages.task_words import details, outcome
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action
from desktop.ui.widgets.basic import button, card, clear, column, label, row
from desktop.ui.widgets.page import Page

LEVELS = (1, 2, 3, 4, 5)
ROWS_AT_ONCE = 3
"""Rows made before the window may do something else."""


@dataclass(frozen=True, slots=True)
class _Listed:
    tasks: tuple[Task, ...]
    drafts: tuple[CodeDraft, ...]
    attempts: Mapping[str, Attempt]
    """The newest of each task."""


@dataclass(frozen=True, slots=True)
class _Row:
    task: Task
    frame: QFrame
    words: str
    """What a search looks through."""


class ProgrammingPage(Page):
    """The list is filled a few rows at a time; searching hides rows."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("programming.title"), context.texts("programming.subtitle"))
        t = self.texts
        self.search = QLineEdit()
        self.search.setPlaceholderText(t("programming.search"))
        self.search.setAccessibleName(t("programming.search"))
        self.area = QComboBox()
        self.area.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.area.setAccessibleName(t("programming.area"))
        self.level = QComboBox()
        self.level.setAccessibleName(t("programming.any_level"))
        self.level.addItem(t("programming.any_level"), 0)
        for level in LEVELS:
            self.level.addItem(t("programming.level_named", n=level, name=t(f"task_level.{level}")), level)
        self.list = column(label(t("common.loading"), "muted"))
        self.nothing = card(label(t("programming.nothing_title"), "strong"), label(t("programming.nothing"), "muted"))
        self.nothing.setVisible(False)
        filters = row(self.search, self.area, self.level)
        filters.setStretch(0, 1)
        self.body.addLayout(filters)
        self.body.addLayout(self.list)
        self.body.addWidget(self.nothing)
        self.body.addStretch(1)
        self.rows: list[_Row] = []
        self._headings: dict[str, QLabel] = {}
        self._to_make: Iterator[None] = iter(())
        self._maker = QTimer(self, interval=0)
        self._maker.timeout.connect(self._make_some)
        self.search.textChanged.connect(lambda _: self._filter())
        self.area.currentIndexChanged.connect(lambda _: self._filter())
        self.level.currentIndexChanged.connect(lambda _: self._filter())

    def entered(self) -> None:
        port = self.context.ports.programming

        def read() -> _Listed:
            # Oldest first, so that the newest stays.
            attempts = {attempt.task_id: attempt for attempt in reversed(port.attempts())}
            return _Listed(port.tasks(), port.drafts(), attempts)

        retry = Action(self.texts("common.retry"), self.entered)
        run_in_background(self, read, self._show, lambda error: self.show_error(error, retry))
        self.search.setFocus()

    def _show(self, listed: _Listed) -> None:
        self.clear_banners()
        clear(self.list)
        self.rows.clear()
        self._headings.clear()
        areas = list(dict.fromkeys(_area(task) for task in listed.tasks))
        self.area.clear()
        self.area.addItem(self.texts("programming.any_area"), "")
        for area in areas:
            self.area.addItem(self.texts(f"task_topic.{area}"), area)
        self._to_make = self._make(listed, areas)
        self._maker.start()

    def _make_some(self) -> None:
        for _ in range(ROWS_AT_ONCE):
            if next(self._to_make, StopIteration) is StopIteration:
                self._maker.stop()
                self._filter()
                return

    def _make(self, listed: _Listed, areas: list[str]) -> Iterator[None]:
        drafts = self.context.code.drafts(listed.drafts)
        for area in areas:
            heading = self._headings[area] = label(self.texts(f"task_topic.{area}"), "heading")
            self.list.addWidget(heading)
            for task in sorted((one for one in listed.tasks if _area(one) == area), key=lambda one: one.difficulty):
                made = self._row(task, drafts.get(task.id), listed.attempts.get(task.id))
                self.rows.append(made)
                self.list.addWidget(made.frame)
                self._filter_row(made)
                yield

    def _row(self, task: Task, draft: CodeDraft | None, attempt: Attempt | None) -> _Row:
        t = self.texts
        title, about = task.title[t.language], details(task, t, with_area=False)
        line = row(spacing=2 * GRID)
        line.addLayout(column(label(title, "strong"), label(about, "small"), spacing=2), 1)
        if attempt is not None:
            passed = attempt.trial is not None and attempt.trial.passed
            line.addWidget(label(outcome(attempt, t), "accent" if passed else "muted", wrap=False))
            tip = t("programming.result_tip", title=title)
            line.addWidget(button(t("programming.result"), lambda: self.context.go.solution(task.id), "quiet", tip=tip))
        if draft is not None:
            line.addWidget(label(t("programming.begun", used=t.clock(draft.used_s)), "muted", wrap=False))
        key = "programming.go_on" if draft else "programming.again" if attempt else "programming.open"
        tip = t("programming.open_tip", title=title)
        line.addWidget(button(t(key), lambda: self.context.go.task(task.id), tip=tip))
        return _Row(task, card(line), f"{title} {task.title['en']} {task.id} {about}".casefold())

    def _filter(self) -> None:
        for one in self.rows:
            self._filter_row(one)
        shown = {_area(one.task) for one in self.rows if not one.frame.isHidden()}
        for area, heading in self._headings.items():
            heading.setVisible(area in shown)
        self.nothing.setVisible(bool(self.rows) and not shown and not self._maker.isActive())

    def _filter_row(self, one: _Row) -> None:
        words = self.search.text().casefold().split()
        area, level = self.area.currentData(), self.level.currentData()
        fits = all(word in one.words for word in words)
        one.frame.setVisible(fits and area in ("", None, _area(one.task)) and level in (0, one.task.difficulty))


def _area(task: Task) -> str:
    return task.topic.partition("/")[0]
