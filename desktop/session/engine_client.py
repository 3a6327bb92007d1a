"""The window's end of the engine process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol

from desktop.domain.live import LiveListener, Notice, StateChanged
from desktop.domain.session import SessionConfig
from desktop.domain.speech import Language
from desktop.session import engine_messages as msg
from desktop.session.engine import run_engine
from desktop.workers.process import ChildProcess
from desktop.workers.service import WorkerFailed

if TYPE_CHECKING:
    from desktop.interview.plan import InterviewPlan

# The window comes before all that the engine and its own children calculate.
ENGINE_NICENESS = 2
# Loading all modules on two busy cores takes seconds; none of them answers meanwhile.
SILENCE_S = 45.0
STOP_LIMIT_S = 15.0


class WindowVoice(Protocol):
    """The system's voice on the window's thread; ``say`` and ``stop`` from any."""

    def languages(self) -> set[Language]: ...
    def say(self, text: str, language: Language, on_done: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


class EngineClient:
    """``LiveControls`` and calls. The process is started by the first thing that needs it, on whichever thread."""

    def __init__(self, tell: LiveListener, make_voice: Callable[[], WindowVoice] | None = None) -> None:
        """``make_voice`` is called once, by ``prepare_voice`` or when the first session starts, on that thread."""
        self._tell = tell
        self._make_voice = make_voice
        self._voice: WindowVoice | None = None
        self._check_listener: LiveListener | None = None
        self._waiting: dict[int, Future[Any]] = {}
        self._number = 0
        self._lock = threading.Lock()
        self._running = False
        self._session_open = False
        self._child: ChildProcess | None = None

    # -- LiveControls -----------------------------------------------------------------------------------------------

    def start(self, config: SessionConfig) -> None:
        self.start_planned(config, None)

    def start_planned(self, config: SessionConfig, plan: InterviewPlan | None) -> None:
        """With a given plan instead of one made from the bank."""
        self.prepare_voice()
        languages = frozenset(self._voice.languages()) if self._voice else frozenset()
        self._session_open = True
        self._tell(StateChanged("preparing"))
        self._post(msg.StartSession(config, languages, plan))

    def prepare_voice(self) -> None:
        """Look for the platform's voices now, so that the first session starts without that pause."""
        if self._voice is None and self._make_voice:
            self._voice = self._make_voice()

    def end_answer(self) -> None:
        self._post(msg.Control("end_answer"))

    def write_code(self, source: str) -> None:
        self._post(msg.Control("write_code", source))

    def skip(self) -> None:
        self._post(msg.Control("skip"))

    def repeat(self) -> None:
        self._post(msg.Control("repeat"))

    def pause(self) -> None:
        self._post(msg.Control("pause"))

    def resume(self) -> None:
        self._post(msg.Control("resume"))

    def stop(self) -> None:
        self._post(msg.Control("stop"))

    # -- calls ------------------------------------------------------------------------------------------------------

    def call(self, name: str, *args: Any) -> Any:
        """One of the engine's functions; blocks. Raises what it raised; ``WorkerFailed`` if the engine was lost."""
        future: Future[Any] = Future()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = future
        if not self._post(msg.Call(number, name, args)):
            self._fail([number])
        return future.result()

    def stop_solutions(self, number: int) -> None:
        """End the calls of ``run_solution`` up to ``number``. Returns at once."""
        self._post(msg.StopSolutions(number))

    def start_check(self, microphone: str | None, camera: str | None, listener: LiveListener) -> None:
        self._check_listener = listener
        self.call("start_check", microphone, camera)

    def close(self) -> None:
        """End the process. May be called twice."""
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.stop(STOP_LIMIT_S)
        self._fail(list(self._waiting))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _post(self, message: object) -> bool:
        with self._lock:
            if self._child is None:
                self._child = ChildProcess(
                    "engine", run_engine, None, on_message=self._received, on_newest=self._received,
                    on_restart=self._lost, on_given_up=lambda _: self._lost(), silence_s=SILENCE_S, daemon=False,
                    niceness=ENGINE_NICENESS,
                )  # fmt: skip
                self._child.start()
            child = self._child
        return child.post(message)

    def _received(self, message: Any) -> None:
        match message:
            case msg.Told(event, check):
                if isinstance(event, StateChanged) and not check:
                    self._session_open = event.state not in ("finished", "failed")
                listener = self._check_listener if check else self._tell
                if listener:
                    listener(event)
            case msg.Reply(number, value, error):
                with self._lock:
                    future = self._waiting.pop(number, None)
                if future and error:
                    future.set_exception(error)
                elif future:
                    future.set_result(value)
            case msg.Speak(number, text, language):
                if self._voice:
                    self._voice.say(text, language, lambda: self._spoken(number))
            case msg.StopSpeaking():
                if self._voice:
                    self._voice.stop()
            case _:
                pass

    def _spoken(self, number: int) -> None:
        self._post(msg.Spoken(number))

    def _lost(self) -> None:
        """The engine died and another has been started: a running session is over, its log and sound are on disk."""
        self._fail(list(self._waiting))
        if self._session_open:
            self._session_open = False
            self._tell(
                Notice(
                    "error", "Candid made a mistake and the session ended.", "Everything recorded is on disk.",
                    "Open Candid again: it offers to recover the session.", blocking=True,
                )
            )  # fmt: skip
            self._tell(StateChanged("failed"))

    def _fail(self, numbers: list[int]) -> None:
        with self._lock:
            lost = [future for number in numbers if (future := self._waiting.pop(number, None))]
        for future in lost:
            future.set_exception(WorkerFailed("The part of Candid that was asked has ended.", action="Try again."))
