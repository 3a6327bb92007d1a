"""A service whose process does nothing for a while, however fast the computer is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.workers.service import ServiceProcess


@contextmanager
def held(service: ServiceProcess) -> Iterator[None]:
    """What is asked of it meanwhile is done after."""
    assert service.child.pid is not None
    os.kill(service.child.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(service.child.pid, signal.SIGCONT)
