"""Short utterances that only sound like a spoken command: the recogniser is asked which of the two was said."""

from __future__ import annotations

import logging
import queue
from collections.abc import Sequence
from concurrent.futures import Future, wait
from pathlib import Path

from desktop.capture.audio_source import RATE_HZ
from desktop.domain.speech import Command, Language, Word, join_words
from desktop.interview.commands import nearest_phrases, settled
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import CompareReply, CompareRequest

log = logging.getLogger(__name__)

# The longest phrase, said slowly.
LONGEST_S = 4.0
# Sound around the utterance that the recogniser gets with it.
_MARGIN_S = 0.3
_EARLY_S = 0.2
_MISDATED = 3
_LIMIT_S = 20.0


class CommandCheck:
    """At most one question for each utterance. ``ask`` and ``take`` run on the pump's thread."""

    def __init__(self, speech: ServiceProcess, spool: Path, language: Language, *, flat_out: bool) -> None:
        """``flat_out``: the sound does not go on by itself, so the answer is waited for."""
        self._speech = speech
        self._spool = spool
        self._language = language
        self._flat_out = flat_out
        self._asked_s: float | None = None
        self._found: queue.SimpleQueue[tuple[Command, float]] = queue.SimpleQueue()

    def ask(self, words: Sequence[Word], start_s: float, end_s: float) -> None:
        """``[start_s, end_s)`` is the last utterance, ``words`` what was heard in the answer so far."""
        if start_s == self._asked_s or end_s - start_s > LONGEST_S:
            return
        first = sum((word.start_s + word.end_s) / 2 < start_s - _EARLY_S for word in words)
        # Words at a pause are often dated to the wrong side of it.
        begins = range(max(0, first - _MISDATED), min(len(words), first + _MISDATED + 1))
        texts = [join_words(list(words[begin:]), self._language) for begin in begins]
        phrases = nearest_phrases(texts, self._language)
        # Heard once more in any case: the only utterance, and one for which there is no word, as the recogniser passes
        # over short ones after longer ones.
        if not phrases and 0 < first < len(words):
            return
        self._asked_s = start_s
        start_sample = round(max(0.0, start_s - _MARGIN_S) * RATE_HZ)
        end_sample = round((end_s + _MARGIN_S) * RATE_HZ)
        asked = self._speech.submit(
            CompareRequest(str(self._spool), start_sample, end_sample, self._language, phrases), _LIMIT_S
        )

        def answered(future: Future[CompareReply]) -> None:
            # On the worker's reader thread: only hand over.
            if future.exception() is not None:
                log.warning("an utterance could not be compared: %s", type(future.exception()).__name__)
                return
            reply = future.result()
            name = settled(reply.heard, reply.log_likelihood, phrases, reply.log_likelihoods, self._language)
            if name is not None:
                self._found.put((Command(name, start_s), end_s))

        asked.add_done_callback(answered)
        if self._flat_out:
            wait((asked,), _LIMIT_S)

    def take(self, last_speech_s: float) -> Command | None:
        """A command that was recognised since, unless the person has gone on speaking after it."""
        while not self._found.empty():
            command, end_s = self._found.get()
            if end_s == last_speech_s:
                return command
        return None
