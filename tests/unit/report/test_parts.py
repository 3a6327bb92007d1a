"""Figures, charts, time lines and texts."""

from __future__ import annotations

import itertools
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from desktop.domain.presence import PresenceFrame
from desktop.report.charts import chart_svg
from desktop.report.figures import clock, number, percent, plain, with_unit
from desktop.report.shape import Bar, BarChart, LineChart, RadarAxis, RadarChart
from desktop.report.svg import SCREEN, paper
from desktop.report.texts import load_texts
from desktop.report.timeline import zone_stretches
from desktop.report.view import build_report

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (59.99, "00:59"), (192.4, "03:12"), (3600, "1:00:00"), (-0.2, "00:00")]
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(("value", "text"), [(6.44, "6.4"), (-21.36, "−21.4"), (-0.04, "0.0")])
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("share", "text"), [(0, "0%"), (0.0001, "<1%"), (0.505, "50%"), (0.9999, ">99%"), (1, "100%")])
def test_percent_never_rounds_to_all_or_nothing(share: float, text: str) -> None:
    assert percent(share) == text


def test_units_are_words_in_both_languages() -> None:
    assert with_unit(231.4, "characters/min", load_texts("zh")) == "231 字/分"
    assert with_unit(4.44, "syllables/s", load_texts("en")) == "4.4 syllables/s"
    assert with_unit(0.5, "share", load_texts("en")) == "50%"
    assert with_unit(3, "parsec", load_texts("en")) == "3.0 parsec"


def test_plain_text_can_be_written_anywhere() -> None:
    cleaned = plain("a\x00b\ud800c\u202ed\r\ne")
    assert cleaned == "a\ufffdb\ufffdcd\ne"
    cleaned.encode("utf-8")


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, node


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    english, chinese = dict(leaves(load_texts("en").table)), dict(leaves(load_texts("zh").table))
    assert set(english) == set(chinese)
    for key, value in english.items():
        if isinstance(value, str):
            assert placeholders(value) == placeholders(chinese[key]), key
            assert chinese[key].strip() or key in (".paragraph_join",), key
        elif key != ".reasons":
            assert len(value) == len(chinese[key]), key


def radar(values: list[float | None]) -> ET.Element:
    axes = tuple(
        RadarAxis(f"axis {n}", None, None, None, "none")
        if value is None
        else RadarAxis(f"axis {n}", value, value - 1, value + 1, str(value))
        for n, value in enumerate(values)
    )
    return ET.fromstring(chart_svg(RadarChart("test", axes, ()), SCREEN))


@pytest.mark.parametrize(
    ("values", "dots", "edges"),
    [([5, 6, 7, 8, 9], 5, 5), ([5, None, 7, 8, 9], 4, 3), ([None] * 5, 0, 0), ([5, None, 7, None, None], 2, 0)],
)
def test_radar_draws_an_absent_dimension_as_absent(values: list[float | None], dots: int, edges: int) -> None:
    root = radar(values)
    assert len(root.findall(f"{SVG}circle")) == dots
    lines = [line for line in root.findall(f"{SVG}polyline") if line.get("stroke-width") == "2"]
    assert len(lines) == edges
    bands = [shape for shape in root.findall(f"{SVG}polygon") if shape.get("fill-opacity") == "0.16"]
    assert len(bands) == edges
    dashed = [line for line in root.findall(f"{SVG}line") if line.get("stroke-dasharray")]
    assert len(dashed) == values.count(None)


def test_radar_point_lies_where_its_value_says() -> None:
    dots = radar([10, 5, 0, 5, 5]).findall(f"{SVG}circle")
    top, bottom = float(dots[0].get("cy", "")), float(dots[2].get("cy", ""))
    assert bottom - top == pytest.approx(100, abs=0.2)


def test_bar_lengths_are_proportional_and_a_missing_one_is_empty() -> None:
    chart = BarChart("test", (Bar("a", 50, "50"), Bar("b", 100, "100"), Bar("c", None, "not measured")), 0, 200)
    root = ET.fromstring(chart_svg(chart, SCREEN))
    bars = [rect for rect in root.findall(f"{SVG}rect") if "accent" in rect.get("style", "")]
    widths = [float(bar.get("width", "")) for bar in bars]
    assert len(widths) == 2
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.01)
    assert "not measured" in [text.text for text in root.findall(f"{SVG}text")]


def test_line_breaks_where_nothing_was_measured() -> None:
    points = ((0.0, 100.0), (1.0, 110.0), (2.0, None), (3.0, 120.0), (4.0, 90.0))
    root = ET.fromstring(chart_svg(LineChart("test", points, 50, 150, 5), SCREEN))
    assert len(root.findall(f"{SVG}polyline")) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chart_is_well_formed_and_fixed_in_colour_on_paper(samples: ModuleType, language: str) -> None:
    view = build_report(samples.record(language), samples.assessment(language))
    assert view.timeline_chart is not None
    charts = (view.radar, *view.voice.charts, *view.presence.charts, view.timeline_chart)
    assert len(charts) == 8
    for chart in charts:
        on_paper = chart_svg(chart, paper(("Test 'Font'",)))
        assert ET.fromstring(on_paper).get("aria-label")
        assert "var(" not in on_paper
        ET.fromstring(chart_svg(chart, SCREEN))


def frame(t_s: float, zone: str) -> PresenceFrame:
    return PresenceFrame(t_s, zone != "none", None, None, None, None, None, zone, None)  # type: ignore[arg-type]


def test_zone_stretches_join_neighbours_and_leave_holes() -> None:
    times = [(0.0, "camera"), (0.2, "camera"), (0.4, "left"), (0.6, "left"), (5.0, "left"), (5.2, "none")]
    found = zone_stretches(tuple(itertools.starmap(frame, times)))
    rounded = [(zone, round(start, 3), round(end, 3)) for zone, start, end in found]
    assert rounded == [("camera", 0.0, 0.4), ("left", 0.4, 0.8), ("left", 5.0, 5.2), ("none", 5.2, 5.4)]
