"""Charts as SVG: radar, bars, line, shares, lanes. The same shapes for screen (CSS variables) and paper (colours)."""

from __future__ import annotations

import math

from desktop.report import svg
from desktop.report.figures import clock, number
from desktop.report.shape import BarChart, Chart, LaneChart, LineChart, RadarAxis, RadarChart, ShareChart
from desktop.report.svg import Palette

WIDTH = 640.0
_ROW = 24.0
_LEFT = 96.0
_RADAR = (480.0, 296.0)
_ZONE_SHADES = {"camera": 1.0, "down": 0.6, "up": 0.42, "left": 0.28, "right": 0.16}


def chart_svg(chart: Chart, palette: Palette) -> str:
    """One self-contained ``<svg>`` element, drawn ``WIDTH`` units wide (the radar 480)."""
    if isinstance(chart, RadarChart):
        return _radar(chart, palette)
    if isinstance(chart, BarChart):
        return _bars(chart, palette)
    if isinstance(chart, LineChart):
        return _line(chart, palette)
    if isinstance(chart, ShareChart):
        return _shares(chart, palette)
    return _lanes(chart, palette)


def _radar(chart: RadarChart, palette: Palette) -> str:
    width, height = _RADAR
    centre = (width / 2, height / 2 + 8)
    radius = 100.0
    count = len(chart.axes)

    def place(position: int, value: float) -> tuple[float, float]:
        angle = 2 * math.pi * position / count - math.pi / 2
        reach = radius * value / 10
        return centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)

    body = [svg.polygon([place(i, ring) for i in range(count)], "none", palette.line) for ring in (2, 4, 6, 8, 10)]
    body += [_radar_spoke(axis, place(i, 0), place(i, 10), palette) for i, axis in enumerate(chart.axes)]
    for here in range(count):
        there = (here + 1) % count
        a, b = chart.axes[here], chart.axes[there]
        if a.low is not None and a.high is not None and b.low is not None and b.high is not None:
            corners = [place(here, a.low), place(here, a.high), place(there, b.high), place(there, b.low)]
            body.append(svg.polygon(corners, palette.accent, opacity=0.16))
    for here in range(count):
        there = (here + 1) % count
        a, b = chart.axes[here], chart.axes[there]
        if a.value is not None and b.value is not None:
            body.append(svg.polyline([place(here, a.value), place(there, b.value)], palette.accent, 2))
    for position, axis in enumerate(chart.axes):
        if axis.low is not None and axis.high is not None:
            body.append(svg.polyline([place(position, axis.low), place(position, axis.high)], palette.accent, 5, 0.35))
        if axis.value is not None:
            body.append(svg.circle(*place(position, axis.value), 4, palette.accent, palette.ground))
        body += _radar_label(axis, place(position, 11.6), centre[0], palette)
    return svg.document(width, height, _radar_alt(chart), body, palette)


def _radar_spoke(axis: RadarAxis, start: tuple[float, float], end: tuple[float, float], palette: Palette) -> str:
    return svg.line(*start, *end, palette.line, 1, "" if axis.value is not None else "3 4")


def _radar_label(axis: RadarAxis, at: tuple[float, float], middle: float, palette: Palette) -> list[str]:
    x, y = at
    anchor = "middle" if abs(x - middle) < 12 else "start" if x > middle else "end"
    scored = axis.value is not None
    return [
        svg.text(x, y - 6, axis.label, palette.ink if scored else palette.muted, 13, anchor),
        svg.text(x, y + 11, axis.value_text, palette.accent if scored else palette.muted, 13, anchor, bold=scored),
    ]


def _radar_alt(chart: RadarChart) -> str:
    values = "; ".join(f"{axis.label} {axis.value_text}" for axis in chart.axes)
    return f"{chart.alt}. {values}"


def _bars(chart: BarChart, palette: Palette) -> str:
    left, right = _LEFT, WIDTH - 80
    span = chart.high - chart.low or 1.0
    height = len(chart.bars) * _ROW + (28 if chart.band else 8)

    def at(value: float) -> float:
        return left + (right - left) * (value - chart.low) / span

    body = []
    if chart.band:
        low, high = chart.band
        body.append(svg.rect(at(low), 0, at(high) - at(low), len(chart.bars) * _ROW, palette.soft, 2))
        middle = (at(low) + at(high)) / 2
        label = f"{chart.band_text} {number(low, 0)}–{number(high, 0)}"
        body.append(svg.text(middle, height - 8, label, palette.muted, 11, "middle"))
    for row, bar in enumerate(chart.bars):
        y = row * _ROW
        body.append(svg.text(left - 12, y + 16, bar.label, palette.muted, 12, "end"))
        body.append(svg.rect(left, y + 7, right - left, 10, palette.line, 5, 0.35))
        if bar.value is None:
            body.append(svg.text(left + 8, y + 16, bar.text, palette.muted, 11))
            continue
        body.append(svg.rect(left, y + 7, at(bar.value) - left, 10, palette.accent, 5))
        body.append(svg.text(right + 10, y + 16, bar.text, palette.ink, 12))
    alt = f"{chart.title}. " + "; ".join(f"{bar.label} {bar.text}" for bar in chart.bars)
    return svg.document(WIDTH, height, alt, body, palette)


def _line(chart: LineChart, palette: Palette) -> str:
    left, right, top, bottom = 48.0, WIDTH - 8, 8.0, 120.0
    span = chart.high - chart.low or 1.0
    length = chart.duration_s or 1.0

    def at(t_s: float, value: float) -> tuple[float, float]:
        return left + (right - left) * t_s / length, bottom - (bottom - top) * (value - chart.low) / span

    body = []
    for value in (chart.low, (chart.low + chart.high) / 2, chart.high):
        y = at(0, value)[1]
        body.append(svg.line(left, y, right, y, palette.line))
        body.append(svg.text(left - 8, y + 4, number(value, 0), palette.muted, 11, "end"))
    body += _time_axis(chart.duration_s, left, right, bottom + 16, palette)
    run: list[tuple[float, float]] = []
    for t_s, point in (*chart.points, (chart.duration_s, None)):
        if point is not None:
            run.append(at(t_s, point))
            continue
        if len(run) == 1:
            body.append(svg.circle(*run[0], 1, palette.accent))
        elif run:
            body.append(svg.polyline(run, palette.accent))
        run = []
    return svg.document(WIDTH, bottom + 24, chart.title, body, palette)


def _shares(chart: ShareChart, palette: Palette) -> str:
    body = []
    x = 0.0
    total = sum(part.share for part in chart.parts) or 1.0
    for part in chart.parts:
        wide = WIDTH * part.share / total
        shade = _ZONE_SHADES.get(part.kind, 0.3)
        body.append(svg.rect(x, 0, max(wide - 2, 0.5), 20, palette.accent, 2, shade))
        x += wide
    column = WIDTH / max(len(chart.parts), 1)
    for position, part in enumerate(chart.parts):
        left = position * column
        body.append(svg.rect(left, 36, 10, 10, palette.accent, 2, _ZONE_SHADES.get(part.kind, 0.3)))
        body.append(svg.text(left + 16, 45, f"{part.label} {part.text}", palette.ink, 12))
    alt = f"{chart.title}. " + "; ".join(f"{part.label} {part.text}" for part in chart.parts)
    return svg.document(WIDTH, 56, alt, body, palette)


def _lanes(chart: LaneChart, palette: Palette) -> str:
    left, right = 120.0, WIDTH - 8
    length = chart.duration_s or 1.0
    bottom = len(chart.lanes) * _ROW

    def at(t_s: float) -> float:
        return left + (right - left) * min(max(t_s / length, 0.0), 1.0)

    body = []
    for row, lane in enumerate(chart.lanes):
        y = row * _ROW
        body.append(svg.text(left - 12, y + 16, lane.label, palette.muted, 12, "end"))
        body.append(svg.rect(left, y + 4, right - left, 16, palette.line, 2, 0.3))
        for mark in lane.marks:
            start, end = at(mark.start_s), at(mark.end_s)
            strong = mark.kind in ("answer", "pause", "command", "camera", "gap")
            colour = palette.ink if mark.kind in ("gap", "command") else palette.accent
            wide = max(end - start - (1 if mark.kind == "answer" else 0), 1.5)
            body.append(svg.rect(start, y + 4, wide, 16, colour, 1, 0.85 if strong else 0.45))
            if mark.label and wide >= 7.5 * len(mark.label):
                body.append(svg.text(start + wide / 2, y + 16, mark.label, palette.ground, 11, "middle"))
    body += _time_axis(chart.duration_s, left, right, bottom + 18, palette)
    return svg.document(WIDTH, bottom + 26, chart.title, body, palette)


_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


def _time_axis(duration_s: float, left: float, right: float, y: float, palette: Palette) -> list[str]:
    """At most about eight labelled times at round steps."""
    if duration_s <= 0:
        return []
    step = next((step for step in _STEPS_S if duration_s / step <= 8), _STEPS_S[-1])
    body = []
    for tick in range(0, int(duration_s) + 1, step):
        x = left + (right - left) * tick / duration_s
        anchor = "start" if tick == 0 else "end" if x > right - 12 else "middle"
        body.append(svg.text(x, y, clock(tick), palette.muted, 11, anchor))
    return body
