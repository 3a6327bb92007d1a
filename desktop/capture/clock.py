"""One clock a session: monotonic seconds since its start."""

from __future__ import annotations

import time
from typing import Protocol


class SessionClock(Protocol):
    """Session time in seconds."""

    def now_s(self) -> float: ...


class LiveClock:
    """Real time. ``origin_s`` is the ``time.monotonic()`` of session time 0, the same in every process."""

    def __init__(self) -> None:
        self.origin_s = time.monotonic()

    def now_s(self) -> float:
        return time.monotonic() - self.origin_s


class MediaClock:
    """Time as far as a recording has been read; for input that is fed flat out."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def now_s(self) -> float:
        return self._now_s

    def advance_to(self, now_s: float) -> None:
        """Move forward; a value in the past is ignored."""
        self._now_s = max(self._now_s, now_s)
