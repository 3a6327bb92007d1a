"""Starting the window as a process: the probe, no display, and the platform's voice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import MissingError
from desktop.ui.platform_voice import PlatformVoice
from desktop.ui.run import check_display

HERE = Path(__file__).resolve().parent
PROBE = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import stand_in
from desktop.settings.preferences import Preferences
from desktop.ui.run import run_window
parts = stand_in.StandIn(Preferences())
sys.exit(run_window(lambda listener: parts.ports(), ["candid"], startup_probe=True))
"""


def test_probe_prints_the_first_paint_and_quits() -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        capture_output=True,
        text=True,
        timeout=60,
        env=env,
        check=False,
        cwd=HERE.parents[1],
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    # A generous limit: the machine that runs the tests may be busy. Far below it is the import of everything.
    assert 0.05 < figures["first_paint_s"] < 20


@pytest.mark.skipif(sys.platform != "linux", reason="only there Qt ends the process without a display")
def test_no_display_is_said_before_qt_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MissingError, match="no display"):
        check_display()
    monkeypatch.setenv("DISPLAY", ":0")
    check_display()


def test_only_home_is_imported_for_the_first_paint() -> None:
    code = (
        "import sys, desktop.ui.main_window\n"
        "print([m for m in sys.modules if m.startswith('desktop.ui.pages.')"
        " or m.split('.')[0] in ('numpy', 'onnxruntime', 'cv2') or m.startswith('PySide6.QtMultimedia')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "['desktop.ui.pages.rows', 'desktop.ui.pages.home']"


def test_the_mock_engine_is_never_a_voice(qtbot: QtBot) -> None:
    """Where the machine has no engine there is no language, and ``say`` says so at once."""
    voice = PlatformVoice()
    languages = voice.languages()
    assert languages <= {"zh", "en"}
    if voice._speech is not None:
        assert voice._speech.engine() != "mock"
    for language in {"zh", "en"} - languages:
        over: list[bool] = []
        voice.say("hello", language, over.append)
        assert over == [False]
