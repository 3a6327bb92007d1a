"""Head pose, gaze and blinks against labels made by people, where the labelled recordings are at hand."""

from __future__ import annotations

import pytest

from benchmarks.presence import clips, head_pose
from desktop.domain.errors import ModelMissing
from desktop.resources import assets_dir
from models.paths import model_file

pytestmark = [pytest.mark.models, pytest.mark.shared]
DATA = assets_dir().parent.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _present() -> None:
    if not (DATA / "labels.json").is_file():
        pytest.skip("the labelled recordings are not beside this checkout")
    try:
        model_file("face-landmarker", "face_landmarker.task")
    except ModelMissing as error:
        pytest.skip(str(error))


def test_head_pose_error() -> None:
    result = head_pose(DATA / "faces" / "aflw2000")
    assert result["faces"] >= 7
    assert result["mean_absolute_error"]["yaw_deg"] < 6.5
    assert result["mean_absolute_error"]["pitch_deg"] < 6
    assert result["mean_absolute_error"]["roll_deg"] < 4


def test_live_blinks_and_gaze() -> None:
    result = clips(DATA, two_pass=False)
    assert result["blinks"]["f1"] >= 0.95
    assert result["gaze"]["right"] >= 0.98
