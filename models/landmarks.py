"""What the landmark models return: plain arrays, so that code which reads them needs no vision library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class FaceObservation:
    """One picture as the face landmarker saw it.

    ``faces`` is how many faces were found (counted up to the landmarker's limit). The other fields describe the
    largest of them and are None when there is none. ``landmarks`` has shape (478, 3): x and y as shares of the
    image width and height with the origin at the top left, z on x's scale, smaller towards the camera. ``matrix``
    (4, 4) maps the canonical face (centimetres; x to the image's right, y up, z towards the camera) into camera
    space, for an assumed vertical field of view of 63 degrees. ``blendshapes`` are 0-1; "Left" and "Right" in
    their names are the person's own sides.
    """

    width: int
    height: int
    faces: int
    landmarks: FloatArray | None = None
    matrix: FloatArray | None = None
    blendshapes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PoseObservation:
    """Upper body of the most prominent person, or None where nobody was found.

    ``points`` has shape (33, 4): x, y as shares of width and height, z on x's scale, visibility 0-1.
    """

    width: int
    height: int
    points: FloatArray | None = None
