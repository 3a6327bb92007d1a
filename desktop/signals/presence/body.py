"""The upper body over time: sitting lower than at the start, a hand at the face, movement of the head.

Observations with times; what they mean is not for a program to say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.domain.presence import BodyMoment, BodyMomentKind, PresenceFrame

# The person's own height of the head is taken from here; less of it seen gives no figure.
BASELINE_S, LEAST_BASELINE_S = 60.0, 20.0
LEAST_POSTURES = 15
# The pose model draws the shoulders down with the head, so that a head which is 20 % lower (about 5 cm) reads 10-15 %
# lower. Single measurements of a person who talks scatter by up to 3 %.
LOWER_SHARE = 0.88
SMOOTH_S, LEAST_LOWER_S = 5.0, 5.0
# Heads that turn far hide an ear and make the shoulders narrow.
MAX_TURN_DEG = 30.0
# Posture is measured once or twice a second; one wrong measurement must say nothing.
LEAST_HAND_S = 1.5
MAX_POSTURE_GAP_S = 3.0
LEAST_HANDS_S = 3.0
MOVEMENT_BIN_S = 0.2
# Slower than this is drift: people settle in their chairs. Sways of 0.5-2 Hz remain.
DRIFT_S = 2.2
LEAST_MOVEMENT_S = 3.0
# Clearly more than the person's own usual, and more than talking heads do anyway.
MUCH_TIMES_USUAL, MUCH_FACE_WIDTHS_PER_S = 2.0, 0.25
MOVEMENT_WINDOW_S = 5.0
LEAST_USUAL_MOVEMENT_S = 30.0

Floats = NDArray[np.float64]


def usual_head_height(frames: Sequence[PresenceFrame]) -> float | None:
    """The median over the first ``BASELINE_S`` with shoulders; None with too little of it."""
    times, heights = _head_heights(frames)
    if not len(times):
        return None
    first = heights[times < times[0] + BASELINE_S]
    seen_s = float(times[len(first) - 1] - times[0])
    if len(first) < LEAST_POSTURES or seen_s < LEAST_BASELINE_S:
        return None
    return float(np.median(first))


def body_moments(frames: Sequence[PresenceFrame], usual_height: float | None) -> tuple[BodyMoment, ...]:
    """All kinds, in order of time. Without a usual height nothing is "lower"."""
    found = [*_hands(frames), *_movements(frames)]
    if usual_height is not None:
        found += _lower(frames, usual_height)
    return tuple(sorted(found, key=lambda moment: moment.start_s))


def moments_within(moments: Sequence[BodyMoment], start_s: float, end_s: float) -> tuple[BodyMoment, ...]:
    """The parts of ``moments`` that lie in ``[start_s, end_s)``."""
    return tuple(
        BodyMoment(moment.kind, max(moment.start_s, start_s), min(moment.end_s, end_s), moment.value)
        for moment in moments
        if moment.start_s < end_s and moment.end_s > start_s
    )


def seconds_of(kind: BodyMomentKind, moments: Sequence[BodyMoment]) -> float:
    return sum(moment.end_s - moment.start_s for moment in moments if moment.kind == kind)


def hands_seen(frames: Sequence[PresenceFrame]) -> tuple[float, float] | None:
    """Seconds with a hand in the picture, and their share of the time with shoulders. None without shoulders."""
    postures = [frame for frame in frames if frame.posture is not None]
    if not postures:
        return None
    weights = _held_s(np.array([frame.t_s for frame in postures]))
    seen = np.array([frame.posture is not None and frame.posture.hand_on_face is not None for frame in postures])
    return float(weights[seen].sum()), float(weights[seen].sum() / weights.sum())


def movement_speeds(frames: Sequence[PresenceFrame]) -> tuple[Floats, Floats]:
    """Times and the head's speed in the picture, in face widths a second, between means over ``MOVEMENT_BIN_S``, which
    take out the landmarks' jitter and the frame rate with it. Slow drift is taken off first: the running mean over
    ``DRIFT_S``. A sway of 1 Hz reads 20 % too slow, one of 2 Hz by half."""
    bins: dict[int, list[tuple[float, float]]] = {}
    widths: list[float] = []
    for frame in frames:
        if frame.place is not None:
            bins.setdefault(int(np.floor(frame.t_s / MOVEMENT_BIN_S + 1e-6)), []).append((frame.place.x, frame.place.y))
            widths.append(frame.place.width)
    if not widths or float(np.median(widths)) <= 0:
        return np.empty(0), np.empty(0)
    numbers = np.array(sorted(bins))
    places = np.array([np.mean(bins[number], axis=0) for number in numbers]) / float(np.median(widths))
    half = round(DRIFT_S / MOVEMENT_BIN_S / 2)
    first, last = np.searchsorted(numbers, numbers - half), np.searchsorted(numbers, numbers + half, side="right")
    sums = np.vstack([np.zeros(2), np.cumsum(places, axis=0)])
    still = places - (sums[last] - sums[first]) / (last - first)[:, None]
    # At the ends and beside a gap the mean would be one-sided, and drift would pass for movement.
    whole = last - first == 2 * half + 1
    pairs = (np.diff(numbers) == 1) & whole[1:] & whole[:-1]
    speeds = np.hypot(*np.diff(still, axis=0).T)[pairs] / MOVEMENT_BIN_S
    return (numbers[1:][pairs]) * MOVEMENT_BIN_S, speeds


def _head_heights(frames: Sequence[PresenceFrame]) -> tuple[Floats, Floats]:
    seen = [
        (frame.t_s, frame.posture.head_height)
        for frame in frames
        if frame.posture is not None
        and frame.posture.head_height is not None
        and abs(frame.yaw_deg or 0.0) <= MAX_TURN_DEG
    ]
    if not seen:
        return np.empty(0), np.empty(0)
    times, heights = zip(*seen, strict=True)
    return np.array(times), np.array(heights)


def _lower(frames: Sequence[PresenceFrame], usual: float) -> list[BodyMoment]:
    times, heights = _head_heights(frames)
    smooth = np.array([np.median(heights[np.abs(times - t_s) <= SMOOTH_S / 2]) for t_s in times])
    return [
        BodyMoment("lower", start_s, end_s, round(float(np.mean(smooth[first : last + 1])) / usual, 3))
        for first, last, start_s, end_s in _runs(times, smooth < LOWER_SHARE * usual)
        if end_s - start_s >= LEAST_LOWER_S
    ]


def _hands(frames: Sequence[PresenceFrame]) -> list[BodyMoment]:
    seen = [(frame.t_s, frame.posture.hand_on_face) for frame in frames if frame.posture is not None]
    times, on_face = np.array([t_s for t_s, _ in seen]), np.array([bool(on) for _, on in seen], dtype=bool)
    return [
        BodyMoment("hand_on_face", start_s, end_s)
        for _, _, start_s, end_s in _runs(times, on_face)
        if end_s - start_s >= LEAST_HAND_S
    ]


def _movements(frames: Sequence[PresenceFrame]) -> list[BodyMoment]:
    times, speeds = movement_speeds(frames)
    if len(speeds) * MOVEMENT_BIN_S < LEAST_USUAL_MOVEMENT_S:
        return []
    sums = np.concatenate([[0.0], np.cumsum(speeds)])
    first = np.searchsorted(times, times - MOVEMENT_WINDOW_S / 2)
    last = np.searchsorted(times, times + MOVEMENT_WINDOW_S / 2, side="right")
    mean = (sums[last] - sums[first]) / (last - first)
    much = mean > max(MUCH_FACE_WIDTHS_PER_S, MUCH_TIMES_USUAL * float(np.median(mean)))
    return [
        BodyMoment("movement", start_s, end_s, round(float(np.mean(speeds[begin : stop + 1])), 3))
        for begin, stop, start_s, end_s in _runs(times, much)
        if end_s - start_s >= MOVEMENT_WINDOW_S / 2
    ]


def _runs(times: Floats, flags: NDArray[np.bool_]) -> list[tuple[int, int, float, float]]:
    """First and last number of each stretch of true ``flags``, with its beginning and end; gaps end a stretch."""
    held = _held_s(times)
    runs: list[tuple[int, int, float, float]] = []
    for k in (int(number) for number in np.flatnonzero(flags)):
        end_s = float(times[k] + held[k])
        if runs and runs[-1][1] == k - 1 and times[k] - times[k - 1] <= MAX_POSTURE_GAP_S:
            runs[-1] = (runs[-1][0], k, runs[-1][2], end_s)
        else:
            runs.append((k, k, float(times[k]), end_s))
    return runs


def _held_s(times: Floats) -> Floats:
    """How long each measurement stands: until the next one, but not across a gap."""
    if len(times) < 2:
        return np.full(len(times), 1e-3)
    steps = np.diff(times)
    usual = float(np.median(steps))
    return np.append(np.where(steps > MAX_POSTURE_GAP_S, usual, steps), usual)
