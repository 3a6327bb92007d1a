"""The measure that live captions are held against: LocalAgreement-2 streaming in chunks of at least one second.

Written from the description in Macháček, Dabre & Bojar 2023, "Turning Whisper into a real-time transcription system",
with the settings its authors publish: every hypothesis over the whole buffer with beam 5 and word times, prompted with
the last 200 characters that left the buffer; the buffer is cut at a recognised segment once it is longer than 15 s.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from desktop.domain.speech import Language

RATE_HZ = 16000
CHUNK_S = 1.0
BUFFER_S = 15.0
PROMPT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Emitted:
    """A word (with its space) as it was given out for good, ``at_s`` after the sound began to play."""

    text: str
    start_s: float
    end_s: float
    at_s: float


def stream(model: WhisperModel, audio: NDArray[np.float32], language: Language) -> list[Emitted]:
    """Feeds ``audio`` (16 kHz, −1 to 1) at real pace and returns the words in the order they stood."""
    began_s = time.monotonic()
    given: list[Emitted] = []
    before: list[Emitted] = []
    buffer_s = heard_s = 0.0
    duration_s = len(audio) / RATE_HZ
    while heard_s < duration_s:
        wait_s = min(heard_s + CHUNK_S, duration_s) - (time.monotonic() - began_s)
        time.sleep(max(0.0, wait_s))
        heard_s = min(duration_s, time.monotonic() - began_s)
        gone = "".join(word.text for word in given if word.end_s <= buffer_s)
        segments, _ = model.transcribe(
            audio[round(buffer_s * RATE_HZ) : round(heard_s * RATE_HZ)],
            language=language,
            initial_prompt=gone[-PROMPT_CHARACTERS:],
            beam_size=5,
            word_timestamps=True,
            condition_on_previous_text=True,
        )
        found = list(segments)
        at_s = time.monotonic() - began_s
        words = [
            Emitted(word.word, word.start + buffer_s, word.end + buffer_s, at_s)
            for segment in found
            for word in segment.words or ()
        ]
        fresh = _beyond(given, words)
        agreed = 0
        while agreed < min(len(fresh), len(before)) and fresh[agreed].text == before[agreed].text:
            agreed += 1
        given += fresh[:agreed]
        before = fresh[agreed:]
        if heard_s - buffer_s > BUFFER_S and given:
            ends = [segment.end + buffer_s for segment in found[:-1] if segment.end + buffer_s <= given[-1].end_s]
            buffer_s = max([buffer_s, *ends])
    at_s = time.monotonic() - began_s
    return given + [Emitted(word.text, word.start_s, word.end_s, at_s) for word in before]


def _beyond(given: list[Emitted], words: list[Emitted]) -> list[Emitted]:
    """The words after those already given: by time, then without up to five that repeat the end."""
    last_s = given[-1].end_s if given else 0.0
    fresh = [word for word in words if word.start_s > last_s - 0.1]
    if given and fresh and abs(fresh[0].start_s - last_s) < 1.0:
        for size in range(1, min(len(given), len(fresh), 5) + 1):
            if [word.text for word in given[-size:]] == [word.text for word in fresh[:size]]:
                return fresh[size:]
    return fresh
