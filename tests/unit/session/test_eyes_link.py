"""The session's side of the eyes process: real child, real model, real log."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import pytest

from desktop.capture.clock import LiveClock, MediaClock
from desktop.domain import events as ev
from desktop.domain.live import FramingHint, LiveEvent, Notice
from desktop.domain.presence import GazeZones
from desktop.domain.session import Profile, SessionConfig
from desktop.session.eyes import EyesLink, reminder
from desktop.signals.presence.framing import LASTING_S, Hint
from desktop.store.log import SessionLog, SessionStore
from tests.unit.workers.test_eyes import short_clip


@pytest.mark.models
def test_a_session_uses_the_persons_own_zones(tmp_path: Path) -> None:
    """Someone whose look at the camera lies far to the image's right: the person in the sample looks left of it."""
    clip = short_clip(tmp_path / "clip.mp4", 2.0)
    store = SessionStore(tmp_path / "candid.sqlite3", tmp_path / "sessions")
    zones = GazeZones(45.0, 0.0, 8.0, 8.0, 30.0, 30.0, camera="Sample")
    config = SessionConfig(Profile("", "Engineer", "AI", "en"), camera=str(clip), gaze=zones)
    session_id = store.create(config, "interview", "2026-01-15T09:30:00+00:00")
    clock = MediaClock()
    link = EyesLink(
        SessionLog(store, session_id, clock.now_s), clock, lambda _: None, config.camera,
        record=None, flat_out=True, zones=config.gaze,
    )  # fmt: skip
    link.start()
    # The sound is further than the pictures: the link waits for the last of them.
    clock.advance_to(10.0)
    link.stop()
    events = [event for _, event in store.events(session_id)]
    store.close()
    assert isinstance(events[0], ev.SessionStarted)
    assert events[0].config.gaze == zones
    frames = [frame for event in events if isinstance(event, ev.PresenceObserved) for frame in event.frames]
    assert len(frames) > 10
    assert {frame.zone for frame in frames} == {"left"}


@pytest.mark.parametrize("hint", [hint for hint in get_args(Hint) if hint != "ok"])
def test_every_lasting_flaw_of_the_picture_has_a_word_and_what_to_do(hint: Hint) -> None:
    notice = reminder(hint, -11.6)
    assert notice.severity == "info"
    assert not notice.blocking
    assert notice.what
    assert notice.action
    assert ("12°" in notice.what) == (hint == "tilted")


@pytest.mark.models
def test_an_empty_chair_is_told_once_it_has_lasted(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 5, (320, 240))
    for _ in range(250):
        writer.write(np.full((240, 320, 3), 128, np.uint8))
    writer.release()
    store = SessionStore(tmp_path / "candid.sqlite3", tmp_path / "sessions")
    config = SessionConfig(Profile("", "Engineer", "AI", "en"), camera=str(path))
    clock = LiveClock()
    session_id = store.create(config, "interview", "2026-01-15T09:30:00+00:00")
    told: list[LiveEvent] = []
    noticed = threading.Event()

    def listen(event: LiveEvent) -> None:
        told.append(event)
        if isinstance(event, Notice):
            noticed.set()

    link = EyesLink(
        SessionLog(store, session_id, clock.now_s), clock, listen, config.camera, record=None, flat_out=False
    )
    link.start()
    try:
        assert noticed.wait(60.0)
        assert clock.now_s() > LASTING_S
    finally:
        link.stop()
        store.close()
    assert [event for event in told if isinstance(event, Notice)] == [reminder("no_face", 0.0)]
    assert FramingHint("no_face") in told
