"""The interviewer's voice: the platform's own where it speaks the language, else Kokoro; else text alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.capture.playback import Speaker
from desktop.domain.errors import CandidError
from desktop.domain.live import LiveListener, Notice
from desktop.domain.speech import Language
from desktop.session.parts import Said

log = logging.getLogger(__name__)

RATE_HZ = 24_000


class SpeechSynthesizer(Protocol):
    """Text to sound, a sentence at a time, float32 mono at 24 kHz."""

    def stream(self, text: str, language: str) -> Iterator[NDArray[np.float32]]: ...
    def prepare(self, text: str, language: str) -> None: ...


class PlatformSpeech(Protocol):
    """A voice of the operating system."""

    def languages(self) -> set[Language]: ...
    def say(self, text: str, language: Language, on_done: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


class InterviewerVoice:
    """Says a sentence and waits until it has been said. The next one can be prepared meanwhile."""

    def __init__(
        self,
        synthesizer: SpeechSynthesizer | None,
        speaker: Speaker | None,
        tell: LiveListener,
        platform: PlatformSpeech | None = None,
    ) -> None:
        self._synthesizer = synthesizer
        self._speaker = speaker
        self._platform = platform
        self._tell = tell
        self._ahead = threading.Event()
        self._silent_noted = False

    def prepare(self, texts: Sequence[str], language: Language) -> None:
        """Make the sound of what may be said next, in the background, most likely first; ``say`` ends that."""
        if self._synthesizer is None or self._speaker is None or self._uses_platform(language):
            return
        self._ahead.set()
        ended = self._ahead = threading.Event()
        synthesizer = self._synthesizer

        def make() -> None:
            for text in texts:
                if ended.is_set():
                    return
                synthesizer.prepare(text, language)

        threading.Thread(target=make, name="voice-ahead", daemon=True).start()

    def say(self, text: str, language: Language, interrupt: threading.Event) -> Said:
        """Blocks until the text has been spoken or ``interrupt`` is set."""
        if not text or interrupt.is_set():
            return Said(False)
        if self._uses_platform(language):
            return self._say_by_platform(text, language, interrupt)
        if self._synthesizer is None or self._speaker is None:
            return Said(False)
        self._ahead.set()
        began_s = time.monotonic()
        pieces = _Ahead(self._synthesizer.stream(text, language))
        try:
            sounded_s = self._speaker.play(iter(pieces), RATE_HZ, interrupt)
        except CandidError as error:
            self._note_silence(error)
            return Said(False)
        finally:
            pieces.cancel()
        return Said(True, None if sounded_s is None else sounded_s - began_s)

    def _uses_platform(self, language: Language) -> bool:
        return self._platform is not None and language in self._platform.languages()

    def _say_by_platform(self, text: str, language: Language, interrupt: threading.Event) -> Said:
        assert self._platform is not None
        done = threading.Event()
        self._platform.say(text, language, done.set)
        while not done.wait(0.05):
            if interrupt.is_set():
                self._platform.stop()
                return Said(True)
        return Said(True)

    def _note_silence(self, error: CandidError) -> None:
        log.warning("speaking failed: %s", error)
        if not self._silent_noted:
            self._silent_noted = True
            self._tell(Notice("warning", error.what, "Questions are shown as text.", error.action))


class _Ahead:
    """Pieces made on a thread of their own, handed out in order."""

    def __init__(self, source: Iterator[NDArray[np.float32]]) -> None:
        self._source = source
        self._pieces: list[NDArray[np.float32]] = []
        self._changed = threading.Condition()
        self._complete = False
        self._cancelled = False
        self._error: BaseException | None = None
        threading.Thread(target=self._make, name="synthesis", daemon=True).start()

    def cancel(self) -> None:
        self._cancelled = True

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        number = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda n=number: len(self._pieces) > n or self._complete)  # type: ignore[misc]
                if number >= len(self._pieces):
                    if self._error:
                        raise self._error
                    return
                piece = self._pieces[number]
            number += 1
            yield piece

    def _make(self) -> None:
        try:
            for piece in self._source:
                with self._changed:
                    self._pieces.append(piece)
                    self._changed.notify_all()
                if self._cancelled:
                    return
        except BaseException as error:
            self._error = error
        finally:
            with self._changed:
                self._complete = True
                self._changed.notify_all()
