"""The recording can be read however the program ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop.capture.video_file import VideoFileSource
from desktop.capture.video_writer import VideoWriter
from desktop.resources import assets_dir

PORTRAIT = cv2.imread(str(assets_dir() / "sample" / "portrait.jpg"))


def read_all(path: Path) -> list[tuple[float, np.ndarray]]:
    source = VideoFileSource(path)
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append((frame.t_s, frame.image))
    source.close()
    return frames


def test_what_is_written_is_read_with_its_times(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "v.mkv")
    times = [10.0, 10.033, 10.1, 11.5, 11.52]
    for t_s in times:
        writer.write(PORTRAIT, t_s)
    writer.close()
    writer.close()
    frames = read_all(tmp_path / "v.mkv")
    assert [t_s for t_s, _ in frames] == pytest.approx([t_s - 10 for t_s in times], abs=0.002)
    error = np.abs(frames[-1][1].astype(int) - PORTRAIT).mean()
    assert error < 8


def test_no_restrictively_licensed_encoder_is_used(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "v.mkv")
    writer.write(PORTRAIT, 0.0)
    writer.close()
    assert writer.codec in ("libvpx-vp9", "libvpx", "mpeg4")


def test_changing_size_keeps_the_first(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "v.mkv")
    writer.write(PORTRAIT, 0.0)
    writer.write(cv2.resize(PORTRAIT, (301, 200)), 0.1)
    writer.close()
    assert [image.shape for _, image in read_all(tmp_path / "v.mkv")] == [(512, 512, 3)] * 2


def test_closed_before_the_first_frame_is_no_error(tmp_path: Path) -> None:
    VideoWriter(tmp_path / "v.mkv").close()
    assert not (tmp_path / "v.mkv").exists()


WRITE_FOREVER = """
import sys, time, cv2
from pathlib import Path
from desktop.capture.video_writer import VideoWriter
picture = cv2.imread(sys.argv[1])
writer = VideoWriter(Path(sys.argv[2]))
began = time.monotonic()
while True:
    now = time.monotonic() - began
    writer.write(picture, now)
    print(f"{now:.3f}", flush=True)
    time.sleep(0.03)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill outright")
def test_killed_writer_loses_at_most_the_last_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "v.mkv"
    picture = str(assets_dir() / "sample" / "portrait.jpg")
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, picture, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=assets_dir().parent,
    )
    assert child.stdout is not None
    written_s = 0.0
    deadline_s = time.monotonic() + 30
    while written_s < 4 and time.monotonic() < deadline_s:
        written_s = float(child.stdout.readline())
    child.kill()
    child.wait()
    frames = read_all(path)
    assert frames[-1][0] > written_s - 2
    assert frames[0][0] == 0
