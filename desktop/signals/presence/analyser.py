"""One frame after the other: what the models saw, turned into presence frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.domain.presence import Doubt, FacePlace, GazeZones, Posture, PresenceFrame
from desktop.signals.presence.eyelids import TYPICAL_OPEN, EyelidTracker, eye_openness
from desktop.signals.presence.gaze import Gaze, gaze_angles, pixels
from desktop.signals.presence.head import HeadAngles, head_angles
from desktop.signals.presence.zones import UNCALIBRATED, ZoneTracker
from models.landmarks import FaceObservation

# The points in front of the ears.
SIDES = (234, 454)


@dataclass(frozen=True, slots=True)
class FaceReading:
    """What one picture says about the face, before anything that needs the frames around it."""

    head: HeadAngles | None
    gaze: Gaze | None
    openness: float | None
    place: FacePlace | None = None
    doubt: Doubt | None = None


def read_face(face: FaceObservation) -> FaceReading:
    return FaceReading(head_angles(face), gaze_angles(face), eye_openness(face), face_place(face))


def face_place(face: FaceObservation) -> FacePlace | None:
    """By the two points in front of the ears: they lie nearest to the axes on which a head turns and nods, so that a
    turn alone hardly moves their middle."""
    if face.landmarks is None:
        return None
    first, second = pixels(face)[list(SIDES)] / face.width
    x, y = (first + second) / 2
    return FacePlace(float(x), float(y), float(np.hypot(*(second - first))))


class PresenceAnalyser:
    """Turns readings, in order of time, into frames.

    ``zones`` are the person's own, if they were calibrated; ``open_eye`` the openness of their open eyes, if it is
    known beforehand (a recording that was read once).
    """

    def __init__(self, zones: GazeZones | None = None, open_eye: float | None = None, file: str | None = None) -> None:
        self._zones = ZoneTracker(zones or UNCALIBRATED)
        self._eyelids = EyelidTracker(open_eye or TYPICAL_OPEN)
        self._file = file
        self._upside_down = False

    def add(self, t_s: float, reading: FaceReading, posture: Posture | None = None) -> PresenceFrame:
        """Gaze is None while the eyes are closed: the iris is hidden then. Posture counts only beside a face."""
        reading = self._upright(reading, posture)
        head = reading.head
        closed = self._eyelids.add(t_s, reading.openness)
        gaze = None if closed else reading.gaze
        zone = self._zones.lose_face() if head is None else self._zones.add(t_s, gaze)
        return PresenceFrame(
            t_s=t_s,
            face=head is not None,
            yaw_deg=head.yaw_deg if head else None,
            pitch_deg=head.pitch_deg if head else None,
            roll_deg=head.roll_deg if head else None,
            gaze_yaw_deg=gaze.yaw_deg if gaze else None,
            gaze_pitch_deg=gaze.pitch_deg if gaze else None,
            zone=zone,
            eyes_closed=closed,
            posture=posture if head is not None else None,
            file=self._file,
            zone_unsure=self._zones.unsure(gaze) if gaze and head else None,
            place=reading.place if head is not None else None,
            doubt=reading.doubt,
        )

    def _upright(self, reading: FaceReading, posture: Posture | None) -> FaceReading:
        """In a picture that stands on its head the landmarker finds an upright face in the hair and the chin; only the
        shoulders above it tell. They are measured now and then, and count until the next time."""
        if posture is not None and posture.head_height is not None:
            self._upside_down = posture.head_height < 0
        return FaceReading(None, None, None, None, "upside_down") if self._upside_down else reading
