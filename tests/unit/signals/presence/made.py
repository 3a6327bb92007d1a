"""Made-up observations whose truth is known: a canonical eye and head, turned and projected like a camera does."""

from __future__ import annotations

import numpy as np

from desktop.domain.presence import PresenceFrame, Zone
from desktop.signals.presence.head import head_model
from models.landmarks import FaceObservation

WIDTH, HEIGHT = 640, 480
FOCAL_PX = HEIGHT / (2 * np.tan(np.radians(63 / 2)))


def rotation(pitch_deg: float, yaw_deg: float, roll_deg: float) -> np.ndarray:
    """Rx Ry Rz with yaw > 0 to the image's right, pitch > 0 up, roll > 0 clockwise; x right, y up, z to the camera."""
    p, y, r = np.radians([-pitch_deg, yaw_deg, -roll_deg])
    rx = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rz = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return rx @ ry @ rz


def matrix(pitch_deg: float = 0, yaw_deg: float = 0, roll_deg: float = 0, z_cm: float = 45) -> np.ndarray:
    result = np.eye(4, dtype=np.float32)
    result[:3, :3] = rotation(pitch_deg, yaw_deg, roll_deg)
    result[2, 3] = -z_cm
    return result


def face(
    iris_right_cm: float = 0.0, iris_up_cm: float = 0.2, opening: float = 0.3, z_cm: float = 45
) -> FaceObservation:
    """A frontal face in the middle of the picture. ``opening`` is the eye aspect ratio."""
    px_per_cm = FOCAL_PX / z_cm
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = 0.5
    points[10, :2], points[152, :2] = (0.5, 0.5 - 9 * px_per_cm / HEIGHT), (0.5, 0.5 + 9 * px_per_cm / HEIGHT)
    eye_width_cm = 3.0
    lids = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
    for side, numbers, iris in ((-1, lids[0], 468), (1, lids[1], 473)):
        middle = np.array([WIDTH / 2 + side * 3.2 * px_per_cm, HEIGHT / 2 - 2 * px_per_cm])
        half = eye_width_cm / 2
        high = opening * eye_width_cm / 2
        shape = ((-half, 0), (-0.5, -high), (0.5, -high), (half, 0), (0.5, high), (-0.5, high))
        for number, (dx, dy) in zip(numbers, shape, strict=True):
            points[number, :2] = (middle + np.array([dx, dy]) * px_per_cm) / (WIDTH, HEIGHT)
        where = middle + np.array([iris_right_cm, -iris_up_cm]) * px_per_cm
        points[iris, :2] = where / (WIDTH, HEIGHT)
    return FaceObservation(WIDTH, HEIGHT, 1, points, matrix(z_cm=z_cm))


def head(pitch_deg: float = 0, yaw_deg: float = 0, roll_deg: float = 0, *, size_px: float = 9.0) -> FaceObservation:
    """A straight head, turned, as seen from afar; ``size_px`` is the length of a centimetre. Off the picture's middle,
    which must not matter."""
    model = head_model()
    turned = model.points_cm @ rotation(pitch_deg, yaw_deg, roll_deg).T * size_px
    points = np.zeros((478, 3), np.float32)
    points[model.numbers, 0] = (200 + turned[:, 0]) / WIDTH
    points[model.numbers, 1] = (180 - turned[:, 1]) / HEIGHT
    points[model.numbers, 2] = -turned[:, 2] / WIDTH
    return FaceObservation(WIDTH, HEIGHT, 1, points, matrix(pitch_deg, yaw_deg, roll_deg))


def frame(
    t_s: float,
    zone: Zone = "camera",
    *,
    closed: bool | None = False,
    seen: bool = True,
    angles: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> PresenceFrame:
    if not seen:
        return PresenceFrame(t_s, False, None, None, None, None, None, "none", None)
    return PresenceFrame(t_s, True, *angles, 0.0, 0.0, zone, closed)
