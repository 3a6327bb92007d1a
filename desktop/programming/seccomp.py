"""A system call filter for a process that only computes: what is not listed here fails with EPERM.

The filter is a classic BPF program (linux/filter.h, linux/seccomp.h). There is no call in the list that names a file,
makes a process or thread, reaches a network, signals somebody else, or makes memory executable.
"""

from __future__ import annotations

import ctypes
import errno
import platform
from collections.abc import Iterator, Sequence

_LOAD, _AND, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_X32 = 0x40000000
_PROT_EXEC = 4
_F_GETFD, _F_GETFL = 1, 3

# machine → (AUDIT_ARCH, column of the tables below)
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# name: number on x86_64, on aarch64 (None where the machine has no such call)
_PLAIN: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "write": (1, 64), "writev": (20, 66), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "futex": (202, 98), "restart_syscall": (219, 128),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getrusage": (98, 165), "sysinfo": (99, 179),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "getgid": (104, 176), "geteuid": (107, 175),
    "getegid": (108, 177), "getrandom": (318, 278), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
_MMAP, _MPROTECT, _FCNTL, _TGKILL, _PRLIMIT = (9, 222), (10, 226), (72, 25), (234, 131), (302, 261)

# (argument, half: 0 low or 1 high, mask or None, values that are allowed)
_Check = tuple[int, int, int | None, tuple[int, ...]]


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def known_machine() -> bool:
    """Whether the call numbers of this machine are in the table."""
    return platform.machine() in _MACHINES


def compute_only(pid: int) -> Program:
    """The filter for the process ``pid`` (which may signal itself, as ``abort`` does). Raises ``KeyError`` on a machine
    that is not in the table."""
    architecture, column = _MACHINES[platform.machine()]
    code = [*_words(architecture, column, pid)]
    return Program(len(code), (_Instruction * len(code))(*(_Instruction(*word) for word in code)))


def _words(architecture: int, column: int, pid: int) -> Iterator[tuple[int, int, int, int]]:
    yield (_LOAD, 0, 0, _ARCHITECTURE_AT)
    yield (_IF_EQUAL, 1, 0, architecture)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER_AT)
    yield (_IF_AT_LEAST, 0, 1, _X32)
    yield (_RETURN, 0, 0, _KILL)
    for numbers in _PLAIN.values():
        number = numbers[column]
        if number is not None:
            yield (_IF_EQUAL, 0, 1, number)
            yield (_RETURN, 0, 0, _ALLOW)
    no_exec: _Check = (2, 0, _PROT_EXEC, (0,))
    yield from _conditional(_MMAP[column], [no_exec])
    yield from _conditional(_MPROTECT[column], [no_exec])
    # Only questions: F_SETOWN and F_SETSIG would have the kernel signal another process.
    yield from _conditional(_FCNTL[column], [(1, 0, None, (_F_GETFD, _F_GETFL))])
    yield from _conditional(_TGKILL[column], [(0, 0, None, (pid,))])
    # Reading one's own limits (glibc does), not setting any.
    yield from _conditional(_PRLIMIT[column], [(0, 0, None, (0,)), (2, 0, None, (0,)), (2, 1, None, (0,))])
    yield (_RETURN, 0, 0, _REFUSE)


def _conditional(number: int, checks: Sequence[_Check]) -> Iterator[tuple[int, int, int, int]]:
    block: list[tuple[int, int, int, int]] = []
    for argument, half, mask, allowed in checks:
        block.append((_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument + 4 * half))
        if mask is not None:
            block.append((_AND, 0, 0, mask))
        block += [(_IF_EQUAL, len(allowed) - place, 0, value) for place, value in enumerate(allowed)]
        block.append((_RETURN, 0, 0, _REFUSE))
    yield (_IF_EQUAL, 0, len(block) + 1, number)
    yield from block
    yield (_RETURN, 0, 0, _ALLOW)
