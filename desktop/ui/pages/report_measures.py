"""Voice and Presence: what was measured, in figures and charts, or why it was not."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.report.shape import MeasureSection, MomentList
from desktop.ui.pages.report_parts import Shown, bullets, chart_card, fact_grid, stamp_widget, tab
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import card, column, label, row


def build_voice(shown: Shown) -> QWidget:
    return _build(shown.view.voice, shown)


def build_presence(shown: Shown) -> QWidget:
    return _build(shown.view.presence, shown)


def _build(section: MeasureSection, shown: Shown) -> QWidget:
    parts: list[QWidget] = []
    if section.intro:
        parts.append(label(section.intro, "muted"))
    if section.absent:
        parts.append(card(label(shown.texts("report.absent"), "heading"), label(section.absent)))
    if section.facts:
        parts.append(card(fact_grid(section.facts, 3)))
    parts += [_moments(item, shown) for item in section.moments]
    parts += [chart_card(chart, _title(chart), shown) for chart in section.charts]
    if section.sources:
        parts.append(card(bullets(shown.texts("report.sources"), section.sources)))
    return tab(parts)


def _moments(item: MomentList, shown: Shown) -> QWidget:
    """What counts as one, then each with the times to play."""
    lines = column(label(item.title, "heading"), label(item.note, "muted"), spacing=GRID)
    for moment in item.moments:
        line = row(*(stamp_widget(stamp, shown) for stamp in moment.stamps), spacing=GRID)
        line.addWidget(label(moment.text, selectable=True), 1)
        lines.addLayout(line)
    if item.nothing:
        lines.addWidget(label(item.nothing))
    return card(lines)


def _title(chart: object) -> str:
    return str(getattr(chart, "title", ""))
