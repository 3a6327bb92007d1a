"""The session's side of the eyes process: presence into the log, previews and hints to the window, losses as gaps."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from desktop.capture.clock import LiveClock, SessionClock
from desktop.domain import events as ev
from desktop.domain.errors import ModelMissing
from desktop.domain.live import FramingHint, LiveListener, Notice, PreviewFrame
from desktop.domain.presence import GazeZones
from desktop.domain.session import Gap
from desktop.signals.presence import Hint
from desktop.store.log import SessionLog
from desktop.workers import eyes_messages as msg
from desktop.workers.eyes import run_eyes
from desktop.workers.process import ChildProcess
from models.paths import model_file

log = logging.getLogger(__name__)

# A camera file that is read flat out may still be behind the sound when the interview is over.
CATCH_UP_LIMIT_S = 600.0
STOP_LIMIT_S = 5.0
# Beyond the engine's own: captions come first, then frames, then judging.
EYES_NICENESS = 3


def eyes_config(
    camera: str | int,
    *,
    clock: SessionClock,
    flat_out: bool,
    record: Path | None = None,
    zones: GazeZones | None = None,
) -> msg.EyesConfig:
    """Settings of the eyes process for one session. Without its models pictures are still shown and recorded."""

    def optional(model_id: str, name: str) -> Path | None:
        try:
            return model_file(model_id, name)
        except ModelMissing:
            return None

    face = optional("face-landmarker", "face_landmarker.task")
    return msg.EyesConfig(
        source=int(camera) if isinstance(camera, str) and camera.isdigit() else camera,
        face_model=face or Path("face_landmarker.task"),
        pose_model=optional("pose-landmarker", "pose_landmarker.task"),
        origin_s=clock.origin_s if isinstance(clock, LiveClock) else 0.0,
        speed="max" if flat_out else "real",
        record_path=record,
        zones=zones,
    )


REMINDERS: dict[Hint, Notice] = {
    "no_face": Notice("info", "Your face is not in the picture.", action="Sit in front of the camera."),
    "two_faces": Notice("info", "There are two faces in the picture.", action="Only one should be in it."),
    "cut_off": Notice("info", "Your head is cut off in the picture.", action="Move towards the middle."),
    "too_close": Notice("info", "You are very close to the camera.", action="Move back a little."),
    "too_far": Notice("info", "You are far from the camera.", action="Come a little closer."),
    "too_dark": Notice("info", "The picture is too dark.", action="Turn on a light in front of you."),
    "back_lit": Notice("info", "The light is behind you.", action="Light your face or turn away from the window."),
}


def reminder(hint: Hint, tilt_deg: float) -> Notice:
    """What is said of a lasting flaw of the picture during an interview; ``hint`` is not "ok"."""
    if hint != "tilted":
        return REMINDERS[hint]
    what = f"The picture is tilted by about {abs(tilt_deg):.0f}°."
    return Notice("info", what, action="Straighten the camera, or sit upright.")


class EyesLink:
    """Nothing when ``camera`` is None. Otherwise one supervised child for the length of the session."""

    def __init__(
        self,
        session_log: SessionLog,
        clock: SessionClock,
        tell: LiveListener,
        camera: str | int | None,
        *,
        record: Path | None,
        flat_out: bool,
        zones: GazeZones | None = None,
    ) -> None:
        self._log = session_log
        self._tell = tell
        self._clock = clock
        self._flat_out = flat_out
        self._lost_since_s: float | None = None
        self._lost_reason = ""
        self._end = threading.Event()
        self._last_frame_s = 0.0
        self.stats: msg.EyesStats | None = None
        self._child: ChildProcess | None = None
        if camera is None:
            session_log.append(ev.NoteAdded("camera_off"))
            return
        self._child = ChildProcess(
            "eyes",
            run_eyes,
            eyes_config(camera, clock=clock, flat_out=flat_out, record=record, zones=zones),
            on_message=self._received,
            on_newest=self._newest,
            on_given_up=self._given_up,
            niceness=EYES_NICENESS,
        )

    def start(self) -> None:
        if self._child:
            self._child.start()

    def stop(self, *, abandon: bool = False) -> None:
        """Wait for the last frames (not when what was seen is to be abandoned) and end the child.

        A camera that never came back leaves its gap in the log.
        """
        if self._child is None:
            return
        if self._flat_out and not abandon:
            self._catch_up()
        self._child.stop(STOP_LIMIT_S)
        if self._lost_since_s is not None:
            self._log.append(ev.GapNoted(Gap("camera", self._lost_since_s, self._clock.now_s(), self._lost_reason)))
            self._lost_since_s = None

    def _catch_up(self) -> None:
        waited_s = 0.0
        while not self._end.wait(0.1) and waited_s < CATCH_UP_LIMIT_S:
            waited_s += 0.1
            if self._last_frame_s >= self._clock.now_s():
                return

    def _newest(self, message: Any) -> None:
        if isinstance(message, msg.Preview):
            self._tell(PreviewFrame(message.jpeg))

    def _received(self, message: Any) -> None:
        match message:
            case msg.PresenceBatch(frames):
                self._last_frame_s = frames[-1].t_s
                self._log.append(ev.PresenceObserved(frames))
            case msg.HintChanged(hint, tilt_deg):
                self._tell(FramingHint(hint, tilt_deg))
            case msg.HintLasts(hint, tilt_deg) if not self._flat_out:
                self._tell(reminder(hint, tilt_deg))
            case msg.CameraLostMsg():
                self._lost(message)
            case msg.CameraBackMsg(t_s, lost_s):
                self._lost_since_s = None
                self._log.append(ev.GapNoted(Gap("camera", lost_s, t_s, self._lost_reason)))
                self._tell(Notice("info", "The camera is back."))
            case msg.RecordingStarted(path, t_s):
                self._log.append(ev.VideoStarted(path.name, t_s))
            case msg.RecordingStopped():
                self._recording_stopped(message)
            case msg.AnalysisUnavailable(reason):
                self._log.append(ev.NoteAdded(f"presence_unavailable: {reason}"))
                self._tell(Notice("warning", "The picture is not analysed.", "It is shown and nothing else.", reason))
            case msg.EndOfMedia(t_s, reason):
                if reason:
                    self._log.append(ev.NoteAdded(f"The picture ended at {t_s:.1f} s: {reason}"))
                self._end.set()
            case msg.EyesStats():
                self.stats = message
            case _:
                pass

    def _lost(self, message: msg.CameraLostMsg) -> None:
        self._lost_since_s = message.t_s
        self._lost_reason = message.reason
        what = "There is no camera picture." if message.kind == "missing" else "The camera was lost."
        self._tell(Notice("warning", what, "The interview goes on with sound.", message.action or message.reason))

    def _recording_stopped(self, message: msg.RecordingStopped) -> None:
        if message.dropped:
            self._log.append(ev.NoteAdded(f"{message.dropped} video frames could not be recorded in time."))
        if message.reason:
            self._tell(Notice("warning", "The video recording stopped.", "Sound is still recorded.", message.reason))

    def _given_up(self, reason: str) -> None:
        log.warning("eyes given up: %s", reason)
        self._log.append(ev.NoteAdded(f"presence_unavailable: {reason}"))
        self._tell(Notice("warning", "The camera analysis stopped.", "The interview goes on with sound."))
        self._end.set()
