"""The careful words of an answer, with homophones set right by the judge's process where it can."""

from __future__ import annotations

import itertools
import logging

from desktop.domain.speech import Language, Word
from desktop.workers.mind import SpellReply, SpellRequest
from desktop.workers.service import ServiceProcess

log = logging.getLogger(__name__)

# Five minutes of speech. It takes about half of the time in which the answer was given, all of a long recording's
# would be waited for too long.
MOST_CHARACTERS = 1500
SPELL_LIMIT_S = 240.0


def spelled(mind: ServiceProcess, words: tuple[Word, ...], question: str, language: Language) -> tuple[Word, ...]:
    """Waits for it. What stands after ``MOST_CHARACTERS``, and all where it cannot be had or is English, stays."""
    if language != "zh":
        return words
    lengths = itertools.accumulate(len(word.text) for word in words)
    size = sum(1 for _ in itertools.takewhile(lambda length: length <= MOST_CHARACTERS, lengths))
    if not size:
        return words
    try:
        reply: SpellReply = mind.submit(SpellRequest(words[:size], question), SPELL_LIMIT_S, once=True).result()
    except Exception as error:
        log.warning("homophones are left as they were heard: %s", type(error).__name__)
        return words
    return (*reply.words, *words[size:])
