"""From page to page, and what each page asks of the program."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import DeviceMissing, ModelMissing, StorageFull
from desktop.domain.live import FramingHint, LevelChanged
from desktop.domain.session import CAMERA_OFF
from desktop.ui.background import run_in_background
from desktop.ui.pages.check import CheckPage
from desktop.ui.pages.home import HomePage
from desktop.ui.pages.live import LivePage
from desktop.ui.pages.models import ModelsPage
from desktop.ui.pages.report import ReportPage
from desktop.ui.pages.reports import ReportsPage
from desktop.ui.pages.settings import SettingsPage
from desktop.ui.pages.setup import SetupPage
from desktop.ui.ports import RecoverableRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.widgets.level_meter import LevelJudge


def press(root: Any, text: str) -> None:
    """The button with that text, once it is there to be pressed."""
    for _ in range(200):
        found = [b for b in root.findChildren(QPushButton) if b.text() == text and b.isVisible()]
        if found:
            found[0].click()
            return
        QTest.qWait(10)
    raise AssertionError(f"no button {text!r}")


def words(root: Any) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def banner(page: Any, qtbot: QtBot) -> Banner:
    qtbot.waitUntil(lambda: page.findChild(Banner) is not None, timeout=2000)
    found = page.findChildren(Banner)[-1]
    assert isinstance(found, Banner)
    return found


def test_from_start_to_the_first_question(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(role="", domain="")
    assert isinstance(opened.window.page, HomePage)
    # With nothing chosen yet, the bank's first position stands in.
    qtbot.waitUntil(lambda: opened.parts.settings.now.role != "", timeout=2000)
    press(opened.window, "Start")
    page = opened.window.page
    assert isinstance(page, CheckPage)
    devices = opened.parts.devices
    qtbot.waitUntil(lambda: ("start", "mic-1", "cam-1") in devices.calls, timeout=2000)
    press(opened.window, "Begin")
    qtbot.waitUntil(lambda: isinstance(opened.window.page, LivePage), timeout=2000)
    # The devices were let go before the session takes them, and not touched after.
    assert devices.calls[-1] == ("stop",)
    config = opened.parts.controls.config
    assert (config.microphone, config.camera, config.speaker) == ("mic-1", "cam-1", "out-1")
    assert config.profile.role == opened.parts.settings.now.role != ""
    assert config.questions == 8
    qtbot.wait(100)
    assert devices.calls[-1] == ("stop",)
    assert devices.calls.count(("stop",)) == 1


def test_every_session_has_its_own_seed(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.check()
    seeds = {opened.window.page.config().seed for _ in range(8)}
    assert len(seeds) == 8


def test_set_up_is_kept_and_used(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.setup()
    page = opened.window.page
    assert isinstance(page, SetupPage)
    page.role.setEditText("Research scientist")
    page.name.setText(" Lin ")
    page.questions.setCurrentIndex(page.questions.findData(3))
    page.camera_on.setChecked(False)
    page.headphones.setChecked(True)
    page.resume.set_text("Trained a detector on 2 million frames.")
    press(opened.window, "Go on")
    page = opened.window.page
    assert isinstance(page, CheckPage)
    qtbot.waitUntil(lambda: page.microphones.count() == 2, timeout=2000)
    config = page.config()
    assert config.profile.name == "Lin"
    assert config.profile.role == "Research scientist"
    assert config.profile.resume == "Trained a detector on 2 million frames."
    assert (config.questions, config.camera, config.headphones) == (3, CAMERA_OFF, True)
    assert config.keep_video is False
    # The résumé is not among what is remembered on disk.
    assert "detector" not in repr(opened.parts.settings.now)
    opened.window.setup()
    assert opened.window.page.resume.text.startswith("Trained")


def test_video_cannot_be_kept_without_a_camera(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(keep_video=True)
    opened.window.setup()
    page = opened.window.page
    assert page.keep_video.isChecked()
    page.camera_on.setChecked(False)
    assert not page.keep_video.isChecked()
    assert not page.keep_video.isEnabled()


def drop(zone: Any, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    zone.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_dropped_document_is_read(open_window: Callable[..., Any], qtbot: QtBot, tmp_path: Path) -> None:
    good, bad = tmp_path / "resume.txt", tmp_path / "resume.exe"
    good.write_text("<b>Five years</b> of detection.", encoding="utf-8")
    bad.write_bytes(b"MZ")
    opened = open_window()
    opened.window.setup()
    zone = opened.window.page.resume
    drop(zone, good)
    qtbot.waitUntil(lambda: zone.text == "<b>Five years</b> of detection.", timeout=2000)
    drop(zone, bad)
    qtbot.waitUntil(lambda: "resume.exe is of a kind that cannot be read." in zone.status.text(), timeout=2000)
    assert zone.text == "<b>Five years</b> of detection."


def test_device_check_says_what_it_hears_and_sees(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.check()
    page = opened.window.page
    qtbot.waitUntil(lambda: page.microphones.count() == 2, timeout=2000)
    opened.bridge(LevelChanged(-15.0, True))
    opened.bridge(FramingHint("too_far"))
    qtbot.waitUntil(lambda: page.level_words.text() == "Good level.", timeout=1000)
    assert page.framing.text() == "Come a little closer."
    opened.bridge(FramingHint("tilted", -11.6))
    qtbot.waitUntil(lambda: "tilted by about 12°" in page.framing.text(), timeout=1000)
    press(page, "Play a sound")
    qtbot.waitUntil(lambda: "Did you hear it?" in words(page), timeout=2000)
    press(page, "No")
    qtbot.waitUntil(lambda: "Turn up the volume" in words(page), timeout=2000)
    page.microphones.setCurrentIndex(1)
    page.microphones.activated.emit(1)
    qtbot.waitUntil(lambda: ("start", "mic-2", "cam-1") in opened.parts.devices.calls, timeout=2000)
    assert opened.parts.settings.now.microphone == "mic-2"


def test_without_a_microphone_one_cannot_begin(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    found = opened.parts.devices.found
    opened.parts.devices.found = replace(found, microphones=())
    opened.window.check()
    page = opened.window.page
    assert "No microphone was found." in banner(page, qtbot).accessibleName()
    assert not page.begin.isEnabled()
    # It is plugged in; the machine says so on a thread of its own.
    opened.parts.devices.found = found
    threading.Thread(target=opened.parts.devices.changed).start()
    qtbot.waitUntil(page.begin.isEnabled, timeout=2000)
    assert page.findChild(Banner) is None


def test_a_busy_microphone_can_be_tried_again(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.parts.devices.error = DeviceMissing("The microphone is in use.", safe="Kept.", action="Close the other one.")
    opened.window.check()
    page = opened.window.page
    assert banner(page, qtbot).accessibleName() == "The microphone is in use. Kept. Close the other one."
    opened.parts.devices.error = None
    press(page, "Try again")
    qtbot.waitUntil(lambda: page.findChild(Banner) is None, timeout=2000)


def test_the_check_ends_when_one_leaves(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.check()
    qtbot.waitUntil(lambda: len(opened.parts.devices.calls) == 1, timeout=2000)
    opened.window.home()
    qtbot.waitUntil(lambda: opened.parts.devices.calls[-1] == ("stop",), timeout=2000)
    assert opened.parts.devices.changed is None


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        ([(-14.0, True)] * 3, "good"),
        ([(-44.0, True)] * 3, "quiet"),
        ([(-0.2, True)], "loud"),
        ([(-120.0, False)] * 40, "silent"),
        ([(-55.0, False)] * 40, None),
        ([(-120.0, False)] * 3, None),
    ],
)
def test_level_in_words(levels: list[tuple[float, bool]], word: str | None) -> None:
    judge = LevelJudge()
    assert [judge.hear(dbfs, speech, 0.05 * n) for n, (dbfs, speech) in enumerate(levels)][-1] == word


def test_level_forgets_what_was_long_ago() -> None:
    judge = LevelJudge()
    assert judge.hear(-0.1, True, 0.0) == "loud"
    assert judge.hear(-20.0, True, 3.0) == "good"


def test_interrupted_session_is_offered(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> None:
    parts = open_window().parts
    parts.library.open_ones = (RecoverableRow("s9", "2026-01-29T18:05:00+00:00", "Engineer", "AI", 4),)
    opened = open_window(parts)
    banner(opened.window.page, qtbot)
    press(opened.window, "Discard")
    dialog = opened.window.findChild(ConfirmDialog)
    assert "4 answers" in words(dialog)
    dialog.keep_button.click()
    assert parts.library.calls == []
    press(opened.window, "Make its report")
    qtbot.waitUntil(lambda: isinstance(opened.window.page, ReportPage), timeout=2000)
    assert ("recover", "s9") in parts.library.calls


def test_reports_can_be_opened_and_deleted(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> None:
    opened = open_window()
    opened.parts.library.rows = stand_in.sessions("en", 3)
    opened.window.reports()
    page = opened.window.page
    assert isinstance(page, ReportsPage)
    qtbot.waitUntil(lambda: "not enough data" in words(page), timeout=2000)
    assert "6.4 (5.6–7.1)" in words(page)
    press(page, "Delete")
    page.findChild(ConfirmDialog).confirm_button.click()
    qtbot.waitUntil(lambda: ("delete", "s0") in opened.parts.library.calls, timeout=2000)
    qtbot.waitUntil(lambda: "6.4 (5.6–7.1)" not in words(page), timeout=2000)


def test_a_thousand_reports_do_not_hold_the_window_up(
    open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot
) -> None:
    opened = open_window()
    opened.parts.library.rows = stand_in.sessions("en", 1000)
    opened.window.reports()
    qtbot.waitUntil(lambda: "Show older ones" in repr([b.text() for b in opened.window.page.findChildren(QPushButton)]))
    assert len(opened.window.page.findChildren(QPushButton)) < 150


def test_export_says_where_the_file_is_or_why_not(
    open_window: Callable[..., Any], qtbot: QtBot, tmp_path: Path
) -> None:
    opened = open_window()
    opened.window.report("s1")
    page = opened.window.page
    qtbot.waitUntil(page.export_button.isEnabled, timeout=3000)
    page.export_to("pdf", tmp_path / "report.pdf")
    qtbot.waitUntil(lambda: "Saved as" in banner(page, qtbot).accessibleName(), timeout=2000)
    assert opened.parts.library.calls[-1] == ("export", "s1", "pdf", tmp_path / "report.pdf")
    opened.parts.library.error = StorageFull("The disk is full.", safe="The report is kept.", action="Free some space.")
    page.export_to("pdf", tmp_path / "report.pdf")
    qtbot.waitUntil(lambda: "The disk is full." in banner(page, qtbot).accessibleName(), timeout=2000)
    press(page, "Free some space")
    assert isinstance(opened.window.page, ReportsPage)


def test_missing_model_leads_to_the_models(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.parts.library.error = ModelMissing("The speech model is missing.", safe="Kept.", action="Get it.")
    opened.window.report("s1")
    banner(opened.window.page, qtbot)
    press(opened.window.page, "Get models")
    assert isinstance(opened.window.page, ModelsPage)


def test_our_own_mistake_does_not_blame_the_person(
    open_window: Callable[..., Any], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_window()
    opened.parts.library.error = RuntimeError("secret internals")
    opened.window.report("s1")
    said = banner(opened.window.page, qtbot).accessibleName()
    assert said.startswith("Something went wrong inside Candid.")
    assert "secret" not in said
    assert "secret internals" in caplog.text


def test_models_are_fetched_with_progress_and_can_be_cancelled(
    open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot
) -> None:
    opened = open_window()
    opened.parts.models.__init__(missing=True)
    opened.parts.models.steps = ((300_000_000, 1_200_000_000, 3_000_000.0, 300.0),)
    opened.window.models()
    page = opened.window.page
    qtbot.waitUntil(page.fetch.isEnabled, timeout=2000)
    assert page.fetch.text() == "Get what is missing (1.3 GB)"
    page.fetch.click()
    qtbot.waitUntil(lambda: page.bar.value() == 250, timeout=2000)
    assert page.speed.text() == "300.0 MB / 1.2 GB · 3.0 MB/s · 5 min left"
    assert not page.verify.isEnabled()
    # Optional models are not fetched unasked.
    assert opened.parts.models.calls == [("fetch", ("whisper-base", "qwen2.5-coder-1.5b-instruct"))]
    page.cancel.click()
    qtbot.waitUntil(page.verify.isEnabled, timeout=2000)


def test_wrong_folder_is_explained(open_window: Callable[..., Any], qtbot: QtBot, tmp_path: Path) -> None:
    opened = open_window()
    opened.window.models()
    opened.window.page.import_from(tmp_path)
    qtbot.waitUntil(lambda: opened.window.page.findChild(Banner) is not None, timeout=2000)
    assert "Nothing was changed" in banner(opened.window.page, qtbot).accessibleName()


def test_language_and_look_change_at_once(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.settings()
    page = opened.window.page
    page.language.setCurrentIndex(0)
    page.language.activated.emit(0)
    qtbot.waitUntil(lambda: opened.window.page is not page, timeout=2000)
    assert isinstance(opened.window.page, SettingsPage)
    qtbot.waitUntil(lambda: "界面语言" in words(opened.window), timeout=2000)
    assert opened.parts.settings.now.language == "zh"
    light = opened.window.grab().toImage().pixelColor(600, 600).lightnessF()
    opened.window.page.theme.activated.emit(2)
    qtbot.waitUntil(lambda: opened.parts.settings.now.theme == "dark", timeout=2000)
    qtbot.wait(50)
    assert opened.window.grab().toImage().pixelColor(600, 600).lightnessF() < light - 0.5


def test_everything_is_wiped_only_after_asking(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window._draft.resume = "my résumé"
    opened.window.settings()
    opened.window.page.wipe.click()
    assert opened.parts.library.calls == []
    opened.window.page.findChild(ConfirmDialog).confirm_button.click()
    qtbot.waitUntil(lambda: "Everything was deleted." in words(opened.window), timeout=2000)
    assert opened.parts.library.calls == [("wipe",)]
    assert opened.window._draft.resume == ""


def test_about_lists_the_libraries_in_use(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    opened.window.about()
    qtbot.waitUntil(lambda: "PySide6" in words(opened.window), timeout=5000)
    said = words(opened.window)
    assert "LGPL" in said
    assert "numpy" in said
    assert "pytest" not in said


def test_markup_in_names_stays_text(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> None:
    opened = open_window(role="<h1>Boss</h1>")
    assert "<h1>Boss</h1>" in words(opened.window)
    label = next(x for x in opened.window.findChildren(QLabel) if x.text() == "<h1>Boss</h1>")
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_background_work_reports_back_on_the_window_thread(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    seen: list[tuple[str, int]] = []

    def work() -> int:
        return threading.get_ident()

    run_in_background(
        opened.window, work, lambda where: seen.extend([("work", where), ("done", threading.get_ident())]), seen.append
    )
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=2000)
    here = threading.get_ident()
    assert seen[0][1] != here
    assert seen[1] == ("done", here)


def test_nothing_comes_back_to_a_page_that_is_gone(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window()
    go_on = threading.Event()
    seen: list[object] = []
    run_in_background(opened.window.page, lambda: go_on.wait(5), seen.append, seen.append)
    opened.window.settings()
    qtbot.wait(50)
    QApplication.sendPostedEvents(None, 0)
    go_on.set()
    time.sleep(0.05)
    qtbot.wait(100)
    assert seen == []
