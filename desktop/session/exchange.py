"""Speaking and hearing, one at a time, under the person's control: end, skip, repeat, pause, stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from desktop.capture.audio_source import AudioSource
from desktop.capture.clock import SessionClock
from desktop.capture.spool import AudioSpool
from desktop.domain import events as ev
from desktop.domain.errors import CandidError
from desktop.domain.live import CaptionChanged, Countdown, LiveListener, StateChanged
from desktop.domain.session import SessionConfig
from desktop.domain.speech import Word
from desktop.session.listening import AnswerEar
from desktop.session.parts import Heard, Parts, Voice
from desktop.session.pump import AudioPump
from desktop.store.log import SessionLog


class Exchange:
    """Of one interview. The controls may be called at any time from any thread and return at once; the rest belongs to
    the thread that holds the interview, from ``connect`` on."""

    def __init__(
        self,
        parts: Parts,
        config: SessionConfig,
        source: AudioSource,
        voice: Voice,
        clock: SessionClock,
        tell: LiveListener,
    ) -> None:
        self._parts = parts
        self._language = config.profile.language
        self._headphones = config.headphones
        self._flat_out = source.flat_out
        self._voice = voice
        self._clock = clock
        self._tell = tell
        self._connected = False
        self._interrupt = threading.Event()
        self._stopping = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._skip_next = False
        self._repeat_next = False
        self._ear: AnswerEar | None = None
        self._paused_from_s = 0.0
        self.paused_s = 0.0
        """Session time that was spent in pauses."""

    def connect(self, session_log: SessionLog, spool: AudioSpool, pump: AudioPump) -> None:
        """The session is open; the pump need not run yet."""
        self._log, self._spool, self._pump = session_log, spool, pump
        self._connected = True

    # -- controls ---------------------------------------------------------------------------------------------------

    def end_answer(self) -> None:
        self._close_ear("button")

    def skip(self) -> None:
        if not self._close_ear("skip"):
            self._skip_next = True
            self._interrupt.set()

    def repeat(self) -> None:
        if not self._close_ear("repeat"):
            self._repeat_next = True
            self._interrupt.set()

    def pause(self) -> None:
        if self._running.is_set() and self._connected:
            self._running.clear()
            self._paused_from_s = self._clock.now_s()
            self._interrupt.set()
            self._pump.hold()
            self._log.append(ev.Paused())
            self._tell(StateChanged("paused"))
            self._tell(Countdown(None))

    def resume(self) -> None:
        if not self._running.is_set():
            self.paused_s += self._clock.now_s() - self._paused_from_s
            self._log.append(ev.Resumed())
            if self._ear:
                self._ear.restart_patience()
                self._pump.release()
                self._tell(StateChanged("listening"))
            self._running.set()

    def stop(self) -> None:
        self._stopping.set()
        self._interrupt.set()
        self._close_ear("stopped")
        self._running.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def _close_ear(self, reason: str) -> bool:
        ear = self._ear
        if ear is None:
            return False
        ear.close(reason)
        if not self._running.is_set():
            self.resume()
        return True

    # -- the interview's thread -------------------------------------------------------------------------------------

    def take_skip(self) -> bool:
        """Whether the person wanted to skip while nothing was being heard; asked once."""
        wanted, self._skip_next = self._skip_next, False
        return wanted

    def take_repeat(self) -> bool:
        """The same for hearing the question again."""
        wanted, self._repeat_next = self._repeat_next, False
        return wanted

    def say(self, text: str) -> None:
        """Speak, with the microphone closed unless headphones are worn. A pause repeats the sentence afterwards."""
        while not self.stopping:
            self._running.wait()
            self._interrupt.clear()
            if self._skip_next or self._repeat_next or self.stopping:
                return
            self._tell(StateChanged("speaking"))
            self._pump.hear(self._headphones and not self._flat_out)
            start_s = self._clock.now_s()
            said = self._voice.say(text, self._language, self._interrupt)
            sounds_s = None if said.waited_s is None else start_s + said.waited_s
            self._log.append(ev.InterviewerSpoke(text, start_s, self._clock.now_s(), said.spoken, sounds_s))
            if self._running.is_set():
                return

    def hear(
        self,
        terms: tuple[str, ...],
        question_id: str | None = None,
        target_point: str | None = None,
        *,
        on_rest: Callable[[tuple[Word, ...]], None] = lambda words: None,
        on_words: Callable[[tuple[Word, ...]], None] = lambda words: None,
        spend: Callable[[float], bool] | None = None,
    ) -> Heard:
        """Hear one answer to its end. With ``spend``, which is told of the seconds that pass and says when they are
        used up, only that ends it, or the person.

        Raises ``CandidError`` when the sound can no longer be written.
        """
        self._tell(CaptionChanged("", ""))
        ear = AnswerEar(
            self._parts.listening,
            self._parts.speech,
            self._spool.path,
            start_sample=self._spool.position,
            language=self._language,
            terms=terms,
            flat_out=self._flat_out,
            tell=self._tell,
            on_pause=self.pause,
            on_rest=on_rest,
            on_words=on_words,
            mind=None if spend else self._parts.mind,
            patient=spend is not None,
            now_s=None if self._flat_out else self._clock.now_s,
        )
        self._ear = ear
        self._pump.listen(ear, question_id, target_point)
        self._tell(StateChanged("listening"))
        try:
            last_s = self._clock.now_s()
            while not ear.wait(0.1):
                before_s, last_s = last_s, self._clock.now_s()
                if spend and self._running.is_set() and spend(last_s - before_s):
                    ear.close("time")
                if self._pump.failure:
                    raise CandidError("Listening stopped because of an error.", safe="What was recorded is on disk.")
        finally:
            self._ear = None
            self._pump.hear(False)
            self._tell(Countdown(None))
        return ear.heard()
