"""Keeps a reference-counting fault of PySide6 from ending the program on Python 3.11."""

from __future__ import annotations

import ctypes
import sys

IMMORTAL_SINCE = (3, 12)


def hold_singletons() -> None:
    """Give ``None``, ``True`` and ``False`` references that nobody will ever use up.

    Methods of PySide6 6.12 return them without taking a reference (measured: a thousand calls of ``QPainter.setPen``,
    a thousand references to ``None`` fewer; ``Signal.emit`` likewise with ``True``). Since Python 3.12 that is
    harmless, because these objects are immortal (PEP 683). Before, every call costs one of the references there are,
    and at zero the interpreter aborts with "none_dealloc" or "bool_dealloc": after minutes of painting.
    """
    if sys.version_info >= IMMORTAL_SINCE or sys.implementation.name != "cpython":
        return
    for singleton in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(singleton))  # ob_refcnt is the first field of every object in 3.11
        if count.value < sys.maxsize >> 3:
            count.value += sys.maxsize >> 2
