"""Requests and replies with a supervised child: what was asked is answered, also when the child dies on the way."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.domain.errors import CandidError
from desktop.domain.stepwise import drained
from desktop.workers.process import Channel, ChildProcess

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 2


class Service(Protocol):
    """Runs in the child. ``handle`` must give the same reply to the same request, as a request may be repeated.

    What can wait is handled by a generator that returns the reply: whatever else is asked meanwhile is done between two
    of its steps. Of several the last asked for is done first.
    """

    def handle(self, request: Any) -> Any: ...


class WorkerFailed(CandidError):
    """A child process could not do its work, also after a restart."""


class RequestFailed(WorkerFailed):
    """It failed on this request, whatever it can do with another."""


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    body: Any


@dataclass(frozen=True, slots=True)
class _Reply:
    number: int
    body: Any
    error: Exception | None


@dataclass(frozen=True, slots=True)
class _Begun:
    """That request is being worked on, or is again."""

    number: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """The service has been built. ``error`` says why it could not be; then every request fails with it."""

    error: Exception | None


@dataclass(frozen=True, slots=True)
class _Serve:
    """What the child needs to build its service."""

    factory: Callable[[Any], Service]
    settings: Any


def _serve(spec: _Serve, channel: Channel) -> None:
    try:
        service = spec.factory(spec.settings)
    except CandidError as error:
        # Expected (a model is missing): say so instead of dying and being restarted in vain.
        channel.send(_Ready(error))
        while channel.poll(None) is not None or not channel.stopped:
            pass
        return
    channel.send(_Ready(None))
    aside: list[tuple[_Request, Generator[None, None, Any]]] = []
    working = 0
    while not channel.stopped:
        request = channel.poll(0.0 if aside else None)
        if request is not None:
            working = _begin(request, working, channel)
            reply = _answered(request, functools.partial(service.handle, request.body))
            if isinstance(reply.body, Generator):
                aside.append((request, reply.body))
            else:
                channel.send(reply)
        elif aside:
            request, work = aside[-1]
            working = _begin(request, working, channel)
            stepped = _answered(request, functools.partial(_step, work))
            if stepped.body is not _UNFINISHED:
                aside.pop()
                channel.send(stepped)


def _begin(request: _Request, working: int, channel: Channel) -> int:
    if request.number != working:
        channel.send(_Begun(request.number))
    return request.number


_UNFINISHED = object()


def _step(work: Generator[None, None, Any]) -> Any:
    try:
        next(work)
    except StopIteration as ended:
        return ended.value
    return _UNFINISHED


def at_once(service: Service, request: Any) -> Any:
    """The reply of a service in this process, all its steps done."""
    reply = service.handle(request)
    return drained(reply) if isinstance(reply, Generator) else reply


def _answered(request: _Request, work: Callable[[], Any]) -> _Reply:
    try:
        return _Reply(request.number, work(), None)
    except Exception as error:
        # The type and the place, never the text that was worked on.
        log.exception("%s could not be handled", type(request.body).__name__)
        return _Reply(request.number, None, error)


@dataclass
class _Pending:
    request: _Request
    future: Future[Any]
    attempts: int
    deadline_s: float | None
    timeout_s: float | None
    once: bool
    aside: bool


class ServiceProcess:
    """A ``Service`` in a child process, with one ``Future`` a request.

    Requests are handled in order; one that a generator handles, when there is nothing else to do. When the child is
    lost, unanswered requests go to its successor; one that it was working on ``MAX_ATTEMPTS`` times fails with
    ``RequestFailed``. ``timeout_s`` of a request counts from when it is begun, taken up again or first in line; past
    it the child is taken to hang and is replaced, and a request that is to be heard ``once`` fails. A request put
    ``aside``, which its service handles by a generator, stands in no line: it has no time limit and is not repeated
    when the child is lost.
    """

    def __init__(self, name: str, factory: Callable[[Any], Service], settings: Any, *, niceness: int = 0) -> None:
        self._pending: dict[int, _Pending] = {}
        self._lock = threading.Lock()
        self._numbers = 0
        self._working: int | None = None
        self._ready = threading.Event()
        self._build_error: Exception | None = None
        self.name = name
        self.child = ChildProcess(
            name,
            _serve,
            _Serve(factory, settings),
            on_message=self._received,
            on_restart=self._repeat_pending,
            on_given_up=self._give_up,
            niceness=niceness,
        )
        self._closing = threading.Event()

    def start(self) -> None:
        self.child.start()
        threading.Thread(target=self._watch_deadlines, name=f"{self.name}-deadlines", daemon=True).start()

    def wait_ready(self, timeout_s: float) -> None:
        """Until the service is built. Raises what building it raised, or ``WorkerFailed``."""
        if not self._ready.wait(timeout_s):
            raise WorkerFailed(f"The {self.name} process did not start within {timeout_s:.0f} s.")
        if self._build_error:
            raise self._build_error

    @property
    def backlog(self) -> int:
        """How many requests are unanswered."""
        return len(self._pending)

    def submit(
        self, body: Any, timeout_s: float | None = None, *, once: bool = False, aside: bool = False
    ) -> Future[Any]:
        future: Future[Any] = Future()
        if self._build_error:
            future.set_exception(self._build_error)
            return future
        with self._lock:
            self._numbers += 1
            request = _Request(self._numbers, body)
            pending = self._pending[request.number] = _Pending(request, future, 1, None, timeout_s, once, aside)
            if self._first() is pending:
                _arm(pending)
        self.child.post(request)  # when there is no child just now, the restart posts it
        return future

    def stop(self, deadline_s: float = 5.0) -> None:
        self._closing.set()
        self.child.stop(deadline_s)
        self._fail_all(WorkerFailed(f"The {self.name} process was stopped."))

    def _received(self, message: Any) -> None:
        if isinstance(message, _Ready):
            self._build_error = message.error
            self._ready.set()
            if message.error:
                self._fail_all(message.error)
            return
        if isinstance(message, _Begun):
            with self._lock:
                self._working = message.number
                _arm(self._pending.get(message.number))
            return
        with self._lock:
            pending, self._working = self._pending.pop(message.number, None), None
            _arm(self._first())
        if pending is None:
            return
        if message.error:
            pending.future.set_exception(message.error)
        else:
            pending.future.set_result(message.body)

    def _first(self) -> _Pending | None:
        return next((pending for pending in self._pending.values() if not pending.aside), None)

    def _in_work(self) -> _Pending | None:
        """What the child is working on; the first in line where it does not say, or works on what stands aside."""
        working = self._pending.get(self._working) if self._working is not None else None
        return working if working and not working.aside else self._first()

    def _repeat_pending(self) -> None:
        with self._lock:
            again = list(self._pending.values())
            in_work, self._working = self._in_work(), None
            for pending in again:
                pending.attempts += MAX_ATTEMPTS if pending.aside else pending is in_work
                pending.deadline_s = None
            dropped = [pending for pending in again if pending.attempts > MAX_ATTEMPTS]
            for pending in dropped:
                del self._pending[pending.request.number]
            _arm(self._first())
        for pending in again:
            if pending not in dropped:
                self.child.post(pending.request)
        # Last, for who asked may ask for something else at once.
        for pending in dropped:
            pending.future.set_exception(RequestFailed(f"The {self.name} process could not do what it was asked for."))

    def _give_up(self, reason: str) -> None:
        error = WorkerFailed(f"The {self.name} process keeps failing ({reason}).", safe="What was recorded is on disk.")
        self._build_error = error
        self._ready.set()
        self._fail_all(error)

    def _fail_all(self, error: Exception) -> None:
        with self._lock:
            waiting, self._pending = list(self._pending.values()), {}
        for pending in waiting:
            if not pending.future.done():
                pending.future.set_exception(error)

    def _watch_deadlines(self) -> None:
        while not self._closing.wait(0.5):
            with self._lock:
                in_work = self._in_work()
                late = bool(in_work and in_work.deadline_s and time.monotonic() > in_work.deadline_s)
                if late and in_work:
                    in_work.deadline_s = None
                    in_work.attempts = MAX_ATTEMPTS if in_work.once else in_work.attempts
            if late:
                log.warning("%s exceeded its time limit and is replaced", self.name)
                self.child.kill()


def _arm(pending: _Pending | None) -> None:
    """Its time begins now."""
    if pending and pending.timeout_s:
        pending.deadline_s = time.monotonic() + pending.timeout_s
