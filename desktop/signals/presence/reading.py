"""Eyes that move along lines: slow to one side, quickly back, again and again, as in reading from a screen.

A pattern and not a proof: someone who counts on their fingers moves alike, and short notes are read without it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.domain.presence import PresenceFrame
from desktop.domain.speech import Span

# A line on a laptop's screen spans 8-25 degrees; the way back takes the eyes less than a quarter of a second.
LEAST_RETURN_DEG = 5.0
RETURN_S = 0.25
BLINK_S = 0.45
# One line, read silently or aloud.
SHORTEST_LINE_S, LONGEST_LINE_S = 0.8, 6.0
# Along the line the gaze moves steadily, in many small steps: correlation with time, and the largest part of the line
# that one step takes. Eyes that look about make one or two large steps between their returns.
LEAST_STEADINESS = 0.85
LARGEST_STEP = 0.5
LEAST_LINES = 4
# Lines of a text take about the same time: standard deviation over mean.
MOST_UNEVENNESS = 0.2
# Slower than this, the way back cannot be told from the way along.
MAX_FRAME_S = 0.13
MAX_HOLE_S = 0.7


def reading_spans(frames: Sequence[PresenceFrame]) -> tuple[Span, ...] | None:
    """Stretches of ``LEAST_LINES`` lines or more, in order. None where frames are too far apart to see them or no gaze
    was measured."""
    seen = [(frame.t_s, frame.gaze_yaw_deg) for frame in frames if frame.gaze_yaw_deg is not None]
    if len(seen) < 2:
        return None
    times, yaw = (np.array(values, dtype=np.float64) for values in zip(*seen, strict=True))
    if float(np.median(np.diff(times))) > MAX_FRAME_S:
        return None
    spans: list[Span] = []
    for direction in (1.0, -1.0):
        returns = _returns(times, direction * yaw)
        lines = [
            (Span(start_s, end_s), _is_line(times, direction * yaw, start_s, end_s))
            for start_s, end_s in itertools.pairwise(returns)
        ]
        spans += _runs(lines)
    return tuple(sorted(spans, key=lambda span: span.start_s))


def _returns(times: NDArray[np.float64], yaw: NDArray[np.float64]) -> list[float]:
    """Middles of quick moves upwards of ``yaw`` by at least ``LEAST_RETURN_DEG``."""
    last = len(times) - 1
    later = np.searchsorted(times, times + RETURN_S, side="right") - 1
    # People like to blink on the way back; then the next sight of the eyes counts.
    later = np.maximum(later, np.minimum(np.arange(len(times)) + 1, last))
    step = yaw[later] - yaw
    found: list[tuple[float, float]] = []
    for k in np.flatnonzero((step >= LEAST_RETURN_DEG) & (times[later] - times <= BLINK_S)):
        middle_s = float(times[k] + times[later[k]]) / 2
        if found and middle_s - found[-1][0] < 2 * RETURN_S:
            found[-1] = max(found[-1], (middle_s, float(step[k])), key=lambda item: item[1])
        else:
            found.append((middle_s, float(step[k])))
    return [middle_s for middle_s, _ in found]


def _is_line(times: NDArray[np.float64], yaw: NDArray[np.float64], start_s: float, end_s: float) -> bool:
    if not SHORTEST_LINE_S <= end_s - start_s <= LONGEST_LINE_S:
        return False
    inside = (times > start_s + RETURN_S) & (times < end_s - RETURN_S)
    at_s, along = times[inside], yaw[inside]
    if len(at_s) < 5 or float(np.diff(at_s).max()) > MAX_HOLE_S or float(np.ptp(along)) < LEAST_RETURN_DEG / 2:
        return False
    later = np.searchsorted(at_s, at_s + RETURN_S, side="right") - 1
    if float((along - along[later]).max()) > LARGEST_STEP * float(np.ptp(along)):
        return False
    return float(np.corrcoef(at_s, along)[0, 1]) <= -LEAST_STEADINESS


def _runs(lines: list[tuple[Span, bool]]) -> list[Span]:
    """Lines on end; a single one that a blink or a nod spoilt does not end a run."""
    runs: list[list[Span]] = []
    good_before = False
    for position, (span, good) in enumerate(lines):
        following = position + 1 < len(lines) and lines[position + 1][1]
        plausible = SHORTEST_LINE_S <= span.duration_s <= LONGEST_LINE_S
        if good and not good_before:
            runs.append([span])
        elif good or (good_before and following and plausible):
            runs[-1].append(span)
        good_before = good or (good_before and following and plausible)
    found = []
    for run in runs:
        lengths = np.array([line.duration_s for line in run])
        if len(run) >= LEAST_LINES and float(lengths.std() / lengths.mean()) <= MOST_UNEVENNESS:
            found.append(Span(run[0].start_s, run[-1].end_s))
    return found
