"""Where the head points, from the landmarker's transformation matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class HeadAngles:
    """Degrees, seen from the camera image: yaw > 0 to the image's right, pitch > 0 up, roll > 0 clockwise."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True, slots=True)
class RayAngles:
    """Direction from the camera to the head: right > 0 to the image's right, up > 0. Degrees."""

    right_deg: float
    up_deg: float


def head_angles(matrix: NDArray[np.floating]) -> HeadAngles:
    """Angles of ``matrix`` (4, 4; x right, y up, z towards the camera), taken apart as R = Rx(pitch) Ry(yaw) Rz(roll),
    the order in which AFLW2000-3D and 300W-LP label faces.

    They are relative to the image, not to the line between face and camera: turning them by the face's place in the
    image, with the assumed field of view, raised the mean error on labelled faces (benchmarks/presence.py).
    """
    rotation = np.asarray(matrix, dtype=np.float64)[:3, :3]
    right, up, forward = rotation[0, 2], rotation[1, 2], rotation[2, 2]
    return HeadAngles(
        yaw_deg=float(np.degrees(np.arcsin(np.clip(right, -1.0, 1.0)))),
        pitch_deg=float(np.degrees(np.arctan2(up, forward))),
        roll_deg=float(np.degrees(np.arctan2(rotation[0, 1], rotation[0, 0]))),
    )


def ray_angles(matrix: NDArray[np.floating]) -> RayAngles:
    """Where the head stands as seen from the camera. A head that points at the camera has a yaw of minus this."""
    x, y, z = np.asarray(matrix, dtype=np.float64)[:3, 3]
    return RayAngles(float(np.degrees(np.arctan2(x, -z))), float(np.degrees(np.arctan2(y, -z))))
