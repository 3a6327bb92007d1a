"""Where the eyes look, relative to the camera: iris centres against the eye corners, with the head's own rotation.

The eyeball is taken as a sphere whose centre lies behind the middle of the eye corners. Then, in the frame that looks
from the camera at the face, (iris - corner middle) = eyeball centre + radius x gaze direction, which gives the
direction. The three lengths were fitted to clips of people who look at the camera while they move their heads
(benchmarks/presence.py); webcams allow about 2-4 degrees, so the angles serve to choose a zone and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.signals.presence.head import matrix_angles, ray_angles
from models.landmarks import FaceObservation

ASSUMED_VERTICAL_FOV_DEG = 63.0
EYE_RADIUS_CM = 1.15
# How far the eyeball's centre lies behind the middle of the eye corners. Clips of people who move their heads while
# looking at the camera fit 0.4-0.6 cm sideways and 0.3-0.5 cm upwards. The lower figure is used upwards, as the head's
# pitch is off by up to 15 degrees between people: it left a spread of 3.4 degrees over twenty people who look at the
# camera, 0.6 one of 4.7.
CENTRE_BEHIND_CORNERS_SIDEWAYS_CM = 0.60
CENTRE_BEHIND_CORNERS_UPWARDS_CM = 0.35
IRIS_ABOVE_CORNERS_CM = 0.20
# Beyond this head turn the far eye is hidden by the nose and the near one is seen from the side.
MAX_HEAD_TURN_DEG = 50.0
ONE_EYE_TURN_DEG = 20.0
MIN_EYE_WIDTH_PX = 8.0

# outer corner, inner corner, iris centre; the image's left eye first (landmark numbers of the 478-point mesh)
_EYES = ((33, 133, 468), (263, 362, 473))


@dataclass(frozen=True, slots=True)
class Gaze:
    """Degrees away from the camera: yaw > 0 to the image's right, pitch > 0 up."""

    yaw_deg: float
    pitch_deg: float


def gaze_angles(face: FaceObservation) -> Gaze | None:
    """None without a face, with a head turned too far, or with eyes too small in the picture to be measured."""
    if face.landmarks is None or face.matrix is None:
        return None
    head, ray = matrix_angles(face.matrix), ray_angles(face.matrix)
    # Against the line to the camera: a head at the image's right that faces the camera points to the left.
    yaw_deg, pitch_deg = head.yaw_deg + ray.right_deg, head.pitch_deg + ray.up_deg
    if abs(yaw_deg) > MAX_HEAD_TURN_DEG:
        return None
    points = pixels(face)
    widths = [float(np.hypot(*(points[outer] - points[inner]))) for outer, inner, _ in _EYES]
    if max(widths) < MIN_EYE_WIDTH_PX:
        return None
    eyes: tuple[tuple[int, int, int], ...] = _EYES
    if abs(yaw_deg) > ONE_EYE_TURN_DEG:
        eyes = (_EYES[int(np.argmax(widths))],)
    offsets = [points[iris] - (points[outer] + points[inner]) / 2 for outer, inner, iris in eyes]
    right_px, down_px = np.mean(offsets, axis=0)
    px_per_cm = _px_per_cm(face)
    right = right_px / px_per_cm + CENTRE_BEHIND_CORNERS_SIDEWAYS_CM * np.sin(np.radians(yaw_deg))
    up = -down_px / px_per_cm - IRIS_ABOVE_CORNERS_CM
    up += CENTRE_BEHIND_CORNERS_UPWARDS_CM * np.sin(np.radians(pitch_deg))
    sines = np.clip(np.array([right, up]) / EYE_RADIUS_CM, -1.0, 1.0)
    return Gaze(*(float(value) for value in np.degrees(np.arcsin(sines))))


def pixels(face: FaceObservation) -> NDArray[np.float64]:
    """Landmarks in pixels, shape (478, 2). ``face`` must hold a face."""
    assert face.landmarks is not None
    return face.landmarks[:, :2].astype(np.float64) * (face.width, face.height)


def _px_per_cm(face: FaceObservation) -> float:
    assert face.matrix is not None
    focal_px = face.height / (2 * np.tan(np.radians(ASSUMED_VERTICAL_FOV_DEG / 2)))
    return float(focal_px / max(abs(float(face.matrix[2, 3])), 1.0))
