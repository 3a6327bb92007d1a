"""How far a fetch is: bytes, speed and time left, from the bytes of the files that are wanted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW_S = 8.0
_INTERVAL_S = 0.1


@dataclass(frozen=True)
class FetchProgress:
    """One report. ``speed_bps`` is bytes a second over the last seconds; it and ``eta_s`` are None until known."""

    model: str
    file: str
    phase: str  # "download", "check" or "done"
    done_bytes: int
    total_bytes: int
    speed_bps: float | None
    eta_s: float | None


OnProgress = Callable[[FetchProgress], None]


class Meter:
    """Adds up the files of one fetch and reports at most ten times a second."""

    def __init__(
        self, total_bytes: int, report: OnProgress | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total_bytes
        self._report = report
        self._clock = clock
        self._done: dict[tuple[str, str], int] = {}
        self._seen: deque[tuple[float, int]] = deque()
        self._last = float("-inf")

    def at(self, model: str, file: str, done: int, phase: str = "download", *, now: bool = False) -> None:
        """``done`` bytes of one file are here. ``now`` reports even if the last report is recent."""
        self._done[model, file] = done
        moment, total_done = self._clock(), min(sum(self._done.values()), self._total)
        if self._report is None or (moment - self._last < _INTERVAL_S and not now):
            return
        self._last = moment
        if self._seen and total_done < self._seen[-1][1]:
            self._seen.clear()  # Something was thrown away and begins again.
        self._seen.append((moment, total_done))
        while len(self._seen) > 2 and moment - self._seen[0][0] > _WINDOW_S:
            self._seen.popleft()
        span = moment - self._seen[0][0]
        speed = (total_done - self._seen[0][1]) / span if span > 0.5 and phase == "download" else None
        eta = (self._total - total_done) / speed if speed else None
        self._report(FetchProgress(model, file, phase, total_done, self._total, speed, eta))
