"""``candid interview`` takes the gaze calibration that was made in the window, with the camera it was made with."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.cli import interview
from desktop.domain.presence import GazeZones
from desktop.domain.session import SessionConfig
from desktop.session import plugged
from desktop.settings.preferences import PreferencesFile

OWN = GazeZones(1.5, -3.25, 8.0, 8.5, 11.0, 6.0, camera="Desk camera")


@pytest.fixture(autouse=True)
def _two_cameras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Linux lists them: the built-in one first, each with a second node for its metadata."""
    names = ("Built-in camera", "Built-in camera", "Desk camera", "Desk camera")
    for number, name in enumerate(names):
        node = tmp_path / "sysfs" / f"video{number}"
        node.mkdir(parents=True)
        (node / "name").write_text(f"{name}\n")
        (node / "index").write_text(f"{number % 2}\n")
    monkeypatch.setattr(plugged, "SYSFS", tmp_path / "sysfs")
    monkeypatch.setenv("CANDID_DATA", str(tmp_path / "data"))


def keep(zones: GazeZones | None) -> None:
    from desktop.resources import data_dir

    file = PreferencesFile(data_dir() / "settings.json")
    file.write(replace(file.read(), gaze=zones))


def config(*options: str) -> SessionConfig:
    parser = argparse.ArgumentParser()
    interview.add_arguments(parser)
    args = parser.parse_args(["--role", "Engineer", "--domain", "AI", "--out", "report", *options])
    return interview.session_config(args, "en")


@pytest.mark.parametrize("camera", ["/dev/video2", "2"])
def test_own_zones_with_their_camera(camera: str, capsys: pytest.CaptureFixture[str]) -> None:
    keep(OWN)
    assert config("--camera", camera).gaze == OWN
    assert "calibrated with Desk camera are used" in capsys.readouterr().err


@pytest.mark.parametrize("options", [(), ("--camera", "0"), ("--camera", "clip.mp4"), ("--camera", "/dev/video9")])
def test_the_usual_zones_with_another_camera(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    keep(OWN)
    assert config(*options).gaze is None
    assert "made with Desk camera; the usual zones are used" in capsys.readouterr().err


def test_the_first_camera_is_meant_when_none_is_named() -> None:
    keep(replace(OWN, camera="Built-in camera"))
    assert config().gaze is not None


def test_nothing_is_said_without_a_calibration_or_a_camera(capsys: pytest.CaptureFixture[str]) -> None:
    assert config().gaze is None
    keep(OWN)
    assert config("--camera", "none").gaze is None
    assert capsys.readouterr().err == ""
