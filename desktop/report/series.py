"""Chart data of the voice and presence sections."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable

from desktop.domain.presence import Presence
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.voice import Pitch, VoiceFigures
from desktop.report.figures import number, percent
from desktop.report.measures import ZONES
from desktop.report.shape import Bar, BarChart, Chart, LaneChart, LineChart, Share, ShareChart
from desktop.report.texts import Texts
from desktop.report.timeline import zone_lanes
from desktop.report.transcript import long_pauses

COMFORTABLE_RATE = {"words/min": (120.0, 165.0), "characters/min": (180.0, 260.0)}
"""Comfortable speaking rates, English and Mandarin."""

_PITCH_POINTS = 480
"""More points than this cannot be told apart on paper."""

_LUFS_FLOOR = -60.0


def voice_charts(record: SessionRecord, labels: dict[int, str], texts: Texts) -> tuple[Chart, ...]:
    """Rate, pauses and loudness by answer, pitch over time; a chart without a single value is left out."""
    charts: list[Chart] = []
    if chart := _rate_chart(record.answers, labels, texts):
        charts.append(chart)
    if chart := _pause_chart(record.answers, labels, texts):
        charts.append(chart)
    if line := _pitch_chart(_pitch_points(record), record.duration_s, texts):
        charts.append(line)
    if chart := _loudness_chart(record.answers, labels, texts):
        charts.append(chart)
    return tuple(charts)


def _bars(
    answers: tuple[Answer, ...],
    labels: dict[int, str],
    texts: Texts,
    value_of: Callable[[VoiceFigures], float | None],
    decimals: int,
) -> tuple[Bar, ...]:
    bars = []
    for answer in answers:
        value = value_of(answer.voice) if answer.voice else None
        shown = number(value, decimals) if value is not None else texts("voice.chart_none")
        bars.append(Bar(labels[answer.index], value, shown))
    return tuple(bars)


def _rate_chart(answers: tuple[Answer, ...], labels: dict[int, str], texts: Texts) -> BarChart | None:
    rates = [answer.voice.rate for answer in answers if answer.voice and answer.voice.rate]
    if not rates:
        return None
    unit = rates[0].unit
    bars = _bars(answers, labels, texts, lambda v: v.rate.value if v.rate and v.rate.unit == unit else None, 0)
    band = COMFORTABLE_RATE.get(unit)
    top = max([rate.value for rate in rates] + [band[1] * 1.25 if band else 0.0])
    title = texts("voice.chart_rate", unit=texts.get("unit_name", unit) or unit)
    return BarChart(title, bars, 0.0, top, band, texts("voice.band") if band else "")


def _pause_chart(answers: tuple[Answer, ...], labels: dict[int, str], texts: Texts) -> BarChart | None:
    measured = [answer for answer in answers if answer.voice]
    if not measured:
        return None
    bars = tuple(
        Bar(labels[answer.index], float(len(long_pauses(answer))), str(len(long_pauses(answer))))
        if answer.voice
        else Bar(labels[answer.index], None, texts("voice.chart_none"))
        for answer in answers
    )
    top = max(bar.value or 0.0 for bar in bars)
    return BarChart(texts("voice.chart_pauses"), bars, 0.0, max(top, 4.0))


def _loudness_chart(answers: tuple[Answer, ...], labels: dict[int, str], texts: Texts) -> BarChart | None:
    bars = _bars(answers, labels, texts, lambda v: v.loudness.integrated_lufs if v.loudness else None, 1)
    values = [bar.value for bar in bars if bar.value is not None]
    if not values:
        return None
    return BarChart(texts("voice.chart_loudness"), bars, min(_LUFS_FLOOR, *values), 0.0)


def _pitch_points(record: SessionRecord) -> list[tuple[float, float | None]]:
    """The session's pitch track, or those of its answers with breaks between, thinned to ``_PITCH_POINTS``."""
    if record.voice and record.voice.pitch and record.voice.pitch.track_hz:
        return _thinned(record.voice.pitch, 0.0, record.duration_s)
    points: list[tuple[float, float | None]] = []
    for answer in record.answers:
        if answer.voice and answer.voice.pitch:
            points += _thinned(answer.voice.pitch, answer.start_s, record.duration_s)
            points.append((answer.end_s, None))
    return points


def _thinned(pitch: Pitch, start_s: float, duration_s: float) -> list[tuple[float, float | None]]:
    """Bins of equal length, each the median of its voiced values; a bin without one is None."""
    track = pitch.track_hz
    if pitch.hop_s <= 0:
        return []
    size = max(1, math.ceil(duration_s / pitch.hop_s / _PITCH_POINTS))
    points: list[tuple[float, float | None]] = []
    for first in range(0, len(track), size):
        voiced = [value for value in track[first : first + size] if value is not None]
        points.append((start_s + (first + size / 2) * pitch.hop_s, statistics.median(voiced) if voiced else None))
    return points


def _pitch_chart(points: list[tuple[float, float | None]], duration_s: float, texts: Texts) -> LineChart | None:
    values = [value for _, value in points if value is not None]
    if not values:
        return None
    low, high = math.floor(min(values) / 50) * 50, math.ceil(max(values) / 50) * 50
    length = max(duration_s, points[-1][0])
    return LineChart(texts("voice.chart_pitch"), tuple(points), float(low), float(max(high, low + 50)), length)


def presence_charts(presence: Presence, duration_s: float, texts: Texts) -> tuple[Chart, ...]:
    """Zone shares as one bar, and zones over time."""
    charts: list[Chart] = []
    shares = presence.summary.zone_share
    parts = tuple(
        Share(zone, texts(f"zone.{zone}"), shares[zone], percent(shares[zone])) for zone in ZONES if shares.get(zone)
    )
    if parts:
        charts.append(ShareChart(texts("presence.zone_chart"), parts))
    if presence.frames:
        length = max(duration_s, presence.frames[-1].t_s)
        charts.append(LaneChart(texts("presence.zone_timeline"), length, zone_lanes(presence.frames, texts)))
    return tuple(charts)
