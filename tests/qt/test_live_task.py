"""A programming task on the live page: the editor, the real sandbox, the clock, and handing in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.domain.live import (
    CaptionChanged,
    Countdown,
    InterviewerSaid,
    PlanMade,
    QuestionShown,
    StateChanged,
    TaskShown,
)
from desktop.domain.session import CAMERA_OFF, Profile, SessionConfig
from desktop.interview.coding import task_question
from desktop.programming.tasks import load_tasks, shipped_tasks
from desktop.ui.pages.code_bench import TESTS
from desktop.ui.pages.live_task import LiveTask
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog
from tests.qt.test_live_page import Live
from tests.qt.test_pages import SIZES, assert_fits

TASK = load_tasks(Path(__file__).resolve().parents[1] / "data" / "programming").find("double")
ASKED = task_question(TASK, "en")
SHOWN = QuestionShown(3, 8, "programming", ASKED.text, TASK.time_limit_s, False)
NEXT = QuestionShown(4, 8, "theory", "What does dropout do?", 120, False)
RIGHT = "def double(n):\n    return n + n\n"
runs_here = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")


@pytest.fixture
def live(open_window: Callable[..., Any], qtbot: QtBot) -> Live:
    """At work on the task."""
    made = Live(open_window(), qtbot)
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=3000)
    made.send(SHOWN, TaskShown(TASK), StateChanged("speaking"))
    made.send(StateChanged("listening"))
    return made


def written(live: Live) -> list[str]:
    return [call[1] for call in live.calls if isinstance(call, tuple)]


def dialog(live: Live) -> ConfirmDialog:
    return next(one for one in live.page.findChildren(ConfirmDialog) if one.isVisible())


def test_the_editor_is_made_before_the_task_comes(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    live = Live(open_window(), qtbot)
    live.send(PlanMade(("A programming task.",)))
    qtbot.waitUntil(lambda: bool(live.page.findChildren(LiveTask)), timeout=3000)
    (made,) = live.page.findChildren(LiveTask)
    assert made.isHidden()
    assert live.page.bench is None
    live.send(SHOWN, TaskShown(TASK), StateChanged("speaking"))
    qtbot.waitUntil(made.isVisible, timeout=3000)
    assert live.page.bench is made
    assert live.page.findChildren(LiveTask) == [made]


def test_the_words_stand_there_until_the_task_can_be_worked_on(open_window: Callable[..., Any], qtbot: QtBot) -> None:
    live = Live(open_window(), qtbot)
    live.send(SHOWN, TaskShown(TASK), StateChanged("speaking"))
    page = live.page
    assert page.bench is not None
    assert page.question.isVisible()
    assert page.question.text() == ASKED.text
    assert page.bench.editor.source == TASK.skeleton
    assert page.bench.editor.isReadOnly()
    assert not page.bench.run.isEnabled()
    live.send(StateChanged("listening"), CaptionChanged("I begin with", ""))
    assert not page.question.isVisible()
    assert not page.bench.editor.isReadOnly()
    assert page.captions.text == "I begin with"
    assert page.done.text() == "Hand in"
    assert page.bench.hint.isHidden()


def test_what_is_typed_goes_to_the_session_within_a_second(live: Live) -> None:
    live.qtbot.keyClicks(live.page.bench.editor, "x = 1")
    assert written(live) == []
    live.qtbot.waitUntil(lambda: len(written(live)) == 1, timeout=2500)
    assert written(live)[0].startswith("x = 1")


def test_enter_space_and_the_arrow_keys_belong_to_the_editor(live: Live) -> None:
    editor = live.page.bench.editor
    assert QApplication.focusWidget() is editor
    editor.set_source("a b")
    live.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    live.press(Qt.Key.Key_Space)
    live.press(Qt.Key.Key_Return)
    assert editor.source.split() == ["a", "b"]
    assert editor.source.count("\n") == 1
    assert editor.source.count(" ") == 2
    assert live.calls == ["start"]


@runs_here
def test_visible_tests_run_as_often_as_wanted(live: Live) -> None:
    bench = live.page.bench
    for source, progress in (("def double(n):\n    return 4\n", "1 of 2"), (RIGHT, "2 of 2")):
        bench.editor.set_source(source)
        live.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert bench.running == "run"
        live.qtbot.waitUntil(lambda: not bench.running, timeout=20_000)
        assert progress in bench.progress.text()
        assert bench.tabs.currentIndex() == TESTS
    assert not any(call == ("run", "double", True) for call in live.opened.parts.programming.calls)
    assert "end_answer" not in live.calls


def test_handing_in_asks_first_and_sends_the_newest_code(live: Live) -> None:
    page = live.page
    page.bench.editor.set_source(RIGHT)
    page.done.click()
    assert "Python" not in dialog(live).findChildren(type(page.question))[1].text()
    dialog(live).keep_button.click()
    assert "end_answer" not in live.calls
    live.qtbot.wait(30)
    page.done.click()
    dialog(live).confirm_button.click()
    assert written(live)[-1] == RIGHT
    assert live.calls[-1] == "end_answer"


def test_code_that_is_not_python_is_named_before_it_is_handed_in(live: Live) -> None:
    live.page.bench.editor.set_source("def double(n)\n    return")
    live.page.done.click()
    assert any("not valid Python" in one.text() for one in dialog(live).findChildren(type(live.page.question)))


def test_the_next_question_takes_the_room_back(live: Live) -> None:
    page = live.page
    page.done.click()
    assert dialog(live).isVisible()
    live.send(StateChanged("thinking"))
    assert page.bench.editor.isReadOnly()
    live.send(TaskShown(None), NEXT, StateChanged("listening"), Countdown(0.5))
    assert page.bench is None
    assert page.question.isVisible()
    assert page.question.text() == NEXT.text
    assert page.done.text() == "I'm done ⏎"
    # The time was up while the question stood open: nothing may end the next answer.
    assert not page.findChildren(ConfirmDialog)
    live.window.activateWindow()
    live.qtbot.waitUntil(lambda: QApplication.focusWidget() is page, timeout=2000)
    assert "end_answer" not in live.calls
    live.press(Qt.Key.Key_Return)
    assert live.calls[-1] == "end_answer"


def test_skipping_asks_first(live: Live) -> None:
    live.page.skip.click()
    dialog(live).keep_button.click()
    assert "skip" not in live.calls
    live.qtbot.wait(30)
    live.page.skip.click()
    dialog(live).confirm_button.click()
    assert live.calls[-1] == "skip"


def test_a_pause_locks_the_editor(live: Live) -> None:
    live.send(StateChanged("paused"))
    assert live.page.bench.editor.isReadOnly()
    assert not live.page.bench.run.isEnabled()
    live.send(StateChanged("listening"))
    assert not live.page.bench.editor.isReadOnly()


def test_a_repeated_question_leaves_code_and_clock(live: Live) -> None:
    live.page.bench.editor.set_source(RIGHT)
    live.send(StateChanged("thinking"), InterviewerSaid("Once more."), StateChanged("speaking"))
    assert live.page.question.isVisible()
    live.send(StateChanged("listening"))
    assert live.page.bench.editor.source == RIGHT


def test_an_old_machine_says_why_nothing_runs(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.domain.errors import MissingError

    def refuse(number: int, task: object, source: str, *, hidden: bool) -> None:
        raise MissingError("This computer cannot keep a solution apart from your files (no).", action="Go on.")

    monkeypatch.setattr(live.page.bench._port, "run", refuse)
    live.page.bench.run.click()
    live.qtbot.waitUntil(lambda: bool(live.page.findChildren(Banner)), timeout=5000)
    assert "keep a solution apart" in live.page.findChildren(Banner)[0].accessibleName()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(960, 640), *SIZES])
@pytest.mark.parametrize("camera", [None, CAMERA_OFF])
def test_nothing_is_cut_off(
    open_window: Callable[..., Any], qtbot: QtBot, language: Any, size: tuple[int, int], camera: str | None
) -> None:
    task = shipped_tasks().find("depthwise-separable-conv")
    config = SessionConfig(Profile("", "Engineer", "AI", language), camera=camera)
    live = Live(open_window(size=size, language=language), qtbot, config)
    asked = task_question(task, language)
    live.send(QuestionShown(3, 8, "programming", asked.text, task.time_limit_s, False), TaskShown(task))
    live.send(StateChanged("speaking"), InterviewerSaid(""))
    assert_fits(live.window, qtbot)
    live.send(StateChanged("listening"), CaptionChanged("word " * 40, "and more"))
    assert_fits(live.window, qtbot)
    (scrolling,) = [area for area in live.page.findChildren(QScrollArea) if area.widget().objectName() == "pageBody"]
    qtbot.waitUntil(lambda: not scrolling.verticalScrollBar().isVisible(), timeout=2000)
    assert live.page.bench.editor.height() >= 150
    live.send(TaskShown(None), NEXT)
    assert_fits(live.window, qtbot)
