"""OpenCV's real V4L2 code against a virtual camera: frames, unplugging, stalling, being busy, a closed lens."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.resources import assets_dir
from tests.e2e.harness.virtual_camera import VirtualCamera, can_run

pytestmark = pytest.mark.skipif(not can_run(), reason="needs Linux and a C compiler")

# Reads for ever, opening again after every loss, and tells what happens.
READER = """
import json, sys, time
from desktop.capture.camera import CameraSource
from desktop.capture.frame_source import CameraLost
from desktop.domain.errors import DeviceMissing

def tell(**what):
    print(json.dumps(what), flush=True)

source = CameraSource(0)
while True:
    began = time.monotonic()
    try:
        source.open()
        tell(event="opened")
        while True:
            began = time.monotonic()
            frame = source.read()
            tell(event="frame", t_s=frame.t_s, shape=frame.image.shape, mean=float(frame.image.mean()))
    except CameraLost as error:
        tell(event="lost", after_s=time.monotonic() - began)
    except DeviceMissing as error:
        tell(event="missing", what=error.what)
    source.close()
    time.sleep(0.2)
"""


class Reader:
    """The program under test in a process of its own."""

    def __init__(self, camera: VirtualCamera) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER],
            env=camera.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=assets_dir().parent,
        )

    def until(self, good: Callable[[dict], bool], limit_s: float = 15.0) -> dict:
        """The next event that is ``good``."""
        deadline_s = time.monotonic() + limit_s
        assert self.process.stdout is not None
        while time.monotonic() < deadline_s:
            event = json.loads(self.process.stdout.readline())
            if good(event):
                return event
        raise AssertionError("it did not happen in time")

    def event(self, name: str) -> dict:
        return self.until(lambda event: event["event"] == name)


@pytest.fixture
def camera(tmp_path: Path) -> VirtualCamera:
    return VirtualCamera(tmp_path, assets_dir() / "sample" / "portrait.jpg")


@pytest.fixture
def reader(camera: VirtualCamera) -> Iterator[Reader]:
    running = Reader(camera)
    yield running
    running.process.kill()
    running.process.wait()


def test_pictures_come_at_the_cameras_rate(camera: VirtualCamera, reader: Reader) -> None:
    first = reader.event("frame")
    assert first["shape"] == [480, 640, 3]
    assert 60 < first["mean"] < 200
    times = [reader.event("frame")["t_s"] for _ in range(60)]
    steps = [b - a for a, b in itertools.pairwise(times)]
    assert min(steps) > 0
    assert 59 / (times[-1] - times[0]) == pytest.approx(30, rel=0.15)


def test_unplugged_camera_is_noticed_at_once_and_found_again(camera: VirtualCamera, reader: Reader) -> None:
    reader.event("frame")
    camera.unplug()
    assert reader.event("lost")["after_s"] < 0.5
    assert "no camera" in reader.event("missing")["what"]
    camera.run()
    reader.event("frame")


def test_stalled_camera_is_noticed_within_the_time_limit(camera: VirtualCamera, reader: Reader) -> None:
    reader.event("frame")
    camera.stall()
    assert 1.5 < reader.event("lost")["after_s"] < 4
    camera.run()
    reader.event("frame")


def test_busy_camera_names_the_likely_cause(camera: VirtualCamera, tmp_path: Path) -> None:
    camera.busy()
    running = Reader(camera)
    try:
        assert "another program" in running.event("missing")["what"]
        camera.run()
        running.event("frame")
    finally:
        running.process.kill()
        running.process.wait()


def test_closed_lens_gives_black_pictures(camera: VirtualCamera, reader: Reader) -> None:
    reader.event("frame")
    camera.black()
    dark = reader.until(lambda event: event["event"] == "frame" and event["mean"] < 5)
    assert dark["shape"] == [480, 640, 3]
