"""Programming tasks in the window, with the real sandbox: choosing, writing, running, handing in, never losing code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.programming import Attempt, CodeDraft, Task
from desktop.programming import sandbox
from desktop.programming.tasks import load_tasks, shipped_tasks
from desktop.ui.background import pool
from desktop.ui.pages.code_bench import STATEMENT, TESTS
from desktop.ui.pages.programming import ProgrammingPage
from desktop.ui.pages.solution import SolutionPage
from desktop.ui.pages.task import TaskPage
from desktop.ui.texts import Texts
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.dialogs import ConfirmDialog
from tests.qt.test_pages import SIZES, assert_fits

SMALL = Path(__file__).resolve().parents[1] / "data" / "programming"
RIGHT = "def double(n):\n    return n + n\n"
runs_here = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")


def words(root: Any) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisible())


def banners(page: Any) -> str:
    return "\n".join(one.accessibleName() for one in page.findChildren(Banner) if one.isVisible())


def press(root: Any, text: str) -> None:
    next(one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible()).click()


def confirm(page: Any, *, yes: bool = True) -> None:
    dialog = [one for one in page.findChildren(ConfirmDialog) if one.isVisible()][-1]
    (dialog.confirm_button if yes else dialog.keep_button).click()


@pytest.fixture
def task() -> Task:
    """``double(n)``: two visible tests, three hidden ones, 1 s for each, 5 min for the person."""
    return replace(load_tasks(SMALL).find("double"), topic="algorithms/sequences")


@pytest.fixture
def opened(open_window: Callable[..., Any], task: Task, stand_in: Any, qtbot: QtBot) -> Callable[..., Any]:
    """A window with the task's page open, in a language; ``kept`` is what an earlier window kept."""

    def make(language: str = "en", kept: Any = None, **changes: Any) -> Any:
        from desktop.settings.preferences import Preferences

        parts = stand_in.StandIn(Preferences(language=language, theme="light"))  # type: ignore[arg-type]
        parts.programming.list = (replace(task, **changes),)
        if kept is not None:
            parts.programming.store = kept
        window = open_window(parts)
        # Keys and the focus go to the window in front; a bare display has nobody who puts it there.
        window.window.activateWindow()
        qtbot.waitUntil(window.window.isActiveWindow, timeout=3000)
        window.window.task("double")
        qtbot.waitUntil(lambda: not window.window.page.editor.isReadOnly(), timeout=5000)
        return window

    return make


def ran(page: TaskPage, source: str, qtbot: QtBot, *, seconds: float = 20.0) -> str:
    """What the visible tests said about a solution."""
    page.editor.set_source(source)
    page.bench.run.click()
    assert page.bench.stop.isVisible()
    qtbot.waitUntil(lambda: page.bench.run.isVisible(), timeout=round(1000 * seconds))
    return page.bench.results.toPlainText()


def handed_in(opened: Any, source: str, qtbot: QtBot) -> SolutionPage:
    page = opened.window.page
    page.editor.set_source(source)
    page.hand_in.click()
    confirm(page)
    qtbot.waitUntil(lambda: isinstance(opened.window.page, SolutionPage), timeout=20_000)
    qtbot.waitUntil(lambda: "Time: " in words(opened.window.page), timeout=5000)
    return opened.window.page


def shown(page: SolutionPage, tab: int) -> str:
    return page.tabs.widget(tab).toPlainText()


# Choosing


@pytest.mark.parametrize(
    ("language", "way_in", "title", "nothing"),
    [("en", "Choose a task", "Edit distance", "No task fits"), ("zh", "选一道题", "编辑距离", "没有符合条件的题目")],
)
def test_from_home_to_a_task_by_search_area_and_level(
    language: str, way_in: str, title: str, nothing: str, open_window: Callable[..., Any], qtbot: QtBot
) -> None:
    window = open_window(language=language).window
    press(window, way_in)
    page = window.page
    assert isinstance(page, ProgrammingPage)
    qtbot.waitUntil(lambda: len(page.rows) == len(shipped_tasks().tasks), timeout=5000)
    assert title in words(page)
    for box, place, kept in ((page.level, 1, lambda one: one.difficulty == 1), (page.area, 2, lambda one: True)):
        box.setCurrentIndex(place)
        left = [one.task for one in page.rows if one.frame.isVisible()]
        assert 0 < len(left) < len(page.rows)
        assert all(kept(one) for one in left)
        box.setCurrentIndex(0)
    page.search.setText(title.upper())
    assert [one.task.id for one in page.rows if one.frame.isVisible()] == ["edit-distance"]
    page.search.setText("qqq")
    qtbot.waitUntil(lambda: nothing in words(page), timeout=1000)
    page.search.clear()
    assert nothing not in words(page)
    page.search.setText(title)
    press(page, Texts(language)("programming.open"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not window.page.editor.isReadOnly(), timeout=5000)
    assert window.page.editor.source == shipped_tasks().find("edit-distance").skeleton
    assert shipped_tasks().find("edit-distance").statement[language][:20] in window.page.bench.statement.toPlainText()  # type: ignore[index]


def test_every_topic_and_level_has_words() -> None:
    for language in ("zh", "en"):
        t = Texts(language)  # type: ignore[arg-type]
        for one in shipped_tasks().tasks:
            assert all(t(f"task_topic.{name}") for name in one.topic.split("/"))
            assert t(f"task_level.{one.difficulty}")
            assert t(f"task_rule.{one.rule}", tolerance="1e-6")


def test_the_list_says_what_became_of_a_task(open_window: Callable[..., Any], stand_in: Any, qtbot: QtBot) -> None:
    opened = open_window()
    first, second, *_ = opened.parts.programming.list
    opened.parts.programming.keep(CodeDraft(first.id, "x", 65.0))
    opened.parts.programming.hand_in(Attempt(second.id, "2026-01-01T00:00:00+00:00", "x", 9.0, 1200))
    opened.window.programming()
    page = opened.window.page
    qtbot.waitUntil(lambda: len(page.rows) == len(opened.parts.programming.list), timeout=5000)
    assert "begun · 01:05" in words(page)
    assert "given up" in words(page)
    press(page, "Result")
    qtbot.waitUntil(lambda: isinstance(opened.window.page, SolutionPage), timeout=2000)
    opened.window.programming()
    qtbot.waitUntil(lambda: bool(opened.window.page.rows), timeout=5000)
    qtbot.waitUntil(lambda: "begun" in words(opened.window.page), timeout=5000)
    press(opened.window.page, "Go on")
    qtbot.waitUntil(lambda: not opened.window.page.editor.isReadOnly(), timeout=5000)
    assert opened.window.page.editor.source == "x"


# Running


@runs_here
def test_a_wrong_solution_sees_what_was_called_expected_and_got(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened().window.page
    said = ran(
        page, "def double(n):\n    print('n is', n)\n    if n == 3:\n        return 7\n    return n * n\n", qtbot
    )
    assert page.bench.tabs.currentIndex() == TESTS
    assert page.bench.progress.text() == "1 of 2 visible tests passed"
    assert "✓ Test 1" in said
    for text in ("✗ Test 2", "double(3)", "expected\n6", "got\n7", "printed\nn is 3"):
        assert text in said
    assert "Hidden" not in said


@runs_here
def test_an_exception_leads_to_its_line(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened().window.page
    said = ran(page, "def double(n):\n    return n / 0\n", qtbot)
    assert "The solution raised ZeroDivisionError: division by zero. line 2" in said
    assert [mark.cursor.blockNumber() for mark in page.editor.extraSelections()][-1] == 1
    page.bench.results.anchorClicked.emit(QUrl("line:2"))
    assert page.editor.textCursor().blockNumber() == 1
    assert page.editor.hasFocus()


TROUBLE = {
    "an endless loop": ("while True: pass", "The time was up: 1 s of computing", "时间到了：每个测试最多计算 1 秒。"),
    "a memory bomb": ("return [0] * 10**10", "MemoryError. A test may use 512 MB.", "每个测试最多使用 512 MB 内存。"),
    "a fork bomb": ("import os\n    while True: os.fork()", "Solutions can only compute", "代码只能做计算"),
    "100 MB printed": ("for _ in range(100): print('x' * 10**6)", "more than 64 kB", "打印的内容超过 64 kB"),
    "not Python": ("return 2 n", "is not Python: invalid syntax. line 2\nNo test was run.", "第 2 行\n没有运行"),
    "nested too deep": ("return " + "(" * 5000 + ")" * 5000, "too many nested parentheses", "没有运行任何测试。"),
    "ending itself": ("raise SystemExit", "The solution ended the program", "程序没有返回结果就自行结束了。"),
    "a lambda": ("return lambda: n", "The output cannot be compared", "输出无法比较"),
    "a file": ("return open('/etc/passwd').read()", "Operation not permitted", "不能使用文件"),
}


@runs_here
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_is_told_plainly(name: str, language: str, opened: Callable[..., Any], qtbot: QtBot) -> None:
    body, english, chinese = TROUBLE[name]
    page = opened(language).window.page
    assert (english if language == "en" else chinese) in ran(page, f"def double(n):\n    {body}\n", qtbot)


@pytest.mark.parametrize("language", ["en", "zh"])
@runs_here
def test_an_empty_or_too_long_solution(language: str, opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened(language).window.page
    ran(page, " \n", qtbot)
    empty = "The solution is empty." if language == "en" else "还没有写代码。"
    qtbot.waitUntil(lambda: empty in banners(page), timeout=1000)
    ran(page, "x = 1\n" * 20_000, qtbot)
    long = "larger than 100 kB" if language == "en" else "超过 100 kB"
    qtbot.waitUntil(lambda: long in banners(page), timeout=1000)


@runs_here
def test_a_run_can_be_stopped(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened(run_limit_s=20).window.page
    page.editor.set_source("def double(n):\n    while True: pass\n")
    qtbot.keyClick(page.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.bench.stop.isVisible()
    qtbot.wait(600)
    started_s = time.monotonic()
    page.bench.stop.click()
    qtbot.waitUntil(lambda: page.bench.run.isVisible(), timeout=5000)
    assert time.monotonic() - started_s < 2.0
    assert page.bench.progress.text() == "Stopped."
    qtbot.waitUntil(lambda: not sandboxes(), timeout=5000)


@runs_here
def test_the_keyboard_stays_where_it_is(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened().window.page
    page.editor.set_source(RIGHT)
    page.editor.setFocus()
    qtbot.mouseClick(page.bench.run, Qt.MouseButton.LeftButton)
    assert page.editor.hasFocus()
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    assert page.bench.stop.hasFocus()
    qtbot.waitUntil(lambda: page.bench.run.isVisible(), timeout=20_000)
    assert page.bench.run.hasFocus()


def sandboxes() -> list[psutil.Process]:
    """The processes that run solutions for this one. Python's own, which outlives other tests' children, is none."""
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


@runs_here
@pytest.mark.parametrize("way", ["another page", "closing"])
def test_leaving_ends_what_runs(way: str, opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened(run_limit_s=20).window
    page = window.page
    page.editor.set_source("def double(n):\n    while True: pass\n")
    page.bench.run.click()
    qtbot.waitUntil(lambda: bool(sandboxes()), timeout=5000)
    if way == "closing":
        window.close()
    else:
        press(page, "Back to the tasks")
    assert pool().waitForDone(3000)
    qtbot.waitUntil(lambda: not sandboxes(), timeout=1000)


@runs_here
def test_stopping_ends_a_run_that_has_not_begun(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened(run_limit_s=20).window.page
    port = page.context.ports.programming
    port.begin.clear()
    page.editor.set_source("def double(n):\n    while True: pass\n")
    page.bench.run.click()
    page.bench.stop.click()
    port.begin.set()
    assert pool().waitForDone(3000)
    qtbot.waitUntil(lambda: page.bench.progress.text() == "Stopped.", timeout=2000)


def test_a_system_that_cannot_keep_code_apart(
    opened: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    page = opened("zh").window.page
    qtbot.waitUntil(lambda: "目前只能在 Linux 上" in banners(page), timeout=5000)
    assert "题目仍可阅读，可以在别处作答。" in banners(page)
    assert not page.bench.run.isEnabled()
    assert not page.hand_in.isEnabled()
    assert page.give_up.isEnabled()
    assert not page.editor.isReadOnly()


@runs_here
def test_the_window_does_not_stand_still(
    opened: Callable[..., Any],
    busiest: Callable[[], AbstractContextManager[list[float]]],
    qtbot: QtBot,
) -> None:
    """While a task is opened, long code is pasted, and long output comes back."""
    window = opened()
    qtbot.wait(300)
    with busiest() as busy:
        window.window.task("double")
        page = window.window.page
        qtbot.waitUntil(lambda: not page.editor.isReadOnly(), timeout=5000)
        data = QMimeData()
        data.setText("# a comment that stands here to make the text long, and longer still\n" * 1300)
        page.editor.insertFromMimeData(data)
        qtbot.wait(500)
        long = (
            "def double(n):\n    print('x y ' * 16_000)\n    return 'wrong' * 800_000\n"
            + "# why it is done in this way\n" * 3000
        )
        said = ran(page, long, qtbot)
        result = handed_in(window, long, qtbot)
    assert "and 58001 more characters" in said
    assert shown(result, 3) == long
    print(f"longest work {max(busy) * 1000:.1f} ms in {len(busy)} turns")
    assert max(busy) < 0.050


def test_the_list_does_not_hold_the_window_up(
    open_window: Callable[..., Any], busiest: Callable[[], AbstractContextManager[list[float]]], qtbot: QtBot
) -> None:
    opened = open_window()
    from desktop.ui.pages import programming  # noqa: F401  (the preloader's work)

    qtbot.wait(300)
    with busiest() as busy:
        opened.window.programming()
        page = opened.window.page
        qtbot.waitUntil(lambda: len(page.rows) == len(opened.parts.programming.list), timeout=5000)
    print(f"longest work {max(busy) * 1000:.1f} ms in {len(busy)} turns")
    assert max(busy) < 0.050


# Handing in


@runs_here
def test_the_solution_comes_after_handing_in_and_not_before(
    opened: Callable[..., Any], task: Task, qtbot: QtBot
) -> None:
    window = opened()
    page = window.window.page
    before = page.bench.statement.toPlainText() + ran(page, "def double(n):\n    return n * n\n", qtbot) + words(page)
    assert "M4RK" not in before
    assert task.explanation["en"] not in before
    kept_source = "def double(n):\n    return n + n if n < 200 else 0\n"
    page.editor.set_source(kept_source)
    page._used_before_s = 372.0
    page.hand_in.click()
    confirm(page, yes=False)
    assert not page.bench.running
    result = handed_in(window, page.editor.source, qtbot)
    said = words(result)
    assert "3 of 5 tests passed" in said
    assert "Visible 2 of 2 · hidden 1 of 3" in said
    assert "Time: 06:1" in said
    assert "of 05:00, 01:1" in said
    assert "✗ Hidden test 4" in shown(result, 0)
    assert "shut off by: resource-limits" in shown(result, 0)
    assert "M4RK_OF_THE_REFERENCE" in shown(result, 1)
    assert task.explanation["en"] in shown(result, 1)
    assert "Squaring it." in shown(result, 1)
    assert "double(777)" in shown(result, 2)
    assert shown(result, 3) == kept_source
    (kept,) = window.parts.programming.attempts()
    assert kept.trial.count() == (3, 5)
    assert (kept.used_s > 372, kept.time_limit_s, kept.seen_before) == (True, 300, False)
    assert window.parts.programming.drafts() == ()
    # Again, with the same code and the clock from zero; this time the solution is known.
    press(result, "Try again")
    qtbot.waitUntil(lambda: isinstance(window.window.page, TaskPage), timeout=2000)
    again = window.window.page
    qtbot.waitUntil(lambda: not again.editor.isReadOnly(), timeout=5000)
    assert again.editor.source == kept.source
    assert again.used_s < 60
    result = handed_in(window, RIGHT, qtbot)
    assert "5 of 5 tests passed" in words(result)
    assert "You had seen the solution in an earlier attempt." in words(result)
    assert "Earlier attempts" in shown(result, 0)
    assert "3 of 5 tests · 06:1" in shown(result, 0)


@runs_here
def test_code_that_is_not_python_is_not_handed_in(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    page = window.window.page
    page.editor.set_source("def double(n)\n    return 2 * n\n")
    page.hand_in.click()
    confirm(page)
    assert page.editor.isReadOnly()
    qtbot.waitUntil(lambda: "Not handed in" in banners(page), timeout=20_000)
    assert window.window.page is page
    assert window.parts.programming.attempts() == ()
    assert not page.editor.isReadOnly()
    before_s = page.used_s
    qtbot.wait(50)
    assert page.used_s > before_s


@runs_here
def test_a_stopped_hand_in_is_none(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened(run_limit_s=20)
    page = window.window.page
    page.editor.set_source("def double(n):\n    while True: pass\n")
    page.hand_in.click()
    confirm(page)
    qtbot.wait(500)
    page.bench.stop.click()
    qtbot.waitUntil(lambda: page.bench.progress.text() == "Stopped.", timeout=5000)
    assert window.parts.programming.attempts() == ()


def test_giving_up_asks_first_and_shows_the_solution(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    page = window.window.page
    page.editor.set_source("def double(n): ...\n")
    page.give_up.click()
    confirm(page, yes=False)
    assert window.window.page is page
    page.give_up.click()
    confirm(page)
    qtbot.waitUntil(lambda: isinstance(window.window.page, SolutionPage), timeout=5000)
    result = window.window.page
    qtbot.waitUntil(lambda: "Given up" in words(result), timeout=5000)
    assert "M4RK" in result.tabs.currentWidget().toPlainText()
    (kept,) = window.parts.programming.attempts()
    assert (kept.trial, kept.source) == (None, "def double(n): ...\n")


# The clock, hints, the skeleton


def test_the_clock_runs_while_the_page_is_open(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    page = window.window.page
    assert page.clock.text() == "00:00 / 05:00"
    page.editor.insertPlainText("# ")
    page._used_before_s = 299.5
    qtbot.waitUntil(lambda: "over time" in page.clock.text(), timeout=3000)
    qtbot.waitUntil(lambda: "The time is up." in banners(page), timeout=1000)
    window.window.home()
    used_s = window.window._code.drafts(())["double"].used_s
    qtbot.wait(300)
    window.window.task("double")
    qtbot.waitUntil(lambda: not window.window.page.editor.isReadOnly(), timeout=5000)
    assert used_s <= window.window.page.used_s < used_s + 0.25


def test_hints_one_at_a_time(opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened().window.page
    assert "Add it to itself." not in page.bench.statement.toPlainText()
    page.bench.tabs.setCurrentIndex(STATEMENT)
    press(page, "Show a hint (1 of 1)")
    assert "Add it to itself." in page.bench.statement.toPlainText()
    assert not page.bench.hint.isVisible()


def test_back_to_the_skeleton_asks_and_can_be_undone(opened: Callable[..., Any], task: Task, qtbot: QtBot) -> None:
    page = opened().window.page
    page.editor.set_source(RIGHT)
    page.bench.skeleton.click()
    confirm(page, yes=False)
    assert page.editor.source == RIGHT
    page.bench.skeleton.click()
    confirm(page)
    assert page.editor.source == task.skeleton
    page.editor.undo()
    assert page.editor.source == RIGHT


# What was typed is never lost


def test_what_is_typed_is_on_the_disk_soon_and_in_the_next_window(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    qtbot.keyClicks(window.window.page.editor, "# half a thought")
    store = window.parts.programming.store
    qtbot.waitUntil(lambda: any("# half a thought" in one.source for one in store.drafts()), timeout=3000)
    qtbot.keyClicks(window.window.page.editor, " and more")
    window.window.close()
    assert pool().waitForDone(3000)
    again = opened(kept=store)
    assert again.window.page.editor.source.startswith("# half a thought and more")


def test_a_new_look_and_a_way_round_other_pages_keep_it(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened().window
    window.page.editor.insertPlainText("# kept ")
    window._redress()
    qtbot.waitUntil(lambda: not window.page.editor.isReadOnly(), timeout=5000)
    assert window.page.editor.source.startswith("# kept ")
    qtbot.keyClicks(window.page.editor, "x")
    window.home()
    window.task("double")
    qtbot.waitUntil(lambda: not window.page.editor.isReadOnly(), timeout=5000)
    assert window.page.editor.source.startswith("x# kept ")


def test_a_task_that_was_only_looked_at_is_not_begun(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    window.window.home()
    assert pool().waitForDone(3000)
    assert window.parts.programming.drafts() == ()


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(
    opened: Callable[..., Any], qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened()
    folder = Path(window.parts.programming.folder.name) / "drafts"
    folder.write_text("in the way")
    page = window.window.page
    page.editor.insertPlainText("# a")
    qtbot.waitUntil(lambda: "Your code cannot be written to" in banners(page), timeout=3000)
    assert "It is still in the window" in banners(page)
    folder.unlink()
    page.editor.insertPlainText("b")
    qtbot.waitUntil(lambda: bool(window.parts.programming.drafts()), timeout=3000)
    assert window.parts.programming.drafts()[0].source.startswith("# ab")
    qtbot.waitUntil(lambda: banners(page) == "", timeout=3000)


def test_deleting_everything_forgets_what_is_in_memory(opened: Callable[..., Any], qtbot: QtBot) -> None:
    window = opened()
    window.window.page.editor.insertPlainText("# secret")
    window.window.settings()
    window.window.page._wipe()
    qtbot.waitUntil(lambda: "Everything was deleted." in words(window.window), timeout=2000)
    assert window.window._code.drafts(()) == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_megabyte_pasted_is_refused_with_a_reason(language: str, opened: Callable[..., Any], qtbot: QtBot) -> None:
    page = opened(language).window.page
    before = page.editor.source
    data = QMimeData()
    data.setText("x = 1\n" * 170_000)
    page.editor.insertFromMimeData(data)
    reason = "100,000 characters" if language == "en" else "最多 100,000 个字符"
    qtbot.waitUntil(lambda: reason in banners(page), timeout=1000)
    assert page.editor.source == before


# How it looks


@runs_here
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_fit(language: str, size: tuple[int, int], open_window: Callable[..., Any], qtbot: QtBot) -> None:
    opened = open_window(size=size, language=language)
    opened.window.setMinimumSize(0, 0)
    opened.window.resize(960, 640) if size == SIZES[0] else None
    longest = max(opened.parts.programming.list, key=lambda one: len(one.title[language]))
    opened.window.programming()
    qtbot.waitUntil(lambda: len(opened.window.page.rows) == len(opened.parts.programming.list), timeout=5000)
    assert_fits(opened.window, qtbot)
    opened.window.task(longest.id)
    page = opened.window.page
    qtbot.waitUntil(lambda: not page.editor.isReadOnly(), timeout=5000)
    page.bench.run.click()
    assert_fits(opened.window, qtbot)
    qtbot.waitUntil(lambda: page.bench.run.isVisible(), timeout=20_000)
    page._used_before_s = 5000.0
    page._show_time()
    assert_fits(opened.window, qtbot)
    page._hand_in()
    qtbot.waitUntil(lambda: isinstance(opened.window.page, SolutionPage), timeout=20_000)
    qtbot.waitUntil(lambda: opened.window.page.tabs.count() == 4, timeout=5000)
    assert_fits(opened.window, qtbot)
