"""The report as a PDF: typst sets it, all content goes in as data."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from desktop.domain.errors import MissingError
from desktop.domain.speech import Language
from desktop.report.atomic import write_atomically
from desktop.report.charts import chart_svg
from desktop.report.shape import BarChart, LaneChart, LineChart, RadarChart, ReportView, ShareChart
from desktop.report.svg import Palette, paper
from desktop.report.texts import load_texts
from desktop.resources import assets_dir

CJK_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
    "Noto Serif CJK SC",
    "Songti SC",
    "SimSun",
)
"""Fonts with simplified Chinese, best first: Linux, macOS, Windows."""

LATIN_FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans")

_EXTRA_FONTS = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", "Noto Sans Arabic", "Noto Sans Hebrew")
_LAST_RESORT = ("DejaVu Sans", "Libertinus Serif")
_CHARTS = (RadarChart, BarChart, LineChart, ShareChart, LaneChart)


@cache
def system_fonts() -> typst.Fonts:
    """This computer's fonts, searched once."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def choose_fonts(families: tuple[str, ...], language: Language, content: str) -> tuple[str, ...]:
    """Font chain for ``content`` out of the installed ``families``.

    Raises ``MissingError`` when there is Chinese to show and no font for it: boxes in place of words help nobody.
    """
    installed = set(families)
    chinese = tuple(name for name in CJK_FONTS if name in installed)[:1]
    if not chinese and (language == "zh" or has_chinese(content)):
        raise MissingError(
            "No font with Chinese characters was found, so the PDF cannot be made.",
            safe="The session and the other report files are not affected.",
            action="Install Noto Sans CJK (Debian and Ubuntu: fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts), "
            "then export again.",
        )
    latin = tuple(name for name in LATIN_FONTS if name in installed)[:1]
    first = chinese + latin if language == "zh" else latin + chinese
    rest = tuple(name for name in (*_EXTRA_FONTS, *_LAST_RESORT) if name in installed)
    return tuple(dict.fromkeys(first + rest))


def has_chinese(content: str) -> bool:
    """Whether a Han character occurs (CJK Unified Ideographs, extension A and the compatibility block)."""
    return any("\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" for char in content)


def export_pdf(view: ReportView, path: Path, fonts: typst.Fonts | None = None) -> None:
    """Write the PDF to ``path``, whole or not at all. A4, tagged, page numbers.

    ``fonts`` defaults to this computer's. Raises ``MissingError`` without a Chinese font where one is needed, and
    ``StorageFull`` when the disk has no room.
    """
    write_atomically(path, render_pdf(view, fonts))


def render_pdf(view: ReportView, fonts: typst.Fonts | None = None) -> bytes:
    """The PDF's bytes. Errors as for ``export_pdf``."""
    book = system_fonts() if fonts is None else fonts
    words = json.dumps(dataclasses.asdict(view), ensure_ascii=False)
    chain = choose_fonts(tuple(book.families()), view.language, words)
    data = {
        "view": _with_pictures(view, paper(chain)),
        "texts": load_texts(view.language).table,
        "fonts": chain,
        "lang": view.language,
        "region": "CN" if view.language == "zh" else "US",
    }
    source = (assets_dir() / "report" / "report.typ").read_bytes()
    made = typst.compile(source, font_paths=book, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def _with_pictures(value: Any, palette: Palette) -> Any:
    """The view as plain values, each chart replaced by its picture, title and alternative text."""
    if isinstance(value, _CHARTS):
        title = value.alt if isinstance(value, RadarChart) else value.title
        legend = value.legend if isinstance(value, RadarChart) else ()
        return {"svg": chart_svg(value, palette), "title": title, "alt": title, "legend": legend}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: _with_pictures(getattr(value, name), palette) for name in names}
    if isinstance(value, tuple):
        return [_with_pictures(item, palette) for item in value]
    return value
