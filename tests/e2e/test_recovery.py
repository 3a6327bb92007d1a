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
SPOKEN_S = 11.0


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


def _started(tmp_path, data):
    """A real interview at real pace, with two recorded answers, without a language model."""
    answers = tmp_path / "answers"
    answers.mkdir()
    shutil.copy(ROOT / "assets" / "sample" / "en" / "dropout-at-test-time.ogg", answers / "1.ogg")
    shutil.copy(ROOT / "assets" / "sample" / "en" / "metric-you-optimised.blind-spot.ogg", answers / "2.ogg")
    environment = {
        **os.environ,
        "CANDID_DATA": str(data),
        "CANDID_MODELS": str(models_dir()),
        "CANDID_LANGUAGE_MODEL": "none",
    }
    arguments = "interview --role engineer --domain AI --language en --camera none --headless --count 1 --answers"
    command = [sys.executable, "-m", "desktop", *arguments.split(" "), str(answers), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    return process, environment


def test_killed_workers_cost_no_word(tmp_path):
    process, _ = _started(tmp_path, tmp_path / "data")
    try:
        _wait_for_sound(tmp_path / "data", 8.0)
        workers = [
            child
            for child in psutil.Process(process.pid).children()
            if "resource_tracker" not in " ".join(child.cmdline())
        ]
        assert len(workers) == 2, "one for speech, one for judging"
        for worker in workers:
            worker.kill()
        _, errors = process.communicate(timeout=200)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    text = report["turns"][0]["answer"].lower()
    assert "dropout" in text, "said before the workers were killed"
    assert "full network" in text, "said after it"
    assert report["dimensions"]["communication_ability"]["score"] is not None
    assert not [gap for gap in report["gaps"] if gap.get("source") == "microphone"]


def test_a_killed_session_is_recovered_with_what_was_said(tmp_path):
    data = tmp_path / "data"
    process, environment = _started(tmp_path, data)
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
    assert "mask" in text
    assert shown["session"]["state"] == "recovered"
    assert shown["turns"][0]["end_s"] > SPOKEN_S - 1.5
    assert shown["voice"]["rate"]["value"] > 60
    assert sf.info(audio).duration == pytest.approx((killed_bytes - 44) / 32_000, abs=0.01)
    again = _candid(environment, "sessions", "recover", "last")
    assert again.returncode == 2
    assert "nothing to recover" in again.stderr
