"""Nothing that matters is lost or reordered, and what may be dropped comes no more often than the eye needs."""

from __future__ import annotations

import threading
import time

from pytestqt.qtbot import QtBot

from desktop.domain.live import (
    CaptionChanged,
    Countdown,
    LevelChanged,
    Notice,
    QuestionShown,
    StateChanged,
)
from desktop.ui.bridge import LiveBridge


def test_ten_thousand_events_from_four_threads(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[object] = []
    threads_seen: set[int] = set()

    def take(event: object) -> None:
        seen.append(event)
        threads_seen.add(threading.get_ident())

    bridge.received.connect(take)
    each = 1250

    def send(name: int) -> None:
        for number in range(each):
            bridge(Notice("info", f"{name}:{number}"))
            bridge(LevelChanged(-float(number % 60), True))

    started = time.monotonic()
    workers = [threading.Thread(target=send, args=(name,)) for name in range(4)]
    for worker in workers:
        worker.start()
    qtbot.waitUntil(lambda: sum(isinstance(e, Notice) for e in seen) == 4 * each, timeout=20_000)
    for worker in workers:
        worker.join()
    qtbot.waitUntil(lambda: bridge.counters().delivered + bridge.counters().superseded == 8 * each, timeout=2000)
    lasted = time.monotonic() - started

    for name in range(4):
        mine = [int(e.what.split(":")[1]) for e in seen if isinstance(e, Notice) and e.what.startswith(f"{name}:")]
        assert mine == list(range(each))
    levels = sum(isinstance(e, LevelChanged) for e in seen)
    assert 1 <= levels <= lasted * 30 + 2
    counters = bridge.counters()
    assert counters.received == 8 * each
    assert counters.superseded == 4 * each - levels
    assert threads_seen == {threading.get_ident()}


def test_newest_wins_and_the_last_one_always_arrives(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[object] = []
    bridge.received.connect(seen.append)
    for number in range(300):
        bridge(CaptionChanged(f"caption {number}", ""))
    qtbot.waitUntil(lambda: CaptionChanged("caption 299", "") in seen, timeout=1000)
    qtbot.wait(80)
    assert len(seen) <= 2


def test_an_important_event_does_not_wait_for_the_tick(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[tuple[object, float]] = []
    bridge.received.connect(lambda event: seen.append((event, time.monotonic())))
    bridge(LevelChanged(-20.0, True))
    qtbot.waitUntil(lambda: len(seen) == 1, timeout=500)
    bridge(LevelChanged(-21.0, True))  # has to wait for the next tick
    bridge(StateChanged("listening"))
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=500)
    assert [event for event, _ in seen[1:]] == [StateChanged("listening"), LevelChanged(-21.0, True)]


def test_a_late_caption_does_not_stand_under_the_next_question(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[object] = []
    bridge.received.connect(seen.append)
    question = QuestionShown(2, 5, "theory", "Why?", 60, False)
    bridge(CaptionChanged("end of the last answer", ""))
    bridge(Countdown(0.1))
    bridge(question)
    qtbot.waitUntil(lambda: question in seen, timeout=500)
    qtbot.wait(80)
    assert seen == [question]


def test_closed_bridge_takes_nothing(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[object] = []
    bridge.received.connect(seen.append)
    bridge(Notice("info", "before"))
    bridge.close()
    bridge(Notice("info", "after"))
    qtbot.wait(60)
    assert seen == []
    assert bridge.counters().received == 1
