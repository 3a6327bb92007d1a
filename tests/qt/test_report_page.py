"""The report page shows the view's own figures, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QTextCharFormat
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.session import Clarified
from desktop.report.shape import Piece, RadarAxis, RadarChart
from desktop.report.view import build_report
from desktop.ui.pages.report_answers import AnswersTab, Transcript, piece_format
from desktop.ui.texts import Texts
from desktop.ui.theme import resolve
from desktop.ui.widgets.charts import ChartView, LaneView
from desktop.ui.widgets.radar import RadarView


@pytest.fixture
def report(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> Callable[..., Any]:
    def show(tab: int, sound: Path | None = None, no_camera: bool = False, clarifies: Clarified | None = None) -> Any:
        samples = stand_in.samples()
        record = samples.record("en")
        first, *others = record.answers
        record = replace(record, answers=(replace(first, clarifies=clarifies), *others))
        if no_camera:
            record = samples.without_camera(record)
        opened = open_window(size=(1280, 860))
        opened.parts.library.view = build_report(record, samples.assessment("en"))
        opened.parts.library.sound = sound
        opened.window.report("s1")
        page = opened.window.page
        qtbot.waitUntil(page.export_button.isEnabled, timeout=3000)
        page.tabs.setCurrentIndex(tab)
        qtbot.wait(60)
        # Long tabs are laid out piece by piece.
        qtbot.waitUntil(lambda: not [t for t in page.tabs.findChildren(QTimer) if t.isActive() and t.interval() == 0])
        return page

    return show


def words(root: Any) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def test_overview_shows_scores_ranges_and_what_is_absent(report: Callable[..., Any]) -> None:
    page = report(0)
    said = words(page)
    view = page._shown.view
    for dimension in view.dimensions:
        assert dimension.title in said
        assert dimension.score_text in said
    assert "it is cut to zero where the input is negative" in said
    assert all(item.reason in said for item in view.missing)


def test_tabs_are_built_when_looked_at(report: Callable[..., Any]) -> None:
    page = report(0)
    assert [page.tabs.widget(n).layout().count() for n in range(5)] == [1, 0, 0, 0, 0]
    page.tabs.setCurrentIndex(4)
    assert page.tabs.widget(4).layout().count() == 1


def test_transcript_is_marked(report: Callable[..., Any]) -> None:
    page = report(1)
    transcript = page.findChild(Transcript)
    styles: dict[str, set[str]] = {}
    block = transcript.document().begin()
    it = block.begin()
    while not it.atEnd():
        fragment = it.fragment()
        styles.setdefault(fragment.charFormat().underlineStyle().name, set()).add(fragment.text().strip())
        it += 1
    assert styles[QTextCharFormat.UnderlineStyle.DotLine.name] == {"um"}
    assert styles[QTextCharFormat.UnderlineStyle.SingleUnderline.name] == {"passes"}
    assert "⟨1.8 s⟩" in transcript.toPlainText()


def test_a_mended_term_tells_what_was_heard_as_plain_text() -> None:
    piece = Piece("mended", "偏置", 1.0, False, "<b>偏制")
    shown = piece_format(piece, resolve("light", False).tokens, Texts("en"), playable=True)
    assert shown.underlineStyle() == QTextCharFormat.UnderlineStyle.DashUnderline
    assert shown.toolTip() == "<span>Heard as: &lt;b&gt;偏制</span>"
    assert shown.anchorHref() == "play:1.000"


def test_choosing_a_question_shows_its_answer(report: Callable[..., Any]) -> None:
    page = report(1)
    tab = page.findChild(AnswersTab)
    tab.list.setCurrentRow(2)
    assert "I measured both versions" in tab.transcript.toPlainText()
    assert "end answer" not in tab.transcript.toPlainText()


def test_a_point_that_was_cleared_up_stands_beside_its_answer(report: Callable[..., Any]) -> None:
    title = Texts("en")("report.clarified")
    assert title not in words(report(1).tabs.currentWidget())
    grounds = Clarified("used", "Kafka", "I used Kafka.", "I have never used Kafka.", None, 0)
    said = words(report(1, clarifies=grounds).tabs.currentWidget())
    assert title in said
    assert "I used Kafka." in said
    assert "I have never used Kafka." in said


def test_voice_lists_moments_and_the_sources_of_its_ranges(
    report: Callable[..., Any], stand_in: Any, tmp_path: Path
) -> None:
    page = report(2, stand_in.silent_sound(tmp_path))
    view = page._shown.view.voice
    said = words(page)
    for item in view.moments:
        assert item.title in said
        assert item.note in said
        assert all(moment.text in said for moment in item.moments)
    stamps = [b.text() for b in page.tabs.currentWidget().findChildren(QPushButton) if b.isVisible()]
    assert stamps == [f"▶ {stamp.text}" for item in view.moments for moment in item.moments for stamp in moment.stamps]
    assert all(source in said for source in view.sources)
    rate = next(fact for fact in view.facts if fact.source)
    (note,) = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text() == rate.note]
    assert "Tauroza &amp; Allison 1990" in note.toolTip()


def test_presence_without_a_camera_says_why(report: Callable[..., Any]) -> None:
    page = report(3, no_camera=True)
    assert "Not measured" in words(page.tabs.widget(3))
    assert page.tabs.widget(3).findChildren(ChartView) == []


def test_stamps_play_only_when_there_is_sound(
    report: Callable[..., Any], stand_in: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    page = report(0)
    assert not [b for b in page.findChildren(QPushButton) if b.text().startswith("▶")]
    page = report(0, sound=stand_in.silent_sound(tmp_path))
    stamps = [b for b in page.findChildren(QPushButton) if b.text() == "▶ 00:16"]
    asked: list[tuple[float, float | None]] = []
    stamps[0].click()
    page._player.position_changed.connect(lambda at_s: asked.append((at_s, None)))
    # The player opens the file and goes to the moment, also where no sound card is.
    qtbot.waitUntil(lambda: any(15.9 <= at_s < 19.5 for at_s, _ in asked), timeout=5000)
    page._stop_playing()


def test_click_on_the_timeline_asks_for_that_moment(report: Callable[..., Any], qtbot: QtBot) -> None:
    page = report(0)
    lanes = page.findChild(LaneView)
    asked: list[float] = []
    lanes.asked.connect(asked.append)
    lanes.grab()
    x = round(lanes.place(48.0))
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(x, 12))
    assert asked == [pytest.approx(48.0, abs=0.5)]


def radar(values: list[float | None]) -> tuple[RadarView, QImage]:
    axes = tuple(
        RadarAxis(f"axis {n}", v, None if v is None else v - 1, None if v is None else v + 1, f"{v}")
        for n, v in enumerate(values)
    )
    view = RadarView(RadarChart("radar", axes, ()), resolve("light", False).tokens)
    view.resize(432, 344)
    return view, view.grab().toImage()


def ink(image: QImage, colour: str) -> int:
    """Pixels of exactly that colour."""
    return sum(
        image.pixelColor(x, y).name() == colour for x in range(image.width()) for y in range(40, image.height() - 40)
    )


def test_radar_draws_nothing_through_an_axis_without_data(qtbot: QtBot) -> None:
    accent = resolve("light", False).tokens.accent
    full_view, full = radar([6.0, 6.0, 6.0, 6.0, 6.0])
    part_view, part = radar([6.0, None, 6.0, 6.0, 6.0])
    none_view, none = radar([None] * 5)
    for view in (full_view, part_view, none_view):
        qtbot.addWidget(view)
    assert ink(full, accent) > ink(part, accent) > ink(none, accent) == 0
    assert "axis 1: None" in part_view.accessibleDescription()
