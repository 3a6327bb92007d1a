"""Devices before a session: what there is, and trying it out with the same code that the session uses."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from queue import Empty, SimpleQueue

import numpy as np

from desktop.capture.audio_source import RATE_HZ
from desktop.capture.clock import LiveClock
from desktop.capture.microphone import Microphone
from desktop.capture.playback import Speaker
from desktop.capture.portaudio import SoundDevice, devices
from desktop.domain.errors import CandidError, DeviceMissing
from desktop.domain.live import FramingHint, LevelChanged, LiveListener, Notice, PreviewFrame
from desktop.domain.presence import GazeSample
from desktop.session.eyes import eyes_config
from desktop.session.plugged import cameras
from desktop.workers import eyes_messages as msg
from desktop.workers.eyes import run_eyes
from desktop.workers.process import ChildProcess

log = logging.getLogger(__name__)

__all__ = ["DeviceCheck", "cameras", "microphones", "play_test_sound", "speakers"]

TONE_HZ = (523.25, 659.25, 783.99)
TONE_S = 0.25
# A frame that is being analysed, and a busy machine.
LOOK_SLACK_S = 3.0


def microphones() -> list[SoundDevice]:
    """Default first; empty when there is none or no sound system."""
    return _sound("input")


def speakers() -> list[SoundDevice]:
    return _sound("output")


def _sound(kind: str) -> list[SoundDevice]:
    try:
        return sorted(devices(kind), key=lambda device: not device.is_default)
    except DeviceMissing:
        return []


class DeviceCheck:
    """Level meter and preview while nothing is recorded."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._eyes: ChildProcess | None = None
        self._looks: SimpleQueue[msg.GazeMeasured] = SimpleQueue()
        self._look_numbers = itertools.count()

    def start(self, microphone: str | None, camera: str | int | None, listener: LiveListener) -> None:
        """Blocks while the microphone opens. What cannot be opened is told as a ``Notice``."""
        self.stop()
        self._ended = threading.Event()
        thread = threading.Thread(
            target=self._meter, args=(microphone, listener, self._ended), name="device-check", daemon=True
        )
        self._threads = [thread]
        thread.start()
        if camera is not None:
            self._start_camera(camera, listener)

    def stop(self) -> None:
        """Blocks until the devices are free again."""
        self._ended.set()
        for thread in self._threads:
            thread.join(5.0)
        self._threads = []
        eyes, self._eyes = self._eyes, None
        if eyes:
            eyes.stop(3.0)

    def measure_gaze(self, duration_s: float) -> GazeSample | None:
        """One look at one place; blocks that long. None without a camera, without eyes to be seen, or when the check
        ends meanwhile."""
        eyes, ended = self._eyes, self._ended
        if eyes is None:
            return None
        number = next(self._look_numbers)
        eyes.post(msg.MeasureGaze(number, duration_s))
        until_s = time.monotonic() + duration_s + LOOK_SLACK_S
        while not ended.is_set() and time.monotonic() < until_s:
            try:
                answer = self._looks.get(timeout=0.1)
            except Empty:
                continue
            if answer.number == number:
                return answer.sample
        return None

    def _meter(self, name: str | None, listener: LiveListener, ended: threading.Event) -> None:
        microphone = Microphone(name)
        try:
            microphone.start()
        except CandidError as error:
            listener(Notice("error", error.what, "", error.action))
            return
        peak, told_s = 0.0, 0.0
        while not ended.is_set():
            chunk = microphone.read(0.05)
            if chunk.problem == "lost":
                listener(Notice("error", "The microphone was lost.", "", "Connect it again or choose another."))
            if len(chunk.samples):
                peak = max(peak, float(np.abs(chunk.samples.astype(np.int32)).max()) / 32768)
            if time.monotonic() - told_s > 0.05:
                listener(LevelChanged(20 * float(np.log10(peak)) if peak > 1e-6 else -120.0, False))
                peak, told_s = 0.0, time.monotonic()
        microphone.stop()

    def _start_camera(self, camera: str | int, listener: LiveListener) -> None:
        def received(message: object) -> None:
            match message:
                case msg.HintChanged(hint, tilt_deg):
                    listener(FramingHint(hint, tilt_deg))
                case msg.GazeMeasured():
                    self._looks.put(message)
                case msg.CameraLostMsg(_, kind, reason, action):
                    what = "There is no camera picture." if kind == "missing" else "The camera was lost."
                    listener(Notice("warning", what, "The interview also works without a camera.", action or reason))
                case msg.AnalysisUnavailable(reason):
                    listener(Notice("warning", "The picture is not analysed.", "", reason))

        def newest(message: object) -> None:
            if isinstance(message, msg.Preview):
                listener(PreviewFrame(message.jpeg))

        config = eyes_config(camera, clock=LiveClock(), flat_out=False)
        self._eyes = ChildProcess("eyes-check", run_eyes, config, on_message=received, on_newest=newest)
        self._eyes.start()


def play_test_sound(speaker: str | None) -> None:
    """Three soft tones; blocks until they were played. Raises ``DeviceMissing``."""
    time_s = np.arange(int(TONE_S * RATE_HZ)) / RATE_HZ
    fade = np.minimum(1.0, np.minimum(time_s, TONE_S - time_s) / 0.02)
    tones = [(0.2 * fade * np.sin(2 * np.pi * hz * time_s)).astype(np.float32) for hz in TONE_HZ]
    Speaker(speaker).play(iter(tones), RATE_HZ, threading.Event())
