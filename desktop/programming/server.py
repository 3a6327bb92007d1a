"""The process that runs solutions: loads Python's library and NumPy once, then forks a locked child for every job.

A request on descriptor 0 is a line of JSON {bounds…, "bytes": n} and n bytes that only the child reads, so that
nothing of one job is in the memory that the next is forked from. The answer on descriptor 1 is a line of JSON; it holds
what the child wrote, unread. It ends when descriptor 0 does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# What solutions may import: no file can be opened once they run.
LIBRARY = (
    "abc", "array", "ast", "bisect", "builtins", "calendar", "cmath", "collections", "collections.abc",
    "contextlib", "copy", "ctypes", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "gc",
    "graphlib", "hashlib", "heapq", "hmac", "inspect", "io", "itertools", "json", "keyword", "linecache",
    "logging", "math", "numbers", "operator", "os", "pathlib", "pprint", "queue", "random", "re", "reprlib",
    "secrets", "statistics", "string", "struct", "sys", "textwrap", "threading", "time", "timeit", "traceback",
    "types", "typing", "unicodedata", "uuid", "warnings", "weakref", "zlib",
    "encodings.ascii", "encodings.latin_1", "encodings.utf_16", "encodings.gb18030", "encodings.idna",
    "numpy", "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.polynomial",
    "numpy.random", "numpy.typing",
)  # fmt: skip

ENVIRONMENT = {
    # One thread: a locked child cannot start any, and time limits are of processor time.
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    # The same solution gives the same output, whatever it walks through.
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}  # fmt: skip
Answer = Callable[[dict[str, Any]], None]
_CHUNK = 65_536
_SPARE = 100


def main() -> None:
    """Serve until the other side closes."""
    for name in LIBRARY:
        importlib.import_module(name)
    from desktop.programming import solution

    # The child of a fork inherits what is buffered; descriptors are read without any buffer.
    while line := _line(0):
        request = json.loads(line)
        reply = _run(request, solution.answer)
        text = json.dumps(reply).encode() + b"\n"
        while text:
            text = text[os.write(1, text) :]


def _line(descriptor: int) -> bytes:
    found = bytearray()
    while byte := os.read(descriptor, 1):
        if byte == b"\n":
            return bytes(found)
        found += byte
    return b""


@dataclass(slots=True)
class _Pipe:
    """One stream of the child; ``most`` bytes are kept and more are too many."""

    most: int
    read_end: int
    write_end: int
    content: bytearray = field(default_factory=bytearray)

    def take(self) -> bool:
        """Read what is there. False at the end."""
        piece = os.read(self.read_end, _CHUNK)
        self.content += piece[: self.most + 1 - len(self.content)]
        return bool(piece)

    @property
    def too_much(self) -> bool:
        return len(self.content) > self.most


def _run(request: dict[str, Any], answer: Answer) -> dict[str, Any]:
    printed = _Pipe(request["printed_bytes"], *os.pipe())
    result = _Pipe(request["result_bytes"], *os.pipe())
    parent, start_s = os.getpid(), time.monotonic()
    child = os.fork()
    if child == 0:
        _be_child(request, printed, result, parent, answer)
    os.close(printed.write_end)
    os.close(result.write_end)
    ended = _watch(child, printed, result, start_s + request["wall_s"])
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    os.close(printed.read_end)
    os.close(result.read_end)
    return {
        "ended": ended,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "wall_s": time.monotonic() - start_s,
        "peak_bytes": usage.ru_maxrss * 1024,
        "printed": printed.content[: printed.most].decode("utf-8", "replace"),
        "too_much": printed.too_much or result.too_much,
        "result": "" if result.too_much else result.content.decode("utf-8", "replace"),
    }


def _watch(child: int, printed: _Pipe, result: _Pipe, until_s: float) -> bool:
    """Collect what the child writes until it ends. False when its time is up, it wrote too much, or nobody waits."""
    open_ends = {pipe.read_end: pipe for pipe in (printed, result)}
    poll = select.poll()
    for end in open_ends:
        poll.register(end, select.POLLIN)
    # Reports only that the other side has gone; requests wait in their pipe.
    poll.register(0, 0)
    while open_ends:
        left_s = until_s - time.monotonic()
        ready = poll.poll(max(left_s, 0.0) * 1000)
        if not ready or any(end == 0 for end, _ in ready):
            return False
        for end, _ in ready:
            if not open_ends[end].take():
                poll.unregister(end)
                del open_ends[end]
            elif open_ends[end].too_much:
                return False
    # Both streams are closed, which the child may have done itself.
    while time.monotonic() < until_s:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return True
        time.sleep(0.001)
    return False


def _be_child(request: dict[str, Any], printed: _Pipe, result: _Pipe, parent: int, answer: Answer) -> None:
    """Never returns."""
    from desktop.programming.lockdown import RESULT_DESCRIPTOR, Bounds, NotProtected, lock

    try:
        job = json.loads(_exactly(0, request["bytes"]))
        nothing = os.open(os.devnull, os.O_RDONLY)
        # By way of numbers that nothing has, because the pipes may stand where they shall go.
        for place, end in enumerate((nothing, printed.write_end, printed.write_end, result.write_end)):
            os.dup2(end, _SPARE + place)
        for place in range(RESULT_DESCRIPTOR + 1):
            os.dup2(_SPARE + place, place)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = sys.stderr = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)
        try:
            walls = lock(Bounds(request["cpu_s"], request["memory_bytes"]), parent)
        except (NotProtected, OSError) as error:
            os.write(RESULT_DESCRIPTOR, json.dumps({"refused": str(error)}).encode() + b"\n")
            os._exit(0)
        # The first line is written before the solution runs; whatever follows may be the solution's own.
        os.write(RESULT_DESCRIPTOR, json.dumps({"walls": walls}).encode() + b"\n")
        answer(job)
    finally:
        os._exit(0)


def _exactly(descriptor: int, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        piece = os.read(descriptor, count - len(found))
        if not piece:
            os._exit(0)
        found += piece
    return bytes(found)
