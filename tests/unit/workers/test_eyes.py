"""The eyes process as the session runs it: a real child, real models, real media."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from desktop.capture.video_file import VideoFileSource
from desktop.domain.presence import GazeZones
from desktop.resources import assets_dir
from desktop.workers.eyes import run_eyes
from desktop.workers.eyes_messages import (
    AnalysisUnavailable,
    CameraBackMsg,
    CameraLostMsg,
    CameraOpened,
    EndOfMedia,
    EyesConfig,
    EyesStats,
    GazeMeasured,
    HintChanged,
    HintLasts,
    MeasureGaze,
    PresenceBatch,
    Preview,
    RecordingStarted,
    RecordingStopped,
    SetRate,
    StartRecording,
    StopRecording,
)
from desktop.workers.process import ChildProcess
from models.paths import model_file
from tests.e2e.harness.virtual_camera import VirtualCamera, can_run
from tests.weights import face_landmarker

CANDIDATE = assets_dir() / "sample" / "candidate.mp4"


class Eyes:
    """A running child and everything it said."""

    def __init__(self, config: EyesConfig) -> None:
        self.said: list[Any] = []
        self.newest: list[Any] = []
        self.child = ChildProcess("eyes", run_eyes, config, on_message=self.said.append, on_newest=self.newest.append)
        self.child.start()

    def wait(self, good: Callable[[Any], bool], limit_s: float = 60.0) -> Any:
        deadline_s = time.monotonic() + limit_s
        while time.monotonic() < deadline_s:
            for message in list(self.said):
                if good(message):
                    return message
            time.sleep(0.05)
        raise AssertionError(f"not said: {[type(m).__name__ for m in self.said]}, {self.child.last_error}")

    def wait_for(self, kind: type, limit_s: float = 60.0) -> Any:
        return self.wait(lambda message: isinstance(message, kind), limit_s)

    @property
    def frames(self) -> list[Any]:
        return [frame for message in self.said if isinstance(message, PresenceBatch) for frame in message.frames]


def short_clip(path: Path, seconds: float = 6.0) -> Path:
    """The beginning of the sample, as a file of its own."""
    source = VideoFileSource(CANDIDATE)
    source.open()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (640, 480))
    while (frame := source.read()) is not None and frame.t_s < seconds:
        writer.write(frame.image)
    writer.release()
    source.close()
    return path


@pytest.mark.models
def test_recording_is_analysed_whole_and_its_end_is_told(tmp_path: Path) -> None:
    pose = model_file("pose-landmarker", "pose_landmarker.task")
    config = EyesConfig(str(short_clip(tmp_path / "clip.mp4")), face_landmarker(), pose, speed="max", max_fps=12.5)
    eyes = Eyes(config)
    try:
        end = eyes.wait_for(EndOfMedia)
        assert end.t_s == pytest.approx(5.96, abs=0.05)
        assert end.reason == ""
        times = [frame.t_s for frame in eyes.frames]
        assert len(times) == pytest.approx(75, abs=4)
        assert times == sorted(times)
        assert all(frame.face for frame in eyes.frames)
        assert 4 <= sum(frame.posture is not None for frame in eyes.frames) <= 7
        batches = [message for message in eyes.said if isinstance(message, PresenceBatch)]
        assert all(batch.frames[-1].t_s - batch.frames[0].t_s < 1.2 for batch in batches)
    finally:
        eyes.child.stop()
    assert eyes.child.restarts == 0
    stats = [message for message in eyes.said if isinstance(message, EyesStats)][-1]
    assert stats.analysed == len(times)


@pytest.mark.models
def test_a_tilted_camera_is_told_and_later_once_more_as_lasting(tmp_path: Path) -> None:
    """The sample's person with the whole picture turned. The head alone tilts by 5 degrees, which tells nothing; head
    and shoulders of the portrait lean by 4.5 degrees together."""
    pose = model_file("pose-landmarker", "pose_landmarker.task")
    straight = short_clip(tmp_path / "straight.mp4", 18.0)
    for clip, tilt_deg in ((straight, None), (turned_clip(straight, tmp_path / "turned.mp4", 14.0), 18.5)):
        eyes = Eyes(EyesConfig(str(clip), face_landmarker(), pose, speed="max"))
        try:
            eyes.wait_for(EndOfMedia)
        finally:
            eyes.child.stop()
        told = [m.tilt_deg for m in eyes.said if isinstance(m, HintChanged) and m.hint == "tilted"]
        lasting = [m.tilt_deg for m in eyes.said if isinstance(m, HintLasts) and m.hint == "tilted"]
        assert told[:1] == pytest.approx([tilt_deg] if tilt_deg else [], abs=3)
        assert len(lasting) == bool(tilt_deg)


def turned_clip(path: Path, turned: Path, degrees: float) -> Path:
    """The same clip, turned clockwise."""
    source = VideoFileSource(path)
    source.open()
    turn = cv2.getRotationMatrix2D((320, 240), -degrees, 1.0)
    writer = cv2.VideoWriter(str(turned), cv2.VideoWriter.fourcc(*"mp4v"), 25, (640, 480))
    while (frame := source.read()) is not None:
        writer.write(cv2.warpAffine(frame.image, turn, (640, 480), borderMode=cv2.BORDER_REPLICATE))
    writer.release()
    source.close()
    return turned


@pytest.mark.models
def test_paced_recording_gives_session_time_preview_and_a_video(tmp_path: Path) -> None:
    origin_s = time.monotonic() - 100
    clip = short_clip(tmp_path / "clip.mp4", 5.0)
    eyes = Eyes(EyesConfig(str(clip), face_landmarker(), origin_s=origin_s, record_path=tmp_path / "v.mkv"))
    try:
        eyes.wait_for(CameraOpened)
        eyes.child.post(SetRate(5))
        eyes.wait_for(EndOfMedia)
        assert all(frame.t_s > 100 for frame in eyes.frames)
        jpeg = next(message.jpeg for message in eyes.newest if isinstance(message, Preview))
        assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape == (240, 320, 3)
        eyes.child.post(StopRecording())
        stopped = eyes.wait_for(RecordingStopped)
        assert (stopped.frames, stopped.dropped, stopped.reason) == (125, 0, "")
        started = eyes.wait_for(RecordingStarted)
        assert started.t_s == pytest.approx(eyes.wait_for(CameraOpened).t_s, abs=0.01)
    finally:
        eyes.child.stop()
    source = VideoFileSource(tmp_path / "v.mkv")
    source.open()
    assert source.read() is not None


@pytest.mark.models
def test_looks_are_measured_and_own_zones_are_used(tmp_path: Path) -> None:
    """The person in the sample looks at the camera, give or take what nobody calibrated."""
    config = EyesConfig(str(short_clip(tmp_path / "clip.mp4", 10.0)), face_landmarker(), origin_s=time.monotonic())
    eyes = Eyes(config)
    try:
        eyes.wait(lambda message: isinstance(message, PresenceBatch) and message.frames[-1].face)
        eyes.child.post(MeasureGaze(7, 2.5))
        sample = eyes.wait_for(GazeMeasured, 10).sample
        assert eyes.wait_for(GazeMeasured).number == 7
        assert sample.frames >= 6
        assert abs(sample.yaw_deg) < 12
        seen = [frame.gaze_yaw_deg for frame in eyes.frames if frame.gaze_yaw_deg is not None]
        assert min(seen) <= sample.yaw_deg <= max(seen)
    finally:
        eyes.child.stop()
    # Someone whose look at the camera lies far to the right of this person's: this one looks to the left of it.
    other = GazeZones(sample.yaw_deg + 40, sample.pitch_deg, 8, 8, 11, 11)
    clip = str(short_clip(tmp_path / "again.mp4", 2.0))
    moved = Eyes(EyesConfig(clip, face_landmarker(), speed="max", zones=other))
    try:
        moved.wait_for(EndOfMedia)
    finally:
        moved.child.stop()
    assert {frame.zone for frame in moved.frames} == {"left"}


@pytest.mark.models
def test_a_look_without_eyes_is_answered_with_none(tmp_path: Path) -> None:
    path = tmp_path / "grey.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 25, (640, 480))
    for _ in range(150):
        writer.write(np.full((480, 640, 3), 128, np.uint8))
    writer.release()
    eyes = Eyes(EyesConfig(str(path), face_landmarker(), origin_s=time.monotonic()))
    try:
        eyes.wait_for(PresenceBatch)
        eyes.child.post(MeasureGaze(0, 1.0))
        assert eyes.wait_for(GazeMeasured, 10).sample is None
    finally:
        eyes.child.stop()


def test_without_a_model_pictures_go_on_without_analysis(tmp_path: Path) -> None:
    eyes = Eyes(EyesConfig(str(CANDIDATE), tmp_path / "absent.task"))
    try:
        assert "absent.task" in eyes.wait_for(AnalysisUnavailable).reason
        eyes.child.post(StartRecording(tmp_path / "v.mkv"))
        eyes.wait_for(RecordingStarted)
        time.sleep(1.0)
        assert any(isinstance(message, Preview) for message in eyes.newest)
        assert eyes.frames == []
    finally:
        eyes.child.stop()
    assert eyes.wait_for(RecordingStopped).frames > 10
    assert eyes.child.restarts == 0


def test_killed_process_comes_back_and_keeps_what_was_recorded(tmp_path: Path) -> None:
    eyes = Eyes(EyesConfig(str(CANDIDATE), tmp_path / "absent.task", record_path=tmp_path / "v.mkv"))
    try:
        eyes.wait_for(RecordingStarted)
        time.sleep(2.5)
        eyes.child.kill()
        again = eyes.wait(lambda message: isinstance(message, RecordingStarted) and message.path.name == "v-2.mkv")
        assert again.path.parent == tmp_path
        assert eyes.child.restarts == 1
    finally:
        eyes.child.stop()
    for name in ("v.mkv", "v-2.mkv"):
        source = VideoFileSource(tmp_path / name)
        source.open()
        assert source.read() is not None, name
        source.close()


def test_unreadable_file_ends_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no video\n")
    eyes = Eyes(EyesConfig(str(path), tmp_path / "absent.task"))
    try:
        assert "cannot be read" in eyes.wait_for(EndOfMedia).reason
    finally:
        eyes.child.stop()
    assert eyes.child.restarts == 0


def test_no_camera_chosen_waits_quietly(tmp_path: Path) -> None:
    eyes = Eyes(EyesConfig("none", tmp_path / "absent.task"))
    eyes.wait_for(EndOfMedia)
    eyes.child.stop(deadline_s=5)
    assert not eyes.child.alive
    assert eyes.child.restarts == 0


@pytest.mark.models
@pytest.mark.skipif(not can_run(), reason="needs Linux and a C compiler")
def test_unplugged_camera_comes_back_and_the_recording_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = VirtualCamera(tmp_path, CANDIDATE)
    for name, value in camera.environment().items():
        if os.environ.get(name) != value:
            monkeypatch.setenv(name, value)
    origin_s = time.monotonic()
    eyes = Eyes(EyesConfig(0, face_landmarker(), origin_s=origin_s, record_path=tmp_path / "v.mkv"))
    try:
        eyes.wait_for(PresenceBatch)
        camera.unplug()
        lost = eyes.wait_for(CameraLostMsg, 5)
        assert lost.kind == "lost"
        time.sleep(1)
        camera.run()
        back = eyes.wait_for(CameraBackMsg, 10)
        assert back.lost_s == lost.t_s
        assert back.t_s - back.lost_s > 0.8
        eyes.wait(lambda message: isinstance(message, PresenceBatch) and message.frames[0].t_s >= back.t_s, 10)
        between = [frame for frame in eyes.frames if lost.t_s < frame.t_s < back.t_s]
        assert between == []
    finally:
        eyes.child.stop()
    stopped = eyes.wait_for(RecordingStopped)
    stats = [message for message in eyes.said if isinstance(message, EyesStats)][-1]
    assert stopped.frames + stopped.dropped == stats.grabbed
    assert eyes.child.restarts == 0


@pytest.mark.skipif(not can_run(), reason="needs Linux and a C compiler")
def test_missing_camera_is_told_once_and_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = VirtualCamera(tmp_path, CANDIDATE)
    camera.unplug()
    for name, value in camera.environment().items():
        if os.environ.get(name) != value:
            monkeypatch.setenv(name, value)
    eyes = Eyes(EyesConfig(0, tmp_path / "absent.task"))
    try:
        lost = eyes.wait_for(CameraLostMsg)
        assert lost.kind == "missing"
        assert lost.action
        time.sleep(1.5)
        camera.run()
        eyes.wait_for(CameraOpened, 10)
        assert sum(isinstance(message, CameraLostMsg) for message in eyes.said) == 1
    finally:
        eyes.child.stop()
