"""A recorded interview or answer, made into the same session as a live one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import filelock
import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import RATE_HZ
from desktop.capture.clock import MediaClock
from desktop.capture.spool import AudioSpool, read_spool
from desktop.domain import events as ev
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Command, Language, Turn, Word
from desktop.interview.commands import split_commands
from desktop.session.eyes import EyesLink
from desktop.session.finish import finish_session
from desktop.session.grading import ask_for_grade
from desktop.session.hearing import segment_turns
from desktop.session.measures import log_session_voice, voice_of_span
from desktop.session.parts import Parts
from desktop.session.recorded_questions import Placed, open_question, place_questions
from desktop.session.runtime import Runtime
from desktop.session.spelling import spelled
from desktop.store.log import SessionLog, SessionStore
from desktop.workers.mind import GradeRequest
from desktop.workers.speech import TranscribeReply, TranscribeRequest

AUDIO_FILE = "audio.wav"
# A careful pass on two busy cores is slower than real time at worst.
TRANSCRIBE_LIMIT_S = 3600.0
# An analysis this young may not hold its folder yet.
BEGINNING = timedelta(minutes=1)
# Weights at hand that an analysis does not use: the interviewer's voice, and the picture's where there is none.
VOICE_MODELS = frozenset(("kokoro-82m-v1.0-int8",))
PICTURE_MODELS = frozenset(("face-landmarker", "pose-landmarker"))


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """``language`` None: decided from the sound. ``out`` gets the report beside the session's own folder."""

    media: Path
    out: Path
    questions: tuple[Placed, ...] = ()
    language: Language | None = None
    name: str = ""
    role: str = ""
    domain: str = ""


def analyze(
    runtime: Runtime, request: AnalysisRequest, samples: NDArray[np.int16], on_progress: Callable[[float], None]
) -> str:
    """Run the whole analysis of ``samples``, the sound of ``request.media``, and write the report. The session's id.

    Raises ``InputError`` for questions that cannot be placed; then there is no session. When only the report cannot be
    written, the session is kept.
    """
    parts = runtime.parts()
    remove_abandoned(parts.store)
    language = request.language or _language(parts, samples)
    session_id = parts.store.create(
        SessionConfig(
            Profile(request.name, request.role, request.domain, language),
            questions=max(1, len(request.questions)),
            camera=None,
        ),
        "analysis",
        datetime.now(UTC).isoformat(timespec="seconds"),
        audio_file=AUDIO_FILE,
    )
    try:
        with _working(parts.store, session_id):
            _analyze(parts, request, session_id, samples, language, on_progress)
    except BaseException:
        # Unlike a live session, nothing is lost with it: the recording is the person's own file.
        parts.store.delete(session_id)
        raise
    finish_session(parts.store, session_id, "finished", request.out, lambda part: on_progress(0.9 + 0.1 * part))
    return session_id


def remove_abandoned(store: SessionStore) -> None:
    """Delete analyses whose program was killed: their sound is a copy that nobody asked to keep."""
    for row in store.sessions("open"):
        age = datetime.now(UTC) - datetime.fromisoformat(row.started_utc)
        if row.origin == "analysis" and age > BEGINNING:
            try:
                with _working(store, row.id):
                    pass
            except filelock.Timeout:
                continue
            store.delete(row.id)


@contextlib.contextmanager
def _working(store: SessionStore, session_id: str) -> Iterator[None]:
    """Hold a session's folder, so that others can tell it from an abandoned one. Raises ``filelock.Timeout``."""
    folder = store.folder(session_id)
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / "working.lock", timeout=0)
    with lock:
        yield
    (folder / "working.lock").unlink(missing_ok=True)


def _analyze(
    parts: Parts,
    request: AnalysisRequest,
    session_id: str,
    samples: NDArray[np.int16],
    language: Language,
    on_progress: Callable[[float], None],
) -> None:
    clock = MediaClock()
    log = SessionLog(parts.store, session_id, clock.now_s)
    spool_path = log.folder / AUDIO_FILE
    spool = AudioSpool(spool_path)
    spool.write(samples)
    spool.close()
    duration_s = len(samples) / RATE_HZ
    clock.advance_to(duration_s)
    picture = has_video(request.media)
    idle = VOICE_MODELS if picture else VOICE_MODELS | PICTURE_MODELS
    log.append(ev.ModelsUsed(tuple(use for use in parts.model_uses if use.id not in idle)))
    eyes = EyesLink(log, clock, lambda _: None, str(request.media) if picture else None, record=None, flat_out=True)
    eyes.start()
    try:
        _hear(parts, request, log, spool_path, language, on_progress)
    except BaseException:
        eyes.stop(abandon=True)
        raise
    eyes.stop()
    on_progress(0.9)
    log.append(ev.SessionEnded(duration_s, "complete"))


def _hear(
    parts: Parts,
    request: AnalysisRequest,
    log: SessionLog,
    spool_path: Path,
    language: Language,
    on_progress: Callable[[float], None],
) -> None:
    samples = read_spool(spool_path)
    duration_s = len(samples) / RATE_HZ
    on_progress(0.05)
    reply = _transcribe(parts, spool_path, 0, len(samples), language)
    on_progress(0.45)
    words, commands = split_commands(reply.words, language)
    turns = segment_turns(samples, words, language, parts.listening)
    placed = place_questions(request.questions, turns, words, duration_s) or _one_answer(turns, language)
    for index, item in enumerate(placed):
        _log_answer(parts, log, spool_path, index, item, words, commands, language)
        on_progress(0.45 + 0.3 * (index + 1) / len(placed))
    if not turns:
        log.append(ev.NoteAdded("No speech was heard in the recording."))
    log_session_voice(parts, log, spool_path, language)


def _one_answer(turns: tuple[Turn, ...], language: Language) -> tuple[Placed, ...]:
    """Without questions every turn is an answer to something that is not known."""
    return tuple(Placed(open_question(index, language), turn.start_s, turn.end_s) for index, turn in enumerate(turns))


def _log_answer(
    parts: Parts,
    log: SessionLog,
    spool: Path,
    index: int,
    item: Placed,
    words: tuple[Word, ...],
    commands: tuple[Command, ...],
    language: Language,
) -> None:
    assert item.start_s is not None
    assert item.end_s is not None
    heard = tuple(word for word in words if item.start_s <= (word.start_s + word.end_s) / 2 < item.end_s)
    own = spelled(parts.mind, heard, item.question.text, language)
    log.append(ev.QuestionAsked(index, item.question, item.question.text, item.start_s))
    log.append(
        ev.AnswerEnded(
            index, item.start_s, item.end_s, None, "media_end",
            tuple(command for command in commands if item.start_s <= command.start_s < item.end_s),
        )
    )  # fmt: skip
    log.append(ev.WordsRecognised(index, own, language))
    log.append(ev.VoiceMeasured(index, voice_of_span(parts, spool, item.start_s, item.end_s, own, language)))
    if item.question.key_points:
        answer = tuple(word for word in own if word.kind != "command")
        reply = ask_for_grade(parts.mind, GradeRequest(index, item.question, answer, language)).result()
        log.append(ev.AnswerGraded(index, reply.grade))


def _transcribe(
    parts: Parts, spool: Path, start: int, end: int, language: Language | None, *, careful: bool = True
) -> TranscribeReply:
    request = TranscribeRequest(0, str(spool), start, end, language, (), careful)
    reply: TranscribeReply = parts.speech.submit(request, TRANSCRIBE_LIMIT_S).result()
    return reply


def _language(parts: Parts, samples: NDArray[np.int16]) -> Language:
    """Of the first half minute that is heard."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="candid-") as folder:
        spool = AudioSpool(Path(folder) / AUDIO_FILE)
        spool.write(samples[: 30 * RATE_HZ])
        spool.close()
        return _transcribe(parts, spool.path, 0, spool.position, None, careful=False).language


def has_video(media: Path) -> bool:
    """Whether there is a moving picture in it; a cover picture is none."""
    with av.open(str(media)) as container:
        streams = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        return bool(streams)
