"""Holds one interview in the real window, pressing its buttons, while recorded answers are played into the microphone.

Started by ``harness.window.start_window`` with LANGUAGE FOLDER [SAMPLE], with the virtual sound, camera and display in
the environment. Leaves screenshots and ``drive.json`` in FOLDER. Everything is real; only the plan is a sample's,
because its questions have recorded answers: all of those in SAMPLE, or the first of the shipped ones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import app, resources
from desktop.domain import live
from desktop.domain.programming import Task
from desktop.domain.session import SessionConfig
from desktop.interview.plan import InterviewPlan
from desktop.session.engine_client import EngineClient
from desktop.session.instance import only_instance
from desktop.session.rehearsal import rehearsal
from desktop.settings.preferences import Preferences
from desktop.ui import ports
from desktop.ui.main_window import MainWindow
from desktop.ui.run import run_window
from desktop.ui.widgets.code_editor import CodeEditor
from desktop.ui.widgets.dialogs import ConfirmDialog

QUESTIONS = 1
HEARTBEAT_MS = 5
SCHEDULER = Path("/proc/thread-self/schedstat")
"""Time on a core, time waiting for one (ns), turns."""


class Composition(app._Composition):
    """The program's own, with the sample's plan."""

    def __init__(self, language: str, sample: Path | None) -> None:
        super().__init__()
        found = rehearsal(language, sample)  # type: ignore[arg-type]
        items = found.plan.items if sample else found.plan.items[:QUESTIONS]
        self.sample = replace(found, plan=replace(found.plan, items=items))

    def ports(self, listener: live.LiveListener) -> ports.Ports:
        made = super().ports(listener)
        profile = self.sample.config.profile
        made.settings.write(
            Preferences(
                language=profile.language, theme="light", name=profile.name, role=profile.role, domain=profile.domain,
                interview_language=profile.language, questions=len(self.sample.plan.items), camera="/dev/video0",
                keep_video=True,
            )
        )  # fmt: skip
        assert self.engine is not None
        return replace(made, controls=_Planned(self.engine, self.sample.plan), devices=_WithCamera(made.devices))


class _Planned:
    """The engine's controls, starting with a given plan."""

    def __init__(self, engine: EngineClient, plan: InterviewPlan) -> None:
        self._engine = engine
        self._plan = plan

    def start(self, config: SessionConfig) -> None:
        self._engine.start_planned(config, self._plan)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


class _WithCamera:
    """The devices there are, and the virtual camera, which the system does not list."""

    def __init__(self, devices: ports.DevicePort) -> None:
        self._devices = devices

    def devices(self) -> ports.DeviceList:
        return replace(self._devices.devices(), cameras=(ports.Device("/dev/video0", "virtual camera"),))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._devices, name)


class Driver(QObject):
    """Presses what a person would press, a step at a time. ``DEADLINE_S`` 0: by the number of questions.
    ``SOLVES_TASKS``: a programming task is typed and handed in, whatever else the script does."""

    DEADLINE_S = 0.0
    SOLVES_TASKS = True

    def __init__(self, composition: Composition, folder: Path) -> None:
        super().__init__()
        self._composition = composition
        self._folder = folder
        self._asked: tuple[str | None, str | None] = (None, None)
        self._answer = composition.sample.source()._pick
        self._steps = self._script()
        self._wait: Callable[[], bool] = lambda: True
        self._solving: Iterator[Callable[[], bool]] = iter(())
        self._solving_wait: Callable[[], bool] = lambda: False
        self._seen: list[live.LiveEvent] = []
        self.result: dict[str, Any] = {"states": [], "notices": [], "questions": [], "captions": 0}
        self.result.update(stalls_ms=[], longest_gap_ms=0)
        self._began_s = self._beat_s = time.monotonic()
        self._spent_ms = (0.0, 0.0)
        self._beat = QTimer(self, interval=HEARTBEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._heartbeat)
        self._tick = QTimer(self, interval=100)
        self._tick.timeout.connect(self._advance)
        limit_s = self.DEADLINE_S or 280 + 140 * len(composition.sample.plan.items)
        self._deadline_s = time.monotonic() + limit_s
        self._tick.start()

    @property
    def window(self) -> MainWindow:
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

    def _heartbeat(self) -> None:
        now_s = time.monotonic()
        gap_ms = (now_s - self._beat_s) * 1000 - HEARTBEAT_MS
        before_ms = self._spent_ms
        self._note_beat()
        # What the gap was made of: the window's own work, and waiting for a core that others had.
        own_ms, waited_ms = (round(now - before) for now, before in zip(self._spent_ms, before_ms, strict=True))
        self.result["longest_gap_ms"] = max(self.result["longest_gap_ms"], round(gap_ms))
        if gap_ms > 50:
            page, at_s = type(self.window.page).__name__, round(now_s - self._began_s, 1)
            self.result["stalls_ms"].append([round(gap_ms), page, own_ms, waited_ms, at_s])

    def _note_beat(self) -> None:
        self._beat_s = time.monotonic()
        self._spent_ms = (1000 * time.thread_time(), int(SCHEDULER.read_text().split()[1]) / 1e6)

    def _advance(self) -> None:
        if time.monotonic() > self._deadline_s:
            self.result["error"] = f"timed out on {type(self.window.page).__name__}"
            self._finish()
            return
        try:
            if self._solving_wait():
                self._solving_wait = next(self._solving, lambda: False)
            if self._wait():
                self._wait = next(self._steps)
        except StopIteration:
            self._finish()
        except Exception as error:
            self.result["error"] = repr(error)
            self._finish()

    def _finish(self) -> None:
        self._tick.stop()
        (self._folder / "drive.json").write_text(json.dumps(self.result, ensure_ascii=False))
        self.window.close()

    def _shot(self, name: str, of: QWidget | None = None) -> None:
        # Grabbing draws the whole window: its time is not the program's.
        (of or self.window).grab().save(str(self._folder / f"{name}.png"))
        self._note_beat()

    def _page(self, name: str) -> Callable[[], bool]:
        return lambda: type(self.window.page).__name__ == name

    def _after(self, seconds: float) -> Callable[[], bool]:
        end_s = time.monotonic() + seconds
        return lambda: time.monotonic() >= end_s

    def _press(self, button: Any) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _script(self) -> Iterator[Callable[[], bool]]:
        yield from self._begin()
        yield lambda: "listening" in self.result["states"]
        yield self._after(8.0)
        self._shot("4-live")
        yield lambda: any(isinstance(event, live.SessionFinished) for event in self._seen)
        self._beat.stop()
        yield self._page("ReportPage")
        yield self._after(2.0)
        for number in range(self.window.page.tabs.count()):
            self.window.page.tabs.setCurrentIndex(number)
            yield self._after(0.6)
            self._shot(f"5-report-{number}")

    def _begin(self) -> Iterator[Callable[[], bool]]:
        """From the first page into the interview."""
        yield self._page("HomePage")
        yield self._after(1.5)
        self.window._bridge.received.connect(self._heard)
        self._shot("1-home")
        self._press(self.window.page.start_button)
        yield self._page("SetupPage") if type(self.window.page).__name__ != "CheckPage" else self._page("CheckPage")
        if type(self.window.page).__name__ == "SetupPage":
            yield self._after(0.5)
            self._shot("2-setup")
            self._press(self.window.page.next_button)
            yield self._page("CheckPage")
        yield lambda: self.window.page.preview.has_picture
        yield self._after(1.0)
        self._shot("3-check")
        self._beat.start()
        self._note_beat()
        self._press(self.window.page.begin)
        yield self._page("LivePage")

    def _solve(self, task: Task) -> Iterator[Callable[[], bool]]:
        yield lambda: self.result["states"][-1] == "listening"
        bench = self.window.page.bench
        yield from self._typed(bench.editor, task.reference)
        self._press(bench.run)
        yield lambda: bool(bench.running)
        yield lambda: not bench.running
        yield self._after(2.0)
        self._press(self.window.page.done)
        yield lambda: bool(self._dialogs())
        self._press(self._dialogs()[0].confirm_button)

    def _dialogs(self) -> list[ConfirmDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, ConfirmDialog) and one.isVisible()]

    def _typed(self, editor: CodeEditor, code: str) -> Iterator[Callable[[], bool]]:
        """Key by key in place of what stands there, line after line; the editor indents by itself, which a person would
        correct."""
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        for number, line in enumerate(code.rstrip("\n").split("\n")):
            if number:
                QTest.keyClick(editor, Qt.Key.Key_Return)
                QTest.keyClick(editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
                QTest.keyClick(editor, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
                QTest.keyClick(editor, Qt.Key.Key_Delete)
            QTest.keyClicks(editor, line)
            # More keys at once than anyone strikes would be a stall of the driver's making.
            yield lambda: True

    def _heard(self, event: live.LiveEvent) -> None:
        if isinstance(event, (live.SessionFinished, live.Notice, live.StateChanged)):
            self._seen.append(event)
        match event:
            case live.StateChanged(state):
                self.result["states"].append(state)
                if state == "finishing":
                    self.result["finishing_s"] = time.monotonic()
                if state == "listening":
                    QTimer.singleShot(600, self._speak)
            case live.QuestionShown():
                self.result["questions"].append(event.text)
                self._asked = self._what(event.text)
            case live.QuestionsInvited():
                self._asked = (None, None)
            case live.TaskShown(task) if task is not None and self.SOLVES_TASKS:
                self._solving, self._solving_wait = self._solve(task), lambda: True
            case live.CaptionChanged(committed, tentative) if committed or tentative:
                self.result["captions"] += 1
            case live.Notice(severity, what):
                self.result["notices"].append([severity, what])
            case live.SessionFinished(session_id):
                self.result["session"] = session_id
                self.result["report_s"] = time.monotonic() - self.result["finishing_s"]

    def _what(self, text: str) -> tuple[str, str | None]:
        """Question id and, for a follow-up, the key point it is after."""
        for item in self._composition.sample.plan.items:
            if item.question.text == text:
                return item.question.id, None
            for follow_up in item.question.follow_ups:
                # Before the bank's question may stand an opening.
                if text.endswith(follow_up.text):
                    return item.question.id, follow_up.when_missing or follow_up.when_claimed
        return "elaborate", None

    def _speak(self) -> None:
        file = self._answer(*self._asked)
        if file:
            # Starting a process takes longer than the window may stand still.
            threading.Thread(
                target=subprocess.run, args=(["paplay", "--device=mic_feed", str(file)],), daemon=True
            ).start()


def main(make: type[Composition] = Composition, drive: type[Driver] = Driver) -> int:
    language, folder = sys.argv[1], Path(sys.argv[2])
    composition = make(language, Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    drivers: list[Driver] = []

    def make_ports(listener: live.LiveListener) -> ports.Ports:
        made = composition.ports(listener)
        QTimer.singleShot(0, lambda: drivers.append(drive(composition, folder)))
        return made

    with only_instance(resources.data_dir()):
        try:
            return run_window(make_ports, sys.argv[:1])
        finally:
            composition.close()
