"""Whether the eyes are closed, against the person's own open eyes, and the blinks that follow from it."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

from desktop.domain.presence import PresenceFrame
from desktop.domain.speech import Span
from desktop.signals.presence.gaze import MIN_EYE_WIDTH_PX, ONE_EYE_TURN_DEG, pixels
from desktop.signals.presence.head import matrix_angles
from models.landmarks import FaceObservation

# Six points an eye, in the order of the eye aspect ratio (Soukupova and Cech, 2016): corner, two above, corner,
# two below.
_LIDS = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
TYPICAL_OPEN = 0.28
CLOSED_SHARE = 0.6
# Below this share of the long-run opening the eyes are closed however slowly they got there.
SURELY_CLOSED_SHARE = 0.33
LONG_S, SHORT_S = 30.0, 2.0
# The typical opening counts as this much of seen time, so that the first second of a stream has a baseline too.
PRIOR_S = 0.5
MAX_TURN_DEG = 60.0
# Longer than this, eyes are closed or cast down, not blinking. Median blinks last 0.1-0.4 s.
MAX_BLINK_S = 0.6
MAX_FRAME_GAP_S = 0.34


def eye_openness(face: FaceObservation) -> float | None:
    """Eye aspect ratio (height over width of the opening, open about 0.2-0.4), the mean of both eyes or the nearer
    one when the head is turned. None without a face or where the eyes are too small or turned away."""
    if face.landmarks is None or face.matrix is None:
        return None
    yaw_deg = matrix_angles(face.matrix).yaw_deg
    if abs(yaw_deg) > MAX_TURN_DEG:
        return None
    points = pixels(face)
    ratios, widths = [], []
    for corner, above1, above2, corner2, below2, below1 in _LIDS:
        width = float(np.hypot(*(points[corner] - points[corner2])))
        height = np.hypot(*(points[above1] - points[below1])) + np.hypot(*(points[above2] - points[below2]))
        widths.append(width)
        ratios.append(float(height) / (2 * max(width, 1e-6)))
    if max(widths) < MIN_EYE_WIDTH_PX:
        return None
    if abs(yaw_deg) > ONE_EYE_TURN_DEG:
        return ratios[int(np.argmax(widths))]
    return float(np.mean(ratios))


class EyelidTracker:
    """Open or closed, from a stream of openness values.

    Closed is a quick drop below 60 % of what was usual in the last two seconds (a downward glance lowers the lid too,
    but stays), or a third of the long-run opening. ``typical`` is the opening assumed until the person's own is known.
    """

    def __init__(self, typical: float = TYPICAL_OPEN) -> None:
        self._typical = typical
        self._seen: deque[tuple[float, float]] = deque()
        self._closed = False

    def add(self, t_s: float, openness: float | None) -> bool | None:
        """None where ``openness`` is None."""
        if openness is None:
            return None
        while self._seen and self._seen[0][0] < t_s - LONG_S:
            self._seen.popleft()
        long_run, recent = self._baselines(t_s)
        self._closed = openness < SURELY_CLOSED_SHARE * long_run or openness < CLOSED_SHARE * min(long_run, recent)
        if not self._closed:
            self._seen.append((t_s, openness))
        return self._closed

    def _baselines(self, t_s: float) -> tuple[float, float]:
        if not self._seen:
            # Nothing to call a quick drop against yet; eyes may simply be narrower than the typical ones.
            return self._typical, 0.0
        values = [value for _, value in self._seen]
        long_run = float(np.percentile(values, 75))
        seen_s = t_s - self._seen[0][0]
        if seen_s < PRIOR_S:
            share = seen_s / PRIOR_S
            long_run = share * long_run + (1 - share) * self._typical
        recent = [value for when, value in self._seen if when >= t_s - SHORT_S]
        return long_run, float(np.median(recent)) if recent else 0.0


def typical_opening(values: Iterable[float | None]) -> float | None:
    """A recording's own open-eye value (75th percentile), for ``EyelidTracker``. None below half a second's worth."""
    seen = [value for value in values if value is not None]
    return float(np.percentile(seen, 75)) if len(seen) >= 8 else None


def blinks_in(frames: Sequence[PresenceFrame]) -> tuple[Span, ...]:
    """Blinks as stretches of closed eyes of at most ``MAX_BLINK_S``; a stretch begins and ends half-way between the
    frames around it. Eyes still closed at either end of ``frames`` or at a gap are not counted: their length is not
    known."""
    blinks: list[Span] = []
    start_s: float | None = None
    for before, now in itertools.pairwise(frames):
        middle_s = (before.t_s + now.t_s) / 2
        if now.t_s - before.t_s > MAX_FRAME_GAP_S or now.eyes_closed is None:
            start_s = None
        elif now.eyes_closed and before.eyes_closed is False:
            start_s = middle_s
        elif not now.eyes_closed and before.eyes_closed and start_s is not None:
            if middle_s - start_s <= MAX_BLINK_S:
                blinks.append(Span(start_s, middle_s))
            start_s = None
    return tuple(blinks)
