"""A task during an interview: every keystroke that came in is in the log, the clock is kept, the tests are real."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.capture.audio_source import RATE_HZ
from desktop.capture.spool import AudioSpool
from desktop.domain import events as ev
from desktop.domain.errors import MissingError, StorageFull
from desktop.domain.live import Notice
from desktop.domain.programming import CodeWork, Task, Trial
from desktop.domain.session import Answer, Profile, SessionConfig
from desktop.interview.coding import task_question
from desktop.localise import localise
from desktop.programming.bench import SandboxBench
from desktop.programming.tasks import load_tasks
from desktop.session.coding import WARNED_BEFORE_S, CodeDesk
from desktop.session.listening import AnswerEar, ListeningModels
from desktop.session.recovery import recover
from desktop.store.log import SessionLog, SessionStore
from desktop.store.record import rebuild

TASK = load_tasks(Path(__file__).resolve().parents[2] / "data" / "programming").find("double")
RIGHT = "def double(n):\n    return n + n\n"
HALF = "def double(n):\n    print('so far', n)\n    return n + n if n < 100 else 0\n"
runs_here = pytest.mark.skipif(sys.platform != "linux", reason="solutions run on Linux only")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    made = SessionStore(tmp_path / "db.sqlite3", tmp_path / "sessions")
    yield made
    made.close()


class Held:
    """A session with one task asked, and a desk for it."""

    def __init__(self, store: SessionStore, bench: object = None) -> None:
        self.store = store
        self.id = store.create(
            SessionConfig(Profile("", "engineer", "AI", "en"), camera="none"), "interview",
            "2026-01-02T03:04:05+00:00", audio_file="audio.wav",
        )  # fmt: skip
        self.log = SessionLog(store, self.id, lambda: 12.5)
        question = task_question(TASK, "en")
        self.log.append(ev.QuestionAsked(0, question, question.text, 2.0))
        self.log.append(ev.AnswerStarted(0, 10.0))
        self.told: list[Notice] = []
        self.desk = CodeDesk(0, question, bench or SandboxBench(), self.log, 10.0, self.told.append)  # type: ignore[arg-type]

    @property
    def answer(self) -> Answer:
        (answer,) = rebuild(self.id, "open", self.store.events(self.id))[0].answers
        return answer


def test_what_is_written_is_in_the_log_at_once(store: SessionStore) -> None:
    held = Held(store)
    assert held.answer.code is None
    assert held.answer.question.code == TASK
    held.desk.write(TASK.skeleton)
    assert held.answer.code is None
    assert not held.desk.begun
    held.desk.spend(7.0)
    held.desk.write(RIGHT)
    held.desk.write(RIGHT)
    assert held.answer.code == CodeWork(RIGHT, 7.0)
    assert held.desk.begun
    assert store.count(held.id, "CodeWritten") == 1


def test_a_minute_before_the_end_the_person_is_told_once(store: SessionStore) -> None:
    held = Held(store)
    assert not held.desk.spend(TASK.time_limit_s - WARNED_BEFORE_S - 1)
    assert held.told == []
    assert not held.desk.spend(2.0)
    assert not held.desk.spend(50.0)
    (notice,) = held.told
    assert notice.severity == "warning"
    assert "编辑器" in localise(notice.safe, "zh")
    assert held.desk.spend(10.0)
    assert held.desk.used_s == TASK.time_limit_s + 1


@runs_here
@pytest.mark.parametrize(("source", "visible", "hidden"), [(RIGHT, 2, 3), (HALF, 2, 0), ("", 0, 0), ("def (", 0, 0)])
def test_handing_in_runs_every_test_and_grades(store: SessionStore, source: str, visible: int, hidden: int) -> None:
    held = Held(store)
    held.desk.write(source)
    held.desk.spend(30.0)
    assert held.desk.hand_in() == pytest.approx((visible + hidden) / 5)
    # The window may still be sending what was typed last.
    held.desk.write(source + "# late\n")
    answer = held.answer
    assert answer.code is not None
    assert answer.code.source == source
    assert answer.code.used_s == 30.0
    assert answer.code.trial is not None
    assert answer.code.trial.count(hidden=False) == (visible, 2)
    assert answer.code.trial.count(hidden=True) == (hidden, 3)
    assert answer.grade is not None
    assert answer.grade.score == 2.0 * (visible + hidden)


class NoSandbox:
    def tasks(self) -> tuple[Task, ...]:
        return ()

    def run(self, task: Task, source: str) -> Trial:
        raise MissingError("This computer cannot keep a solution apart from your files (seccomp).")


def test_without_a_sandbox_the_code_is_kept_and_the_reason_noted(store: SessionStore) -> None:
    held = Held(store, NoSandbox())
    held.desk.write(RIGHT)
    assert held.desk.hand_in() is None
    record = rebuild(held.id, "open", store.events(held.id))[0]
    assert record.answers[0].code == CodeWork(RIGHT, 0.0)
    assert record.answers[0].grade is None
    assert "seccomp" in record.notes[0]


class FullDisk(SessionLog):
    full = True

    def append(self, event: ev.Event) -> None:
        if self.full:
            raise StorageFull("The disk is full: the session log cannot be written.", action="Free some space.")
        super().append(event)


def test_a_full_disk_is_told_once_and_written_when_it_can_be(store: SessionStore) -> None:
    held = Held(store)
    full = FullDisk(store, held.id, lambda: 1.0)
    desk = CodeDesk(0, task_question(TASK, "en"), SandboxBench(), full, 10.0, held.told.append)
    desk.write("a = 1")
    desk.write("a = 2")
    assert len(held.told) == 1
    full.full = False
    desk.write("a = 2")
    assert held.answer.code == CodeWork("a = 2", 0.0)


@runs_here
def test_recovery_hands_in_what_had_been_written(store: SessionStore) -> None:
    held = Held(store)
    held.desk.spend(20.0)
    held.desk.write(HALF)
    finished = recover(store, held.id, bench=SandboxBench())
    (answer,) = finished.record.answers
    assert answer.code is not None
    assert answer.code.source == HALF
    assert answer.code.trial is not None
    assert answer.code.trial.count() == (2, 5)
    knowledge = finished.assessment.dimensions[0]
    assert knowledge.score == 4.0
    assert HALF.splitlines()[1] in (store.folder(held.id) / "report.md").read_text()


def test_a_newer_program_wrote_what_an_older_one_can_read(store: SessionStore, tmp_path: Path) -> None:
    """Sessions from before tasks have no such field."""
    held = Held(store)
    with sqlite3.connect(tmp_path / "db.sqlite3") as db:
        (payload,) = db.execute("SELECT payload FROM events WHERE kind = 'QuestionAsked'").fetchone()
    assert '"code":{"id":"double"' in payload
    assert held.answer.question.code == TASK


@pytest.mark.parametrize("patient", [True, False])
def test_silence_ends_an_answer_but_not_a_task(tmp_path: Path, patient: bool) -> None:
    countdowns: list[object] = []
    ear = AnswerEar(
        ListeningModels(None), None, AudioSpool(tmp_path / "audio.wav").path, start_sample=0, language="en", terms=(),  # type: ignore[arg-type]
        flat_out=False, tell=countdowns.append, on_pause=lambda: None, patient=patient,
    )  # fmt: skip
    silence = np.zeros(RATE_HZ, np.int16)
    for second in range(1, 700):
        ear.feed(silence, second * RATE_HZ)
        if ear.finished:
            break
    assert ear.finished != patient
    assert countdowns == []
