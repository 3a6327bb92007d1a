"""The eyes process: fetches pictures, records them, shows them small, and turns them into presence frames.

Three threads: the grabber reads the camera, the recorder encodes, and this one analyses. The newest frame wins, so a
slow machine analyses fewer frames and falls behind nowhere; recording and preview do not wait for the analysis.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Protocol

from desktop.capture.frame_source import Frame
from desktop.domain.errors import CandidError
from desktop.domain.presence import GazeSample, PresenceFrame
from desktop.signals.presence import (
    Gaze,
    Hint,
    HintReminder,
    HintTracker,
    PresenceAnalyser,
    TiltTracker,
    gaze_sample,
)
from desktop.workers.eyes_camera import Grabber, open_source, session_now
from desktop.workers.eyes_messages import (
    AnalysisUnavailable,
    EndOfMedia,
    EyesConfig,
    EyesStats,
    GazeMeasured,
    HintChanged,
    HintLasts,
    MeasureGaze,
    PresenceBatch,
    Preview,
    SetRate,
    StartRecording,
    Stop,
    StopRecording,
)
from desktop.workers.eyes_recorder import Recorder
from desktop.workers.frame_models import FrameModels, shrink
from desktop.workers.governor import RateGovernor

log = logging.getLogger(__name__)

BATCH_S = 1.0
STATS_S = 5.0
WAIT_S = 0.02
PREVIEW_WIDTH, PREVIEW_QUALITY = 320, 70
# People take 0.2-0.4 s to see a new dot and look there.
SETTLE_S = 0.6


class EyesChannel(Protocol):
    """The child's end of the pipe to the session."""

    stopped: bool

    def send(self, message: Any) -> None: ...
    def offer(self, message: Any) -> None: ...
    def poll(self, timeout_s: float | None = 0.0) -> Any | None: ...


def run_eyes(config: EyesConfig, channel: EyesChannel) -> None:
    """Runs in a child process until told to stop. Returns after the last batch is sent and the recording closed."""
    import cv2

    # One core at most: the rest is for speech.
    cv2.setNumThreads(1)
    if config.source == "none":
        channel.send(EndOfMedia(0.0, "no camera was chosen"))
        while not channel.stopped and not isinstance(channel.poll(None), Stop):
            pass
        return
    _Eyes(config, channel).run()


class _Eyes:
    """The main thread's state."""

    def __init__(self, config: EyesConfig, channel: EyesChannel) -> None:
        self._config = config
        self._channel = channel
        self._now_s = session_now(config.origin_s)
        self._recorder = Recorder(channel.send)
        self._grabber = Grabber(open_source(config), self._now_s, self._grabbed, channel.send)
        self._flat_out = config.speed == "max"
        self._analyser = PresenceAnalyser(config.zones)
        self._hints = HintTracker()
        self._reminder = HintReminder()
        self._tilt = TiltTracker()
        self._governor = RateGovernor(config.max_fps)
        self._batch: list[PresenceFrame] = []
        self._batch_began_s = 0.0
        self._models: FrameModels | None = None
        self._pose_due_s = float("-inf")
        self._preview_due_s = float("-inf")
        self._look: GazeLook | None = None
        self._stats = _Counters()
        self._done = False

    def run(self) -> None:
        if self._config.record_path is not None:
            self._recorder.start(self._config.record_path)
        self._grabber.start()
        try:
            self._load_models()
            while not self._done and not self._channel.stopped:
                self._step()
        finally:
            self._grabber.stop()
            self._recorder.stop()
            self._flush()
            self._send_stats()
            if self._models is not None:
                self._models.close()

    def _load_models(self) -> None:
        try:
            self._models = FrameModels(self._config.face_model, self._config.pose_model, "video")
        except CandidError as error:
            self._channel.send(AnalysisUnavailable(str(error)))

    def _step(self) -> None:
        command = self._channel.poll(0.0)
        if command is not None:
            self._obey(command)
        self._answer_look()
        frame = self._grabber.take(WAIT_S)
        if frame is not None:
            self._offer_preview(frame)
            if self._governor.wants(frame.t_s):
                self._analyse(frame)
            else:
                self._stats.skipped += 1
        elif self._grabber.drained and self._grabber.end is not None:
            self._flush()
            self._channel.send(self._grabber.end)
            self._await_stop()
            return
        # By media time, and by real time so that a lost camera holds nothing back.
        waited_s = time.monotonic() - self._batch_began_s
        if self._batch and (self._batch[-1].t_s - self._batch[0].t_s >= BATCH_S or waited_s > 1.5 * BATCH_S):
            self._flush()
        if time.monotonic() - self._stats.sent_s >= STATS_S:
            self._send_stats()

    def _await_stop(self) -> None:
        while not self._done and not self._channel.stopped:
            command = self._channel.poll(None)
            if command is not None:
                self._obey(command)

    def _obey(self, command: object) -> None:
        match command:
            case StartRecording(path):
                self._recorder.start(path)
            case StopRecording():
                self._recorder.stop()
            case SetRate(fps):
                self._governor.limit(fps)
            case MeasureGaze(number, duration_s):
                self._look = GazeLook(number, self._now_s(), duration_s)
            case Stop():
                self._done = True
            case _:
                log.warning("unknown command %s", type(command).__name__)

    def _grabbed(self, frame: Frame) -> None:
        self._recorder.put(frame)

    def _analyse(self, frame: Frame) -> None:
        if self._models is None:
            return
        with_pose = frame.t_s >= self._pose_due_s
        if with_pose:
            self._pose_due_s = frame.t_s + self._config.pose_every_s
        began_s = time.perf_counter()
        look = self._models.look(frame.image, frame.t_s, with_pose)
        took_s = time.perf_counter() - began_s
        if not self._flat_out:
            self._governor.took(took_s)
        self._stats.add(took_s)
        if not self._batch:
            self._batch_began_s = time.monotonic()
        seen = self._analyser.add(frame.t_s, look.reading, look.posture)
        self._batch.append(seen)
        self._hint(seen, look.hint)
        if self._look is not None:
            self._look.add(seen)

    def _hint(self, seen: PresenceFrame, hint: Hint) -> None:
        shoulder_roll_deg = seen.posture.shoulder_roll_deg if seen.posture else None
        tilt_deg = self._tilt.add(seen.t_s, seen.roll_deg, shoulder_roll_deg)
        # What hides the face comes first; a tilted picture can be measured all the same.
        if hint == "ok" and tilt_deg:
            hint = "tilted"
        if (shown := self._hints.add(seen.t_s, hint)) is not None:
            self._channel.send(HintChanged(shown, tilt_deg))
        if (lasting := self._reminder.add(seen.t_s, hint)) is not None:
            self._channel.send(HintLasts(lasting, tilt_deg))

    def _answer_look(self) -> None:
        """By the clock and not by frames: a camera without pictures must not leave the question open."""
        if self._look is not None and self._now_s() >= self._look.until_s:
            self._channel.send(GazeMeasured(self._look.number, self._look.sample()))
            self._look = None

    def _offer_preview(self, frame: Frame) -> None:
        import cv2

        now_s = time.monotonic()
        if self._flat_out or now_s < self._preview_due_s:
            return
        self._preview_due_s = now_s + 1 / self._config.preview_fps
        small = shrink(frame.image, max(1, round(PREVIEW_WIDTH * max(frame.image.shape[:2]) / frame.image.shape[1])))
        good, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, PREVIEW_QUALITY])
        if good:
            self._channel.offer(Preview(jpeg.tobytes(), frame.t_s))

    def _flush(self) -> None:
        if self._batch:
            frames, self._batch = tuple(self._batch), []
            self._channel.send(PresenceBatch(frames))

    def _send_stats(self) -> None:
        stats = self._stats
        fps, analysis_ms = stats.since_last()
        skipped = stats.skipped + self._grabber.replaced
        self._channel.send(
            EyesStats(
                t_s=self._now_s(),
                grabbed=self._grabber.grabbed,
                analysed=stats.analysed,
                skipped=skipped,
                record_dropped=self._recorder.dropped,
                fps=fps,
                analysis_ms=analysis_ms,
            )
        )


class GazeLook:
    """Gazes in ``[began_s + SETTLE_S, began_s + duration_s)``, with the eyes open."""

    def __init__(self, number: int, began_s: float, duration_s: float) -> None:
        self.number = number
        self.until_s = began_s + duration_s
        self._from_s = began_s + min(SETTLE_S, duration_s / 2)
        self._gazes: list[Gaze] = []

    def add(self, frame: PresenceFrame) -> None:
        if frame.gaze_yaw_deg is None or frame.gaze_pitch_deg is None:
            return
        if self._from_s <= frame.t_s < self.until_s:
            self._gazes.append(Gaze(frame.gaze_yaw_deg, frame.gaze_pitch_deg))

    def sample(self) -> GazeSample | None:
        return gaze_sample(self._gazes)


class _Counters:
    """Frames analysed, since the start and since the last report."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.analysed = 0
        self.skipped = 0
        self.sent_s = clock()
        self._clock = clock
        self._recent = 0
        self._recent_s = 0.0

    def add(self, took_s: float) -> None:
        self.analysed += 1
        self._recent += 1
        self._recent_s += took_s

    def since_last(self) -> tuple[float, float]:
        """Frames a second and milliseconds a frame; starts a new stretch."""
        now_s = self._clock()
        fps = self._recent / max(now_s - self.sent_s, 1e-6)
        analysis_ms = 1000 * self._recent_s / self._recent if self._recent else 0.0
        self.sent_s, self._recent, self._recent_s = now_s, 0, 0.0
        return round(fps, 2), round(analysis_ms, 2)
