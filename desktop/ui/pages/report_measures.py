"""Voice and Presence: what was measured, in figures and charts, or why it was not."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.report.shape import MeasureSection
from desktop.ui.pages.report_parts import Shown, chart_card, fact_grid, tab
from desktop.ui.widgets.basic import card, label


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
    parts += [chart_card(chart, _title(chart), shown) for chart in section.charts]
    return tab(parts)


def _title(chart: object) -> str:
    return str(getattr(chart, "title", ""))
