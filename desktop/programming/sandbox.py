"""Runs unknown Python where it can do no harm: the caller's side.

    with Sandbox() as sandbox:
        outcome = sandbox.run(Job(source="def f(): return 1", call="f()"), Limits())

One process is started for a sandbox and one more for every job (``server``, ``lockdown``). The caller's process never
runs any of it; what comes back is text that is checked and never trusted.
"""

from __future__ import annotations

import contextlib
import json
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from desktop.domain.errors import CandidError, MissingError
from desktop.programming import SERVER_FLAG
from desktop.programming.server import ENVIRONMENT

_START_LIMIT_S = 60.0
_GRACE_S = 5.0
_START = "import sys; sys.path.insert(0, sys.argv[1]); from desktop.programming.server import main; main()"

Status = Literal["returned", "not_python", "raised", "ended", "timed_out", "crashed", "too_much", "unusable"]


@dataclass(frozen=True, slots=True)
class Job:
    """``source`` defines things, ``call`` uses them; its last line is an expression, the output. ``given`` runs before
    ``source``. All are Python; ``seed`` seeds every generator of random numbers."""

    source: str
    call: str
    given: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one job: whole seconds of processor time, megabytes beyond the interpreter's own, bytes that are taken of what
    is printed and of the output. The wall clock allows five times the processor time, for busy machines, and 1 s."""

    cpu_s: int = 2
    memory_mb: int = 512
    printed_bytes: int = 65_536
    result_bytes: int = 4_194_304

    @property
    def wall_s(self) -> float:
        return 5.0 * self.cpu_s + 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """``value`` is what ``call`` gave, as JSON holds it (``solution.plain``); ``error`` and ``line`` (of the source,
    from 1) belong to what was raised. ``protections`` were tried in this very process and held."""

    status: Status
    value: Any = None
    error: str = ""
    line: int | None = None
    printed: str = ""
    protections: tuple[str, ...] = ()
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_bytes: int = 0


class Sandbox:
    """One at a time may run; ``close`` may come from any thread and ends what runs.

    Raises ``MissingError`` where this machine cannot keep unknown code apart.
    """

    def __init__(self) -> None:
        if sys.platform != "linux":
            raise MissingError(
                "Solutions cannot be run on this system yet: Candid can only keep them apart on Linux.",
                action="Tasks can still be read and solved elsewhere.",
            )
        self._lock = threading.Lock()
        # The environment holds nothing of the person's own: no home, no keys, no display.
        self._process = subprocess.Popen(
            server_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            bufsize=0, env=ENVIRONMENT, cwd="/", start_new_session=True,
        )  # fmt: skip

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and with it what it runs. May be called twice."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def run(self, job: Job, limits: Limits) -> Outcome:
        """Run one job; takes at most the limits' wall time and a start.

        Raises ``MissingError`` when a protection is missing, ``CandidError`` when the server fails.
        """
        with self._lock:
            try:
                return _outcome(self._ask(job, limits), limits)
            except (OSError, ValueError) as error:
                self.close()
                raise CandidError(
                    "The process that runs solutions has failed.", action="Run it again.", safe="Your code is not lost."
                ) from error

    def _ask(self, job: Job, limits: Limits) -> dict[str, Any]:
        body = json.dumps({"source": job.source, "given": job.given, "call": job.call, "seed": job.seed}).encode()
        head = {
            "cpu_s": limits.cpu_s,
            "wall_s": limits.wall_s,
            "memory_bytes": limits.memory_mb * 1_000_000,
            "printed_bytes": limits.printed_bytes,
            "result_bytes": limits.result_bytes,
            "bytes": len(body),
        }
        assert self._process.stdin is not None
        text = memoryview(json.dumps(head).encode() + b"\n" + body)
        while text:
            text = text[self._process.stdin.write(text) :]
        reply = json.loads(self._line(time.monotonic() + _START_LIMIT_S + limits.wall_s + _GRACE_S))
        if not isinstance(reply, dict):
            raise ValueError("no answer")
        return reply

    def _line(self, until_s: float) -> bytes:
        stream = self._process.stdout
        assert stream is not None
        poll = select.poll()
        poll.register(stream, select.POLLIN)
        found = bytearray()
        while not found.endswith(b"\n"):
            if not poll.poll(max(until_s - time.monotonic(), 0.0) * 1000):
                raise ValueError("no answer in time")
            piece = stream.read(1_048_576)
            if not piece:
                raise ValueError("the server has ended")
            found += piece
        return bytes(found)


def server_command() -> list[str]:
    """How the server is started: this interpreter without the person's own packages, or the frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SERVER_FLAG]
    return [sys.executable, "-s", "-P", "-B", "-c", _START, str(Path(__file__).resolve().parents[2])]


def _outcome(reply: dict[str, Any], limits: Limits) -> Outcome:
    head, _, rest = reply["result"].partition("\n")
    walls: tuple[str, ...] = ()
    if head:
        first = json.loads(head)
        if "refused" in first:
            raise MissingError(
                f"This computer cannot keep a solution apart from your files ({first['refused']}).",
                safe="Nothing was run.",
                action="Tasks can still be read and solved elsewhere.",
            )
        walls = tuple(first["walls"])
    elif not reply["too_much"]:
        raise ValueError("the job did not begin")
    status, fields = _verdict(reply, rest, limits)
    return Outcome(
        status=status,
        printed=printable(reply["printed"]),
        protections=walls,
        cpu_s=reply["cpu_s"],
        wall_s=reply["wall_s"],
        peak_bytes=reply["peak_bytes"],
        **fields,
    )


def _verdict(reply: dict[str, Any], text: str, limits: Limits) -> tuple[Status, dict[str, Any]]:
    if reply["too_much"]:
        return "too_much", {}
    # A solution that catches SIGXCPU is killed a second later.
    late = reply["signal"] == signal.SIGXCPU or (
        reply["signal"] == signal.SIGKILL and reply["cpu_s"] > limits.cpu_s / 2
    )
    if late or not reply["ended"]:
        return "timed_out", {}
    if reply["signal"]:
        return "crashed", {"error": f"signal {reply['signal']}"}
    if not text:
        return "ended", {}
    try:
        given = json.loads(text)
        return _read(given) if isinstance(given, dict) else ("unusable", {"error": "it is not what Candid writes"})
    except (ValueError, RecursionError):
        return "unusable", {"error": "it is not what Candid writes"}


def _read(given: dict[str, Any]) -> tuple[Status, dict[str, Any]]:
    """What the child says of itself. It may be made up: only its form is checked, and values are compared later."""
    line = given.get("line")
    fields: dict[str, Any] = {"line": line if isinstance(line, int) and 0 < line < 1_000_000 else None}
    match given.get("status"):
        case "returned":
            return "returned", {"value": given.get("value")}
        case "raised":
            message = printable(str(given.get("message", "")))[:500]
            kind = printable(str(given.get("type", "")))[:60]
            return "raised", {**fields, "error": f"{kind}: {message}" if message else kind}
        case "not_python":
            return "not_python", {**fields, "error": printable(str(given.get("message", "")))[:500]}
        case "unusable":
            return "unusable", {"error": printable(str(given.get("message", "")))[:200]}
        case "ended":
            return "ended", {}
        case _:
            return "unusable", {"error": "it is not what Candid writes"}


def printable(text: str) -> str:
    """Without control characters, with which a text could steer a terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
