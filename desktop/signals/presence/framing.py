"""What could be better about the picture itself: distance, place, light. A hint for before and during a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.landmarks import FaceObservation

Hint = Literal["no_face", "two_faces", "too_far", "too_close", "cut_off", "too_dark", "back_lit", "tilted", "ok"]

# Height of the face (hair line to chin) as a share of the picture's height.
TOO_FAR, TOO_CLOSE = 0.16, 0.65
# Mean luma 0-255. The whole picture counts for darkness and the surroundings for back light, so that dark skin in
# good light is neither.
DARK_FACE, DARK_PICTURE, BLACK_PICTURE = 45.0, 60.0, 20.0
BACKLIT_FACE, BACKLIT_AROUND = 70.0, 170.0
# A hint has to hold this long before it is shown.
SETTLE_S = 0.8
# During an interview: only what lasts, not often, and not the same thing over and over.
LASTING_S, REMIND_EVERY_S, MOST_REMINDERS = 10.0, 180.0, 2


@dataclass(frozen=True, slots=True)
class Light:
    """Mean luma, 0-255. ``face`` and ``around`` are None without a face."""

    picture: float
    face: float | None
    around: float | None


def light_of(image: NDArray[np.uint8], face: FaceObservation) -> Light:
    """``image`` is BGR, shape (height, width, 3); every fourth pixel is enough for a mean."""
    small = image[::4, ::4].astype(np.float32)
    luma = small @ np.array([0.114, 0.587, 0.299], np.float32)
    if face.landmarks is None:
        return Light(float(luma.mean()), None, None)
    height, width = luma.shape
    low, high = face.landmarks[:, :2].min(axis=0), face.landmarks[:, :2].max(axis=0)
    left, top = np.floor(np.clip(low, 0, 1) * (width, height)).astype(int)
    right, bottom = np.ceil(np.clip(high, 0, 1) * (width, height)).astype(int)
    inside = luma[top:bottom, left:right]
    if inside.size == 0 or inside.size == luma.size:
        return Light(float(luma.mean()), None, None)
    around = (float(luma.sum()) - float(inside.sum())) / (luma.size - inside.size)
    return Light(float(luma.mean()), float(inside.mean()), around)


def framing_hint(face: FaceObservation, light: Light) -> Hint:
    """The most important hint for this picture."""
    if face.landmarks is None:
        return "too_dark" if light.picture < BLACK_PICTURE else "no_face"
    if face.faces > 1:
        return "two_faces"
    low, high = face.landmarks[:, :2].min(axis=0), face.landmarks[:, :2].max(axis=0)
    if low.min() < 0 or high.max() > 1:
        return "cut_off"
    tall = float(high[1] - low[1])
    if tall > TOO_CLOSE:
        return "too_close"
    if tall < TOO_FAR:
        return "too_far"
    if light.face is None or light.around is None:
        return "ok"
    if light.face < DARK_FACE and light.picture < DARK_PICTURE:
        return "too_dark"
    return "back_lit" if light.face < BACKLIT_FACE and light.around > BACKLIT_AROUND else "ok"


class HintTracker:
    """Lets a hint through when it has held for ``SETTLE_S``."""

    def __init__(self) -> None:
        self._shown: Hint | None = None
        self._candidate: Hint | None = None
        self._since_s = 0.0

    def add(self, t_s: float, hint: Hint) -> Hint | None:
        """The hint to show from now on when it changes, else None."""
        if hint != self._candidate:
            self._candidate, self._since_s = hint, t_s
        if hint != self._shown and t_s - self._since_s >= SETTLE_S:
            self._shown = hint
            return hint
        return None


class HintReminder:
    """What is worth a word during the interview: a hint that has lasted for ``LASTING_S``, at most once in
    ``REMIND_EVERY_S`` and each kind at most ``MOST_REMINDERS`` times."""

    def __init__(self) -> None:
        self._hint: Hint = "ok"
        self._since_s = 0.0
        self._said_s = float("-inf")
        self._said: dict[Hint, int] = {}

    def add(self, t_s: float, hint: Hint) -> Hint | None:
        """The hint to tell now, or None."""
        if hint != self._hint:
            self._hint, self._since_s = hint, t_s
        if hint == "ok" or t_s - self._since_s < LASTING_S or t_s - self._said_s < REMIND_EVERY_S:
            return None
        if self._said.get(hint, 0) >= MOST_REMINDERS:
            return None
        self._said_s, self._said[hint] = t_s, self._said.get(hint, 0) + 1
        return hint
