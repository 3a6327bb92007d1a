"""The optional calibration of the device check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.live import PreviewFrame
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.domain.session import CAMERA_OFF
from desktop.ui.pages.check import CheckPage
from desktop.ui.widgets.gaze_dots import STEPS, GazeDots

PLACES: dict[GazeTarget, tuple[float, float]] = {
    "camera": (2, -4),
    "text": (2, -16),
    "top_left": (18, -6),
    "top_right": (-14, -6),
    "bottom_right": (-14, -26),
    "bottom_left": (18, -26),
}
EARLIER = GazeZones(1.0, -2.0, 8.0, 8.0, 11.0, 6.0, camera="Integrated Webcam HD")


def looks() -> dict[GazeTarget, GazeSample | None]:
    return {name: GazeSample(yaw, pitch, 1.0, 25) for name, (yaw, pitch) in PLACES.items()}


def jpeg() -> bytes:
    image = QImage(32, 24, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPEG")
    return bytes(buffer.data().data())


def check_page(opened: Any, qtbot: QtBot) -> CheckPage:
    """With a picture from the camera."""
    opened.window.check()
    page = opened.window.page
    assert isinstance(page, CheckPage)
    qtbot.waitUntil(lambda: page.cameras.count() == 2, timeout=2000)
    assert not page.calibrate.isEnabled()
    opened.bridge(PreviewFrame(jpeg()))
    qtbot.waitUntil(page.calibrate.isEnabled, timeout=2000)
    return page


def dots_of(opened: Any, page: CheckPage, qtbot: QtBot) -> GazeDots:
    page.calibrate.click()
    qtbot.waitUntil(lambda: bool(opened.window.findChildren(GazeDots)), timeout=2000)
    (dots,) = opened.window.findChildren(GazeDots)
    assert isinstance(dots, GazeDots)
    return dots


def test_six_looks_make_the_zones_of_the_next_session(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    devices = opened.parts.devices
    devices.looks = looks()
    page = check_page(opened, qtbot)
    assert page.config().gaze is None
    dots = dots_of(opened, page, qtbot)
    assert dots.target is None, "nothing is measured before Start"
    with qtbot.waitSignal(dots.finished, timeout=5000):
        dots.start.click()
    assert [call for call in devices.calls if call[0] == "look"] == [("look", step.duration_s) for step in STEPS]
    zones = opened.parts.settings.now.gaze
    assert zones == page.config().gaze
    assert (zones.yaw_deg, zones.pitch_deg, zones.camera) == (2, -4, "Integrated Webcam HD")
    assert (zones.left_deg, zones.right_deg, zones.down_deg) == (8, 8, 6)
    assert "Integrated Webcam HD" in page.gaze_words.text()


def test_it_takes_fifteen_seconds() -> None:
    assert sum(step.duration_s for step in STEPS) == 15


def test_marks_stand_where_they_are_to_be_looked_at(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    """The dot of the lower right corner is drawn there, and nowhere else is anything in its colour."""
    opened = open_window()
    devices = opened.parts.devices
    devices.looks, devices.hold_at = looks(), "bottom_right"
    dots = dots_of(opened, check_page(opened, qtbot), qtbot)
    dots.start.click()
    qtbot.waitUntil(lambda: dots.target == "bottom_right", timeout=3000)
    image = dots.grab().toImage()
    accent = opened.window._context.theme.tokens.colour("accent").rgb()
    bar_px = 6
    found = [
        (x, y)
        for x in range(0, image.width(), 4)
        for y in range(0, image.height() - bar_px, 4)
        if image.pixel(x, y) == accent and not dots.skip.geometry().contains(x, y)
    ]
    assert found
    assert all(x > 0.9 * image.width() and y > 0.85 * image.height() for x, y in found)
    devices.go_on.set()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_it_can_be_skipped_at_any_moment(way: str, open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(gaze=EARLIER)
    devices = opened.parts.devices
    devices.looks, devices.hold_at = looks(), "text"
    page = check_page(opened, qtbot)
    dots = dots_of(opened, page, qtbot)
    dots.start.click()
    qtbot.waitUntil(lambda: dots.target == "text", timeout=3000)
    with qtbot.waitSignal(dots.finished, timeout=2000):
        if way == "button":
            dots.skip.click()
        else:
            QTest.keyClick(dots, Qt.Key.Key_Escape)
    devices.go_on.set()
    qtbot.wait(100)
    assert opened.parts.settings.now.gaze == EARLIER
    assert sum(call[0] == "look" for call in devices.calls) == 2


def test_eyes_that_are_not_seen_are_told_and_it_can_be_done_again(
    open_window: Callable[..., Any], qtbot: QtBot
) -> None:
    opened = open_window(language="zh")
    devices = opened.parts.devices
    devices.looks = dict.fromkeys(PLACES)
    dots = dots_of(opened, check_page(opened, qtbot), qtbot)
    dots.start.click()
    qtbot.waitUntil(lambda: "没能看清你的眼睛" in dots.words.text(), timeout=3000)
    assert opened.parts.settings.now.gaze is None
    devices.looks = looks()
    with qtbot.waitSignal(dots.finished, timeout=5000):
        dots.start.click()
    assert opened.parts.settings.now.gaze is not None


def test_zones_belong_to_the_camera_they_were_measured_with(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(gaze=EARLIER)
    page = check_page(opened, qtbot)
    assert page.config().gaze == EARLIER
    page.cameras.setCurrentIndex(page.cameras.findData(CAMERA_OFF))
    assert page.config().gaze is None
    page.cameras.setItemText(0, "Another camera")
    page.cameras.setCurrentIndex(0)
    assert page.config().gaze is None


def test_zones_can_be_forgotten(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(gaze=EARLIER)
    page = check_page(opened, qtbot)
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Forget it")
    assert button.isVisible()
    button.click()
    assert opened.parts.settings.now.gaze is None
    assert page.config().gaze is None
    assert not button.isVisible()
