"""Frames over a stretch of time to shares, rates and means. Each frame counts for the time it stands for, so that a
frame rate that changes with the machine's load does not change the figures."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.domain.presence import BodyMoment, Presence, PresenceFrame, PresenceSummary, Zone
from desktop.domain.speech import Span
from desktop.signals.presence.body import (
    LEAST_BASELINE_S,
    LEAST_HANDS_S,
    LEAST_MOVEMENT_S,
    MOVEMENT_BIN_S,
    body_moments,
    hands_seen,
    moments_within,
    movement_speeds,
    seconds_of,
    usual_head_height,
)
from desktop.signals.presence.eyelids import MAX_FRAME_GAP_S, blinks_in
from desktop.signals.presence.tilt import camera_tilt_deg

MIN_BLINK_TIME_S = 5.0
# A blink lasts 0.1-0.4 s; frames further apart than this miss too many of them.
MAX_BLINK_FRAME_S = 0.13
MIN_MOVEMENT_BINS = 5
MIN_AWAY_S = 0.5


def summarise(
    frames: Sequence[PresenceFrame],
    blinks: Sequence[Span] | None = None,
    moments: Sequence[BodyMoment] | None = None,
    usual_height: float | None = None,
) -> PresenceSummary:
    """``frames`` in order of time; ``blinks`` and ``moments`` are found in them unless given. ``usual_height`` is the
    head's over the shoulders where these frames are a part of something longer. What cannot be measured is None, with
    "field: reason" in ``notes``."""
    if not frames:
        return PresenceSummary(0, 0.0, None, notes=("face_share: no frame was analysed",))
    notes: list[str] = []
    weights = _weights(frames)
    faces = np.array([frame.face for frame in frames])
    face_s = float(weights[faces].sum())
    _note_unmeasured(frames, notes)
    usual_height = usual_head_height(frames) if usual_height is None else usual_height
    moments = body_moments(frames, usual_height) if moments is None else moments
    seen = hands_seen(frames)
    return PresenceSummary(
        frames=len(frames),
        duration_s=round(float(weights.sum()), 3),
        face_share=round(face_s / float(weights.sum()), 4),
        zone_share=_zone_shares(frames, weights),
        blink_per_min=_blink_rate(frames, weights, blinks_in(frames) if blinks is None else blinks, notes),
        head_movement_deg_per_s=_head_movement(frames, notes),
        longest_away=_longest_away(frames, notes),
        shoulder_roll_deg=_shoulder_roll(frames, notes),
        unsure_share=_unsure_share(frames, weights, notes),
        camera_tilt_deg=_camera_tilt(frames, notes),
        usual_head_height=None if usual_height is None else round(usual_height, 3),
        lower_s=_lower_s(frames, moments, usual_height, notes),
        hands_seen_share=None if seen is None else round(seen[1], 4),
        hand_on_face_s=_hand_on_face_s(seen, moments, notes),
        movement_face_widths_per_s=_movement(frames, notes),
        notes=tuple(notes),
    )


def summarise_pictures(frames: Sequence[PresenceFrame]) -> PresenceSummary:
    """Single pictures, each counted once; what needs time is None."""
    notes = [
        f"{name}: not measurable in single pictures"
        for name in (
            "blink_per_min",
            "head_movement_deg_per_s",
            "longest_away",
            "lower_s",
            "hand_on_face_s",
            "movement_face_widths_per_s",
        )
    ]
    faces = sum(frame.face for frame in frames)
    _note_unmeasured(frames, notes)
    return PresenceSummary(
        frames=len(frames),
        duration_s=0.0,
        face_share=round(faces / len(frames), 4) if frames else None,
        zone_share=_zone_shares(frames, np.ones(len(frames))),
        shoulder_roll_deg=_shoulder_roll(frames, notes),
        unsure_share=_unsure_share(frames, np.ones(len(frames)), notes),
        camera_tilt_deg=_camera_tilt(frames, notes),
        notes=tuple(notes),
    )


def presence_of(frames: Sequence[PresenceFrame]) -> Presence:
    """Frames with their blinks, moments and summary."""
    blinks = blinks_in(frames)
    usual_height = usual_head_height(frames)
    moments = body_moments(frames, usual_height)
    return Presence(tuple(frames), blinks, summarise(frames, blinks, moments, usual_height), moments)


def slice_presence(presence: Presence, start_s: float, end_s: float) -> Presence:
    """The part in ``[start_s, end_s)``, summarised anew. A blink belongs to the part in which it begins; what is usual
    for the person is taken from the whole."""
    frames = tuple(frame for frame in presence.frames if start_s <= frame.t_s < end_s)
    blinks = tuple(blink for blink in presence.blinks if start_s <= blink.start_s < end_s)
    moments = moments_within(presence.moments, start_s, end_s)
    return Presence(frames, blinks, summarise(frames, blinks, moments, presence.summary.usual_head_height), moments)


def _weights(frames: Sequence[PresenceFrame]) -> NDArray[np.float64]:
    """Seconds each frame stands for: until the next one, but not across a gap in which nothing was analysed."""
    if len(frames) == 1:
        return np.array([1e-3])
    gaps = np.diff([frame.t_s for frame in frames])
    usual = float(np.median(gaps))
    gaps = np.where(gaps > max(MAX_FRAME_GAP_S, 3 * usual), usual, gaps)
    return np.maximum(np.append(gaps, usual), 1e-6)


def _zone_shares(frames: Sequence[PresenceFrame], weights: NDArray[np.float64]) -> dict[Zone, float]:
    seconds: dict[Zone, float] = {}
    for frame, weight in zip(frames, weights, strict=True):
        if frame.face:
            seconds[frame.zone] = seconds.get(frame.zone, 0.0) + float(weight)
    total = sum(seconds.values())
    return {zone: round(value / total, 4) for zone, value in seconds.items()}


def _note_unmeasured(frames: Sequence[PresenceFrame], notes: list[str]) -> None:
    """Why there is no face or no gaze, and where a face was not measured in full."""
    doubts = Counter(frame.doubt for frame in frames if frame.doubt is not None)
    for doubt, count in doubts.most_common():
        share = f"{100 * count / len(frames):.0f}%"
        match doubt:
            case "drawn":
                notes.append(f"zone_share: the face was a drawn one in {share} of the pictures")
            case "upside_down":
                notes.append(f"zone_share: the picture stood on its head in {share} of the pictures")
            case "sideways":
                notes.append(f"zone_share: the face lay on its side in {share} of the pictures")
            case "eyes_hidden":
                notes.append(f"zone_share: the eyes were hidden, as by dark glasses, in {share} of the pictures")
            case "second_face":
                notes.append(f"zone_share: there was a second face in {share} of the pictures")
    if not doubts and not any(frame.face for frame in frames):
        notes.append("zone_share: no face was seen")
    _note_turned(frames, notes)


def _note_turned(frames: Sequence[PresenceFrame], notes: list[str]) -> None:
    """Why pitch and roll are None beside a yaw."""
    seen = [frame for frame in frames if frame.yaw_deg is not None]
    turned = sum(frame.pitch_deg is None for frame in seen)
    if turned:
        share = 100 * turned / len(seen)
        notes.append(f"pitch_deg: the head was turned too far in {share:.0f}% of the pictures with a face")


def _unsure_share(frames: Sequence[PresenceFrame], weights: NDArray[np.float64], notes: list[str]) -> float | None:
    seen = np.array([frame.zone_unsure is not None for frame in frames], dtype=bool)
    if not seen.any():
        notes.append("unsure_share: no gaze could be measured")
        return None
    unsure = np.array([bool(frame.zone_unsure) for frame in frames])
    return round(float(weights[unsure].sum() / weights[seen].sum()), 4)


def _blink_rate(
    frames: Sequence[PresenceFrame], weights: NDArray[np.float64], blinks: Sequence[Span], notes: list[str]
) -> float | None:
    seen = np.array([frame.eyes_closed is not None for frame in frames])
    seen_s = float(weights[seen].sum())
    if seen_s < MIN_BLINK_TIME_S:
        notes.append(
            f"blink_per_min: the eyes were visible for {seen_s:.1f} s; at least {MIN_BLINK_TIME_S:.0f} s needed"
        )
        return None
    interval_s = float(np.median(weights[seen]))
    if interval_s > MAX_BLINK_FRAME_S:
        notes.append(f"blink_per_min: frames are {interval_s:.2f} s apart, too far to see every blink")
        return None
    return round(len(blinks) / seen_s * 60, 2)


def _head_movement(frames: Sequence[PresenceFrame], notes: list[str]) -> float | None:
    """Mean angular speed between means over ``MOVEMENT_BIN_S``, which takes out the landmarks' jitter and the frame
    rate with it."""
    bins: dict[int, list[tuple[float, float, float]]] = {}
    for frame in frames:
        if frame.yaw_deg is not None and frame.pitch_deg is not None and frame.roll_deg is not None:
            place = int(np.floor(frame.t_s / MOVEMENT_BIN_S + 1e-6))
            bins.setdefault(place, []).append((frame.yaw_deg, frame.pitch_deg, frame.roll_deg))
    means = {place: np.mean(values, axis=0) for place, values in bins.items()}
    steps = [float(np.linalg.norm(means[k + 1] - means[k])) for k in means if k + 1 in means]
    if len(steps) < MIN_MOVEMENT_BINS - 1:
        notes.append("head_movement_deg_per_s: too few consecutive frames with a face")
        return None
    return round(float(np.mean(steps)) / MOVEMENT_BIN_S, 2)


def _longest_away(frames: Sequence[PresenceFrame], notes: list[str]) -> Span | None:
    """The longest stretch in which a face was there and did not look at the camera."""
    if not any(frame.face for frame in frames):
        notes.append("longest_away: no face was seen")
        return None
    longest: Span | None = None
    start_s: float | None = None
    for before, now in itertools.pairwise(frames):
        away = before.face and before.zone != "camera"
        if not away:
            start_s = None
            continue
        start_s = before.t_s if start_s is None else start_s
        if now.t_s - before.t_s > MAX_FRAME_GAP_S:
            start_s = None
            continue
        if longest is None or now.t_s - start_s > longest.duration_s:
            longest = Span(start_s, now.t_s)
    if longest is None or longest.duration_s < MIN_AWAY_S:
        notes.append(f"longest_away: never away from the camera for {MIN_AWAY_S} s or more")
        return None
    return longest


def _shoulder_roll(frames: Sequence[PresenceFrame], notes: list[str]) -> float | None:
    angles = [frame.posture.shoulder_roll_deg for frame in frames if frame.posture is not None]
    if not angles:
        notes.append("shoulder_roll_deg: both shoulders were never in the picture")
        return None
    return round(float(np.median(angles)), 2)


def _camera_tilt(frames: Sequence[PresenceFrame], notes: list[str]) -> float | None:
    heads = [frame.roll_deg for frame in frames if frame.roll_deg is not None]
    shoulders = [frame.posture.shoulder_roll_deg for frame in frames if frame.posture is not None]
    tilt_deg = camera_tilt_deg(heads, shoulders)
    if tilt_deg is None:
        notes.append("camera_tilt_deg: eyes and shoulders were never in the picture together")
        return None
    return round(tilt_deg, 1)


def _lower_s(
    frames: Sequence[PresenceFrame], moments: Sequence[BodyMoment], usual_height: float | None, notes: list[str]
) -> float | None:
    if usual_height is None:
        least = f"{LEAST_BASELINE_S:.0f} s of the first minute"
        notes.append(f"lower_s: the shoulders were in the picture for less than {least}")
        return None
    if not any(frame.posture is not None and frame.posture.head_height is not None for frame in frames):
        notes.append("lower_s: both shoulders were never in the picture")
        return None
    return round(seconds_of("lower", moments), 2)


def _hand_on_face_s(seen: tuple[float, float] | None, moments: Sequence[BodyMoment], notes: list[str]) -> float | None:
    """A hand that was not seen may have been anywhere, at the back of the head too."""
    if seen is None:
        notes.append("hand_on_face_s: both shoulders were never in the picture")
        return None
    if seen[0] < LEAST_HANDS_S:
        notes.append(f"hand_on_face_s: the hands were in the picture for less than {LEAST_HANDS_S:.0f} s")
        return None
    return round(seconds_of("hand_on_face", moments), 2)


def _movement(frames: Sequence[PresenceFrame], notes: list[str]) -> float | None:
    _, speeds = movement_speeds(frames)
    if len(speeds) * MOVEMENT_BIN_S < LEAST_MOVEMENT_S:
        least = f"{LEAST_MOVEMENT_S:.0f} s on end"
        notes.append(f"movement_face_widths_per_s: the face could be followed for less than {least}")
        return None
    return round(float(np.mean(speeds)), 4)
