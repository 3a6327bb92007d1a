"""The report as one HTML page that needs nothing else: no script, no request, light and dark, screen and paper."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desktop.report.charts import chart_svg
from desktop.report.shape import Chart, ReportView
from desktop.report.svg import SCREEN
from desktop.report.texts import load_texts
from desktop.resources import assets_dir


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(assets_dir() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _svg(chart: Chart) -> Markup:
    return Markup(chart_svg(chart, SCREEN))


def _position(score: float) -> str:
    """A score of 0–10 as a CSS length."""
    return f"{min(max(score, 0.0), 10.0) * 10:.1f}%"


def export_html(view: ReportView) -> str:
    """The page as text, to be written as UTF-8. Text from people is escaped and never becomes markup."""
    css = (assets_dir() / "report" / "report.css").read_text(encoding="utf-8")
    template = _environment().get_template("report.html.j2")
    texts = load_texts(view.language)
    return template.render(view=view, t=texts, css=Markup(css), svg=_svg, pct=_position)
