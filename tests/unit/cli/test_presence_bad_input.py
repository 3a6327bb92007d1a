"""What cannot be measured is null with a reason: pictures and videos as people really hand them in, real models."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from desktop.cli.presence import presence_report
from desktop.resources import assets_dir
from models.face import FaceLandmarker
from models.landmarks import FaceObservation
from tests.unit.capture.test_video_file import with_display_turn
from tests.weights import face_landmarker

pytestmark = pytest.mark.models
MEASURED = ("yaw_deg", "pitch_deg", "roll_deg", "gaze_yaw_deg", "gaze_pitch_deg", "eyes_closed", "posture", "place")
PORTRAIT = cv2.imread(str(assets_dir() / "sample" / "portrait.jpg"))
CLOSE = PORTRAIT[0:256, 97:353]
# The lower half of the face, from ear to ear over the nose.
MASK = (93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 197, 280, 50)


@cache
def face() -> FaceObservation:
    with FaceLandmarker(face_landmarker(), "image") as landmarker:
        return landmarker.detect(PORTRAIT)


def places(numbers: tuple[int, ...]) -> np.ndarray:
    landmarks = face().landmarks
    assert landmarks is not None
    return (landmarks[list(numbers), :2] * PORTRAIT.shape[1::-1]).astype(np.int32)


def cartoon() -> np.ndarray:
    image = np.full((480, 640, 3), 230, np.uint8)
    cv2.circle(image, (320, 240), 130, (140, 200, 250), -1)
    for x in (275, 365):
        cv2.circle(image, (x, 210), 22, (255, 255, 255), -1)
        cv2.circle(image, (x, 212), 9, (0, 0, 0), -1)
    cv2.ellipse(image, (320, 295), (55, 28), 0, 0, 180, (40, 40, 160), -1)
    cv2.circle(image, (320, 250), 10, (120, 170, 230), -1)
    return image


def sunglasses() -> np.ndarray:
    image = PORTRAIT.copy()
    for numbers in ((33, 133), (263, 362)):
        corners = places(numbers)
        width = float(np.hypot(*(corners[0] - corners[1])))
        middle = tuple(int(v) for v in corners.mean(axis=0))
        cv2.ellipse(image, middle, (int(0.85 * width), int(0.62 * width)), 0, 0, 360, (15, 15, 15), -1, cv2.LINE_AA)
    return image


def masked() -> np.ndarray:
    image = PORTRAIT.copy()
    cv2.fillConvexPoly(image, cv2.convexHull(places(MASK)), (210, 180, 120))
    return image


def of_picture(tmp_path: Path, image: np.ndarray) -> tuple[dict[str, Any], dict[str, Any]]:
    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), image)
    report = presence_report([path])
    return report["frames"][0], report["summary"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: np.full((480, 640, 3), 128, np.uint8), "zone_share: no face was seen"),
        (lambda: np.zeros((480, 640, 3), np.uint8), "zone_share: no face was seen"),
        (cartoon, "zone_share: the face was a drawn one in 100% of the pictures"),
        (lambda: np.rot90(PORTRAIT, 2), "zone_share: the picture stood on its head in 100% of the pictures"),
    ],
    ids=["no face", "black", "cartoon", "upside down"],
)
def test_nothing_is_measured_without_a_real_upright_face(
    tmp_path: Path, make: Callable[[], np.ndarray], reason: str
) -> None:
    frame, summary = of_picture(tmp_path, make())
    assert frame["face"] is False
    assert frame["zone"] == "none"
    assert {name: frame[name] for name in MEASURED} == dict.fromkeys(MEASURED)
    assert summary["zone_share"] == {}
    assert reason in summary["notes"]


@pytest.mark.parametrize(
    ("make", "doubt"), [(sunglasses, "eyes_hidden"), (lambda: np.rot90(PORTRAIT), "sideways")], ids=["dark", "turned"]
)
def test_a_face_whose_eyes_cannot_be_read_has_no_gaze(
    tmp_path: Path, make: Callable[[], np.ndarray], doubt: str
) -> None:
    frame, summary = of_picture(tmp_path, make())
    assert (frame["face"], frame["doubt"], frame["zone"]) == (True, doubt, "none")
    assert frame["gaze_yaw_deg"] is None
    assert frame["gaze_pitch_deg"] is None
    assert any(note.startswith("zone_share: the ") and "in 100% of the pictures" in note for note in summary["notes"])


def test_a_mask_leaves_eyes_and_head(tmp_path: Path) -> None:
    bare, _ = of_picture(tmp_path, PORTRAIT)
    frame, _ = of_picture(tmp_path, masked())
    assert (frame["doubt"], frame["zone"]) == (None, "camera")
    for name in ("yaw_deg", "pitch_deg", "roll_deg"):
        assert frame[name] == pytest.approx(bare[name], abs=6), name


def test_of_two_people_the_larger_face_is_measured_and_the_other_told(tmp_path: Path) -> None:
    small = np.full((480, 320, 3), 60, np.uint8)
    small[100:400, 10:310] = cv2.resize(CLOSE[:, ::-1], (300, 300))
    frame, summary = of_picture(tmp_path, np.hstack([small, cv2.resize(CLOSE, (480, 480))]))
    assert frame["doubt"] == "second_face"
    assert frame["place"]["x"] > 0.5
    assert "zone_share: there was a second face in 100% of the pictures" in summary["notes"]


def video(path: Path, image: np.ndarray, frames: int = 25) -> Path:
    """A second of the same picture."""
    height, width = image.shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", 4_000_000
        for k in range(frames):
            made = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
            made.pts, made.time_base = k, Fraction(1, 25)
            container.mux(stream.encode(made))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_phone_video_is_measured_upright(tmp_path: Path, turn: int) -> None:
    """As phones write it: the pictures turned, and a flag that says by how much to turn them back."""
    upright = presence_report([video(tmp_path / "upright.mp4", PORTRAIT)])["frames"]
    turned = with_display_turn(video(tmp_path / "phone.mp4", np.rot90(PORTRAIT, -turn // 90)), turn)
    frames = presence_report([turned])["frames"]
    assert len(frames) == len(upright)
    assert {frame["zone"] for frame in frames} == {"camera"}
    assert all(frame["doubt"] is None for frame in frames)
    for name in ("yaw_deg", "pitch_deg", "roll_deg"):
        assert np.mean([f[name] for f in frames]) == pytest.approx(np.mean([f[name] for f in upright]), abs=1.5), name


@pytest.mark.parametrize("size", [(3840, 2160), (360, 640)], ids=["4K", "portrait"])
def test_any_size_gives_the_same_head(tmp_path: Path, size: tuple[int, int]) -> None:
    bare, _ = of_picture(tmp_path, CLOSE)
    side = min(size)
    image = np.full((size[1], size[0], 3), 90, np.uint8)
    image[:side, :side] = cv2.resize(CLOSE, (side, side))
    report = presence_report([video(tmp_path / "sized.mp4", image, 5)])
    assert report["summary"]["face_share"] == 1
    for name in ("yaw_deg", "pitch_deg", "roll_deg"):
        assert np.mean([f[name] for f in report["frames"]]) == pytest.approx(bare[name], abs=3), name


def test_time_that_runs_back_is_followed(tmp_path: Path) -> None:
    """Two recordings joined as they are: the clock starts anew in the middle, the figures go on."""
    part = video(tmp_path / "part.ts", PORTRAIT, 50)
    joined = tmp_path / "joined.ts"
    joined.write_bytes(part.read_bytes() * 2)
    report = presence_report([joined])
    times = [frame["t_s"] for frame in report["frames"]]
    assert len(times) >= 98
    assert times == sorted(set(times))
    assert report["summary"]["duration_s"] == pytest.approx(4, abs=0.3)
    assert report["summary"]["face_share"] == 1
