"""Device check: is the microphone heard, the speaker heard, the face in the picture; then begin."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QFrame, QLayout, QWidget

from desktop.domain.live import FramingHint, LevelChanged, LiveEvent, Notice, PreviewFrame
from desktop.domain.presence import GazeZones
from desktop.domain.session import CAMERA_OFF, Profile, SessionConfig
from desktop.ui.background import run_in_background
from desktop.ui.context import Context
from desktop.ui.localise import notice_banner
from desktop.ui.ports import Device, DeviceList
from desktop.ui.theme import GRID
from desktop.ui.widgets.banner import Action, Banner
from desktop.ui.widgets.basic import button, card, clear, column, label, row, rule, set_kind
from desktop.ui.widgets.gaze_dots import GazeDots
from desktop.ui.widgets.level_meter import LevelJudge, LevelMeter
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.preview import CameraPreview

PREVIEW = QSize(344, 258)


class CheckPage(Page):
    """Opening and closing devices may take seconds, so both run in the background, one after the other."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.texts("check.title"), context.texts("check.subtitle"))
        t = self.texts
        tokens = context.theme.tokens
        self._order = threading.Lock()
        self._watching = threading.Lock()
        self._wanted = False
        self._gone = False
        self._unwatch: Callable[[], None] | None = None
        self._judge = LevelJudge()
        self.microphones, self.cameras, self.speakers = QComboBox(), QComboBox(), QComboBox()
        for box, key in ((self.microphones, "microphone"), (self.cameras, "camera"), (self.speakers, "speaker")):
            box.setAccessibleName(t(f"check.{key}"))
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _: self._chosen())
        self.meter = LevelMeter(tokens, t("check.level"))
        self.level_words = label(t("check.say_something"), "muted")
        self.preview = CameraPreview(tokens, t("check.no_picture"), PREVIEW, guide=True)
        self.framing = label(t("check.framing_wait"), "muted")
        self.gaze_words = label(t("check.gaze_why"), "muted")
        self.gaze_words.setFixedWidth(PREVIEW.width())
        self.calibrate = button(t("check.gaze_start"), self._calibrate)
        self.forget_gaze = button(t("check.gaze_forget"), self._forget_gaze, "quiet")
        self._dots: GazeDots | None = None
        self.play = button(t("check.play"), self._play)
        self.speaker_answer = column(label(t("check.speaker_hint"), "muted"))
        both = row(self._sound(), self._picture(), spacing=2 * GRID)
        both.setStretch(0, 1)
        self.body.addLayout(both)
        self.body.addStretch(1)
        self.begin = button(t("check.begin"), self._begin, "primary")
        self.set_footer(self.begin, button(t("check.change"), context.go.setup))

    def _sound(self) -> QFrame:
        t = self.texts
        speaker_line = row(self.play)
        speaker_line.addLayout(self.speaker_answer, 1)
        return card(
            label(t("check.microphone"), "strong"),
            self.microphones,
            self.meter,
            self.level_words,
            rule(),
            label(t("check.speaker"), "strong"),
            self.speakers,
            speaker_line,
            1,
        )

    def _picture(self) -> QFrame:
        t = self.texts
        return card(label(t("check.camera"), "strong"), self.cameras, self.preview, self.framing, *self._gaze(), 1)

    def _gaze(self) -> tuple[QWidget | QLayout, ...]:
        return rule(), self.gaze_words, row(self.calibrate, self.forget_gaze, 1)

    def entered(self) -> None:
        self._wanted = True
        run_in_background(self, self._watch, lambda _: None, self._failed)
        self._list()
        self.begin.setFocus()

    def left(self) -> None:
        checking, self._wanted = self._wanted, False
        self._close_dots()
        # After Begin the devices are free already, and the session is taking them: only the watching ends.
        run_in_background(self, lambda: self._end(checking), lambda _: None, lambda _: None)

    def _watch(self) -> None:
        """A change comes on any thread; the bridge's queue is the way back, so it travels as an event of this page."""
        bridge = self.context.bridge
        end = self.context.ports.devices.watch(lambda: bridge(_CHANGED))
        with self._watching:
            self._unwatch = end
            late = self._gone
        if late:
            end()

    def _end(self, checking: bool) -> None:
        with self._watching:
            self._gone = True
            end = self._unwatch
        if end is not None:
            end()
        if checking:
            self._stop()

    def _list(self) -> None:
        run_in_background(self, self.context.ports.devices.devices, self._listed, self._failed)

    def _listed(self, found: DeviceList) -> None:
        t = self.texts
        p = self.context.ports.settings.read()
        _fill(self.microphones, found.microphones, p.microphone, t("check.none_found"))
        _fill(self.speakers, found.speakers, p.speaker, t("check.none_found"))
        _fill(self.cameras, found.cameras, p.camera if p.camera_on else CAMERA_OFF, t("check.camera_off"), off=True)
        self._show_camera_words(self._camera())
        self.play.setEnabled(bool(found.speakers))
        self.begin.setEnabled(bool(found.microphones))
        if found.microphones:
            self.clear_banners()
            self._restart()
        else:
            again = Action(t("common.retry"), self._list)
            self.show_banner(
                Banner("error", t("check.no_mic"), t("check.no_mic_safe"), t("check.no_mic_action"), (again,))
            )

    def _restart(self) -> None:
        camera = self._camera()
        self._show_camera_words(camera)
        microphone: str | None = self.microphones.currentData()
        devices, listener = self.context.ports.devices, self.context.bridge

        def start() -> None:
            with self._order:
                if self._wanted:
                    devices.start_check(microphone, camera, listener)

        run_in_background(self, start, lambda _: None, self._failed)

    def _stop(self) -> None:
        with self._order:
            self.context.ports.devices.stop_check()

    def _failed(self, error: Exception) -> None:
        if self._wanted:
            self.show_error(error, Action(self.texts("common.retry"), self._list))

    def _camera(self) -> str | None:
        chosen: str | None = self.cameras.currentData()
        return chosen if self.cameras.count() else CAMERA_OFF

    def _show_camera_words(self, camera: str | None) -> None:
        t = self.texts
        off = camera == CAMERA_OFF
        self.preview.set_placeholder(t("check.camera_off_text" if off else "check.no_picture"))
        self.framing.setText(t("check.framing_off" if off else "check.framing_wait"))
        # Not before there is a picture to measure in.
        self.calibrate.setEnabled(False)
        self._show_gaze_words()

    def _show_gaze_words(self) -> None:
        t = self.texts
        zones = self._own_zones()
        self.gaze_words.setText(t("check.gaze_done", camera=zones.camera) if zones else t("check.gaze_why"))
        self.calibrate.setText(t("check.gaze_again" if zones else "check.gaze_start"))
        self.forget_gaze.setVisible(zones is not None)

    def _own_zones(self) -> GazeZones | None:
        """What an earlier calibration with the chosen camera gave."""
        zones = self.context.ports.settings.read().gaze
        return zones if zones and zones.camera == self.cameras.currentText() else None

    def _calibrate(self) -> None:
        self._close_dots()
        self._dots = GazeDots(self, self.context, self.cameras.currentText(), self._keep_gaze)
        self._dots.finished.connect(self._dots_gone)
        self._dots.setScreen(self.screen())
        self._dots.showFullScreen()

    def _close_dots(self) -> None:
        if self._dots is not None:
            self._dots.reject()

    def _dots_gone(self) -> None:
        self._dots = None
        self.calibrate.setFocus()

    def _keep_gaze(self, zones: GazeZones | None) -> None:
        settings = self.context.ports.settings
        settings.write(replace(settings.read(), gaze=zones))
        self._show_gaze_words()

    def _forget_gaze(self) -> None:
        self._keep_gaze(None)

    def _chosen(self) -> None:
        settings = self.context.ports.settings
        p = settings.read()
        camera = self._camera()
        settings.write(
            replace(
                p,
                microphone=self.microphones.currentData(),
                speaker=self.speakers.currentData(),
                camera=p.camera if camera == CAMERA_OFF else camera,
                camera_on=camera != CAMERA_OFF,
            )
        )
        self.clear_banners()
        self._restart()

    def _play(self) -> None:
        self.play.setEnabled(False)
        speaker: str | None = self.speakers.currentData()

        def failed(error: Exception) -> None:
            self.play.setEnabled(True)
            self.show_error(error)

        run_in_background(
            self, lambda: self.context.ports.devices.play_test_sound(speaker), lambda _: self._ask_heard(), failed
        )

    def _ask_heard(self) -> None:
        t = self.texts
        self.play.setEnabled(True)
        self._speaker_says(None)
        yes = button(t("common.yes"), lambda: self._speaker_says("check.heard"))
        no = button(t("common.no"), lambda: self._speaker_says("check.not_heard"))
        self.speaker_answer.addLayout(row(label(t("check.heard_question"), wrap=False), yes, no, 1))

    def _speaker_says(self, key: str | None) -> None:
        clear(self.speaker_answer)
        if key is not None:
            self.speaker_answer.addWidget(label(self.texts(key), "warn" if key == "check.not_heard" else "accent"))

    def on_event(self, event: LiveEvent) -> None:
        if event is _CHANGED:
            self._list()
        elif isinstance(event, LevelChanged):
            self._hear(event)
        elif isinstance(event, PreviewFrame):
            self.preview.show_jpeg(event.jpeg)
            self.calibrate.setEnabled(True)
        elif isinstance(event, FramingHint):
            good = event.hint == "ok"
            self.framing.setText(self.texts(f"framing.{event.hint}", degrees=f"{abs(event.tilt_deg):.0f}"))
            set_kind(self.framing, "accent" if good else "warn")
        elif isinstance(event, Notice):
            self.show_banner(notice_banner(self.texts, event))

    def _hear(self, event: LevelChanged) -> None:
        self.meter.set_level(event.dbfs, event.speech)
        word = self._judge.hear(event.dbfs, event.speech, time.monotonic())
        if word is not None:
            self.level_words.setText(self.texts(f"level.{word}"))
            set_kind(self.level_words, "accent" if word == "good" else "warn")

    def config(self) -> SessionConfig:
        """What will run: the set-up with the devices chosen here."""
        p, draft = self.context.ports.settings.read(), self.context.draft
        profile = Profile(p.name, p.role, p.domain, p.interview_language, draft.resume, draft.job)
        camera = self._camera()
        return SessionConfig(
            profile=profile,
            questions=p.questions,
            difficulty=p.difficulty,
            microphone=self.microphones.currentData(),
            camera=camera,
            speaker=self.speakers.currentData(),
            headphones=p.headphones,
            keep_audio=p.keep_audio,
            keep_video=p.keep_video and camera != CAMERA_OFF,
            seed=secrets.randbelow(2**31),
            gaze=self._own_zones() if camera != CAMERA_OFF else None,
        )

    def _begin(self) -> None:
        self._wanted = False
        config = self.config()
        self.begin.setEnabled(False)

        def failed(error: Exception) -> None:
            self.begin.setEnabled(True)
            self.show_error(error)

        run_in_background(self, self._stop, lambda _: self.context.go.begin(config), failed)


_CHANGED = Notice("info", "devices changed")
"""Known by identity; its words are never shown."""


def _fill(box: QComboBox, devices: tuple[Device, ...], chosen: str | None, none: str, *, off: bool = False) -> None:
    """Devices, with ``none`` where there are none (or, with ``off``, as the choice not to use any)."""
    box.clear()
    for device in devices:
        box.addItem(device.name, device.id)
    if off:
        box.addItem(none, CAMERA_OFF)
    elif not devices:
        box.addItem(none, None)
    box.setEnabled(bool(devices))
    ids = [device.id for device in devices] + ([CAMERA_OFF] if off else [])
    box.setCurrentIndex(ids.index(chosen) if chosen in ids else 0)
