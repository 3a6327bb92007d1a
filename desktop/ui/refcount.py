"""Keeps a reference-counting fault of PySide6 from ending the program on Python 3.11."""

from __future__ import annotations

import ctypes
import sys

IMMORTAL_SINCE = (3, 12)


def hold_true() -> None:
    """Give ``True`` references that nobody will ever use up.

    ``Signal.emit`` of PySide6 6.12 returns ``True`` without taking a reference to it (measured: ten results held,
    one reference more). Since Python 3.12 that is harmless, because ``True`` is immortal (PEP 683). Before, every
    emit costs one of the few hundred references there are, and at zero the interpreter aborts with
    "bool_dealloc: deallocating True or False": after seconds of level meters.
    """
    if sys.version_info >= IMMORTAL_SINCE or sys.implementation.name != "cpython":
        return
    count = ctypes.c_ssize_t.from_address(id(True))  # ob_refcnt is the first field of every object in CPython 3.11
    if count.value < sys.maxsize >> 3:
        count.value += sys.maxsize >> 2
