"""Overview: what worked and what to change in the person's own words, then the five scores and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QWidget

from desktop.report.shape import DimensionView, ReportView
from desktop.ui.pages.report_parts import (
    Shown,
    bullet,
    bullets,
    chart_card,
    evidence_line,
    fact_grid,
    finding_card,
    separated,
    stamp_widget,
    tab,
)
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.basic import card, column, label, row
from desktop.ui.widgets.radar import RadarView


def build(shown: Shown) -> QWidget:
    t = shown.texts
    parts = tab(_parts(shown))
    parts.setAccessibleName(t("report.overview"))
    return parts


def _parts(shown: Shown) -> Iterator[QWidget]:
    view, t = shown.view, shown.texts
    if view.banner:
        yield Banner("info", view.banner)
    if view.empty:
        yield card(label(t("report.empty_title"), "heading"), label(t("report.empty_text"), "muted"))
    else:
        yield _findings(shown)
        yield _scores(shown)
        for dimension in view.dimensions:
            yield _dimension(dimension, shown)
    if view.timeline_chart is not None:
        yield chart_card(view.timeline_chart, view.timeline_chart.title, shown)
    yield from _details(shown)


def _findings(shown: Shown) -> QWidget:
    view, t = shown.view, shown.texts
    both = row(
        finding_card(t("report.worked"), view.strengths, t("report.no_worked"), shown),
        finding_card(t("report.change"), view.changes, t("report.no_change"), shown),
        spacing=2 * GRID,
    )
    both.setStretch(0, 1)
    both.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(both)
    return holder


def _scores(shown: Shown) -> QFrame:
    view, t = shown.view, shown.texts
    said = column(label(t("report.overall"), "heading"), spacing=GRID)
    for paragraph in view.overall:
        said.addWidget(label(paragraph, selectable=True))
    said.addStretch(1)
    picture = column(RadarView(view.radar, shown.tokens))
    legend = " · ".join(f"{symbol} {text}" for symbol, text in _legend(view))
    picture.addWidget(label(legend, "small"))
    picture.addStretch(1)
    both = row(spacing=3 * GRID)
    both.addLayout(picture, 5)
    both.addLayout(said, 4)
    return card(both)


def _legend(view: ReportView) -> list[tuple[str, str]]:
    symbols = {"score": "●", "range": "▒", "absent": "┄"}
    return [(symbols[kind], text) for kind, text in view.radar.legend]


def _dimension(dimension: DimensionView, shown: Shown) -> QFrame:
    t = shown.texts
    head = row(label(dimension.title, "heading"), spacing=GRID + 4)
    head.setStretch(0, 1)
    head.addWidget(label(dimension.score_text, "figure" if dimension.score is not None else "muted", wrap=False))
    if dimension.interval_text:
        head.addWidget(label(dimension.interval_text, "muted", wrap=False))
    parts = column(head, spacing=GRID)
    for paragraph in dimension.comment:
        parts.addWidget(label(paragraph, selectable=True))
    if dimension.evidence:
        parts.addWidget(label(t("report.evidence"), "small"))
    for evidence in dimension.evidence:
        parts.addLayout(evidence_line(evidence, shown))
    if dimension.rule:
        parts.addWidget(label(dimension.rule, "small"))
    return card(parts)


def _details(shown: Shown) -> Iterator[QWidget]:
    """What was not measured, gaps in the recording, how to read the figures."""
    view, t = shown.view, shown.texts
    if view.timeline:
        moments = column(label(t("report.moments"), "heading"), spacing=GRID // 2)
        for moment in view.timeline:
            line = row(stamp_widget(moment.stamp, shown), label(moment.text), spacing=GRID)
            line.setStretch(1, 1)
            moments.addLayout(line)
        yield card(moments)
    if view.missing or view.gaps:
        missing = column(label(t("report.not_measured"), "heading"), spacing=GRID // 2)
        for item in view.missing:
            missing.addLayout(bullet("–", f"{item.what}: {item.reason}"))
        for gap in view.gaps:
            missing.addLayout(bullet("–", f"{gap.source}, {gap.when}: {gap.reason}"))
        yield card(missing)
    for section in view.analysis:
        yield card(label(section.title, "heading"), *(label(p, selectable=True) for p in section.paragraphs))
    yield card(fact_grid(view.header, 4))
    about = [bullets(t("report.reading"), view.reading)] if view.reading else []
    if view.notes:
        about.append(bullets(t("report.notes"), view.notes))
    if view.models:
        about.append(bullets(t("report.models"), tuple(f"{m.id}  {m.sha256[:12]}" for m in view.models)))
    if about:
        yield card(separated([*about]))
    if view.privacy:
        yield label(view.privacy, "small")
