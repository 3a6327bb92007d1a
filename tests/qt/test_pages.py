"""Every page in both languages and at two sizes: it builds, and no word is cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.live import (
    CaptionChanged,
    InterviewerSaid,
    LevelChanged,
    Notice,
    QuestionShown,
    ReportProgress,
    StateChanged,
)
from desktop.domain.session import Profile, SessionConfig
from desktop.report.view import build_report
from desktop.ui.pages.report import TABS
from desktop.ui.ports import RecoverableRow

SIZES = ((1024, 700), (1440, 900))
PAGES = (
    "home", "home_full", "setup", "check", "live", "finishing", "programming", "reports", "models", "settings", "packs",
    "about",
)  # fmt: skip
LONG = {
    "zh": "请结合一个具体项目说明：当训练损失下降而线上指标没有变化时，会先检查哪些环节，为什么是这个顺序？" * 3,
    "en": "Taking one project as an example, which steps do you check first when the training loss falls but the "
    "online metric does not move, and why in that order? " * 3,
}


def cut_off(root: QWidget) -> list[str]:
    """Labels and buttons whose text does not fit into what they were given, or that stick out of their parent."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
            continue
        box, text = widget.contentsRect(), widget.text()
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + 1:
                found.append(f"too low: {text!r} {widget.height()} < {widget.heightForWidth(widget.width())}")
        elif isinstance(widget, QLabel):
            if widget.fontMetrics().horizontalAdvance(text) > box.width() + 1:
                found.append(f"too narrow: {text!r}")
        elif isinstance(widget, (QPushButton, QCheckBox)) and widget.width() < widget.minimumSizeHint().width() - 1:
            found.append(f"button too narrow: {text!r}")
        parent = widget.parentWidget()
        inside = QRect(QPoint(0, 0), parent.size()) if parent is not None else None
        if inside is not None and not inside.adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            found.append(f"sticks out: {text!r} {widget.geometry()} of {inside}")
    return found


def sideways(root: QWidget) -> list[str]:
    """Scroll areas whose content is wider than what can be seen."""
    areas = [area for area in root.findChildren(QScrollArea) if area.isVisibleTo(root) and area.widget() is not None]
    widths = [(area.widget().width(), area.viewport().width()) for area in areas]
    return [f"{content} > {seen}" for content, seen in widths if content > seen + 1]


def assert_fits(root: QWidget, qtbot: QtBot) -> None:
    """Layouts settle within a few turns of the event loop; then nothing may be cut."""
    for _ in range(40):
        if not cut_off(root) and not sideways(root):
            return
        qtbot.wait(50)
    assert cut_off(root) == []
    assert sideways(root) == []


def fill(parts: Any, stand_in: Any, language: str) -> None:
    parts.library.rows = stand_in.sessions(language, 12)
    role = parts.settings.now.role
    parts.library.open_ones = (RecoverableRow("open", "2026-01-29T18:05:00+00:00", role, "AI", 4),)
    parts.models.__init__(missing=True)


def show(name: str, opened: Any, stand_in: Any, language: str, qtbot: QtBot) -> None:
    window, bridge = opened.window, opened.bridge
    if name == "home_full":
        fill(opened.parts, stand_in, language)
        window.home()
    elif name in ("live", "finishing"):
        window.begin(SessionConfig(Profile("", "Engineer", "AI", "en")))
        for event in (
            StateChanged("listening"),
            QuestionShown(12, 12, "candidate_questions", LONG[language], 0, True),
            InterviewerSaid(LONG[language]),
            LevelChanged(-0.5, True),
            CaptionChanged(LONG[language] * 3, "and"),
            Notice("error", LONG[language], LONG[language], LONG[language], blocking=True),
        ):
            bridge(event)
        if name == "finishing":
            bridge(StateChanged("finishing"))
            bridge(ReportProgress(0.3))
    else:
        if name in ("reports", "models"):
            fill(opened.parts, stand_in, language)
        getattr(window, name)()
    qtbot.wait(250)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_builds_and_its_words_fit(
    name: str, language: str, size: tuple[int, int], open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot
) -> None:
    roles = {"zh": "多模态大模型推理优化与部署算法工程师", "en": "Senior machine learning infrastructure engineer"}
    opened = open_window(size=size, language=language, interview_language=language, role=roles[language])
    show(name, opened, stand_in, language, qtbot)
    assert opened.window.page is not None
    assert_fits(opened.window, qtbot)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("made", ["full", "empty", "long"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_tabs_build_and_their_words_fit(
    language: str, made: str, size: tuple[int, int], open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot
) -> None:
    samples = stand_in.samples()
    record, judged = samples.record(language), samples.assessment(language)
    if made == "empty":
        record, judged = samples.empty_record(language), samples.empty_assessment(language)
    elif made == "long":
        record = samples.with_text(record, LONG[language])
    opened = open_window(size=size, language=language)
    opened.parts.library.view = build_report(record, judged)
    opened.window.report("s1")
    page = opened.window.page
    qtbot.waitUntil(lambda: page.tabs.count() == len(TABS), timeout=3000)
    for place in range(len(TABS)):
        page.tabs.setCurrentIndex(place)
        qtbot.wait(60)
        assert_fits(opened.window, qtbot)


def test_all_that_can_be_pressed_has_a_name(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> None:
    opened = open_window()
    for name in PAGES:
        show(name, opened, stand_in, "en", qtbot)
        nameless = [
            type(widget).__name__
            for widget in opened.window.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy().value & 1
            and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
            and type(widget).__name__ not in ("QScrollArea", "LivePage", "QLineEdit", "QTabBar")
        ]
        assert (name, nameless) == (name, [])
        opened.window._session = None
