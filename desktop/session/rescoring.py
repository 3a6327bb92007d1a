"""A transcript corrected by the person, or by its sense: what is written now in the log, then everything that rests on
its words anew."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from desktop.capture.clock import MediaClock
from desktop.capture.spool import HEADER_BYTES
from desktop.domain import events as ev
from desktop.domain.correction import Correction, typed_words
from desktop.domain.errors import CandidError, InputError
from desktop.domain.live import Notice
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Word
from desktop.session.finish import finish_session
from desktop.session.grading import ask_for_grade
from desktop.session.measures import reworded_answer, reworded_session
from desktop.session.runtime import READY_LIMIT_S, Runtime
from desktop.session.spelling import spelled
from desktop.signals.voice import PitchFollower
from desktop.store.log import SessionLog, SessionStore
from desktop.store.record import rebuild
from desktop.workers.mind import GradeRequest
from desktop.workers.service import WorkerFailed
from models.fillers import mark_fillers
from models.voice_activity import VoiceActivityDetector

log = logging.getLogger(__name__)

# How much of the work is done when homophones are set right, when the grades, and when the figures are there; the rest
# are the report's files.
_SPELLED, _GRADED, _MEASURED = 0.4, 0.7, 0.9
# A correction's places are those of the words as they were recognised, which must not change meanwhile.
_writing = threading.Lock()
_AS_RECOGNISED = "They still rest on the words as they were recognised."


def correct(store: SessionStore, session_id: str, index: int, first: int, end: int, text: str) -> None:
    """Note that ``text`` was said in place of the recognised words ``[first, end)`` of answer ``index``; a blank text
    says that nothing was.

    Raises ``InputError`` for words that are not there, and for a stretch that begins or ends inside an earlier
    correction. Scores follow with ``rescore``.
    """
    with _writing:
        _correct(store, session_id, index, first, end, text)


def _correct(store: SessionStore, session_id: str, index: int, first: int, end: int, text: str) -> None:
    record, answer = _finished_answer(store, session_id, index)
    recognised = _recognised(store, record.id, index)
    replaced = [word for word in recognised[max(0, first) : end] if word.kind != "command"]
    if not 0 <= first < end <= len(recognised) or not replaced:
        raise InputError("These words are not in the answer.", safe="Nothing was changed.", action="Select them again.")
    if any(one.first < first < one.end or one.first < end < one.end for one in answer.corrections):
        raise InputError(
            "The selection ends inside an earlier correction.",
            safe="Nothing was changed.",
            action="Select all of that correction, or none of it.",
        )
    language = record.config.profile.language
    words = typed_words(text, replaced, language)
    around = (*recognised[:first], *words, *recognised[end:])
    marked = mark_fillers(around, language)[first : first + len(words)]
    made = Correction(first, end, marked, () if marked else tuple(replaced))
    _log_of(store, record).append(ev.AnswerCorrected(index, made, _now_utc()))


def undo(store: SessionStore, session_id: str, index: int, first: int, end: int) -> None:
    """Let the recognised words ``[first, end)`` of answer ``index`` stand again. Scores follow with ``rescore``.

    Raises ``InputError`` when none of them is corrected.
    """
    record, answer = _finished_answer(store, session_id, index)
    if not any(one.first < end and first < one.end for one in answer.corrections):
        raise InputError("There is no correction here to undo.", safe="Nothing was changed.")
    _log_of(store, record).append(ev.CorrectionUndone(index, first, end, _now_utc()))


def spelling_due(store: SessionStore, session_id: str) -> bool:
    """Whether homophones have yet to be looked for in an answer."""
    row = store.row(session_id)
    record, _ = rebuild(row.id, row.state, store.events(row.id))
    return any("spelling" in answer.outdated for answer in record.answers)


def rescore(
    store: SessionStore,
    session_id: str,
    runtime: Runtime,
    on_progress: Callable[[float], None],
    is_needed_elsewhere: Callable[[], bool] = lambda: False,
) -> tuple[Notice, ...]:
    """Look for homophones where it has not been done, grade and measure again what still rests on words that have been
    changed since, and write the report's files. While the judge ``is_needed_elsewhere`` homophones wait for another
    time.

    The same words get the same grade and figures. Blocks while the judge's process loads and works. The notices say
    what could not be done; the corrections hold all the same.
    """
    row = store.row(session_id)
    record, _ = rebuild(row.id, row.state, store.events(row.id))
    session_log = _log_of(store, record)
    notices: list[Notice] = []
    _spell(record, session_log, runtime, is_needed_elsewhere, lambda part: on_progress(_SPELLED * part))
    on_progress(_SPELLED)
    record, _ = rebuild(row.id, row.state, store.events(row.id))
    try:
        _grade(record, session_log, runtime, lambda part: on_progress(_SPELLED + (_GRADED - _SPELLED) * part))
    except CandidError as error:
        notices.append(
            Notice(
                "warning",
                "The scores could not be computed again.",
                "Your correction is kept. The scores still rest on the words before it.",
                error.what,
            )
        )
    on_progress(_GRADED)
    try:
        notices += _measure(record, session_log, store.folder(row.id), runtime.pitch())
    except CandidError as error:
        notices.append(Notice("warning", "Pace and fillers could not be measured again.", _AS_RECOGNISED, error.what))
    on_progress(_MEASURED)
    try:
        finish_session(store, row.id, row.state, None, lambda part: on_progress(_MEASURED + (1 - _MEASURED) * part))
    except CandidError as error:
        notices.append(
            Notice(
                "warning",
                "The report's files could not be written again.",
                "The correction and the new scores are kept.",
                error.what,
            )
        )
    return tuple(notices)


def _spell(
    record: SessionRecord,
    session_log: SessionLog,
    runtime: Runtime,
    is_needed_elsewhere: Callable[[], bool],
    on_progress: Callable[[float], None],
) -> None:
    """An answer that the person corrects meanwhile stays as they have it."""
    due = [answer for answer in record.answers if "spelling" in answer.outdated]
    language = record.config.profile.language
    for number, answer in enumerate(due, 1):
        if is_needed_elsewhere():
            return
        words = spelled(runtime.mind(), answer.words, answer.question.text, language)
        with _writing:
            now, _ = rebuild(record.id, record.state, session_log.events())
            if any(one.index == answer.index and "spelling" in one.outdated for one in now.answers):
                session_log.append(ev.WordsRecognised(answer.index, words, language))
        on_progress(number / len(due))


def _grade(
    record: SessionRecord, session_log: SessionLog, runtime: Runtime, on_progress: Callable[[float], None]
) -> None:
    """Raises ``CandidError`` for the first answer that the judge cannot grade."""
    due = [answer for answer in record.answers if "grade" in answer.outdated]
    if not due:
        return
    mind = runtime.mind()
    mind.wait_ready(READY_LIMIT_S)
    for number, answer in enumerate(due, 1):
        words = tuple(word for word in answer.words if word.kind != "command")
        request = GradeRequest(answer.index, answer.question, words, record.config.profile.language)
        try:
            reply = ask_for_grade(mind, request).result()
        except CandidError:
            raise
        except Exception as error:
            log.exception("answer %d could not be graded again", answer.index)
            raise WorkerFailed("The judge made a mistake on this answer.") from error
        session_log.append(ev.AnswerGraded(answer.index, reply.grade))
        on_progress(number / len(due))


def _measure(record: SessionRecord, session_log: SessionLog, folder: Path, pitch: PitchFollower) -> list[Notice]:
    due = [answer for answer in record.answers if "voice" in answer.outdated]
    spool = folder / (record.audio_file or "audio.wav")
    if not due:
        return []
    if not spool.is_file() or spool.stat().st_size <= HEADER_BYTES:
        return [
            Notice(
                "info",
                "Pace and fillers were not measured again: no recording of this session was kept.",
                _AS_RECOGNISED,
            )
        ]
    language = record.config.profile.language
    spans = VoiceActivityDetector().speech_spans
    for answer in due:
        session_log.append(ev.VoiceMeasured(answer.index, reworded_answer(answer, spool, language, spans, pitch)))
    if record.voice is not None:
        # With the answers' new figures.
        now, _ = rebuild(record.id, record.state, session_log.events())
        session_log.append(ev.VoiceMeasured(None, reworded_session(record.voice, now.answers, spool, language, spans)))
    return []


def _finished_answer(store: SessionStore, session_id: str, index: int) -> tuple[SessionRecord, Answer]:
    row = store.row(session_id)
    if row.state == "open":
        raise InputError(
            "A session can be corrected when it has been finished.",
            safe="Nothing was changed.",
            action="Recover it first.",
        )
    record, _ = rebuild(row.id, row.state, store.events(row.id))
    for answer in record.answers:
        if answer.index == index:
            return record, answer
    raise InputError(f"The session has no answer {index + 1}.", safe="Nothing was changed.")


def _recognised(store: SessionStore, session_id: str, index: int) -> tuple[Word, ...]:
    found: tuple[Word, ...] = ()
    for _, event in store.events(session_id):
        if isinstance(event, ev.WordsRecognised) and event.index == index:
            found = event.words
    return found


def _log_of(store: SessionStore, record: SessionRecord) -> SessionLog:
    """What comes after the end is written at the session's last moment."""
    clock = MediaClock()
    clock.advance_to(record.duration_s)
    return SessionLog(store, record.id, clock.now_s)


def _now_utc() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
