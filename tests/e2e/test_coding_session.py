"""A programming task in a session without a window: real listening, sandbox, log and report."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.capture.audio_file import FileAudio
from desktop.capture.audio_source import RATE_HZ
from desktop.domain import live
from desktop.domain.programming import Task, Trial
from desktop.domain.session import CAMERA_OFF, Profile, SessionConfig
from desktop.interview.plan import PlannedQuestion, make_plan
from desktop.programming.bench import SandboxBench
from desktop.programming.tasks import load_tasks
from desktop.session.runner import SessionRunner
from desktop.session.runtime import ModelChoice, Runtime
from desktop.store.log import SessionStore

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.models,
    pytest.mark.timeout(400),
    pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only"),
]
TASK = load_tasks(Path(__file__).resolve().parents[1] / "data" / "programming").find("double")
RIGHT = "def double(n):\n    return n + n\n"
HALF = "def double(n):\n    return n + n if n < 100 else 0\n"


class OneTask(SandboxBench):
    def __init__(self, limit_s: int) -> None:
        self._task = replace(TASK, time_limit_s=limit_s)

    def tasks(self) -> tuple[Task, ...]:
        return (self._task,) if super().tasks() else ()

    def run(self, task: Task, source: str) -> Trial:
        assert task == self._task
        return super().run(task, source)


class Held:
    """A running session; ``events`` are what it told."""

    def __init__(self, store: SessionStore, runtime: Runtime, limit_s: int) -> None:
        config = SessionConfig(Profile("", "engineer", "AI", "en"), questions=8, camera=CAMERA_OFF)
        plan = make_plan(runtime.bank(), config, seed=1)
        bank = runtime.bank().questions
        spoken = next(one for one in bank if one.language == "en" and one.round == "programming")
        plan = replace(plan, items=(PlannedQuestion(spoken),))
        self.events: list[live.LiveEvent] = []
        self.runner = SessionRunner(
            runtime, self.events.append, silent=True, plan=plan, bench=OneTask(limit_s),
            make_source=lambda _: FileAudio(np.zeros(600 * RATE_HZ, np.int16), flat_out=False),
        )  # fmt: skip
        self.runner.start(config)
        self.store = store
        self.wait(lambda: live.TaskShown(OneTask(limit_s)._task) in self.events)
        self.wait_for("listening")

    def wait(self, until: Callable[[], bool], limit_s: float = 120.0) -> None:
        deadline_s = time.monotonic() + limit_s
        while not until():
            assert time.monotonic() < deadline_s, self.events[-5:]
            assert not self.runner.failure, self.runner.failure
            time.sleep(0.05)

    def wait_for(self, state: str) -> None:
        self.wait(lambda: self.states and self.states[-1] == state)

    @property
    def states(self) -> list[str]:
        return [event.state for event in self.events if isinstance(event, live.StateChanged)]

    def report(self) -> dict:
        """Skips the candidate's own questions and waits for the end."""
        self.wait(lambda: self.events.count(live.TaskShown(None)) == 1)
        self.wait_for("listening")
        self.runner.skip()
        assert self.runner.join(120)
        assert self.runner.session_id
        return json.loads((self.store.folder(self.runner.session_id) / "report.json").read_text())


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Held]]:
    folder = tmp_path_factory.mktemp("sessions")
    store = SessionStore(folder / "db.sqlite3", folder / "sessions")
    runtime = Runtime(store, ModelChoice(language=None, threads=1))
    yield lambda limit_s: Held(store, runtime, limit_s)
    runtime.stop()
    store.close()


def test_silence_repeat_and_pause_leave_the_task_open_and_the_button_hands_it_in(held) -> None:
    session = held(300)
    session.runner.write_code(HALF)
    time.sleep(23.0)
    assert session.states[-1] == "listening"
    session.runner.repeat()
    session.wait(lambda: session.states.count("listening") == 2)
    session.runner.pause()
    session.wait_for("paused")
    time.sleep(3.0)
    session.runner.resume()
    session.wait_for("listening")
    session.runner.write_code(RIGHT)
    session.runner.end_answer()
    report = session.report()
    (turn,) = report["turns"]
    assert turn["question_id"] == "code-double"
    assert turn["ended_by"] == "button"
    assert turn["code"]["source"] == RIGHT
    assert turn["code"]["passed"] == {"visible": [2, 2], "hidden": [3, 3], "all": [5, 5]}
    assert 22.0 < turn["code"]["used_s"] < turn["end_s"] - turn["start_s"] - 2.0
    assert report["dimensions"]["professional_knowledge"]["score"] == 10.0
    assert report["dimensions"]["communication_ability"]["score"] is None
    assert not [event for event in session.events if isinstance(event, live.Countdown) and event.remaining is not None]


def test_when_the_time_is_up_what_is_written_is_handed_in(held) -> None:
    session = held(62)
    time.sleep(1.0)
    session.runner.write_code(HALF)
    warned = "One minute is left for the task."
    session.wait(lambda: any(isinstance(event, live.Notice) and event.what == warned for event in session.events))
    report = session.report()
    (turn,) = report["turns"]
    assert turn["ended_by"] == "time"
    assert turn["code"]["source"] == HALF
    assert turn["code"]["passed"]["all"] == [2, 5]
    assert 62.0 <= turn["code"]["used_s"] < 64.0


def test_a_skipped_task_has_no_score_and_a_stopped_one_is_judged(held) -> None:
    skipped = held(300)
    skipped.runner.write_code(RIGHT)
    skipped.runner.skip()
    (turn,) = skipped.report()["turns"]
    assert turn["ended_by"] == "skip"
    assert turn["code"]["source"] == RIGHT
    assert turn["grade"] is None
    stopped = held(300)
    stopped.runner.write_code(RIGHT)
    stopped.runner.stop()
    assert stopped.runner.join(120)
    report = json.loads((stopped.store.folder(stopped.runner.session_id) / "report.json").read_text())
    assert report["turns"][0]["code"]["passed"]["all"] == [5, 5]
