"""A programming task during an interview: what is being written, its clock, and the tests at the end."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

from desktop.domain import events as ev
from desktop.domain.errors import CandidError
from desktop.domain.live import LiveListener, Notice
from desktop.domain.programming import CodeWork, Trial
from desktop.domain.question import Question
from desktop.scoring.code import grade_code
from desktop.session.parts import TaskBench
from desktop.store.log import SessionLog

log = logging.getLogger(__name__)

WARNED_BEFORE_S = 60.0
PRINTED_CHARACTERS = 2000
"""Of what a test printed, in the log."""


class CodeDesk:
    """One task from its introduction to its hand-in; it stays when the question is repeated.

    ``write`` may be called from any thread, the rest by the one that holds the interview.
    """

    def __init__(
        self,
        index: int,
        question: Question,
        bench: TaskBench,
        session_log: SessionLog,
        start_s: float,
        tell: LiveListener,
    ) -> None:
        """``question`` has a task; ``start_s`` is when it could first be worked on."""
        self._index = index
        self._question = question
        self._bench = bench
        self._log = session_log
        self._tell = tell
        self._source = self._skeleton = question.code.skeleton if question.code else ""
        self._unkept = False
        self._closed = False
        self._lock = threading.Lock()
        self.start_s = start_s
        self.used_s = 0.0

    def write(self, source: str) -> None:
        """What stands in the editor now, in the log at once; what comes after the hand-in is not taken."""
        with self._lock:
            if self._closed or (source == self._source and not self._unkept):
                return
            self._source = source
            try:
                self._log.append(ev.CodeWritten(self._index, CodeWork(source, self.used_s)))
                self._unkept = False
            except CandidError as error:
                if not self._unkept:
                    self._tell(Notice("warning", error.what, "Your code is still in the window.", error.action))
                self._unkept = True

    @property
    def begun(self) -> bool:
        """Whether anything was written."""
        return self._source != self._skeleton

    def spend(self, seconds: float) -> bool:
        """The task has been open for so much longer. True when its time is up; a minute before, the person is told."""
        limit_s = self._question.time_limit_s
        before_s, self.used_s = self.used_s, self.used_s + seconds
        if before_s < limit_s - WARNED_BEFORE_S <= self.used_s:
            self._tell(
                Notice("warning", "One minute is left for the task.", "Then what stands in the editor is handed in.")
            )
        return self.used_s >= limit_s

    def hand_in(self) -> float | None:
        """Run all tests on what stands in the editor; blocks. As the function of this name."""
        with self._lock:
            self._closed = True
        return hand_in(self._log, self._index, self._question, CodeWork(self._source, self.used_s), self._bench)


def hand_in(session_log: SessionLog, index: int, question: Question, work: CodeWork, bench: TaskBench) -> float | None:
    """Run all tests and write what became of them and the grade to the log: the share that passed, 0–1; None, with a
    note in the log, when they could not be run."""
    assert question.code is not None
    try:
        # Nothing written is as much as the skeleton, which passes no test.
        trial = bench.run(question.code, work.source if work.source.strip() else question.code.skeleton)
    except CandidError as error:
        log.warning("answer %d: %s", index, error)
        session_log.append(ev.CodeWritten(index, work))
        session_log.append(ev.NoteAdded(f"Answer {index + 1}: {error}"))
        return None
    session_log.append(ev.CodeWritten(index, replace(work, trial=_shortened(trial))))
    session_log.append(ev.AnswerGraded(index, grade_code(question, trial)))
    passed, of = trial.count()
    return passed / of


def _shortened(trial: Trial) -> Trial:
    results = (replace(result, printed=result.printed[:PRINTED_CHARACTERS]) for result in trial.results)
    return replace(trial, results=tuple(results))
