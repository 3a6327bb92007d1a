"""Gives up, for good, everything that a process which only computes does not need (Linux).

Required are the system call filter, no new privileges and resource limits, which every ordinary user may set; Landlock
is a second wall where the kernel has it. Each wall is tried before anything unknown runs.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.programming.seccomp import compute_only, known_machine

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 1, 22, 38, 2
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION = 444, 446, 1
_CAPABILITIES_V3 = 0x20080522
_AF_UNIX, _AF_INET, _SOCK_STREAM = 1, 2, 1

RESULT_DESCRIPTOR = 3
"""0 is empty, 1 and 2 are what the solution prints, 3 takes its output; nothing else is open."""


class NotProtected(Exception):
    """A required wall cannot be put up here, or does not hold. The message says which."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``memory_bytes`` beyond what is mapped at the time; processor time in whole seconds."""

    cpu_s: int
    memory_bytes: int


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def lock(bounds: Bounds, parent: int) -> tuple[str, ...]:
    """Put every wall up around this process, which must have one thread and is killed when ``parent`` ends.

    Returns the names of the walls that were tried and hold. Raises ``NotProtected``.
    """
    if not known_machine():
        raise NotProtected("the system calls of this processor are not known to Candid")
    libc = ctypes.CDLL(None, use_errno=True)
    _call("death signal", libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    if os.getppid() != parent:
        raise NotProtected("the process that supervises is gone")
    os.closerange(RESULT_DESCRIPTOR + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit(bounds)
    _call("no new privileges", libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _drop_capabilities(libc)
    walls = ["resource-limits", "no-new-privileges", "no-capabilities"]
    version = landlock(libc)
    if version:
        if _refusal(lambda: os.open("/", os.O_RDONLY)) != errno.EACCES:
            raise NotProtected("Landlock does not hold")
        walls.append(f"landlock-{version}")
    program = compute_only(os.getpid())
    _call("seccomp", libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0))
    _try_filter(libc, parent)
    return (*walls, "seccomp")


def _limit(bounds: Bounds) -> None:
    with open("/proc/self/statm") as file:  # noqa: PTH123 - pathlib opens the same way with more work
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    # The first limit of processor time ends the process with a signal of its own; a second later none can be caught.
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_s, bounds.cpu_s + 1))
    for name, value in (
        (resource.RLIMIT_AS, mapped + bounds.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """None effective, permitted or inheritable; for root, whom limits would not bind otherwise."""
    none = (ctypes.c_uint32 * 6)()
    _call("capabilities", libc.capset(ctypes.byref(_CapabilityHeader(_CAPABILITIES_V3, 0)), none))


def landlock(libc: ctypes.CDLL) -> int:
    """Forbid every use of files, of TCP, and (from version 6) of others' abstract sockets and signals.

    Returns the kernel's Landlock version, 0 where it has none. Needs no new privileges set before.
    """
    version = int(libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION))
    if version < 1:
        return 0
    # Bits of linux/landlock.h: 13 in version 1; then refer, truncate, and (5) ioctl on devices.
    files = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    rules = _Ruleset(files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    handle = int(libc.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), size, 0))
    if handle < 0:
        return 0
    try:
        return version if libc.syscall(_LANDLOCK_RESTRICT, handle, 0) == 0 else 0
    finally:
        os.close(handle)


def _try_filter(libc: ctypes.CDLL, parent: int) -> None:
    """Ask for a file, a process, a socket and a look at the parent; each must be refused by the filter."""
    tried = {
        "files": _refusal(lambda: os.open("/", os.O_RDONLY)),
        "file names": _refusal(lambda: Path("/").stat()),
        "processes": _refusal(_fork),
        "signals": _refusal(lambda: os.kill(parent, 0)),
    }
    for name, family in (("network", _AF_INET), ("local sockets", _AF_UNIX)):
        tried[name] = ctypes.get_errno() if libc.socket(family, _SOCK_STREAM, 0) < 0 else 0
    for name, refusal in tried.items():
        if refusal != errno.EPERM:
            raise NotProtected(f"the system call filter does not hold for {name}")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _refusal(attempt: Callable[[], object]) -> int:
    """The error number that the system answers with; 0 when it allows the attempt."""
    try:
        attempt()
    except OSError as error:
        return error.errno or 0
    return 0


def _call(wall: str, answer: int) -> None:
    if answer != 0:
        raise NotProtected(f"{wall}: {os.strerror(ctypes.get_errno())}")
