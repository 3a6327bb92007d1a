"""What the camera showed: where the face points, blinks, posture. Field names follow the command line's JSON.

Signs, seen from the camera image: yaw > 0 when the face points to the image's right, pitch > 0 up,
roll > 0 clockwise. ``left`` and ``right`` are the image's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop.domain.speech import Span

Zone = Literal["camera", "left", "right", "up", "down", "none"]
GazeTarget = Literal["camera", "text", "top_left", "top_right", "bottom_left", "bottom_right"]
Doubt = Literal["drawn", "upside_down", "sideways", "eyes_hidden", "second_face"]
BodyMomentKind = Literal["lower", "hand_on_face", "movement"]


@dataclass(frozen=True, slots=True)
class GazeSample:
    """Where one person's gaze lay while looking at one thing: medians in degrees, signs as above. ``spread_deg`` is the
    larger of the two directions' median distances from them."""

    yaw_deg: float
    pitch_deg: float
    spread_deg: float
    frames: int


@dataclass(frozen=True, slots=True)
class GazeZones:
    """The zone "camera" of one person, in degrees: its middle, and how far it reaches to each side (all > 0). Nearer to
    its border than ``unsure_deg`` a gaze may belong to either side. ``camera`` is the name of the camera it was
    measured with."""

    yaw_deg: float
    pitch_deg: float
    left_deg: float
    right_deg: float
    up_deg: float
    down_deg: float
    unsure_deg: float = 2.5
    camera: str = ""


@dataclass(frozen=True, slots=True)
class Posture:
    """Upper body. Shoulder line > 0 clockwise in the image; lean is the head's sideways offset from the middle of
    the shoulders in shoulder widths; scale is the shoulder width as a share of the image width. ``head_height`` is how
    far the ears lie above the line through the shoulders, in shoulder widths. ``hand_on_face`` is None where no hand
    is in the picture."""

    shoulder_roll_deg: float
    lean: float
    scale: float
    head_height: float | None = None
    hand_on_face: bool | None = None


@dataclass(frozen=True, slots=True)
class FacePlace:
    """Where the head is in the picture: the middle between the sides of the face, and the distance between them. All
    three in shares of the picture's width, ``y`` downwards, so that distances are the same in both directions."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class PresenceFrame:
    """One analysed frame. Angles are None where no face was found, pitch and roll also when the head is turned far.
    ``zone_unsure``: the gaze lies so near to a border that it may belong to the zone beside; None without a gaze.
    ``posture`` is measured in some frames only. ``doubt`` says why a face that was found is not or not fully measured:
    drawn and upside-down ones count as no face, one on its side and hidden eyes have no gaze; with a second face the
    larger one is measured."""

    t_s: float
    face: bool
    yaw_deg: float | None
    pitch_deg: float | None
    roll_deg: float | None
    gaze_yaw_deg: float | None
    gaze_pitch_deg: float | None
    zone: Zone
    eyes_closed: bool | None
    posture: Posture | None = None
    file: str | None = None
    zone_unsure: bool | None = None
    place: FacePlace | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class BodyMoment:
    """A stretch to watch again; an observation, no judgement. ``value`` depends on the kind. "lower": the head's mean
    height above the shoulders as a share of the person's usual one; "movement": face widths a second;
    "hand_on_face": None."""

    kind: BodyMomentKind
    start_s: float
    end_s: float
    value: float | None = None


@dataclass(frozen=True, slots=True)
class PresenceSummary:
    """Shares are 0–1 of analysed frames (zones: of frames with a face). None: not measured, see ``notes``.

    ``unsure_share`` is of the time with a gaze: how much of it lay too near to a border to tell its zone for certain.
    ``camera_tilt_deg`` is how far the picture is turned (> 0 clockwise), 0 when eyes and shoulders do not lean alike.
    ``usual_head_height`` is the person's own, from the first minute of the recording, in shoulder widths; ``lower_s``
    how long the head was clearly lower. ``hands_seen_share`` is of the time with shoulders in the picture;
    ``hand_on_face_s`` how long a hand was at the face. ``movement_face_widths_per_s`` is the head's mean speed in the
    picture without slow drift.
    """

    frames: int
    duration_s: float
    face_share: float | None
    zone_share: Mapping[Zone, float] = field(default_factory=dict)
    blink_per_min: float | None = None
    head_movement_deg_per_s: float | None = None
    longest_away: Span | None = None
    shoulder_roll_deg: float | None = None
    unsure_share: float | None = None
    camera_tilt_deg: float | None = None
    usual_head_height: float | None = None
    lower_s: float | None = None
    hands_seen_share: float | None = None
    hand_on_face_s: float | None = None
    movement_face_widths_per_s: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """Frames, blinks, their summary and moments of the upper body over one stretch of time."""

    frames: tuple[PresenceFrame, ...]
    blinks: tuple[Span, ...]
    summary: PresenceSummary
    moments: tuple[BodyMoment, ...] = ()
