"""What the judge makes of an answer while it is still being given, so that a follow-up can be chosen at its end.

The closing silence of a turn is about as long as it takes to find the point for a follow-up. The grade in the report
comes later, of all points and from the careful words; this one rests on the live words and only steers the talk.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, wait

from desktop.domain.errors import CandidError
from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Language, Word
from desktop.interview.follow_ups import Sought
from desktop.workers.mind import GradeReply, GradeRequest
from desktop.workers.service import ServiceProcess

log = logging.getLogger(__name__)

# A person waits in silence this long at most; without a grade there is no follow-up on a key point.
WAIT_LIMIT_S = 8.0
# Sooner than this nobody notices a pause.
GLANCE_S = 0.3
GRADE_LIMIT_S = 60.0


class ProvisionalGrade:
    """Of one answer. ``words`` may be offered in every pause, from any thread; one grading runs at a time."""

    def __init__(self, mind: ServiceProcess, question: Question, language: Language, sought: Sought) -> None:
        self._mind = mind
        self._question = question
        self._sought = sought
        self._language: Language = language
        self._lock = threading.Lock()
        self._words: tuple[Word, ...] = ()
        self._future: Future[GradeReply] | None = None

    def offer(self, words: tuple[Word, ...]) -> None:
        """Judge the answer as it stands, unless an earlier state of it is still being judged. Returns at once."""
        with self._lock:
            if words and (self._future is None or self._future.done()):
                self._submit(words)

    def stands(self, words: tuple[Word, ...], wait_s: float = GLANCE_S) -> bool:
        """Whether the grade of exactly these words is there, or nearly."""
        return bool(wait((self._of(words),), wait_s).done)

    def result(self, words: tuple[Word, ...], wait_s: float = WAIT_LIMIT_S) -> AnswerGrade | None:
        """The grade of exactly these words; None when it does not come in time or cannot be had."""
        try:
            return self._of(words).result(wait_s).grade
        except (TimeoutError, CandidError) as error:
            log.warning("no provisional grade: %s", type(error).__name__)
            return None

    def _of(self, words: tuple[Word, ...]) -> Future[GradeReply]:
        with self._lock:
            if _text(words) != _text(self._words) or self._future is None:
                self._submit(words)
            assert self._future is not None
            return self._future

    def _submit(self, words: tuple[Word, ...]) -> None:
        self._words = words
        request = GradeRequest(0, self._question, words, self._language, sought=self._sought)
        self._future = self._mind.submit(request, GRADE_LIMIT_S)


def _text(words: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(word.text for word in words)
