"""A programming task in the report, as parts of a text."""

from __future__ import annotations

from desktop.report.shape import CodeView
from desktop.ui.texts import Texts
from desktop.ui.widgets.code_text import Part


def code_parts(code: CodeView, t: Texts) -> list[Part]:
    """What was written, what became of every test, the task, and a solution."""
    parts = [Part("heading", t("solution.yours"))]
    parts.append(Part("code", code.source) if code.source else Part("muted", code.note))
    if code.tests:
        parts.append(Part("heading", t("task.results")))
    for test in code.tests:
        parts.append(Part("accent" if test.mark == "covered" else "danger", f"{test.symbol} {test.name}"))
        if test.mark == "missing":
            parts.append(Part("muted", test.message))
        for name, shown in test.parts:
            parts += [Part("muted", name), Part("code", shown)]
    parts.append(Part("heading", t("task.statement")))
    parts += [Part("body", paragraph) for paragraph in code.statement]
    return [*parts, Part("heading", t("solution.solution")), Part("code", code.reference)]
