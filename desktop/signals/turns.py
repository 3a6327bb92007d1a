"""When an answer is over: silence against patience, where patience depends on what was said and how it sounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.speech import Language
from desktop.signals.turn_text import asks_for_time, unfinished_probability

MIN_SPEECH_S = 0.16
TurnState = Literal["waiting", "speaking", "pausing", "ended", "no_speech"]


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Seconds of silence after which an answer is closed.

    ``judged_zh_s`` and ``judged_en_s`` hold for a clause that a language model takes to be finished; by the table of
    endings, which finds one unfinished Chinese clause in six, it is ``complete_s``. From an openness of ``open_from``
    on (0 finished, 1 not) it is ``unfinished_s``. After few seconds of speech ("That is a good question.") people
    think before they go on: up to ``early_s`` more, falling with the square to none after ``early_until_s`` of speech.
    ``own_pause_factor`` times the longest pause this person has made and gone on after is a lower bound, up to
    ``longest_s``.
    """

    judged_zh_s: float = 3.2
    judged_en_s: float = 2.2
    complete_s: float = 3.6
    open_from: float = 0.4
    unfinished_s: float = 6.0
    early_s: float = 3.2
    early_until_s: float = 7.0
    asked_for_time_s: float = 15.0
    longest_s: float = 8.0
    own_pause_factor: float = 1.3
    no_speech_s: float = 20.0
    ring_after_s: float = 1.0
    ask_model_after_s: float = 0.3
    speech_threshold: float = 0.5
    silence_threshold: float = 0.35
    min_speech_s: float = MIN_SPEECH_S


_NEVER_S = 1e9
PATIENT = TurnSettings(
    judged_zh_s=_NEVER_S, judged_en_s=_NEVER_S, complete_s=_NEVER_S, unfinished_s=_NEVER_S, no_speech_s=_NEVER_S
)
"""Silence ends nothing: the person is at work."""


@dataclass(frozen=True, slots=True)
class TurnStep:
    """``remaining`` 1→0 is the patience left once the silence is noticeable, None otherwise. ``wants_model`` is true
    once in each pause: the acoustic turn model should now hear the last 8 s. ``silence_s`` is the silence so far."""

    state: TurnState
    remaining: float | None = None
    silence_s: float = 0.0
    patience_s: float | None = None
    wants_model: bool = False


class TurnEndDecider:
    """A state machine over audio time for one answer: no clock, no audio, no model inside.

    Call ``heard`` for every voice activity window in order; ``sounded`` with the turn model's probability when a step
    asked for it; ``said`` whenever the caption changes. ``ended`` and ``no_speech`` are final: make a new decider for
    the next answer.
    """

    def __init__(self, language: Language, start_s: float, settings: TurnSettings | None = None) -> None:
        self._language = language
        self._settings = settings or TurnSettings()
        self._start_s = start_s
        self._state: TurnState = "waiting"
        self._run_start_s: float | None = None
        self._last_speech_s = start_s
        self._asked = False
        self._complete: float | None = None
        self._unfinished: float | None = None
        self._judged = False
        self._spoken_s = 0.0
        self._text: str | None = None
        self._wait = False
        self._longest_pause_s = 0.0

    @property
    def last_speech_s(self) -> float:
        """End of the last window that held speech."""
        return self._last_speech_s

    def said(self, text: str, unfinished: float | None = None) -> None:
        """The newest text of the answer (the whole or its end). ``unfinished`` 0–1 from a better judge of the clause;
        without it the built-in table is used. An empty text after speech means that nobody said anything."""
        self._text = text
        self._judged = unfinished is not None
        self._unfinished = unfinished_probability(text, self._language) if unfinished is None else unfinished
        self._wait = asks_for_time(text, self._language)

    def sounded(self, complete: float) -> None:
        """The acoustic model's probability 0–1 that the turn sounds complete in this pause."""
        self._complete = complete

    def heard(self, t_s: float, probability: float, *, window_s: float = 0.032) -> TurnStep:
        """One window of voice activity starting at ``t_s``."""
        if self._state in ("ended", "no_speech"):
            return TurnStep(self._state)
        now_s = t_s + window_s
        self._listen(t_s, now_s, probability)
        if self._state == "waiting":
            if now_s - self._start_s >= self._settings.no_speech_s:
                self._state = "no_speech"
            return TurnStep(self._state)
        if self._state == "speaking":
            return TurnStep("speaking")
        return self._weigh(now_s - self._last_speech_s)

    def patience_s(self) -> float:
        """Silence that closes the answer as things stand.

        The clause counts for 0.65, the sound for 0.35: on real speech with pauses inside a thought Smart Turn alone
        said "complete" in 3 of 15 English and 12 of 12 Chinese cases.
        """
        settings = self._settings
        text = 0.5 if self._unfinished is None else self._unfinished
        openness = text if self._complete is None else 0.65 * text + 0.35 * (1 - self._complete)
        share = min(1.0, openness / settings.open_from)
        judged_s = settings.judged_zh_s if self._language == "zh" else settings.judged_en_s
        complete_s = judged_s if self._judged else settings.complete_s
        patience = complete_s + share * (settings.unfinished_s - complete_s)
        patience += settings.early_s * max(0.0, 1.0 - self._spoken_s / settings.early_until_s) ** 2
        own = min(settings.longest_s, settings.own_pause_factor * self._longest_pause_s)
        patience = max(patience, own)
        return max(patience, settings.asked_for_time_s) if self._wait else patience

    def _listen(self, t_s: float, now_s: float, probability: float) -> None:
        """Follows speech and silence; a blip shorter than ``min_speech_s`` (a click, a cough) is not speech."""
        settings = self._settings
        bar = settings.silence_threshold if self._state == "speaking" else settings.speech_threshold
        if probability < bar:
            self._run_start_s = None
            if self._state == "speaking":
                self._state, self._asked, self._complete = "pausing", False, None
            return
        self._run_start_s = t_s if self._run_start_s is None else self._run_start_s
        if self._state == "speaking":
            self._spoken_s += now_s - self._last_speech_s
            self._last_speech_s = now_s
        elif now_s - self._run_start_s >= settings.min_speech_s:
            if self._state == "pausing":
                self._longest_pause_s = max(self._longest_pause_s, self._run_start_s - self._last_speech_s)
            self._state, self._last_speech_s, self._wait = "speaking", now_s, False

    def _weigh(self, silence_s: float) -> TurnStep:
        settings = self._settings
        patience = self.patience_s()
        if silence_s >= patience:
            return self._close(silence_s, patience)
        wants = not self._asked and silence_s >= settings.ask_model_after_s
        self._asked = self._asked or wants
        ring = patience - settings.ring_after_s
        remaining = None
        if silence_s >= settings.ring_after_s and ring > 0:
            remaining = max(0.0, (patience - silence_s) / ring)
        return TurnStep("pausing", remaining, silence_s, patience, wants)

    def _close(self, silence_s: float, patience: float) -> TurnStep:
        if self._text is not None and not self._text.strip():
            # A noise passed for speech: nothing was said, so the person is still being waited for.
            self._state, self._text, self._unfinished = "waiting", None, None
            return TurnStep("waiting")
        self._state = "ended"
        return TurnStep("ended", 0.0, silence_s, patience)
