"""What happens to an answer after it has been given, while the interview goes on: careful words, voice, grade."""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from desktop.capture.audio_source import RATE_HZ
from desktop.domain import events as ev
from desktop.domain.errors import CandidError
from desktop.domain.question import Question
from desktop.domain.speech import Command, Language, Word
from desktop.interview.commands import split_commands
from desktop.session.grading import GRADE_LIMIT_S, ask_for_grade
from desktop.session.measures import voice_of_span
from desktop.session.parts import Parts
from desktop.session.spelling import spelled
from desktop.session.terms import mended
from desktop.store.log import SessionLog
from desktop.workers.mind import GradeReply, GradeRequest
from desktop.workers.speech import TranscribeReply, TranscribeRequest

log = logging.getLogger(__name__)

# A careful pass takes about real time at worst on two busy cores.
TRANSCRIBE_LIMIT_S = 180.0


@dataclass(frozen=True, slots=True)
class AnswerJob:
    """One answer in the spool. ``[start_s, end_s)`` is what is transcribed, ``commands`` are those that were obeyed."""

    index: int
    question: Question
    start_s: float
    end_s: float
    terms: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()


class AnswerWorkshop:
    """Works on answers one after the other on its own thread and writes what it finds to the log.

    A worker that fails costs the figures that rest on it; the log then says why.
    """

    def __init__(self, parts: Parts, session_log: SessionLog, spool: Path, language: Language, *, spells: bool) -> None:
        """``spells``: homophones are looked for at once. It takes too much of two cores beside an interview; then it is
        done when the report is there (``desktop/session/rescoring.py``)."""
        self._parts = parts
        self._log = session_log
        self._spool = spool
        self._language = language
        self._spells = spells
        self._jobs: queue.SimpleQueue[AnswerJob | None] = queue.SimpleQueue()
        self._grades: list[Future[GradeReply]] = []
        self._requests = 0
        self.submitted = 0
        self.finished = 0
        self._thread = threading.Thread(target=self._run, name="answer-workshop", daemon=True)
        self._thread.start()

    def submit(self, job: AnswerJob) -> None:
        self.submitted += 1
        self._jobs.put(job)

    def drain(self, deadline_s: float) -> bool:
        """Finish what was submitted; True when all of it was done in time."""
        self._jobs.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive() and all(grade.done() for grade in self._grades)

    @property
    def fraction(self) -> float:
        """How much of the submitted work is done, 0–1."""
        done = self.finished + sum(grade.done() for grade in self._grades)
        total = self.submitted + max(len(self._grades), self.submitted - self.finished)
        return min(1.0, done / total) if total else 1.0

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                words = self._transcribe(job)
                # What is murmured over code is long, and no prose.
                prose = self._language == "zh" and job.question.code is None and self._parts.has_language_model
                if prose and self._spells:
                    words = spelled(self._parts.mind, words, job.question.text, self._language)
                self._log.append(ev.WordsRecognised(job.index, words, self._language, prose and not self._spells))
                if job.question.code is None:
                    # What is murmured over code is no measure of how somebody speaks.
                    self._measure(job, words)
                if job.question.key_points:
                    self._grade(job, words)
            except CandidError as error:
                log.warning("answer %d: %s", job.index, error)
                self._log.append(ev.NoteAdded(f"Answer {job.index + 1}: {error}"))
            except Exception as error:
                log.exception("answer %d could not be worked on", job.index)
                self._log.append(ev.NoteAdded(f"Answer {job.index + 1}: not measured ({type(error).__name__})."))
            finally:
                self.finished += 1
        for grade in self._grades:
            try:
                grade.result(GRADE_LIMIT_S)
            except Exception:
                log.warning("a grade is missing")

    def _transcribe(self, job: AnswerJob) -> tuple[Word, ...]:
        self._requests += 1
        request = TranscribeRequest(
            id=self._requests,
            path=str(self._spool),
            start_sample=round(job.start_s * RATE_HZ),
            end_sample=round(job.end_s * RATE_HZ),
            language=self._language,
            terms=job.terms,
            careful=True,
        )
        reply: TranscribeReply = self._parts.speech.submit(request, TRANSCRIBE_LIMIT_S).result()
        words, _ = split_commands(reply.words, self._language, known=job.commands)
        return mended(words, job.terms, self._language)

    def _measure(self, job: AnswerJob, words: tuple[Word, ...]) -> None:
        figures = voice_of_span(self._parts, self._spool, job.start_s, job.end_s, words, self._language)
        self._log.append(ev.VoiceMeasured(job.index, figures))

    def _grade(self, job: AnswerJob, words: tuple[Word, ...]) -> None:
        self._requests += 1
        answer = tuple(word for word in words if word.kind != "command")
        request = GradeRequest(self._requests, job.question, answer, self._language)
        future = ask_for_grade(self._parts.mind, request)
        self._grades.append(future)

        def done(finished: Future[GradeReply]) -> None:
            error = finished.exception()
            if error is not None:
                self._log.append(ev.NoteAdded(f"Answer {job.index + 1}: not graded ({error})"))
            else:
                self._log.append(ev.AnswerGraded(job.index, finished.result().grade))

        future.add_done_callback(done)
