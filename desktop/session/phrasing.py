"""Has openings written for what may be asked next, while the person speaks; nothing ever waits for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from desktop.domain.question import FollowUp, Question
from desktop.domain.speech import Language, Word, join_words
from desktop.interview.opening import Opening, passages, worth_opening
from desktop.interview.wording import check_opening
from desktop.workers.mind import OpeningsReply, OpeningsRequest
from desktop.workers.service import ServiceProcess

log = logging.getLogger(__name__)

# A word that was heard with less may be another one: what it stands in is not told to who said it.
LEAST_PROBABILITY = 0.4
_UNHEARD = "\ufffd"


class Phrasing:
    """For one session. One request is written at a time; what is not ready when it is asked for is left."""

    def __init__(self, mind: ServiceProcess, language: Language, on_written: Callable[[], None] = lambda: None) -> None:
        """``on_written`` is called on the worker's reader thread, only while an answer is being given."""
        self._mind = mind
        self._language: Language = language
        self._on_written = on_written
        self._lock = threading.RLock()  # a request that fails at once calls back at once
        self._numbers = 0
        self._heard: tuple[str, ...] = ()
        self._asked: tuple[str, ...] = ()
        self._writing: Question | None = None
        self._listening = False
        self._ready: list[Opening] = []

    def answering(self) -> None:
        """An answer begins."""
        with self._lock:
            self._listening, self._heard, self._asked = True, (), ()

    def said(self, question: Question, words: tuple[Word, ...]) -> None:
        """Follow-ups on ``question``: by what has been said so far. Any thread, as often as one likes."""
        if not worth_opening(question) or not question.follow_ups:
            return
        found = passages(_whole_sentences(_text(words, self._language)), self._language)
        with self._lock:
            self._heard = found
            self._next(question)

    def answered(self) -> tuple[Opening, ...]:
        """An answer has ended: what is not written by now is given up. What is, each once."""
        with self._lock:
            self._listening = False
            if self._writing is not None:
                self._submit(self._writing, (), ())
            ready, self._ready = tuple(self._ready), []
            return ready

    @property
    def ready(self) -> tuple[Opening, ...]:
        """What has been written and not taken yet."""
        with self._lock:
            return tuple(self._ready)

    def _next(self, question: Question) -> None:
        if self._writing is None and self._listening and set(self._heard) - set(self._asked):
            self._asked = self._heard
            self._submit(question, tuple(item.text for item in by_weight(question)), self._heard)

    def _submit(self, question: Question, asks: tuple[str, ...], pieces: tuple[str, ...]) -> None:
        self._numbers += 1
        number = self._numbers
        self._writing = question
        request = OpeningsRequest(number, asks, pieces, self._language)
        future: Future[OpeningsReply] = self._mind.submit(request, aside=True)
        future.add_done_callback(lambda done: self._written(done, number, question))

    def _written(self, future: Future[OpeningsReply], number: int, question: Question) -> None:
        """On the worker's reader thread, or at once when there is no worker."""
        if (error := future.exception()) is not None:
            log.warning("no openings: %s", type(error).__name__)
        good = []
        for opening in () if error else future.result().openings:
            refused = check_opening(opening, question)
            log.info("an opening was written: %s", refused or "good")
            good += [] if refused else [opening]
        with self._lock:
            self._ready += good
            if number == self._numbers:
                self._writing = None
                self._next(question)
            tell = bool(good) and self._listening
        if tell:
            self._on_written()


def by_weight(question: Question) -> list[FollowUp]:
    """The follow-ups in the order in which they may be wanted: on a missing point first, the heaviest point first."""
    weights = {point.id: (point.must, point.weight) for point in question.key_points}
    return sorted(
        question.follow_ups,
        key=lambda item: (
            item.when_missing is not None,
            *weights.get(item.when_missing or item.when_claimed or "", ()),
        ),
        reverse=True,
    )


def _whole_sentences(text: str) -> str:
    """Without the sentence that is still being said."""
    return text[: max(text.rfind(mark) for mark in ".;!?。；！？") + 1]


def _text(words: tuple[Word, ...], language: Language) -> str:
    """What was said, with a mark that keeps its sentence from being used for each word hardly heard."""
    return join_words(
        [replace(word, text=_UNHEARD) if word.probability < LEAST_PROBABILITY else word for word in words], language
    )
