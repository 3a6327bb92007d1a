"""Sessions whose program died: what can be saved of them, saved."""

from __future__ import annotations

from desktop.capture.audio_source import RATE_HZ
from desktop.capture.clock import MediaClock
from desktop.capture.spool import HEADER_BYTES, recover_spool
from desktop.domain import events as ev
from desktop.domain.errors import InputError
from desktop.domain.session import Answer, SessionRecord
from desktop.session.coding import hand_in
from desktop.session.finish import FinishedSession, finish_session
from desktop.session.measures import log_session_voice
from desktop.session.parts import TaskBench
from desktop.session.runtime import Runtime
from desktop.session.terms import terms_for
from desktop.session.workshop import AnswerJob, AnswerWorkshop
from desktop.store.log import SessionLog, SessionRow, SessionStore
from desktop.store.record import rebuild

WORK_LIMIT_S = 600.0


def recover(
    store: SessionStore, session_id: str, runtime: Runtime | None = None, bench: TaskBench | None = None
) -> FinishedSession:
    """Finish a session from what is on disk: answers whose words or grades are missing are worked on again.

    The answer that was being given when the program died reaches to the end of the sound; what had been written for a
    programming task is handed in where there is a ``bench``.
    """
    row = store.row(session_id)
    if row.state != "open":
        raise InputError(f"Session {row.id} is {row.state}; there is nothing to recover.")
    record, _ = rebuild(row.id, row.state, store.events(row.id))
    audio = store.folder(row.id) / (record.audio_file or "audio.wav")
    duration_s = record.duration_s
    if audio.exists() and audio.stat().st_size > HEADER_BYTES:
        duration_s = max(duration_s, recover_spool(audio))
        jobs = [job for answer in record.answers if (job := _missing_work(answer, record, duration_s))]
        if jobs:
            _work(store, row, record, jobs, duration_s, runtime)
    clock = MediaClock()
    clock.advance_to(duration_s)
    session_log = SessionLog(store, row.id, clock.now_s)
    if bench is not None:
        for answer in record.answers:
            if answer.code is not None and answer.code.trial is None and answer.ended_by != "skip":
                hand_in(session_log, answer.index, answer.question, answer.code, bench)
    session_log.append(ev.SessionEnded(duration_s, "recovered"))
    return finish_session(store, row.id, "recovered", None, lambda _: None)


def _missing_work(answer: Answer, record: SessionRecord, duration_s: float) -> AnswerJob | None:
    if answer.words and (answer.question.code or (answer.grade and answer.voice)):
        return None
    cut_off = answer.ended_by == "stopped" and answer.end_s <= answer.start_s
    if answer.ended_by == "skip" or (not cut_off and answer.end_s <= answer.start_s):
        return None
    end_s = duration_s if cut_off else answer.end_s
    if end_s - answer.start_s < 1 / RATE_HZ:
        return None
    return AnswerJob(
        answer.index, answer.question, answer.start_s, end_s, terms_for(answer.question, record.config.profile)
    )


def _work(
    store: SessionStore,
    row: SessionRow,
    record: SessionRecord,
    jobs: list[AnswerJob],
    duration_s: float,
    runtime: Runtime | None,
) -> None:
    own = runtime or Runtime(store)
    clock = MediaClock()
    clock.advance_to(duration_s)
    session_log = SessionLog(store, row.id, clock.now_s)
    try:
        audio = session_log.folder / (record.audio_file or "audio.wav")
        parts = own.parts()
        workshop = AnswerWorkshop(parts, session_log, audio, record.config.profile.language, spells=True)
        for job in jobs:
            # Where the end was never decided, it is said to be where the sound ends.
            answer = record.answers[job.index]
            if answer.end_s <= answer.start_s:
                session_log.append(ev.AnswerEnded(job.index, job.start_s, job.end_s, None, "stopped"))
            workshop.submit(job)
        workshop.drain(WORK_LIMIT_S)
        log_session_voice(parts, session_log, audio, record.config.profile.language)
    finally:
        if runtime is None:
            own.stop()
