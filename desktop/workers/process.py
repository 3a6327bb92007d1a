"""A supervised child process: started, heard from, restarted, stopped.

Messages are of two kinds. ``send``/``post`` are never lost while the process lives and block when the pipe is full;
``offer`` keeps only the newest. A child that dies or falls silent is killed and started again with growing pauses.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

log = logging.getLogger(__name__)

# Read when a child starts; other systems ignore them. MALLOC (glibc): few arenas, and freed blocks go back to the
# system at once, without which the children of a session keep a quarter of a gigabyte that nobody uses.
CHILD_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "MALLOC_MMAP_THRESHOLD_": "131072",
}
BEAT_S = 0.5
FIRST_BACKOFF_S = 0.2
MAX_BACKOFF_S = 5.0


@dataclass(frozen=True, slots=True)
class _Beat:
    pass


@dataclass(frozen=True, slots=True)
class _Stop:
    pass


@dataclass(frozen=True, slots=True)
class ChildFailed:
    """The child's own last words: an exception that ended it, without any answer text."""

    error: str


class Channel:
    """The child's end."""

    def __init__(self, inbox: Connection, outbox: Connection, newest: Connection) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._newest = newest
        self._send_lock = threading.Lock()
        self._slot: Any = None
        self._slot_filled = threading.Event()
        self.replaced = 0
        self.stopped = False
        threading.Thread(target=self._beat, name="beat", daemon=True).start()
        threading.Thread(target=self._write_newest, name="newest", daemon=True).start()

    def send(self, message: Any) -> None:
        """Guaranteed; blocks while the pipe is full."""
        with self._send_lock:
            self._outbox.send(message)

    def offer(self, message: Any) -> None:
        """Newest wins; never blocks."""
        if self._slot is not None:
            self.replaced += 1
        self._slot = message
        self._slot_filled.set()

    def poll(self, timeout_s: float | None = 0.0) -> Any | None:
        """The next command, or None after ``timeout_s`` (None: wait) or when asked to stop (``stopped`` is set)."""
        if self.stopped:
            return None
        try:
            if not self._inbox.poll(timeout_s):
                return None
            message = self._inbox.recv()
        except (EOFError, OSError):
            self.stopped = True
            return None
        if isinstance(message, _Stop):
            self.stopped = True
            return None
        return message

    def _beat(self) -> None:
        # A broken pipe means the parent is gone: nothing the child does matters any more.
        while True:
            try:
                self.send(_Beat())
            except OSError:
                os._exit(0)
            time.sleep(BEAT_S)

    def _write_newest(self) -> None:
        while True:
            self._slot_filled.wait()
            self._slot_filled.clear()
            message, self._slot = self._slot, None
            if message is None:
                continue
            try:
                self._newest.send(message)
            except OSError:
                return


def _child_main(
    target: Callable[..., None], settings: Any, niceness: int, inbox: Connection, outbox: Connection, newest: Connection
) -> None:
    # Ctrl+C in a terminal goes to the whole group; the parent decides when a child stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    _quiet_native_libraries()
    channel = Channel(inbox, outbox, newest)
    try:
        target(settings, channel)
    except Exception as error:
        log.exception("child failed")
        channel.send(ChildFailed(f"{type(error).__name__}: {error}"))
        raise SystemExit(1) from error


def _quiet_native_libraries() -> None:
    """Send what C++ libraries write to descriptor 2 nowhere; Python's own stderr stays as it is."""
    level = os.environ.get("CANDID_LOG", "ERROR").upper()
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    if level == "DEBUG":
        return
    try:
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        sys.stderr = os.fdopen(kept, "w", buffering=1)
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(sys.stderr)
    except OSError:
        # A windowed program may have no descriptor 2.
        return


class ChildProcess:
    """The parent's end of one supervised child.

    ``target(settings, channel)`` runs in the child and must be importable. ``on_message`` gets every sent message and
    ``on_newest`` the newest offered ones, each on a thread of this object. ``on_restart`` is called after a new child
    has been started in place of a lost one; ``on_given_up`` when ``max_restarts`` in a row failed.
    """

    def __init__(
        self,
        name: str,
        target: Callable[..., None],
        settings: Any,
        *,
        on_message: Callable[[Any], None],
        on_newest: Callable[[Any], None] | None = None,
        on_restart: Callable[[], None] | None = None,
        on_given_up: Callable[[str], None] | None = None,
        silence_s: float = 20.0,
        max_restarts: int = 4,
        niceness: int = 0,
        daemon: bool = True,
    ) -> None:
        """``daemon`` False for a child that has children itself; it ends with its parent all the same."""
        self.name = name
        self.restarts = 0
        self.last_error = ""
        self._target = target
        self._settings = settings
        self._on_message = on_message
        self._on_newest = on_newest
        self._on_restart = on_restart
        self._on_given_up = on_given_up
        self._silence_s = silence_s
        self._max_restarts = max_restarts
        self._niceness = niceness
        self._daemon = daemon
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.RLock()
        self._stopping = False
        self._failures_in_row = 0
        self._process: Any = None
        self._commands: Connection | None = None
        self._last_beat_s = 0.0
        self._monitor: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return bool(self._process and self._process.is_alive())

    def start(self) -> None:
        self._spawn()
        self._monitor = threading.Thread(target=self._watch, name=f"{self.name}-monitor", daemon=True)
        self._monitor.start()

    def post(self, message: Any) -> bool:
        """Give the child a command. False when there is no child to take it at this moment."""
        with self._lock:
            if self._commands is None:
                return False
            try:
                self._commands.send(message)
            except OSError:
                return False
            return True

    def kill(self) -> None:
        """End a child that no longer answers; the monitor starts another."""
        if self._process:
            self._process.kill()

    def stop(self, deadline_s: float = 5.0) -> None:
        """Ask, wait, kill. May be called twice."""
        with self._lock:
            if self._stopping:
                return
            self._stopping = True
        self.post(_Stop())
        process = self._process
        if process is None:
            return
        process.join(deadline_s)
        if process.is_alive():
            log.info("%s did not stop in %.0f s and is killed", self.name, deadline_s)
            process.kill()
            process.join(5.0)
        if self._monitor and self._monitor is not threading.current_thread():
            self._monitor.join(5.0)

    def _spawn(self) -> None:
        inbox, commands = self._context.Pipe(duplex=False)
        messages, outbox = self._context.Pipe(duplex=False)
        newest, newest_out = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_child_main,
            args=(self._target, self._settings, self._niceness, inbox, outbox, newest_out),
            name=f"candid-{self.name}",
            daemon=self._daemon,
        )
        for name, value in CHILD_ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        process.start()
        for end in (inbox, outbox, newest_out):
            end.close()
        with self._lock:
            self._process, self._commands = process, commands
            self._last_beat_s = time.monotonic()
        for connection, handler in ((messages, self._received), (newest, self._on_newest)):
            threading.Thread(
                target=self._read, args=(connection, handler), name=f"{self.name}-reader", daemon=True
            ).start()

    def _read(self, connection: Connection, handler: Callable[[Any], None] | None) -> None:
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                connection.close()
                return
            if handler is None:
                continue
            try:
                handler(message)
            except Exception:
                log.exception("%s: a message could not be handled", self.name)

    def _received(self, message: Any) -> None:
        self._last_beat_s = time.monotonic()
        if isinstance(message, _Beat):
            return
        if isinstance(message, ChildFailed):
            self.last_error = message.error
            return
        self._failures_in_row = 0
        self._on_message(message)

    def _watch(self) -> None:
        while not self._stopping:
            self._process.join(0.2)
            if self._process.is_alive():
                if time.monotonic() - self._last_beat_s > self._silence_s:
                    log.warning("%s has been silent for %.0f s and is killed", self.name, self._silence_s)
                    self._process.kill()
                continue
            if self._stopping:
                return
            if not self._restart():
                return

    def _restart(self) -> bool:
        with self._lock:
            self._commands = None
        code = self._process.exitcode
        self._failures_in_row += 1
        log.warning("%s ended (exit code %s, %s)", self.name, code, self.last_error or "no message")
        if self._failures_in_row > self._max_restarts:
            if self._on_given_up:
                self._on_given_up(self.last_error or f"exit code {code}")
            return False
        time.sleep(min(FIRST_BACKOFF_S * 2 ** (self._failures_in_row - 1), MAX_BACKOFF_S))
        if self._stopping:
            return False
        self._spawn()
        self.restarts += 1
        if self._on_restart:
            self._on_restart()
        return True
