"""Plan: what to practise next, in phases, with tasks that can be told done."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.report.shape import PhaseView, PlanView
from desktop.ui.pages.report_parts import Shown, bullet, bullets, tab
from desktop.ui.texts import Texts
from desktop.ui.theme import GRID
from desktop.ui.widgets.basic import card, column, label, row


def build(shown: Shown) -> QWidget:
    return tab(_parts(shown))


def _parts(shown: Shown) -> Iterator[QWidget]:
    t, plan = shown.texts, shown.view.plan
    if shown.view.advice:
        yield card(bullets(t("plan.advice"), shown.view.advice, "heading"))
    if plan is None:
        yield card(label(t("plan.none_title"), "heading"), label(t("plan.none_text"), "muted"))
        return
    if plan.goals:
        yield card(bullets(t("plan.goals"), plan.goals, "heading"))
    for phase in plan.phases:
        yield _phase(phase, t)
    yield from _rest(plan, t)


def _phase(phase: PhaseView, t: Texts) -> QFrame:
    head = row(label(phase.title, "heading"), spacing=GRID + 4)
    head.setStretch(0, 1)
    head.addWidget(label(phase.weeks, "muted", wrap=False))
    parts = column(head, spacing=GRID + 4)
    if phase.goal:
        parts.addWidget(label(phase.goal))
    tasks = column(label(t("plan.tasks"), "strong"), spacing=GRID // 2)
    for task in phase.tasks:
        tasks.addLayout(bullet("☐", task))
    for block in (bullets(t("plan.content"), phase.content), tasks, bullets(t("plan.acceptance"), phase.acceptance)):
        if block.count() > 1:
            parts.addLayout(block)
    return card(parts)


def _rest(plan: PlanView, t: Texts) -> Iterator[QWidget]:
    for key, lines in (
        ("plan.rhythm", plan.daily_rhythm),
        ("plan.pitfalls", plan.pitfalls),
        ("plan.milestones", plan.milestones),
    ):
        if lines:
            yield card(bullets(t(key), lines, "heading"))
    if plan.self_test:
        yield _self_test(plan, t)
    if plan.resources:
        lines = tuple(" · ".join(x for x in (r.title, r.detail, r.url) if x) for r in plan.resources)
        yield card(bullets(t("plan.resources"), lines, "heading"))


def _self_test(plan: PlanView, t: Texts) -> QFrame:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * GRID)
    grid.setVerticalSpacing(GRID)
    for side, key in enumerate(("plan.area", "plan.method", "plan.target")):
        grid.addWidget(label(t(key), "muted"), 0, side)
        grid.setColumnStretch(side, 1)
    for line, test in enumerate(plan.self_test, 1):
        for side, text in enumerate((test.area, test.method, test.target)):
            grid.addWidget(label(text, selectable=True), line, side)
    return card(label(t("plan.self_test"), "heading"), grid)
