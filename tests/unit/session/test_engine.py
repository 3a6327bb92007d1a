"""The engine process from the window's side: calls, errors, and its death."""

import json
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from desktop.domain.document import DocumentText
from desktop.domain.errors import CandidError, InputError
from desktop.domain.live import FramingHint, Notice, StateChanged
from desktop.domain.session import Profile, SessionConfig
from desktop.resources import assets_dir
from desktop.session.engine_client import EngineClient


@pytest.fixture
def told():
    return []


@pytest.fixture
def engine(told):
    client = EngineClient(told.append)
    yield client
    client.close()


def test_calls_are_answered_and_errors_come_back_as_they_were(engine, tmp_path):
    roles, domains = engine.call("choices", "zh")
    assert "算法工程师" in roles
    assert "AI" in domains
    (tmp_path / "resume.txt").write_text("three years of PyTorch", encoding="utf-8")
    assert engine.call("read_document", tmp_path / "resume.txt") == DocumentText("three years of PyTorch")
    with pytest.raises(InputError) as caught:
        engine.call("read_document", tmp_path / "nothing.pdf")
    assert caught.value.action


def test_its_death_is_told_and_the_next_call_works(engine, told):
    engine.call("choices", "en")
    engine._session_open = True  # as while an interview runs
    dead = threading.Event()
    os.kill(engine._child.pid, signal.SIGKILL)

    def wait():
        while not any(isinstance(event, StateChanged) and event.state == "failed" for event in told):
            pass
        dead.set()

    threading.Thread(target=wait, daemon=True).start()
    assert dead.wait(20)
    assert any(isinstance(event, Notice) and "on disk" in event.safe for event in told)
    roles, _ = engine.call("choices", "en")
    assert roles


@pytest.mark.models
def test_no_microphone_ends_the_session_with_what_to_do(told, monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("CANDID_LANGUAGE_MODEL", "none")
    cards = Path("/proc/asound/cards")
    if cards.exists() and "no soundcards" not in cards.read_text():
        pytest.skip("this computer has a sound card")
    client = EngineClient(told.append)
    ended = threading.Event()

    def tell(event):
        told.append(event)
        if isinstance(event, StateChanged) and event.state == "failed":
            ended.set()

    client._tell = tell
    try:
        client.start(SessionConfig(Profile("A", "engineer", "AI", "en"), camera="none"))
        assert ended.wait(90)
    finally:
        client.close()
    (notice,) = [event for event in told if isinstance(event, Notice) and event.severity == "error"]
    assert "No microphone was found" in notice.what
    assert notice.action


@pytest.mark.models
def test_a_gaze_is_measured_while_the_check_runs(engine):
    """Through the window's client, the engine and the eyes process, with the sample in the camera's place."""
    assert engine.call("measure_gaze", 0.2) is None, "no check runs yet"
    seen = threading.Event()

    def tell(event):
        if isinstance(event, FramingHint) and event.hint == "ok":
            seen.set()

    engine.start_check(None, str(assets_dir() / "sample" / "candidate.mp4"), tell)
    assert seen.wait(60)
    sample = engine.call("measure_gaze", 2.5)
    assert sample is not None
    assert sample.frames >= 6
    zones = engine.call("fit_gaze", {"camera": sample, "text": None}, "Sample")
    assert (zones.yaw_deg, zones.pitch_deg, zones.camera) == (sample.yaw_deg, sample.pitch_deg, "Sample")
    with pytest.raises(InputError) as caught:
        engine.call("fit_gaze", {"camera": None}, "Sample")
    assert caught.value.action
    engine.call("stop_check")
    assert engine.call("measure_gaze", 0.2) is None


def test_a_pack_is_checked_installed_asked_from_and_removed(engine, tmp_path):
    question = {
        "id": "glass-cooling", "language": "en", "roles": ["glass blower"], "domain": "glass", "round": "theory",
        "topic": "glass/cooling", "kind": "open", "difficulty": 2, "frequency": "common", "source": "a workshop",
        "text": "How slowly must a vase cool?", "key_points": [{"id": "slow", "text": "over many hours"}],
    }  # fmt: skip
    path = tmp_path / "glass.json"
    path.write_text(json.dumps([question]), encoding="utf-8")
    check = engine.call("check_pack", path)
    assert (check.problems, check.verdict.standing) == ((), "unsigned")
    assert "glass blower" not in engine.call("choices", "en")[0]
    engine.call("install_pack", path, check)
    assert "glass blower" in engine.call("choices", "en")[0]
    assert [pack.name for pack in engine.call("packs")[0]] == ["glass"]
    engine.call("remove_pack", "glass")
    assert "glass blower" not in engine.call("choices", "en")[0]
    assert engine.call("packs") == ((), ())


@pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")
def test_solutions_are_run_and_stopped(engine):
    engine.call("check_sandbox")
    task = engine.call("programming_tasks")[0]
    trial = engine.call("run_solution", 1, task, task.reference, True)
    assert trial.passed
    task = replace(task, run_limit_s=20)
    endless = "while True: pass"
    found = []
    thread = threading.Thread(target=lambda: found.append(engine.call("run_solution", 2, task, endless, False)))
    thread.start()
    time.sleep(1.0)
    assert not found
    started_s = time.monotonic()
    engine.stop_solutions(2)
    thread.join(10.0)
    assert found == [None]
    assert time.monotonic() - started_s < 3.0
    with pytest.raises(InputError) as caught:
        engine.call("run_solution", 3, task, "", False)
    assert caught.value.action


@pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")
def test_closing_the_engine_ends_a_solution(engine):
    task = replace(engine.call("programming_tasks")[0], run_limit_s=20)
    endless = "while True: pass"
    failed = []

    def run():
        try:
            failed.append(engine.call("run_solution", 1, task, endless, False))
        except CandidError as error:
            failed.append(error)

    threading.Thread(target=run, daemon=True).start()
    time.sleep(1.5)
    children = psutil.Process(engine._child.pid).children(recursive=True)
    assert children
    started_s = time.monotonic()
    engine.close()
    assert time.monotonic() - started_s < 10.0
    _, alive = psutil.wait_procs(children, timeout=3)
    assert not alive
