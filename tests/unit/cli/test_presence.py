"""The JSON of ``candid presence`` on the shipped sample and pictures made from it."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from desktop.cli.presence import presence_report
from desktop.domain.errors import InputError
from desktop.resources import assets_dir
from tests.unit.workers.test_eyes import short_clip

PORTRAIT = assets_dir() / "sample" / "portrait.jpg"
FRAME_FIELDS = {
    "t_s",
    "file",
    "face",
    "yaw_deg",
    "pitch_deg",
    "roll_deg",
    "gaze_yaw_deg",
    "gaze_pitch_deg",
    "zone",
    "eyes_closed",
    "posture",
    "zone_unsure",
    "place",
    "doubt",
}


@pytest.mark.models
def test_pictures_with_and_without_a_face(tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    cv2.imwrite(str(grey), np.full((300, 400, 3), 90, np.uint8))
    mirrored = tmp_path / "mirrored.png"
    image = cv2.imread(str(PORTRAIT))
    turn = cv2.getRotationMatrix2D((256, 256), -15, 1.0)
    cv2.imwrite(str(mirrored), cv2.warpAffine(image, turn, (512, 512), borderMode=cv2.BORDER_REPLICATE))
    report = json.loads(json.dumps(presence_report([PORTRAIT, grey, mirrored])))
    straight, empty, turned = report["frames"]
    assert set(straight) == FRAME_FIELDS
    assert [frame["file"] for frame in report["frames"]] == [str(PORTRAIT), str(grey), str(mirrored)]
    assert straight["zone"] == "camera"
    assert straight["eyes_closed"] is False
    assert set(straight["posture"]) == {"shoulder_roll_deg", "lean", "scale", "head_height", "hand_on_face"}
    # The portrait's hands are outside the picture.
    assert straight["posture"]["hand_on_face"] is None
    assert set(straight["place"]) == {"x", "y", "width"}
    assert turned["roll_deg"] - straight["roll_deg"] == pytest.approx(15, abs=2)
    assert empty["face"] is False
    assert empty["zone"] == "none"
    assert straight["doubt"] is None
    assert {key for key, value in empty.items() if value is None} == FRAME_FIELDS - {"t_s", "file", "face", "zone"}
    assert report["summary"]["face_share"] == pytest.approx(2 / 3, abs=0.001)
    assert report["summary"]["blink_per_min"] is None
    assert any(note.startswith("blink_per_min") for note in report["summary"]["notes"])


@pytest.mark.models
def test_video(tmp_path: Path) -> None:
    clip = short_clip(tmp_path / "clip.mp4")
    report = json.loads(json.dumps(presence_report([clip])))
    assert [frame["t_s"] for frame in report["frames"]] == pytest.approx([k / 25 for k in range(150)], abs=0.002)
    assert [blink["start_s"] for blink in report["blinks"]] == pytest.approx([1.5, 5.5], abs=0.1)
    assert set(report["blinks"][0]) == {"start_s", "end_s", "file"}
    summary = report["summary"]
    assert summary["face_share"] == 1
    assert summary["zone_share"] == {"camera": 1.0}
    assert summary["blink_per_min"] == pytest.approx(20, abs=1)
    assert summary == report["files"][0]["summary"]


def test_bad_input_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent"):
        presence_report([PORTRAIT, tmp_path / "absent.mp4"])
