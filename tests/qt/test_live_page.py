"""The live page shows what the session says and passes on what the person does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.live import (
    CaptionChanged,
    Countdown,
    InterviewerSaid,
    LevelChanged,
    LiveEvent,
    Notice,
    PlanMade,
    PreviewFrame,
    QuestionShown,
    QuestionsInvited,
    ReportProgress,
    SessionFinished,
    StateChanged,
)
from desktop.domain.session import Profile, SessionConfig
from desktop.ui.pages.finishing import FinishingPage
from desktop.ui.pages.home import HomePage
from desktop.ui.pages.live import LivePage
from desktop.ui.pages.report import ReportPage
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog, ReadDialog

CONFIG = SessionConfig(Profile("", "Engineer", "AI", "en"))
QUESTION = QuestionShown(3, 8, "theory", "Why do deep networks suffer from vanishing gradients?", 120, False)


def jpeg(width: int = 640, height: int = 480) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPEG")
    return bytes(data.data())


class Live:
    def __init__(self, opened: Any, qtbot: QtBot, config: SessionConfig = CONFIG) -> None:
        self.opened, self.qtbot = opened, qtbot
        self.window = opened.window
        self.window.begin(config)
        self.page: LivePage = self.window.page
        assert isinstance(self.page, LivePage)
        self.calls: list[str] = opened.parts.controls.calls

    def send(self, *events: LiveEvent) -> None:
        for event in events:
            self.opened.bridge(event)
        self.qtbot.wait(90)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)


@pytest.fixture
def live(open_window: Callable[..., Any], qtbot: QtBot) -> Live:
    made = Live(open_window(), qtbot)
    made.window.activateWindow()
    made.page.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made.page, timeout=2000)
    return made


def test_start_is_passed_on_with_its_set_up(live: Live) -> None:
    assert live.calls == ["start"]
    assert live.opened.parts.controls.config == CONFIG
    assert not live.window._sidebar.isVisible()


def test_the_plan_is_shown_to_who_asks_for_it(live: Live) -> None:
    page = live.page
    assert not page.plan.isEnabled()
    lines = ("3 main questions, about 13 minutes: theory 2, project experience 1.", "1. theory · <b>networks</b>")
    live.send(PlanMade(lines), StateChanged("listening"))
    assert not page.findChildren(ReadDialog)
    live.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(ReadDialog)
    shown = [part.text() for part in dialog.findChildren(QLabel)]
    assert all(line in shown for line in lines)
    assert all(part.textFormat() == Qt.TextFormat.PlainText for part in dialog.findChildren(QLabel))
    assert live.calls == ["start"]
    dialog.close_button.click()
    live.qtbot.waitUntil(lambda: not page.findChildren(ReadDialog), timeout=2000)


def test_a_whole_interview(live: Live) -> None:
    page = live.page
    live.send(StateChanged("speaking"), InterviewerSaid("Welcome."))
    assert page.said.text() == "Welcome."
    assert page.state_words.text() == "The interviewer speaks"
    assert not page.done.isEnabled()

    live.send(QUESTION)
    assert page.question.text() == QUESTION.text
    assert page.place.text() == "Question 3 of 8 · theory"
    assert page.said.text() == ""

    live.send(StateChanged("listening"), LevelChanged(-12.0, True), CaptionChanged("The derivative ", "is"))
    assert page.shape.state == "listening"
    assert page.done.isEnabled()
    assert page.captions.text == "The derivative is"
    assert page.level_words.text() == "good level"
    assert page.meter.shown_dbfs > -30

    live.send(Countdown(0.4))
    assert page.done.remaining == pytest.approx(0.4)
    live.send(Countdown(None))
    assert page.done.remaining is None

    live.send(StateChanged("thinking"))
    assert page.state_words.text() == "Thinking"
    live.send(QuestionShown(3, 8, "theory", "And for ReLU?", 60, True))
    assert "follow-up" in page.place.text()
    assert page.captions.text == ""

    live.send(CaptionChanged("It has a slope of one.", ""), QuestionsInvited("What would you like to ask me?"))
    assert page.question.text() == "What would you like to ask me?"
    assert page.place.text() == "Your questions"
    assert page.timer.text() == ""
    assert page.captions.text == ""
    live.send(InterviewerSaid("We meet every Monday."))
    assert page.question.text() == "What would you like to ask me?"
    assert page.said.text() == "We meet every Monday."

    live.send(StateChanged("finishing"), ReportProgress(0.5))
    assert isinstance(live.window.page, FinishingPage)
    assert live.window.page.bar.value() == 50
    live.send(StateChanged("finished"), SessionFinished("s7"))
    assert isinstance(live.window.page, ReportPage)
    live.qtbot.waitUntil(lambda: ("report", "s7") in live.opened.parts.library.calls, timeout=2000)
    assert live.window._sidebar.isVisible()


def test_keys(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.press(Qt.Key.Key_Return)
    live.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    live.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    live.press(Qt.Key.Key_Space)
    assert live.calls == ["start", "end_answer", "repeat", "skip", "pause"]
    live.send(StateChanged("paused"))
    live.press(Qt.Key.Key_Space)
    assert live.calls[-1] == "resume"
    assert live.page.pause.text() == "Resume"


def test_enter_ends_nothing_while_the_interviewer_speaks(live: Live) -> None:
    live.send(QUESTION, StateChanged("speaking"))
    live.press(Qt.Key.Key_Return)
    assert live.calls == ["start"]


def test_a_clicked_button_does_not_take_the_keys(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.qtbot.mouseClick(live.page.repeat, Qt.MouseButton.LeftButton)
    live.press(Qt.Key.Key_Return)
    assert live.calls == ["start", "repeat", "end_answer"]


def test_a_button_reached_with_tab_is_pressed_by_its_key(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.page.skip.setFocus(Qt.FocusReason.TabFocusReason)
    live.press(Qt.Key.Key_Return)
    assert live.calls == ["start", "skip"]


def test_every_action_can_be_reached_with_tab(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.page.setFocus()
    reached = set()
    for _ in range(12):
        live.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton):
            reached.add(focused)
    page = live.page
    assert {page.done, page.repeat, page.pause, page.skip, page.stop, page.hide_preview} <= reached


def test_stop_asks_first(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.qtbot.mouseClick(live.page.stop, Qt.MouseButton.LeftButton)
    dialog = live.page.findChild(ConfirmDialog)
    assert dialog is not None
    assert "stop" not in live.calls
    dialog.keep_button.click()
    assert "stop" not in live.calls
    live.qtbot.wait(30)
    live.page.ask_stop()
    dialogs = [d for d in live.page.findChildren(ConfirmDialog) if d.isVisible()]
    dialogs[0].confirm_button.click()
    assert live.calls[-1] == "stop"


def test_notice_says_what_is_safe_and_waits_when_it_blocks(live: Live) -> None:
    live.send(QUESTION, Notice("error", "The microphone is gone.", "All is kept.", "Plug it in.", blocking=True))
    banner = live.page.findChild(Banner)
    assert banner is not None
    assert banner.accessibleName() == "The microphone is gone. All is kept. Plug it in."
    go_on = [b for b in banner.findChildren(QPushButton) if b.text() == "Continue"]
    go_on[0].click()
    assert live.calls[-1] == "resume"
    live.qtbot.waitUntil(lambda: live.page.findChild(Banner) is None, timeout=1000)


def test_only_the_last_notices_stay(live: Live) -> None:
    live.send(*(Notice("warning", f"number {n}") for n in range(6)))
    shown = [banner.accessibleName() for banner in live.page.findChildren(Banner)]
    assert shown == ["number 4", "number 5"]


def test_time_counts_only_while_listening(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("desktop.ui.pages.live.time.monotonic", lambda: now[0])
    page = live.page
    for event, passes in (
        (StateChanged("speaking"), 0.0),
        (QUESTION, 30.0),
        (StateChanged("listening"), 65.0),
        (StateChanged("paused"), 40.0),
        (StateChanged("listening"), 5.0),
    ):
        page.on_event(event)
        now[0] += passes
    page._show_time()
    assert page.timer.text() == "01:10 / 02:00"
    now[0] += 60
    page._show_time()
    assert page.timer.text() == "02:10 / 02:00 · over time"


def test_picture_is_shown_and_can_be_hidden(live: Live) -> None:
    live.send(QUESTION, PreviewFrame(jpeg()))
    assert live.page.preview.has_picture
    live.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert not live.page.preview.isVisible()
    assert live.opened.parts.settings.read().preview_shown is False
    live.page.hide_preview.click()
    assert live.page.preview.isVisible()


def test_a_broken_picture_is_passed_over(live: Live) -> None:
    live.send(PreviewFrame(b"no picture"))
    assert not live.page.preview.has_picture


def test_captions_keep_two_lines_and_do_not_reflow(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    said = ""
    earlier: list[str] = []
    for n in range(400):
        said += f"word{n} "
        live.page.captions.set_caption(said, "")
        lines = live.page.captions.visible_lines()
        assert len(lines) <= 2
        if len(lines) == 2:
            # Words that stood on a finished line are still the beginning of a line now, or have scrolled off.
            if earlier and lines[0] != earlier[0]:
                assert lines[0].startswith(earlier[1])
            earlier = lines
    assert "word399" in live.page.captions.visible_lines()[-1]


def test_failed_session_leads_back(live: Live) -> None:
    live.send(StateChanged("failed"))
    assert not live.page.stop.isEnabled()
    back = [b for b in live.page.findChildren(QPushButton) if b.text() == "Back to Practise"]
    back[0].click()
    assert isinstance(live.window.page, HomePage)


def test_closing_asks_then_stops_then_closes(live: Live) -> None:
    live.send(QUESTION, StateChanged("listening"))
    live.window.close()
    assert live.window.isVisible()
    dialog = live.window.findChild(ConfirmDialog)
    assert dialog is not None
    dialog.confirm_button.click()
    assert live.calls[-1] == "stop"
    assert live.window.isVisible()
    live.send(StateChanged("finishing"))
    assert live.window.isVisible()
    live.opened.bridge(StateChanged("finished"))
    live.qtbot.waitUntil(lambda: not live.window.isVisible(), timeout=2000)


@pytest.fixture
def own_garbage_only() -> Iterator[None]:
    """As in the program, whose collections pass over what it began with (``desktop/ui/preload.py``): what thousands of
    other tests have left in this process takes a third of a second to look through."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("own_garbage_only")
def test_no_stall_while_thirty_events_a_second_come(live: Live) -> None:
    """The time between ticks of a 5 ms timer on the window's thread, over 3 s of full traffic."""
    live.send(QUESTION, StateChanged("listening"))
    picture = jpeg()
    gaps: list[float] = []
    last = [time.perf_counter()]
    spent = [time.thread_time()]
    busy: list[float] = []

    def tick() -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        gaps.append(now - last[0])
        busy.append(cpu - spent[0])
        last[0], spent[0] = now, cpu

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(5)
    feeder = QTimer()
    feeder.setTimerType(Qt.TimerType.PreciseTimer)
    count = [0]
    said = ["word " * 300]

    def feed() -> None:
        count[0] += 1
        said[0] += f"w{count[0]} "
        for event in (
            LevelChanged(-20.0 + count[0] % 10, True),
            CaptionChanged(said[0], "and more"),
            Countdown(count[0] % 30 / 30),
            PreviewFrame(picture),
        ):
            live.opened.bridge(event)

    feeder.timeout.connect(feed)
    feeder.start(33)
    live.qtbot.wait(3000)
    feeder.stop()
    timer.stop()
    assert count[0] > 30
    # The thread's own computing time between ticks; the wall clock also holds what other programs took.
    print(f"longest work {max(busy[2:]) * 1000:.1f} ms, longest gap {max(gaps[2:]) * 1000:.1f} ms, {len(gaps)} ticks")
    assert max(busy[2:]) < 0.050


def test_focus_is_seen(live: Live) -> None:
    """A focused button looks different from the same button without focus."""
    live.send(QUESTION, StateChanged("listening"))
    button = live.page.repeat
    before = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    live.qtbot.wait(50)
    assert button.grab().toImage() != before
