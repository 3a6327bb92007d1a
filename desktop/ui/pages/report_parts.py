"""Pieces that several tabs of the report share: time stamps, evidence, facts."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.report.shape import Chart, EvidenceView, Fact, FindingView, ReportView, Stamp
from desktop.ui.pages.report_correct import Corrections
from desktop.ui.texts import Texts
from desktop.ui.theme import GRID, Tokens
from desktop.ui.widgets.basic import button, card, clear, column, label, row, rule
from desktop.ui.widgets.charts import ChartView, chart_view

Play = Callable[[float, float | None], None]
TAB_WIDTH = 1280


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tab is built from. ``play`` is None where no sound was kept; ``corrections`` where none can be made."""

    view: ReportView
    texts: Texts
    tokens: Tokens
    play: Play | None
    corrections: Corrections | None = None


@runtime_checkable
class Renewable(Protocol):
    """A tab that can show another view of the same session without losing the place one was looking at."""

    def show_anew(self, shown: Shown) -> None: ...


class OneByOne(QObject):
    """Puts the parts of a page into ``body``, one in each round of the event loop, so that the window does not stand
    still while a long report is laid out. ``parts`` may make each part only when its turn comes."""

    def __init__(self, owner: QWidget, body: QVBoxLayout) -> None:
        super().__init__(owner)
        self._body = body
        self._waiting: Iterator[QWidget] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._add_next)

    def show(self, parts: Iterable[QWidget], at_once: int) -> None:
        """Instead of those that were there; the first ``at_once`` before this returns."""
        clear(self._body)
        self._waiting = iter(parts)
        self._timer.start()
        for _ in range(at_once):
            self._add_next()

    def show_rest(self) -> None:
        while self._timer.isActive():
            self._add_next()

    def _add_next(self) -> None:
        part = next(self._waiting, None)
        if part is not None:
            self._body.addWidget(part)
        elif self._timer.isActive():
            self._timer.stop()
            self._body.addStretch(1)


def tab(parts: Iterable[QWidget]) -> QScrollArea:
    """A scrolling tab, not wider than can be read."""
    body = column(spacing=2 * GRID)
    body.setContentsMargins(4 * GRID, 2 * GRID, 4 * GRID, 3 * GRID)
    holder = QWidget()
    holder.setMaximumWidth(TAB_WIDTH)
    holder.setLayout(body)
    middle = row(spacing=0)
    middle.addStretch(1)
    middle.addWidget(holder, 1000)
    middle.addStretch(1)
    area = scrolling(middle)
    OneByOne(area, body).show(parts, 2)
    return area


def scrolling(layout: QLayout) -> QScrollArea:
    """A layout that scrolls up and down."""
    outer = QWidget()
    outer.setObjectName("pageBody")
    outer.setLayout(layout)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    scroll.setWidget(outer)
    return scroll


def stamp_widget(stamp: Stamp, shown: Shown) -> QWidget:
    """A small button that plays the moment, or its time alone where there is no sound."""
    play = shown.play
    if play is None:
        return label(stamp.text, "small", wrap=False)
    tip = shown.texts("report.play", time=stamp.text)
    return button(f"▶ {stamp.text}", lambda: play(stamp.start_s, stamp.end_s), "stamp", tip=tip)


def evidence_line(evidence: EvidenceView, shown: Shown) -> QLayout:
    line = row(spacing=GRID)
    if evidence.stamp is not None:
        line.addWidget(stamp_widget(evidence.stamp, shown), 0, Qt.AlignmentFlag.AlignTop)
    if evidence.label:
        line.addWidget(label(evidence.label, "small", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(evidence.text, "body" if evidence.is_quote else "muted", selectable=True), 1)
    return line


def finding_card(title: str, findings: tuple[FindingView, ...], nothing: str, shown: Shown) -> QFrame:
    """Numbered statements, each with the moments it rests on."""
    parts = column(label(title, "heading"), spacing=GRID + 4)
    if not findings:
        parts.addWidget(label(nothing, "muted"))
    for number, finding in enumerate(findings, 1):
        one = column(label(f"{number}. {finding.text}", "strong", selectable=True), spacing=GRID // 2)
        for evidence in finding.evidence:
            one.addLayout(evidence_line(evidence, shown))
        parts.addLayout(one)
    parts.addStretch(1)
    return card(parts)


def fact_grid(facts: tuple[Fact, ...], columns: int) -> QGridLayout:
    """Figures side by side, each with its name above and its context below."""
    grid = QGridLayout()
    grid.setSpacing(2 * GRID)
    for place, fact in enumerate(facts):
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(label(fact.label, "muted"))
        shown = [label(fact.value, "heading", selectable=True)]
        if fact.note:
            shown.append(label(fact.note, "small"))
        for part in shown:
            # A tip that looks like mark-up would be read as such; as mark-up, its lines break.
            part.setToolTip(f"<span>{html.escape(fact.source)}</span>" if fact.source else "")
            cell.addWidget(part)
        cell.addStretch(1)
        grid.addLayout(cell, place // columns, place % columns)
    for side in range(columns):
        grid.setColumnStretch(side, 1)
    return grid


def chart_card(chart: Chart, title: str, shown: Shown) -> QFrame:
    view = chart_view(chart, shown.tokens)
    play = shown.play
    if play is not None and isinstance(view, ChartView):
        view.asked.connect(lambda at_s: play(at_s, None))
    return card(label(title, "strong"), view, spacing=GRID + 4)


def bullets(title: str, lines: tuple[str, ...], kind: str = "strong") -> QVBoxLayout:
    """A title with a list below; nothing at all when the list is empty."""
    parts = column(spacing=GRID // 2)
    if lines:
        parts.addWidget(label(title, "heading" if kind == "heading" else "strong"))
    for line in lines:
        parts.addLayout(bullet("•", line))
    return parts


def bullet(mark: str, text: str) -> QLayout:
    line = row(spacing=GRID)
    line.addWidget(label(mark, "muted", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(text, selectable=True), 1)
    return line


def separated(parts: list[QLayout | QWidget]) -> QVBoxLayout:
    """Parts with thin lines between them."""
    result = column(spacing=GRID + 4)
    for place, part in enumerate(parts):
        if place:
            result.addWidget(rule())
        if isinstance(part, QLayout):
            result.addLayout(part)
        else:
            result.addWidget(part)
    return result
