"""The interview itself: the question, the state in words, captions, and a few large buttons."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from desktop.domain.live import (
    CaptionChanged,
    Countdown,
    InterviewerSaid,
    LevelChanged,
    LiveEvent,
    LiveState,
    Notice,
    PlanMade,
    PreviewFrame,
    QuestionShown,
    QuestionsInvited,
    StateChanged,
    TaskShown,
)
from desktop.domain.programming import Task
from desktop.domain.session import CAMERA_OFF, SessionConfig
from desktop.ui.context import Context
from desktop.ui.pages.live_banners import LiveBanners
from desktop.ui.pages.live_task import LiveTask
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, column, framed, label, row, rule, set_kind
from desktop.ui.widgets.captions import CaptionView
from desktop.ui.widgets.dialogs import ConfirmDialog, ReadDialog
from desktop.ui.widgets.level_meter import LevelJudge, LevelMeter
from desktop.ui.widgets.page import Page, error_banner
from desktop.ui.widgets.preview import CameraPreview
from desktop.ui.widgets.ring_button import RingButton
from desktop.ui.widgets.state_shape import StateShape

PREVIEW, PREVIEW_BESIDE_CODE = QSize(224, 168), QSize(128, 96)
LAST_S = 60.0
LONG_QUESTION = 110
SHOWN_AFTER_MS = 20
RUNNING: tuple[LiveState, ...] = ("speaking", "listening", "thinking")


class LivePage(Page):
    """Shows what the session says and sends what the person does; it decides nothing itself."""

    BODY_WIDTH = 1600

    def __init__(self, context: Context, config: SessionConfig) -> None:
        super().__init__(context)
        self._config = config
        self._controls = context.ports.controls
        self._state: LiveState = "preparing"
        self._question: QuestionShown | None = None
        self._plan: tuple[str, ...] = ()
        self._listened_s = 0.0
        self._listening_since: float | None = None
        self._judge = LevelJudge()
        self._banners = LiveBanners(self, stop=self.ask_stop, resume=self._controls.resume)
        self._parts()
        self._lay_out()
        self._shortcuts()
        self.bench: LiveTask | None = None
        self._next_bench: LiveTask | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(200)
        self._clock.timeout.connect(self._show_time)
        self._show_state("preparing")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # What is on the page

    def _parts(self) -> None:
        t, tokens = self.texts, self.context.theme.tokens
        self.place = label(t("live.before_first"), "muted", wrap=False)
        self.timer = label("", "strong", wrap=False)
        self.shape = StateShape(tokens)
        self.state_words = label("", "strong", wrap=False)
        self.question = label("", "question", selectable=False)
        self.said = label("", "body")
        self.captions = CaptionView(tokens, t("live.captions"))
        self.meter = LevelMeter(tokens, t("check.level"))
        self.level_words = label("", "small", wrap=False)
        self.preview = CameraPreview(tokens, t("live.you"), PREVIEW)
        self.hide_preview = self._button("live.hide_preview", "Ctrl+H", self._toggle_preview, quiet=True)
        self.repeat = self._button("live.repeat", "Ctrl+R", self._controls.repeat)
        self.pause = self._button("live.pause", "Space", self._pause_or_resume)
        self.skip = self._button("live.skip", "Ctrl+→", self._skip)
        self.stop = self._button("live.stop", "Ctrl+.", self.ask_stop, quiet=True)
        self.plan = self._button("live.plan", "Ctrl+I", self.show_plan, quiet=True)
        self.plan.setEnabled(False)
        self.done = RingButton(t("live.done"), tokens)
        self.done.setToolTip("Enter")
        self.done.setAccessibleName(t("live.done_name"))
        self.keys = label(t("live.spoken"), "small")
        self.done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.done.clicked.connect(lambda: self._end_answer())

    def _button(self, key: str, keys: str, run: Callable[[], object], *, quiet: bool = False) -> QPushButton:
        """The mouse must not take the focus: Enter and Space are the page's own keys."""
        result = button(self.texts(key), run, "quiet" if quiet else "plain")
        result.setToolTip(keys)
        result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return result

    def _lay_out(self) -> None:
        state_line = row(self.shape, self.state_words, 1, spacing=GRID + 4)
        words = column(state_line, self.question, self.said, 1, spacing=2 * GRID)
        self.picture = framed("page", column(self.preview, row(1, self.hide_preview), 1))
        self.picture.setVisible(self._config.camera != CAMERA_OFF)
        self.middle = row(spacing=3 * GRID)
        self.middle.addLayout(words, 1)
        self.middle.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row(self.place, 1, self.timer))
        self.body.addWidget(rule())
        self.body.addLayout(self.middle, 1)
        self._outer.addWidget(self._bottom())
        self._apply_preview_choice()

    def _bottom(self) -> QFrame:
        level = column(self.meter, self.level_words, spacing=GRID // 2)
        buttons = row(self.stop, self.plan, spacing=GRID)
        buttons.addStretch(1)
        for part in (self.repeat, self.pause, self.skip, self.done):
            buttons.addWidget(part)
        top = row(self.keys, spacing=3 * GRID)
        top.setStretch(0, 1)
        top.addLayout(level)
        self.meter.setFixedWidth(224)
        self.heard = row(spacing=3 * GRID)
        self.heard.addLayout(column(self.captions, top, spacing=GRID), 1)
        layout = column(self.heard, buttons, spacing=GRID)
        layout.setContentsMargins(4 * GRID, 2 * GRID, 4 * GRID, 12)
        return framed("footer", layout)

    def _shortcuts(self) -> None:
        bindings: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Return", lambda: self._key(self._end_answer)),
            ("Enter", lambda: self._key(self._end_answer)),
            ("Space", lambda: self._key(self._pause_or_resume)),
            ("Ctrl+R", self.repeat.click),
            ("Ctrl+Right", self.skip.click),
            ("Ctrl+.", self.ask_stop),
            ("Ctrl+H", self._toggle_preview),
            ("Ctrl+I", self.plan.click),
            ("Ctrl+Return", self._run_code),
            ("Ctrl+Enter", self._run_code),
        )
        for keys, run in bindings:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(run)

    def _key(self, otherwise: Callable[[], object]) -> None:
        """Enter and Space press the button that was reached with Tab, and else are the page's own."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and focused is not self.done and self.isAncestorOf(focused):
            focused.click()
        else:
            otherwise()

    # What the person does

    def entered(self) -> None:
        self.setFocus()
        self._clock.start()
        self._controls.start(self._config)

    def left(self) -> None:
        self._clock.stop()
        self._close_task()

    def _end_answer(self) -> None:
        if self._state == "listening" and self.bench is not None:
            self.bench.ask_hand_in()
        elif self._state == "listening":
            self._controls.end_answer()

    def _skip(self) -> None:
        if self.bench is not None:
            self.bench.ask_skip()
        else:
            self._controls.skip()

    def _pause_or_resume(self) -> None:
        if self._state == "paused":
            self._controls.resume()
        elif self._state in RUNNING:
            self._controls.pause()

    def ask_stop(self) -> None:
        t = self.texts
        if self._state in ("finishing", "finished", "failed"):
            return
        ConfirmDialog(
            self,
            t("live.stop_title"),
            t("live.stop_what"),
            t("live.stop_confirm"),
            t("live.stop_keep"),
            self._controls.stop,
            dangerous=False,
        ).open()

    def show_plan(self) -> None:
        t = self.texts
        ReadDialog(self, t("live.plan_title"), self._plan, t("live.plan_close")).open()

    def _toggle_preview(self) -> None:
        settings = self.context.ports.settings
        p = settings.read()
        settings.write(replace(p, preview_shown=not p.preview_shown))
        self._apply_preview_choice()

    def _apply_preview_choice(self) -> None:
        shown = self.context.ports.settings.read().preview_shown
        self.preview.setVisible(shown)
        self.hide_preview.setText(self.texts("live.hide_preview" if shown else "live.show_preview"))

    # What the session says

    def on_event(self, event: LiveEvent) -> None:
        if isinstance(event, LevelChanged):
            self._hear(event)
        elif isinstance(event, CaptionChanged):
            self.captions.set_caption(event.committed, event.tentative)
        elif isinstance(event, PreviewFrame):
            self.preview.show_jpeg(event.jpeg)
        elif isinstance(event, Countdown):
            self.done.set_remaining(event.remaining if self._state == "listening" else None)
        elif isinstance(event, StateChanged):
            self._show_state(event.state)
        elif isinstance(event, QuestionShown):
            self._show_question(event)
        elif isinstance(event, QuestionsInvited):
            self._show_invitation(event.text)
        elif isinstance(event, TaskShown):
            self._close_task()
            if event.task is not None:
                self._open_task(event.task)
        elif isinstance(event, InterviewerSaid):
            self.said.setText(event.text)
            set_kind(self.said, "long_question" if self._question is None else "body")
        elif isinstance(event, PlanMade):
            self._plan = event.lines
            self.plan.setEnabled(True)
            QTimer.singleShot(0, self, self._make_bench)
        elif isinstance(event, Notice):
            self._banners.notice(event)

    def _show_state(self, state: LiveState) -> None:
        now = time.monotonic()
        if self._listening_since is not None:
            self._listened_s += now - self._listening_since
        self._listening_since = now if state == "listening" else None
        self._state = state
        self.shape.set_state(state)
        self.state_words.setText(self.texts(f"state.{state}"))
        self.done.setEnabled(state == "listening")
        if state != "listening":
            self.done.set_remaining(None)
        self.repeat.setEnabled(state in RUNNING)
        self.skip.setEnabled(state in RUNNING)
        self.pause.setEnabled(state in RUNNING or state == "paused")
        self.pause.setText(self.texts("live.resume" if state == "paused" else "live.pause"))
        self.stop.setEnabled(state not in ("finishing", "finished", "failed"))
        self._show_bench()
        if state == "failed":
            t = self.texts
            home = Action(t("live.back_home"), self.context.go.home, primary=True)
            self.banners.addWidget(Banner("error", t("live.failed"), t("live.failed_safe"), actions=(home,)))
        self._show_time()

    def _show_question(self, question: QuestionShown) -> None:
        t = self.texts
        self._question = question
        self._listened_s = 0.0
        self._listening_since = time.monotonic() if self._state == "listening" else None
        place = t("live.place", n=question.number, total=question.total)
        parts = [place, t(f"round.{question.round}")]
        if question.follow_up:
            parts.append(t("live.follow_up"))
        self._show_asked(" · ".join(parts), question.text)

    def _show_invitation(self, text: str) -> None:
        self._question = None
        self._show_asked(self.texts("live.own_questions"), text)

    def _show_asked(self, place: str, text: str) -> None:
        self.place.setText(place)
        set_kind(self.question, "long_question" if len(text) > LONG_QUESTION else "question")
        self.question.setText(text)
        self.said.setText("")
        self.captions.set_caption("", "")
        self._show_time()

    def _show_time(self) -> None:
        if self._question is None:
            self.timer.setText("")
            return
        spent = self._listened_s
        if self._listening_since is not None:
            spent += time.monotonic() - self._listening_since
        limit = self._question.time_limit_s
        text = f"{self.texts.clock(spent)} / {self.texts.clock(limit)}"
        over = spent > limit
        self.timer.setText(self.texts("live.over", time=text) if over else text)
        soon = self.bench is not None and spent > limit - LAST_S
        set_kind(self.timer, "warn" if over or soon else "strong")

    # A programming task

    def _make_bench(self) -> LiveTask:
        """Ahead of a task: making the editor and showing it at once holds the window up."""
        if self._next_bench is not None:
            return self._next_bench
        t = self.texts
        bench = self._next_bench = LiveTask(self.context)
        dismiss = Action(t("live.dismiss"), lambda: None)
        bench.failed.connect(lambda error: self._banners.add(error_banner(self.context, error, dismiss)))
        bench.editor.refused.connect(
            lambda why: self._banners.add(
                Banner("warning", t(f"task.refused_{why}"), t("task.refused_safe"), actions=(dismiss,))
            )
        )
        self.body.addWidget(bench, 1)
        return bench

    def _open_task(self, task: Task) -> None:
        """The task and the editor take the room; picture and captions stand below."""
        t = self.texts
        self.bench, self._next_bench = self._make_bench(), None
        self.bench.open_task(task)
        self.body.setStretchFactor(self.middle, 0)
        self.heard.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.preview.setFixedSize(PREVIEW_BESIDE_CODE)
        set_kind(self.question, "body")
        self._name_done(t("live.spoken_task"), t("task.hand_in"), t("task.hand_in"))
        self._show_bench()
        # The words above it are drawn first.
        QTimer.singleShot(SHOWN_AFTER_MS, self.bench, self.bench.show)

    def _close_task(self) -> None:
        if self.bench is None:
            return
        bench, self.bench = self.bench, None
        bench.close_task()
        self.body.removeWidget(bench)
        bench.hide()
        bench.deleteLater()
        t = self.texts
        self.body.setStretchFactor(self.middle, 1)
        self.middle.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.preview.setFixedSize(PREVIEW)
        self.question.setVisible(True)
        self.said.setVisible(True)
        self._name_done(t("live.spoken"), t("live.done"), t("live.done_name"))
        self.setFocus()

    def _name_done(self, keys: str, text: str, name: str) -> None:
        self.keys.setText(keys)
        self.done.setText(text)
        self.done.setAccessibleName(name)

    def _show_bench(self) -> None:
        """The interviewer's words stand above the task until it can be worked on."""
        if self.bench is not None:
            self.bench.set_state(self._state)
            self.question.setVisible(self._state == "speaking")
            self.said.setVisible(self._state == "speaking")

    def _run_code(self) -> None:
        if self.bench is not None:
            self.bench.run.click()

    def _hear(self, event: LevelChanged) -> None:
        self.meter.set_level(event.dbfs, event.speech)
        word = self._judge.hear(event.dbfs, event.speech, time.monotonic())
        if word is not None:
            self.level_words.setText(self.texts(f"level_short.{word}"))
