"""Shoulders and head from the pose landmarks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.domain.presence import Posture
from models.landmarks import PoseObservation

MIN_VISIBILITY = 0.6
# A shoulder just outside the picture is estimated well enough; further out it is made up.
MAX_OUTSIDE = 0.05
MIN_SHOULDERS_SHARE = 0.05
# The model invents people in pictures of things; nobody sits in front of a laptop this far askew.
MAX_SHOULDER_ROLL_DEG = 45.0
# Hands at faces had 0.8 and more, others in the picture 0.66.
MIN_HAND_VISIBILITY = 0.6
# From the middle of the face to the nearest finger, in face widths; a hand under the chin lies at 0.6.
HAND_ON_FACE_WIDTHS = 0.7
# Ears as wide apart as this many times the way from the eyes to the mouth; a turned head shows them closer together.
FACE_WIDTH_PER_HEIGHT = 1.8
# Numbers of the 33-point body, the person's left first; of each hand little finger, index finger and thumb.
_EYES, _EARS, _MOUTH, _SHOULDERS = (2, 5), (7, 8), (9, 10), (11, 12)
_WRISTS, _FINGERS = (15, 16), ((17, 19, 21), (18, 20, 22))


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
    above = (head[1] - left[1]) * line[0] - (head[0] - left[0]) * line[1]
    return Posture(
        shoulder_roll_deg=roll_deg,
        lean=float((head[0] - (left[0] + right[0]) / 2) / width_px),
        scale=width_px / pose.width,
        # Against the shoulder line and not the picture's edge: a tilted camera must not make anybody small.
        head_height=float(-above / width_px**2),
        hand_on_face=_hand_on_face(pose.points, scaled),
    )


def _hand_on_face(points: NDArray[np.float32], scaled: NDArray[np.float64]) -> bool | None:
    """Whether a finger is at the face, by the body's own points: a hand may hide the face's landmarks."""
    eyes, mouth = scaled[list(_EYES)].mean(axis=0), scaled[list(_MOUTH)].mean(axis=0)
    ears_px = float(np.hypot(*(scaled[_EARS[0]] - scaled[_EARS[1]])))
    face_px = max(ears_px, FACE_WIDTH_PER_HEIGHT * float(np.hypot(*(eyes - mouth))))
    seen = [
        fingers
        for wrist, fingers in zip(_WRISTS, _FINGERS, strict=True)
        if float(points[[wrist, *fingers], 3].min()) >= MIN_HAND_VISIBILITY
        and bool(np.all((points[list(fingers), :2] > 0) & (points[list(fingers), :2] < 1)))
    ]
    if not seen or face_px <= 0:
        return None
    apart_px = min(np.hypot(*(scaled[list(fingers)] - (eyes + mouth) / 2).T).min() for fingers in seen)
    return bool(apart_px <= HAND_ON_FACE_WIDTHS * face_px)
