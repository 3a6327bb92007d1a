"""Gaze angles to zones, with hysteresis so that a gaze near a border does not flicker."""

from __future__ import annotations

from desktop.domain.presence import Zone
from desktop.signals.presence.gaze import Gaze

# Half-widths of the camera zone. Webcam gaze is off by 2-4 degrees and a person's own offset by up to 7, so a
# narrower zone would call people away who are not; the nearest edge of a laptop screen lies 8-15 degrees off.
LEAVE_YAW_DEG = 12.0
LEAVE_PITCH_DEG = 13.0
RETURN_SHARE = 0.75
# A blink hides the iris: the zone before it is kept this long.
HOLD_S = 0.6

STRAIGHT = Gaze(0.0, 0.0)


class ZoneTracker:
    """Zones of a stream of gazes. ``neutral`` is the person's own gaze when looking at the camera."""

    def __init__(self, neutral: Gaze = STRAIGHT) -> None:
        self.neutral = neutral
        self._zone: Zone = "none"
        self._seen_s = float("-inf")

    def add(self, t_s: float, gaze: Gaze | None) -> Zone:
        """``gaze`` None: not measurable now; the last zone holds for a blink's length, then it is "none"."""
        if gaze is None:
            if t_s - self._seen_s > HOLD_S:
                self._zone = "none"
            return self._zone
        self._seen_s = t_s
        right = (gaze.yaw_deg - self.neutral.yaw_deg) / LEAVE_YAW_DEG
        up = (gaze.pitch_deg - self.neutral.pitch_deg) / LEAVE_PITCH_DEG
        limit = 1.0 if self._zone in ("camera", "none") else RETURN_SHARE
        self._zone = "camera" if max(abs(right), abs(up)) <= limit else _direction(right, up)
        return self._zone

    def lose_face(self) -> Zone:
        """No face in the picture."""
        self._zone = "none"
        self._seen_s = float("-inf")
        return self._zone


def _direction(right: float, up: float) -> Zone:
    if abs(right) >= abs(up):
        return "right" if right > 0 else "left"
    return "up" if up > 0 else "down"
