"""Recordings and pictures as they really come: turned, huge, cut off, empty, without pictures, with disordered time."""

from __future__ import annotations

import time
import wave
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from desktop.capture.video_file import MAX_SIDE, VideoFileSource, read_image
from desktop.domain.errors import InputError


def make_video(path: Path, times_ms: list[int], size: tuple[int, int] = (64, 48), codec: str = "mpeg4") -> Path:
    """Frame k is grey with value 10 + 10 k; a white square marks the top left corner."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for k, at_ms in enumerate(times_ms):
            image = np.full((size[1], size[0], 3), 10 + 10 * (k % 20), np.uint8)
            image[: size[1] // 4, : size[0] // 4] = 255
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def read_all(source: VideoFileSource) -> list[tuple[float, np.ndarray]]:
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append((frame.t_s, frame.image))
    source.close()
    return frames


def test_frames_come_with_their_own_times(tmp_path: Path) -> None:
    times_ms = [0, 40, 80, 500, 540, 2000]
    frames = read_all(VideoFileSource(make_video(tmp_path / "uneven.mkv", times_ms)))
    assert [t_s for t_s, _ in frames] == pytest.approx([ms / 1000 for ms in times_ms], abs=0.002)
    assert [round(float(image[40, 40].mean())) for _, image in frames] == pytest.approx([10, 20, 30, 40, 50, 60], abs=7)


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    path = make_video(tmp_path / "4k.mp4", [0, 40], size=(3840, 2160), codec="mjpeg")
    image = read_all(VideoFileSource(path))[0][1]
    assert image.shape == (720, 1280, 3)
    assert image[10, 10].mean() > 200
    assert image.shape[1] == MAX_SIDE


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, "top left"), (90, "bottom left"), (180, "bottom right"), (270, "top right")]
)
def test_phone_videos_stand_upright(tmp_path: Path, turn: int, corner: str) -> None:
    path = make_video(tmp_path / "phone.mp4", [0, 40, 80])
    turned = with_display_turn(path, turn)
    image = read_all(VideoFileSource(turned))[0][1]
    assert image.shape[:2] == ((48, 64) if turn % 180 == 0 else (64, 48))
    row = 3 if "top" in corner else image.shape[0] - 4
    column = 3 if "left" in corner else image.shape[1] - 4
    assert image[row, column].mean() > 200
    # The same as the other decoder of this program shows.
    good, reference = cv2.VideoCapture(str(turned)).read()
    assert good
    assert reference.shape == image.shape


def with_display_turn(path: Path, degrees: int) -> Path:
    """Writes the display matrix into the track header of an MP4 file (ISO 14496-12, tkhd), counter-clockwise."""
    one = 1 << 16
    cells = {0: (one, 0, 0, one), 90: (0, -one, one, 0), 180: (-one, 0, 0, -one), 270: (0, one, -one, 0)}[degrees]
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4
    assert data[start] == 0, "version 0 header expected"
    matrix = start + 4 + 20 + 16
    for place, value in zip((0, 4, 12, 16), cells, strict=True):
        data[matrix + place : matrix + place + 4] = value.to_bytes(4, "big", signed=True)
    turned = path.with_name("turned.mp4")
    turned.write_bytes(data)
    return turned


def test_time_that_runs_back_goes_on_instead(tmp_path: Path) -> None:
    # Two recordings joined as they are, as some recorders do after a pause: the clock starts anew in the middle.
    # MPEG transport streams may be joined by appending bytes.
    part = tmp_path / "part.ts"
    with av.open(str(part), "w", format="mpegts") as container:
        stream = container.add_stream("mpeg2video", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for k in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 100, np.uint8), format="bgr24")
            frame.pts, frame.time_base = k, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(part.read_bytes() * 2)
    times = [t_s for t_s, _ in read_all(VideoFileSource(joined))]
    assert len(times) >= 98
    steps = np.diff(times)
    assert steps.min() > 0
    assert times[-1] == pytest.approx(4, abs=0.5)


def test_cut_off_recording_gives_what_there_is(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mkv", [40 * k for k in range(100)], size=(320, 240))
    cut = tmp_path / "cut.mkv"
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * 6 // 10])
    frames = read_all(VideoFileSource(cut))
    assert 20 < len(frames) < 100


def test_cut_off_file_with_its_index_in_front_is_found_out(tmp_path: Path) -> None:
    whole = tmp_path / "whole.mp4"
    with av.open(str(whole), "w", container_options={"movflags": "faststart"}) as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        noise = np.random.default_rng(0)
        for _ in range(100):
            image = noise.integers(0, 255, (240, 320, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    cut = tmp_path / "cut.mp4"
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) // 2])
    complete, shortened = VideoFileSource(whole), VideoFileSource(cut)
    assert len(read_all(complete)) == 100
    assert not complete.damaged
    assert 20 < len(read_all(shortened)) < 80
    assert shortened.damaged


def test_files_that_cannot_be_used_say_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    text = tmp_path / "text.mp4"
    text.write_text("this is no video\n" * 50)
    headless = tmp_path / "headless.mp4"
    headless.write_bytes(make_video(tmp_path / "v.mp4", [0, 40, 80]).read_bytes()[:200])
    sound = tmp_path / "sound.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(3200))
    expected = {tmp_path / "none.mp4": "no file", empty: "empty", text: "cannot be read", headless: "cannot be read"}
    for path, words in {**expected, sound: "no picture track"}.items():
        with pytest.raises(InputError, match=words):
            read_all(VideoFileSource(path))


def test_real_pace_takes_real_time_and_session_time(tmp_path: Path) -> None:
    path = make_video(tmp_path / "paced.mkv", [0, 200, 400, 600])
    origin_s = time.monotonic() - 5
    began_s = time.monotonic()
    times = [t_s for t_s, _ in read_all(VideoFileSource(path, pace="real", origin_s=origin_s))]
    assert time.monotonic() - began_s == pytest.approx(0.6, abs=0.25)
    assert times[0] == pytest.approx(5, abs=0.2)
    assert times[-1] - times[0] == pytest.approx(0.6, abs=0.01)


def test_pictures(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), np.full((1500, 3000, 3), (10, 20, 30), np.uint8))
    image = read_image(path)
    assert image.shape == (640, 1280, 3)
    assert tuple(image[5, 5]) == (10, 20, 30)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match=r"photo\.png"):
        read_image(path)
