"""Solutions that are stopped, before they begin and while they run."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import InputError, MissingError
from desktop.domain.programming import Task, Trial
from desktop.programming import sandbox
from desktop.programming.runs import Runs, check_sandbox
from desktop.programming.tasks import load_tasks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")
SMALL = Path(__file__).resolve().parents[2] / "data" / "programming"
RIGHT = "def double(n): return n + n"
ENDLESS = "def double(n):\n    while True: pass"


@pytest.fixture(scope="module")
def task() -> Task:
    return replace(load_tasks(SMALL).find("double"), run_limit_s=20)


def test_a_run_that_is_not_stopped_is_judged(task: Task) -> None:
    trial = Runs().run(1, task, RIGHT, hidden=True)
    assert trial is not None
    assert trial.count() == (5, 5)
    assert (trial.count(hidden=False), trial.count(hidden=True)) == ((2, 2), (3, 3))


def test_stopping_ends_it_within_a_second(task: Task) -> None:
    runs = Runs()
    found: list[Trial | None] = []
    thread = threading.Thread(target=lambda: found.append(runs.run(7, task, ENDLESS, hidden=False)))
    thread.start()
    while not runs._boxes:
        time.sleep(0.01)
    time.sleep(0.4)
    started_s = time.monotonic()
    runs.stop(7)
    thread.join(5.0)
    assert time.monotonic() - started_s < 1.0
    assert found == [None]


def test_one_that_was_stopped_before_it_began_does_not_begin(task: Task) -> None:
    runs = Runs()
    runs.stop(3)
    started_s = time.monotonic()
    assert runs.run(3, task, ENDLESS, hidden=False) is None
    assert time.monotonic() - started_s < 10.0, "less than the time of one test"
    assert runs.run(4, task, RIGHT, hidden=False) is not None
    runs.close()
    assert runs.run(5, task, ENDLESS, hidden=False) is None


def test_nothing_is_started_for_what_cannot_be_a_solution(task: Task) -> None:
    with pytest.raises(InputError):
        Runs().run(1, task, "", hidden=False)


def test_a_system_without_a_sandbox_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    check_sandbox()
    monkeypatch.setattr(sandbox.sys, "platform", "win32")
    with pytest.raises(MissingError, match="only keep them apart on Linux"):
        check_sandbox()
