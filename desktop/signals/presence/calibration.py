"""A person's own gaze zones, from looks at known places: the camera, the text, the screen's corners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from desktop.domain.errors import InputError
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.signals.presence.gaze import Gaze

MIN_FRAMES = 6
# Someone who looks at one place stays within 2-4 degrees of it, as webcams see it.
MAX_SPREAD_DEG = 5.0
# Half-widths where a border was not measured, sideways and upwards; the offset between people is calibrated away.
USUAL_SIDE_DEG, USUAL_UP_DEG = 9.0, 11.0
# Narrower, the noise would cross the border; wider, a look past the screen's edge would count as one at the camera.
NARROWEST_DEG, WIDEST_SIDE_DEG, WIDEST_UP_DEG = 5.0, 12.0, 14.0
# The corners of a screen lie at least this far apart, as seen from where one sits.
LEAST_WIDTH_DEG = 8.0
# The text stands below the camera; less than this, the two were not told apart and the usual border serves.
LEAST_DROP_DEG = 4.0


def gaze_sample(gazes: Sequence[Gaze]) -> GazeSample | None:
    """One look, as its medians. None with fewer than ``MIN_FRAMES`` or when the gaze did not rest."""
    if len(gazes) < MIN_FRAMES:
        return None
    angles = np.array([(gaze.yaw_deg, gaze.pitch_deg) for gaze in gazes])
    middle = np.median(angles, axis=0)
    spread_deg = float(np.median(np.abs(angles - middle), axis=0).max())
    if spread_deg > MAX_SPREAD_DEG:
        return None
    return GazeSample(float(middle[0]), float(middle[1]), spread_deg, len(gazes))


def fit_zones(samples: Mapping[GazeTarget, GazeSample | None], camera: str = "") -> GazeZones:
    """The camera zone of one person: its middle is the look at the camera, its borders lie half-way to the screen's
    corners and to the text. Looks that are missing leave the usual border.

    Raises ``InputError`` when the look at the camera is missing or the corners cannot be told apart.
    """
    straight = samples.get("camera")
    if straight is None:
        raise InputError(
            "Your eyes could not be seen well enough.",
            safe="The usual zones stay in use.",
            action="Sit closer, with light on your face and without reflections in glasses, and try again.",
        )
    sides = [
        side
        for names in (("top_left", "bottom_left"), ("top_right", "bottom_right"))
        if (side := _mean_yaw(samples, names)) is not None
    ]
    left_deg = right_deg = USUAL_SIDE_DEG
    if len(sides) == 2:
        low, high = sorted(sides)
        if high - low < LEAST_WIDTH_DEG or not low < straight.yaw_deg < high:
            raise InputError(
                "The looks at the corners could not be told from the look at the camera.",
                safe="The usual zones stay in use.",
                action="Turn to the screen, follow each dot with your eyes, and try again.",
            )
        left_deg = _half(straight.yaw_deg - low, WIDEST_SIDE_DEG)
        right_deg = _half(high - straight.yaw_deg, WIDEST_SIDE_DEG)
    text = samples.get("text")
    drop_deg = 0.0 if text is None else straight.pitch_deg - text.pitch_deg
    down_deg = _half(drop_deg, WIDEST_UP_DEG) if drop_deg >= LEAST_DROP_DEG else USUAL_UP_DEG
    return GazeZones(straight.yaw_deg, straight.pitch_deg, left_deg, right_deg, USUAL_UP_DEG, down_deg, camera=camera)


def _mean_yaw(samples: Mapping[GazeTarget, GazeSample | None], names: Sequence[GazeTarget]) -> float | None:
    found = [sample.yaw_deg for name in names if (sample := samples.get(name)) is not None]
    return sum(found) / len(found) if found else None


def _half(distance_deg: float, widest_deg: float) -> float:
    return min(max(distance_deg / 2, NARROWEST_DEG), widest_deg)
