"""One answer being heard: voice activity, live captions, spoken commands and the decision that it is over."""

from __future__ import annotations

import logging
import math
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import RATE_HZ
from desktop.domain.errors import CandidError
from desktop.domain.live import CaptionChanged, Countdown, LiveListener
from desktop.domain.speech import Command, CommandName, Language, Span, Word, join_words
from desktop.interview.commands import MIN_PAUSE_BEFORE_S, split_commands
from desktop.session.command_check import CommandCheck
from desktop.session.parts import Heard
from desktop.session.terms import mended
from desktop.signals.captions import CaptionStream
from desktop.signals.turns import MIN_SPEECH_S, PATIENT, TurnEndDecider, TurnSettings, TurnStep
from desktop.workers.mind import EndingReply, EndingRequest
from desktop.workers.service import ServiceProcess
from desktop.workers.speech import TranscribeReply, TranscribeRequest
from models.turn_end import TurnEndModel
from models.voice_activity import WINDOW, WINDOW_S, VoiceActivityDetector, speech_spans

log = logging.getLogger(__name__)

# Smart Turn hears the last 8 s.
RECENT_S = 8.0
# A caption pass is asked for after this much new sound, and at the beginning of a pause.
CAPTION_STEP_S = 0.7
PAUSE_PASS_S = 0.35
CAPTION_LIMIT_S = 30.0
# A command closes the answer when nothing follows it for this long.
COMMAND_SILENCE_S = 0.7
# Two hearings of one utterance date its beginning so differently at most.
NEAR_S = 0.5
# From this silence on the answer may well be over: what has been said can be judged.
REST_S = 1.0
# The judge may be busy with an earlier answer; what comes too late for this pause is not used.
ENDING_LIMIT_S = 60.0
FLAT_OUT_ENDING_S = 10.0
# Closing by a key waits for the words of the last sentence, not longer than this.
LAST_WORDS_S = 4.0
# Sound before an answer that its first syllable may reach into.
LEAD_S = 0.3
# The careful pass gets this much around an answer: as much as the recogniser takes around speech by itself, so that the
# words are those of the whole recording.
MARGIN_S = 0.5
# Nobody is cut off at a question's time limit; an answer this long has lost its question.
HARD_LIMIT_S = 600.0

CLOSING_COMMANDS: dict[CommandName, str] = {"end": "command", "next": "skip", "repeat": "repeat"}


class ListeningModels:
    """Small models that run on the pump's thread."""

    def __init__(self, turn_end: TurnEndModel) -> None:
        self.turn_end = turn_end
        self._detector = VoiceActivityDetector()
        self._lock = threading.Lock()

    def new_detector(self) -> VoiceActivityDetector:
        return VoiceActivityDetector()

    def speech_spans(self, audio: NDArray[np.float32]) -> tuple[Span, ...]:
        """Where a finished recording (16 kHz) holds speech, in seconds from its start."""
        with self._lock:
            return speech_spans(audio, self._detector)


class AnswerEar:
    """Fed by the pump, closed by itself, by a spoken command, or from outside; ``heard`` tells what came of it.

    ``feed`` runs on the pump's thread; ``close`` and ``restart_patience`` may be called from any thread; ``wait`` and
    ``heard`` by the one that asked.
    """

    def __init__(
        self,
        models: ListeningModels,
        speech: ServiceProcess,
        spool: Path,
        *,
        start_sample: int,
        language: Language,
        terms: tuple[str, ...],
        flat_out: bool,
        tell: LiveListener,
        on_pause: Callable[[], None],
        on_rest: Callable[[tuple[Word, ...]], None] = lambda words: None,
        on_words: Callable[[tuple[Word, ...]], None] = lambda words: None,
        settings: TurnSettings | None = None,
        now_s: Callable[[], float] | None = None,
        mind: ServiceProcess | None = None,
        patient: bool = False,
    ) -> None:
        """``on_pause`` is called when the person says so. ``on_rest`` gets the answer as it stands, without spoken
        commands, once in every longer silence; ``on_words`` what stands of it after every pass. ``now_s`` is the
        session clock for caption delays; the sound's own time where there is none. ``mind`` is asked in every pause
        whether the clause is finished; a table of endings decides without it. ``patient``: silence, ``HARD_LIMIT_S``
        and "next question" end nothing; there is no countdown."""
        self._models = models
        self._speech = speech
        self._spool = spool
        self._language = language
        self._terms = terms
        self._flat_out = flat_out
        self._tell = tell
        self._on_pause = on_pause
        self._on_rest = on_rest
        self._on_words = on_words
        self._rested_at_s: float | None = None
        self._now_s = now_s
        self._patient = patient
        self._limit_s = math.inf if patient else HARD_LIMIT_S
        settings = PATIENT if patient else settings
        self._settings = settings
        self._mind = mind
        self._text = ""
        self._endings: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self._start_sample = start_sample
        self._end_sample = start_sample
        self._detector = models.new_detector()
        self._decider = TurnEndDecider(language, start_sample / RATE_HZ, settings)
        self.captions = CaptionStream(start_sample / RATE_HZ)
        self._pending: NDArray[np.float32] = np.zeros(0, np.float32)
        self._recent: NDArray[np.float32] = np.zeros(0, np.float32)
        self._window_s = start_sample / RATE_HZ
        self._first_speech_s: float | None = None
        self._last_speech_s = start_sample / RATE_HZ
        self._restart = False
        self._state = "waiting"
        self._replies: queue.SimpleQueue[TranscribeReply] = queue.SimpleQueue()
        self._asked: Future[TranscribeReply] | None = None
        self._asked_until_s = start_sample / RATE_HZ
        self._caption_until_s = start_sample / RATE_HZ
        self._requests = 0
        self._commands: list[Command] = []
        self._check = CommandCheck(speech, spool, language, flat_out=flat_out)
        self._utterance_s = start_sample / RATE_HZ
        self._ending: str | None = None
        self._decided_s: float | None = None
        self._finished = threading.Event()
        self._last_countdown: float | None = None

    @property
    def speech_now(self) -> bool:
        return self._state == "speaking"

    @property
    def finished(self) -> bool:
        return self._finished.is_set()

    # -- pump's thread ----------------------------------------------------------------------------------------------

    def feed(self, samples: NDArray[np.int16], end_sample: int) -> None:
        if self._finished.is_set():
            return
        self._end_sample = end_sample
        audio = samples.astype(np.float32) / 32768.0
        self._recent = np.concatenate((self._recent, audio))[-int(RECENT_S * RATE_HZ) :]
        self._pending = np.concatenate((self._pending, audio))
        count = len(self._pending) // WINDOW
        # Counted from the end, as time went on without sound if there was a pause.
        self._window_s = (end_sample - len(self._pending)) / RATE_HZ
        if self._restart:
            self._restart = False
            self._decider = TurnEndDecider(self._language, self._window_s, self._settings)
        if count:
            probabilities = self._detector.probabilities(self._pending[: count * WINDOW])
            self._pending = self._pending[count * WINDOW :]
            for probability in probabilities:
                self._step(float(probability))
        self._take_replies()
        self._take_endings()
        if self._ending is None and (command := self._check.take(self._last_speech_s)):
            self._carry_out(command)
        if self._ending is not None:
            self._finish(self._ending)
        else:
            self._rest()

    def _step(self, probability: float) -> None:
        step = self._decider.heard(self._window_s, probability)
        self._window_s += WINDOW_S
        if step.state == "speaking":
            # Known to be speech only after a moment of it.
            start_s = self._window_s - MIN_SPEECH_S
            if self._first_speech_s is None or start_s - self._last_speech_s >= MIN_PAUSE_BEFORE_S:
                self._utterance_s = start_s
            self._last_speech_s = self._decider.last_speech_s
            if self._first_speech_s is None:
                self._first_speech_s = self._window_s
        self._state = step.state
        if step.wants_model and not self._patient:
            self._decider.sounded(self._models.turn_end.probability(self._recent))
        self._caption(step)
        self._show_countdown(step)
        if step.state == "ended" and self._ending is None:
            self._ending = "turn_end"
        elif step.state == "no_speech" and self._ending is None:
            # After a pause the person may have nothing to add to what was said before it.
            self._ending = "no_speech" if self._first_speech_s is None else "turn_end"
        elif self._window_s - self._start_sample / RATE_HZ > self._limit_s and self._ending is None:
            self._ending = "time"

    def _caption(self, step: TurnStep) -> None:
        if self._first_speech_s is None:
            return
        new_s = self._window_s - self._asked_until_s
        in_pause = step.state == "pausing" and step.silence_s >= PAUSE_PASS_S
        last_heard = self._asked_until_s >= self._last_speech_s
        if self._flat_out:
            # Fed faster than real time there are no captions to keep up: one pass in each pause, waited for.
            if in_pause and not last_heard:
                self._ask()
                self._wait_for_reply(CAPTION_LIMIT_S)
            return
        if self._asked is not None or last_heard:
            return
        if new_s >= CAPTION_STEP_S or in_pause:
            self._ask()

    def _ask(self) -> None:
        start_s = max(self.captions.next_start_s, (self._first_speech_s or 0.0) - 2 * LEAD_S)
        start_sample = max(self._start_sample, round(start_s * RATE_HZ))
        self._requests += 1
        self._asked_until_s = self._window_s
        request = TranscribeRequest(
            id=self._requests,
            path=str(self._spool),
            start_sample=start_sample,
            end_sample=round(self._window_s * RATE_HZ),
            language=self._language,
            terms=self._terms,
            careful=False,
        )
        self._asked = self._speech.submit(request, CAPTION_LIMIT_S)
        self._asked.add_done_callback(self._replied)

    def _replied(self, future: Future[TranscribeReply]) -> None:
        # On the worker's reader thread: only hand over.
        if future.exception() is None:
            self._replies.put(future.result())
        else:
            log.warning("a caption pass failed: %s", type(future.exception()).__name__)
            self._asked = None

    def _take_replies(self) -> None:
        while not self._replies.empty():
            reply = self._replies.get()
            self._asked = None
            self._hear_words(reply)

    def _hear_words(self, reply: TranscribeReply) -> None:
        now_s = self._now_s() if self._now_s else self._window_s
        self._caption_until_s = self._asked_until_s
        caption = self.captions.update(reply.words, audio_end_s=self._asked_until_s, now_s=now_s)
        words = (*caption.committed, *caption.tentative)
        # Mended for showing only: successive hypotheses are compared as they were heard.
        shown = mended(words, self._terms, self._language)
        text = join_words(shown, self._language)
        stands_s = caption.committed[-1].end_s if caption.committed else 0.0
        standing = tuple(takewhile(lambda word: word.end_s <= stands_s, shown))
        stands = join_words(standing, self._language)
        self._tell(CaptionChanged(stands, text[len(stands) :]))
        self._on_words(standing)
        self._text = text
        self._decider.said(text)
        self._obey(words)
        self._ask_about_end(text)

    def _ask_about_end(self, text: str) -> None:
        """Have the newest clause judged once the person has stopped; the answer is for this text only."""
        if self._mind is None or not text or self._window_s - self._last_speech_s < PAUSE_PASS_S:
            return
        asked = self._mind.submit(EndingRequest(text, self._language), ENDING_LIMIT_S)

        def answered(future: Future[EndingReply]) -> None:
            # On the worker's reader thread: only hand over.
            unfinished = future.result().unfinished if future.exception() is None else None
            if unfinished is not None:
                self._endings.put((text, unfinished))

        asked.add_done_callback(answered)
        if self._flat_out:
            wait((asked,), FLAT_OUT_ENDING_S)

    def _take_endings(self) -> None:
        while not self._endings.empty():
            text, unfinished = self._endings.get()
            if text == self._text:
                self._decider.said(text, unfinished)

    def _obey(self, words: tuple[Word, ...]) -> None:
        """Spoken commands: only the newest words can be one, and only when silence follows."""
        silence_s = self._window_s - self._last_speech_s
        if silence_s < PAUSE_PASS_S:
            return
        _, commands = split_commands(words, self._language, followed_by_pause_s=max(silence_s, COMMAND_SILENCE_S))
        for command in commands:
            self._carry_out(command)
        if not any(command.start_s >= self._utterance_s - NEAR_S for command in commands):
            self._check.ask(words, self._utterance_s, self._last_speech_s)

    def _carry_out(self, command: Command) -> None:
        if any(abs(command.start_s - known.start_s) < NEAR_S for known in self._commands):
            return
        if self._patient and command.name == "next":
            # Who thinks aloud over a list says "next one", and would lose the work of many minutes.
            return
        self._commands.append(command)
        if command.name in CLOSING_COMMANDS:
            self._ending = CLOSING_COMMANDS[command.name]
        elif command.name == "pause":
            self._on_pause()

    def _rest(self) -> None:
        """Tell once in a silence what has been said, as soon as all of it has been heard."""
        silent = self._state == "pausing" and self._window_s - self._last_speech_s >= REST_S
        if not silent or self._rested_at_s == self._last_speech_s or self._caption_until_s < self._last_speech_s:
            return
        self._rested_at_s = self._last_speech_s
        words, _ = self._split()
        self._on_rest(words)

    def _split(self) -> tuple[tuple[Word, ...], list[Command]]:
        caption = self.captions.caption
        words, commands = split_commands(
            (*caption.committed, *caption.tentative),
            self._language,
            followed_by_pause_s=COMMAND_SILENCE_S,
            known=self._commands,
        )
        spoken = (word for word in mended(words, self._terms, self._language) if word.kind != "command")
        return tuple(spoken), list(commands)

    def _show_countdown(self, step: TurnStep) -> None:
        if self._flat_out or self._patient:
            return
        remaining = None if step.remaining is None else round(step.remaining, 2)
        if remaining != self._last_countdown:
            self._last_countdown = remaining
            self._tell(Countdown(remaining))

    def _finish(self, reason: str) -> None:
        self._ending = reason
        self._decided_s = self._now_s() if self._now_s else self._window_s
        self._finished.set()

    # -- any thread -------------------------------------------------------------------------------------------------

    def close(self, reason: str) -> None:
        """End the answer now: "button", "skip", "repeat" or "stopped"."""
        if not self._finished.is_set():
            self._finish(reason)

    def restart_patience(self) -> None:
        """After a pause the silence counts from now."""
        self._restart = True

    # -- who asked --------------------------------------------------------------------------------------------------

    def wait(self, timeout_s: float) -> bool:
        """True when the answer is over."""
        return self._finished.wait(timeout_s)

    def heard(self) -> Heard:
        """What was heard, once it is over. Waits briefly for the words of the last sentence."""
        start_s = self._start_sample / RATE_HZ
        if self._first_speech_s is not None and self._ending not in ("no_speech", "skip"):
            self._hear_the_rest()
        words, commands = self._split()
        missing = (one for one in self._commands if not any(abs(one.start_s - c.start_s) < NEAR_S for c in commands))
        first_s = max(start_s, (self._first_speech_s or start_s) - LEAD_S)
        return Heard(
            start_s=first_s,
            end_s=max(first_s, min(self._last_speech_s, self._end_sample / RATE_HZ)),
            decided_s=self._decided_s if self._decided_s is not None else self._window_s,
            ended_by=self._ending or "turn_end",
            words=words,
            commands=(*commands, *missing),
        )

    def _hear_the_rest(self) -> None:
        self._wait_for_reply(LAST_WORDS_S)
        if self._caption_until_s < self._last_speech_s and self._asked is None:
            self._ask()
            self._wait_for_reply(LAST_WORDS_S)

    def _wait_for_reply(self, limit_s: float) -> None:
        asked = self._asked
        if asked is None:
            return
        try:
            asked.result(limit_s)
            self._hear_words(self._replies.get(timeout=1.0))
        except (TimeoutError, queue.Empty, CandidError) as error:
            log.warning("live words are late: %s", type(error).__name__)
        finally:
            self._asked = None
