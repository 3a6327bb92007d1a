"""Pictures in which a face was found and cannot be measured: drawn, on its side, behind dark glasses.

The landmarker answers all of these with numbers. The limits lie between made pictures and some sixty real faces
(docs/decisions/0019).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from desktop.signals.presence.analyser import SIDES, FaceReading
from desktop.signals.presence.gaze import pixels
from models.landmarks import FaceObservation

# Real skin is nowhere flat: at most 0.24 of a face, 0.51 under a made mask of one colour; 0.92 of a drawn face.
DRAWN_FLAT_SHARE = 0.75
FLAT_STEP = 1.0
# The brightest quarter around the brighter eye against the cheeks: 0.5 and more on real faces, 0.13 and less behind
# dark glasses. Mirrored glasses can be as bright as skin and are not told.
HIDDEN_EYES_SHARE = 0.35
# On darker cheeks the picture's noise decides.
DARK_CHEEKS = 30.0
MAX_ROLL_DEG = 45.0
_EYES, _CHEEKS = ((33, 133), (263, 362)), (50, 280, 205, 425, 117, 346)


def doubted(reading: FaceReading, image: NDArray[np.uint8], face: FaceObservation) -> FaceReading:
    """``reading`` without what this picture cannot tell, and why. ``image`` is BGR, shape (height, width, 3)."""
    if face.landmarks is None or reading.head is None:
        return reading
    points = pixels(face)
    first = np.clip(np.floor(points.min(axis=0)), 0, None).astype(int)
    last = np.ceil(points.max(axis=0)).astype(int)
    inside = image[first[1] : last[1], first[0] : last[0]].astype(np.float32)
    luma = inside @ np.array([0.114, 0.587, 0.299], np.float32)
    width_px = float(np.hypot(*(points[SIDES[1]] - points[SIDES[0]])))
    if _flat_share(luma, width_px) >= DRAWN_FLAT_SHARE:
        return FaceReading(None, None, None, None, "drawn")
    if abs(reading.head.roll_deg or 0.0) > MAX_ROLL_DEG:
        return replace(reading, gaze=None, doubt="sideways")
    if _eyes_hidden(luma, points - first, width_px):
        return replace(reading, gaze=None, openness=None, doubt="eyes_hidden")
    return replace(reading, doubt="second_face") if face.faces > 1 else reading


def _flat_share(luma: NDArray[np.float32], width_px: float) -> float:
    """Share of places that do not differ from their neighbours, a sixtieth of the face to the left and above."""
    step = max(2, round(width_px / 60))
    if min(luma.shape) <= step:
        return 0.0
    across = np.abs(luma[step:, step:] - luma[step:, :-step]) <= FLAT_STEP
    down = np.abs(luma[step:, step:] - luma[:-step, step:]) <= FLAT_STEP
    return float(np.mean(across & down))


def _eyes_hidden(luma: NDArray[np.float32], points: NDArray[np.float64], width_px: float) -> bool:
    """``points`` in pixels of ``luma``."""
    half = 0.04 * width_px
    cheeks = [box for number in _CHEEKS if (box := _box(luma, points[number], half, half, half)).size]
    around = []
    for outer, inner in _EYES:
        eye_px = float(np.hypot(*(points[outer] - points[inner])))
        middle = (points[outer] + points[inner]) / 2
        around.append(_box(luma, middle, 0.7 * eye_px, 0.4 * eye_px, 0.45 * eye_px))
    if not cheeks or not all(box.size for box in around):
        return False
    cheek = float(np.median(np.concatenate([box.ravel() for box in cheeks])))
    brightest = max(float(np.percentile(box, 75)) for box in around)
    return cheek >= DARK_CHEEKS and brightest < HIDDEN_EYES_SHARE * cheek


def _box(
    luma: NDArray[np.float32], middle: NDArray[np.float64], aside: float, above: float, below: float
) -> NDArray[np.float32]:
    left, right = max(int(middle[0] - aside), 0), int(middle[0] + aside) + 1
    top, bottom = max(int(middle[1] - above), 0), int(middle[1] + below) + 1
    return luma[top : max(bottom, 0), left : max(right, 0)]
