"""Gaze angles to zones, with hysteresis so that a gaze near a border does not flicker."""

from __future__ import annotations

from desktop.domain.presence import Zone
from desktop.signals.presence.gaze import Gaze

# Half-widths of the camera zone in degrees, sideways and upwards. Webcam gaze is off by 2-4 degrees, and a person's own
# offset adds up to 7 sideways and 10 upwards (people who look at the camera, benchmarks/presence.py) until it has been
# calibrated away. The edge of a laptop screen lies 10-20 degrees off.
UNCALIBRATED_DEG = (12.0, 14.0)
CALIBRATED_DEG = (9.0, 11.0)
RETURN_SHARE = 0.75
# A blink hides the iris: the zone before it is kept this long.
HOLD_S = 0.6


class ZoneTracker:
    """Zones of a stream of gazes. ``neutral`` is the person's own gaze when looking at the camera; None: unknown."""

    def __init__(self, neutral: Gaze | None = None) -> None:
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
        neutral, widths = (self.neutral, CALIBRATED_DEG) if self.neutral else (Gaze(0.0, 0.0), UNCALIBRATED_DEG)
        right = (gaze.yaw_deg - neutral.yaw_deg) / widths[0]
        up = (gaze.pitch_deg - neutral.pitch_deg) / widths[1]
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
