"""A calibration outlives the program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from desktop.domain.presence import GazeZones
from desktop.settings.preferences import PreferencesFile

ZONES = GazeZones(1.5, -3.25, 8.0, 8.5, 11.0, 6.0, camera="摄像头 HD")


def test_zones_are_read_back_as_they_were(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "settings.json")
    file.write(replace(file.read(), gaze=ZONES))
    assert PreferencesFile(tmp_path / "settings.json").read().gaze == ZONES


def test_damaged_zones_cost_no_other_setting(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"questions": 5, "gaze": {"yaw_deg": "much"}}), encoding="utf-8")
    read = PreferencesFile(path).read()
    assert (read.gaze, read.questions) == (None, 5)
