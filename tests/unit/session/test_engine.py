"""The engine process from the window's side: calls, errors, and its death."""

import os
import signal
import threading
from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.domain.live import Notice, StateChanged
from desktop.domain.session import Profile, SessionConfig
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
    assert engine.call("read_document", tmp_path / "resume.txt") == "three years of PyTorch"
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
