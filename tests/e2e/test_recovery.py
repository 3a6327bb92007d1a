"""The program dies in the middle of an answer: what was said until then is in the recovered report."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import soundfile as sf

from models.paths import models_dir

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.e2e, pytest.mark.models, pytest.mark.timeout(300)]
SPOKEN_S = 19.0


def _candid(environment, *arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "desktop", *map(str, arguments)],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, **options,
    )  # fmt: skip


def _wait_for_sound(data: Path, seconds: float) -> Path:
    deadline_s = time.monotonic() + 120
    while time.monotonic() < deadline_s:
        for file in data.glob("sessions/*/audio.wav"):
            with sqlite3.connect(data / "candid.sqlite3") as db:
                listening = db.execute("SELECT COUNT(*) FROM events WHERE kind = 'AnswerStarted'").fetchone()[0]
            if listening and file.stat().st_size > 44 + 32_000 * seconds:
                return file
        time.sleep(0.1)
    raise AssertionError("no sound was recorded")


def test_a_killed_session_is_recovered_with_what_was_said(tmp_path):
    answers = tmp_path / "answers"
    answers.mkdir()
    shutil.copy(ROOT / "assets" / "sample" / "en" / "dropout-at-test-time.ogg", answers / "1.ogg")
    shutil.copy(ROOT / "assets" / "sample" / "en" / "metric-you-optimised.ogg", answers / "2.ogg")
    data = tmp_path / "data"
    environment = {
        **os.environ,
        "CANDID_DATA": str(data),
        "CANDID_MODELS": str(models_dir()),
        "CANDID_LANGUAGE_MODEL": "none",
    }
    arguments = [
        "interview",
        "--role",
        "engineer",
        "--domain",
        "AI",
        "--language",
        "en",
        "--camera",
        "none",
        "--headless",
        "--count",
        "1",
    ]
    command = [sys.executable, "-m", "desktop", *arguments, "--answers", answers, "--out", tmp_path / "out"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        audio = _wait_for_sound(data, SPOKEN_S)
        children = psutil.Process(process.pid).children(recursive=True)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    killed_bytes = audio.stat().st_size
    gone, alive = psutil.wait_procs(children, timeout=30)
    assert not alive, "child processes must end with their parent"
    assert gone

    listed = json.loads(_candid(environment, "sessions", "list", "--json").stdout)["sessions"]
    assert [row["state"] for row in listed] == ["open"]
    recovered = _candid(environment, "sessions", "recover", "last")
    assert recovered.returncode == 0, recovered.stderr
    shown = json.loads(_candid(environment, "sessions", "show", "last").stdout)
    text = shown["turns"][0]["answer"].lower()
    assert "dropout" in text
    assert "overfitting" in text
    assert shown["session"]["state"] == "recovered"
    assert shown["turns"][0]["end_s"] > SPOKEN_S - 1.5
    assert shown["voice"]["rate"]["value"] > 60
    assert sf.info(audio).duration == pytest.approx((killed_bytes - 44) / 32_000, abs=0.01)
    again = _candid(environment, "sessions", "recover", "last")
    assert again.returncode == 2
    assert "nothing to recover" in again.stderr
