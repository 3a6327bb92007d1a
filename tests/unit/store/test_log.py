"""The session log: what was written is there, also after the writer was killed, and cannot be changed."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading

import pytest

from desktop.domain import events as ev
from desktop.domain.correction import Correction
from desktop.domain.errors import InputError
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Word
from desktop.store.log import DatabaseDamaged, SessionStore
from desktop.store.migrations import NewerDatabase
from desktop.store.record import rebuild
from tests.unit.domain.test_codec import EVENTS

CONFIG = SessionConfig(Profile("Mo", "engineer", "AI", "en"))


@pytest.fixture
def store(tmp_path):
    store = SessionStore(tmp_path / "db.sqlite3", tmp_path / "sessions")
    yield store
    store.close()


def test_events_come_back_in_order(store):
    session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    for number, event in enumerate(EVENTS[1:]):
        store.append(session, float(number), event)
    read = store.events(session)
    assert [event for _, event in read[1:]] == EVENTS[1:]
    assert [t_s for t_s, _ in read[1:]] == [float(n) for n in range(len(EVENTS) - 1)]


def test_many_threads_lose_nothing(store):
    session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    threads = [
        threading.Thread(target=lambda n=n: [store.append(session, 0.0, ev.NoteAdded(f"{n}.{i}")) for i in range(50)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notes = [event.text for _, event in store.events(session)[1:]]
    assert len(notes) == 200
    for n in range(4):
        assert [note for note in notes if note.startswith(f"{n}.")] == [f"{n}.{i}" for i in range(50)]


def test_the_log_cannot_be_rewritten(store, tmp_path):
    store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    with sqlite3.connect(tmp_path / "db.sqlite3") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("UPDATE events SET payload = '{}'")


def test_kill_minus_nine_keeps_every_appended_event(tmp_path):
    script = textwrap.dedent(f"""
        from pathlib import Path
        from desktop.domain.events import NoteAdded
        from desktop.domain.session import Profile, SessionConfig
        from desktop.store.log import SessionStore
        store = SessionStore(Path({str(tmp_path / "db.sqlite3")!r}), Path({str(tmp_path / "s")!r}))
        session = store.create(SessionConfig(Profile("a", "b", "c", "en")), "interview", "2026-01-02T03:04:05")
        n = 0
        while True:
            store.append(session, n * 0.1, NoteAdded(str(n)))
            print(n, flush=True)
            n += 1
    """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if int(line) >= 50:
            break
    os.kill(process.pid, signal.SIGKILL)
    told = int((process.stdout.read() or line).split()[-1])
    process.wait()

    store = SessionStore(tmp_path / "db.sqlite3", tmp_path / "s")
    (row,) = store.sessions("open")
    notes = [int(event.text) for _, event in store.events(row.id)[1:]]
    assert notes == list(range(len(notes)))
    assert len(notes) > told
    store.close()


def test_an_interrupted_answer_is_rebuilt_as_far_as_it_went(store):
    session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    asked = next(event for event in EVENTS if isinstance(event, ev.QuestionAsked))
    store.append(session, 1.0, asked)
    store.append(session, 3.0, ev.AnswerStarted(0, 3.0))
    record, frames = rebuild(session, "open", store.events(session))
    assert record.duration_s == 3.0
    assert record.answers[0].ended_by == "stopped"
    assert record.answers[0].words == ()
    assert frames == ()


def test_later_words_replace_earlier_ones(store):
    session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    store.append(session, 1.0, next(event for event in EVENTS if isinstance(event, ev.QuestionAsked)))
    store.append(session, 2.0, ev.WordsRecognised(0, (Word("a", 1, 2, 0.5),), "en"))
    store.append(session, 3.0, ev.WordsRecognised(0, (Word("b", 1, 2, 0.5),), "en"))
    record, _ = rebuild(session, "open", store.events(session))
    assert [word.text for word in record.answers[0].words] == ["b"]


def test_delete_and_wipe_leave_no_trace(store, tmp_path):
    secret = "a very particular sentence"
    for _ in range(2):
        session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
        store.append(session, 0.0, ev.NoteAdded(secret))
        (store.folder(session) / "audio.wav").write_bytes(b"sound")
    store.delete(session)
    assert not store.folder(session).exists()
    with pytest.raises(InputError, match="no session"):
        store.events(session)
    store.wipe()
    assert store.sessions() == []
    assert list((tmp_path / "sessions").iterdir()) == []
    store.close()
    for file in tmp_path.glob("db.sqlite3*"):
        assert secret.encode() not in file.read_bytes()


def test_sessions_are_found_by_a_beginning_or_last(store):
    first = store.create(CONFIG, "interview", "2026-01-01T00:00:00+00:00")
    second = store.create(CONFIG, "analysis", "2026-01-02T00:00:00+00:00")
    assert store.row(first[:10]).id == first
    assert store.row("last").id == second
    for wrong in ("2026", "", "nothing"):
        with pytest.raises(InputError):
            store.row(wrong)


def test_a_damaged_database_is_named(tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseDamaged, match="cannot be read"):
        SessionStore(tmp_path / "db.sqlite3", tmp_path / "s")


def test_a_newer_database_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "db.sqlite3") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerDatabase, match="version 99"):
        SessionStore(tmp_path / "db.sqlite3", tmp_path / "s")


def corrected_session(store):
    session = store.create(CONFIG, "interview", "2026-01-02T03:04:05+00:00")
    for event in EVENTS:
        if isinstance(event, ev.QuestionAsked | ev.AnswerEnded | ev.VoiceMeasured | ev.AnswerGraded):
            store.append(session, 9.0, event)
    heard = (Word("a", 1, 2, 0.5), Word("bee", 2, 3, 0.2), Word("c", 3, 4, 0.9))
    store.append(session, 9.0, ev.WordsRecognised(0, heard, "en"))
    typed = Correction(1, 2, (Word("b", 2, 3, 0.2, heard="bee", corrected=True),))
    store.append(session, 9.0, ev.AnswerCorrected(0, typed, "2026-01-03T00:00:00+00:00"))
    return session, heard


def answer_of(store, session):
    return rebuild(session, "finished", store.events(session))[0].answers[0]


def test_a_correction_stands_and_the_original_is_kept(store):
    session, heard = corrected_session(store)
    answer = answer_of(store, session)
    assert [word.text for word in answer.words] == ["a", "b", "c"]
    assert answer.words[1].heard == "bee"
    assert answer.outdated == {"grade", "voice"}
    assert any(isinstance(event, ev.WordsRecognised) and event.words == heard for _, event in store.events(session))


def test_what_is_found_anew_is_not_outdated(store):
    session, _ = corrected_session(store)
    store.append(session, 9.0, next(event for event in EVENTS if isinstance(event, ev.AnswerGraded)))
    assert answer_of(store, session).outdated == {"voice"}
    store.append(session, 9.0, next(event for event in EVENTS if isinstance(event, ev.VoiceMeasured)))
    assert answer_of(store, session).outdated == frozenset()


def test_an_undone_correction_leaves_the_words_as_they_were_heard(store):
    session, heard = corrected_session(store)
    store.append(session, 9.0, ev.CorrectionUndone(0, 1, 2, "2026-01-03T00:00:01+00:00"))
    answer = answer_of(store, session)
    assert answer.words == heard
    assert answer.corrections == ()
    assert answer.outdated == {"grade", "voice"}


def test_words_recognised_anew_end_the_corrections_of_the_earlier_ones(store):
    session, _ = corrected_session(store)
    store.append(session, 9.0, ev.WordsRecognised(0, (Word("new", 1, 2, 0.9),), "en"))
    answer = answer_of(store, session)
    assert [word.text for word in answer.words] == ["new"]
    assert answer.corrections == ()
