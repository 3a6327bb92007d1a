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
    StateChanged,
)
from desktop.domain.session import CAMERA_OFF, SessionConfig
from desktop.ui.context import Context
from desktop.ui.localise import notice_banner
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, column, framed, label, row, rule, set_kind
from desktop.ui.widgets.captions import CaptionView
from desktop.ui.widgets.dialogs import ConfirmDialog, ReadDialog
from desktop.ui.widgets.level_meter import LevelJudge, LevelMeter
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.preview import CameraPreview
from desktop.ui.widgets.ring_button import RingButton
from desktop.ui.widgets.state_shape import StateShape

PREVIEW = QSize(224, 168)
LONG_QUESTION = 110
INFO_SHOWN_MS = 8000
MOST_BANNERS = 2
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
        self._blocking: Banner | None = None
        self._parts()
        self._lay_out()
        self._shortcuts()
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
        self.skip = self._button("live.skip", "Ctrl+→", self._controls.skip)
        self.stop = self._button("live.stop", "Ctrl+.", self.ask_stop, quiet=True)
        self.plan = self._button("live.plan", "Ctrl+I", self.show_plan, quiet=True)
        self.plan.setEnabled(False)
        self.done = RingButton(t("live.done"), tokens)
        self.done.setToolTip("Enter")
        self.done.setAccessibleName(t("live.done_name"))
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
        middle = row(spacing=3 * GRID)
        middle.addLayout(words, 1)
        middle.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row(self.place, 1, self.timer))
        self.body.addWidget(rule())
        self.body.addLayout(middle, 1)
        self._outer.addWidget(self._bottom())
        self._apply_preview_choice()

    def _bottom(self) -> QFrame:
        level = column(self.meter, self.level_words, spacing=GRID // 2)
        hint = label(self.texts("live.spoken"), "small")
        buttons = row(self.stop, self.plan, spacing=GRID)
        buttons.addStretch(1)
        for part in (self.repeat, self.pause, self.skip, self.done):
            buttons.addWidget(part)
        top = row(hint, spacing=3 * GRID)
        top.setStretch(0, 1)
        top.addLayout(level)
        self.meter.setFixedWidth(224)
        layout = column(self.captions, top, buttons, spacing=GRID)
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

    def _end_answer(self) -> None:
        if self._state == "listening":
            self._controls.end_answer()

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
        elif isinstance(event, InterviewerSaid):
            self.said.setText(event.text)
            set_kind(self.said, "long_question" if self._question is None else "body")
        elif isinstance(event, PlanMade):
            self._plan = event.lines
            self.plan.setEnabled(True)
        elif isinstance(event, Notice):
            self._show_notice(event)

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
        self.place.setText(" · ".join(parts))
        set_kind(self.question, "long_question" if len(question.text) > LONG_QUESTION else "question")
        self.question.setText(question.text)
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
        set_kind(self.timer, "warn" if over else "strong")

    def _hear(self, event: LevelChanged) -> None:
        self.meter.set_level(event.dbfs, event.speech)
        word = self._judge.hear(event.dbfs, event.speech, time.monotonic())
        if word is not None:
            self.level_words.setText(self.texts(f"level_short.{word}"))

    def _show_notice(self, notice: Notice) -> None:
        shown = self.findChildren(Banner)
        for old in shown[: max(0, len(shown) - MOST_BANNERS + 1)]:
            self._dismiss(old)
        banner = notice_banner(self.texts, notice, self._notice_actions(notice))
        self.banners.addWidget(banner)
        for made in banner.findChildren(QPushButton):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if not notice.blocking:
                made.clicked.connect(lambda: self._dismiss(banner))
        if notice.blocking:
            self._blocking = banner
        elif notice.severity == "info":
            QTimer.singleShot(INFO_SHOWN_MS, banner, lambda: self._dismiss(banner))

    def _notice_actions(self, notice: Notice) -> tuple[Action, ...]:
        t = self.texts
        if not notice.blocking:
            return (Action(t("live.dismiss"), lambda: None),)
        return (Action(t("live.stop"), self.ask_stop), Action(t("live.continue"), self._go_on, primary=True))

    def _go_on(self) -> None:
        """The person did what the blocking notice asked for."""
        if self._blocking is not None:
            self._dismiss(self._blocking)
            self._blocking = None
        self._controls.resume()

    def _dismiss(self, banner: Banner) -> None:
        self.banners.removeWidget(banner)
        banner.setParent(None)
        banner.deleteLater()
