"""Gaze angles to zones, with hysteresis so that a gaze near a border does not flicker."""

from __future__ import annotations

from desktop.domain.presence import GazeZones, Zone
from desktop.signals.presence.gaze import Gaze

# Webcam gaze is off by 2-4 degrees, and a person's own offset adds up to 7 sideways and 10 upwards (people who look at
# the camera) until it has been calibrated away. The edge of a laptop screen lies 10-20 degrees off.
UNCALIBRATED = GazeZones(0.0, 0.0, left_deg=12.0, right_deg=12.0, up_deg=14.0, down_deg=14.0, unsure_deg=5.0)
RETURN_SHARE = 0.75
# A blink hides the iris: the zone before it is kept this long.
HOLD_S = 0.6


class ZoneTracker:
    """Zones of a stream of gazes."""

    def __init__(self, zones: GazeZones = UNCALIBRATED) -> None:
        self._own = zones
        self._zone: Zone = "none"
        self._seen_s = float("-inf")

    def add(self, t_s: float, gaze: Gaze | None) -> Zone:
        """``gaze`` None: not measurable now; the last zone holds for a blink's length, then it is "none"."""
        if gaze is None:
            if t_s - self._seen_s > HOLD_S:
                self._zone = "none"
            return self._zone
        self._seen_s = t_s
        right_deg, up_deg = gaze.yaw_deg - self._own.yaw_deg, gaze.pitch_deg - self._own.pitch_deg
        right = right_deg / (self._own.right_deg if right_deg > 0 else self._own.left_deg)
        up = up_deg / (self._own.up_deg if up_deg > 0 else self._own.down_deg)
        limit = 1.0 if self._zone in ("camera", "none") else RETURN_SHARE
        self._zone = "camera" if max(abs(right), abs(up)) <= limit else _direction(right, up)
        return self._zone

    def unsure(self, gaze: Gaze) -> bool:
        """Whether ``gaze`` lies too near to the camera zone's border to say on which side."""
        right_deg, up_deg = gaze.yaw_deg - self._own.yaw_deg, gaze.pitch_deg - self._own.pitch_deg
        beyond_deg = max(
            right_deg - self._own.right_deg,
            -right_deg - self._own.left_deg,
            up_deg - self._own.up_deg,
            -up_deg - self._own.down_deg,
        )
        return abs(beyond_deg) < self._own.unsure_deg

    def lose_face(self) -> Zone:
        """No face in the picture."""
        self._zone = "none"
        self._seen_s = float("-inf")
        return self._zone


def _direction(right: float, up: float) -> Zone:
    if abs(right) >= abs(up):
        return "right" if right > 0 else "left"
    return "up" if up > 0 else "down"
