"""Shoulders and head from the pose landmarks."""

from __future__ import annotations

import numpy as np

from desktop.domain.presence import Posture
from models.landmarks import PoseObservation

MIN_VISIBILITY = 0.6
# A shoulder just outside the picture is estimated well enough; further out it is made up.
MAX_OUTSIDE = 0.05
MIN_SHOULDERS_SHARE = 0.05
# The model invents people in pictures of things; nobody sits in front of a laptop this far askew.
MAX_SHOULDER_ROLL_DEG = 45.0
# Numbers of the 33-point body: ears and shoulders, the person's left first.
_EARS, _SHOULDERS = (7, 8), (11, 12)


def posture_of(pose: PoseObservation) -> Posture | None:
    """None unless both shoulders and an ear are seen. Ask only for pictures with a face: the model finds shoulders in
    pictures without a person, too."""
    if pose.points is None:
        return None
    shoulders = pose.points[list(_SHOULDERS)]
    inside = np.all((shoulders[:, :2] > -MAX_OUTSIDE) & (shoulders[:, :2] < 1 + MAX_OUTSIDE))
    if not inside or float(shoulders[:, 3].min()) < MIN_VISIBILITY:
        return None
    scaled = pose.points[:, :2].astype(np.float64) * (pose.width, pose.height)
    first, second = scaled[list(_SHOULDERS)]
    left, right = (first, second) if first[0] < second[0] else (second, first)
    line = right - left
    width_px = float(np.hypot(*line))
    if width_px < MIN_SHOULDERS_SHARE * pose.width or float(pose.points[list(_EARS), 3].max()) < MIN_VISIBILITY:
        return None
    roll_deg = float(np.degrees(np.arctan2(line[1], line[0])))
    if abs(roll_deg) > MAX_SHOULDER_ROLL_DEG:
        return None
    head = scaled[list(_EARS)].mean(axis=0)
    return Posture(
        shoulder_roll_deg=roll_deg,
        lean=float((head[0] - (left[0] + right[0]) / 2) / width_px),
        scale=width_px / pose.width,
    )
