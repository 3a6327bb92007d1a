"""Where the head points, from the face's landmarks; and where it stands, from the landmarker's matrix."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.resources import assets_dir
from models.landmarks import FaceObservation

FILE = "calibration/head.json"
# Further round, half of the face is hidden: on labelled faces yaw is off by 2-11 degrees there, pitch and roll by 4-23.
MAX_FULL_YAW_DEG = 45.0


@dataclass(frozen=True, slots=True)
class HeadAngles:
    """Degrees, seen from the camera image: yaw > 0 to the image's right, pitch > 0 up, roll > 0 clockwise.

    Pitch and roll are None beyond ``MAX_FULL_YAW_DEG`` of yaw.
    """

    yaw_deg: float
    pitch_deg: float | None
    roll_deg: float | None


@dataclass(frozen=True, slots=True)
class RawAngles:
    """As ``HeadAngles``, before any correction and at any yaw."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True, slots=True)
class RayAngles:
    """Direction from the camera to the head: right > 0 to the image's right, up > 0. Degrees."""

    right_deg: float
    up_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class HeadModel:
    """A straight head: landmark numbers, their places in centimetres (n, 3; x to the image's right, y up, z towards
    the camera) and weights (n,), with the correction that labelled faces ask for."""

    numbers: NDArray[np.intp]
    points_cm: NDArray[np.float64]
    weights: NDArray[np.float64]
    yaw_gain: float
    pitch_offset_deg: float


@functools.cache
def head_model() -> HeadModel:
    """The shipped model (``benchmarks/head_model.py``)."""
    data = json.loads((assets_dir() / FILE).read_text("utf-8"))
    rows = np.array(data["points"], dtype=np.float64)
    return HeadModel(
        rows[:, 0].astype(np.intp), rows[:, 2:5], rows[:, 1], float(data["yaw_gain"]), float(data["pitch_offset_deg"])
    )


def head_angles(face: FaceObservation) -> HeadAngles | None:
    """The turn that brings the straight head onto the landmarks with the least weighted squares, as in a picture taken
    from afar: relative to the line to the face, so that the face's place in the image and the camera's field of view
    do not enter. None without a face or with landmarks that lie on one line.

    The landmarks' depth is too flat, which makes turns too small; ``yaw_gain`` undoes that.
    """
    model = head_model()
    raw = raw_angles(face, model)
    if raw is None:
        return None
    yaw_deg = float(np.clip(raw.yaw_deg * model.yaw_gain, -90.0, 90.0))
    if abs(yaw_deg) > MAX_FULL_YAW_DEG:
        return HeadAngles(yaw_deg, None, None)
    return HeadAngles(yaw_deg, raw.pitch_deg + model.pitch_offset_deg, raw.roll_deg)


def raw_angles(face: FaceObservation, model: HeadModel) -> RawAngles | None:
    """``head_angles`` before any correction and at any yaw."""
    if face.landmarks is None:
        return None
    # Depth has the scale of x, both y and depth the other sign.
    seen = face.landmarks[model.numbers].astype(np.float64) * (face.width, -face.height, -face.width)
    rotation = _rotation_onto(model.points_cm, seen, model.weights)
    return None if rotation is None else _angles(rotation)


def matrix_angles(matrix: NDArray[np.floating]) -> RawAngles:
    """Angles of the landmarker's ``matrix`` (4, 4; x right, y up, z towards the camera): the gaze's geometry, whose
    lengths were fitted with them, uses these."""
    return _angles(np.asarray(matrix, dtype=np.float64)[:3, :3])


def ray_angles(matrix: NDArray[np.floating]) -> RayAngles:
    """Where the head stands as seen from the camera. A head that points at the camera has a yaw of minus this."""
    x, y, z = np.asarray(matrix, dtype=np.float64)[:3, 3]
    return RayAngles(float(np.degrees(np.arctan2(x, -z))), float(np.degrees(np.arctan2(y, -z))))


def _angles(rotation: NDArray[np.float64]) -> RawAngles:
    """Taken apart as R = Rx(pitch) Ry(yaw) Rz(roll), the order in which AFLW2000-3D and 300W-LP label faces."""
    right, up, forward = rotation[0, 2], rotation[1, 2], rotation[2, 2]
    return RawAngles(
        yaw_deg=float(np.degrees(np.arcsin(np.clip(right, -1.0, 1.0)))),
        pitch_deg=float(np.degrees(np.arctan2(up, forward))),
        roll_deg=float(np.degrees(np.arctan2(rotation[0, 1], rotation[0, 0]))),
    )


def _rotation_onto(
    points: NDArray[np.float64], seen: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Kabsch's rotation of ``points`` (n, 3) onto ``seen`` (n, 3). None where it is not determined."""
    share = weights[:, None] / weights.sum()
    spread = ((points - (share * points).sum(axis=0)) * share).T @ (seen - (share * seen).sum(axis=0))
    left, strength, right = np.linalg.svd(spread)
    if strength[1] <= 1e-6 * max(strength[0], 1e-12):
        return None
    mirror = np.diag([1.0, 1.0, np.sign(np.linalg.det(right.T @ left.T))])
    return np.asarray(right.T @ mirror @ left.T, dtype=np.float64)
