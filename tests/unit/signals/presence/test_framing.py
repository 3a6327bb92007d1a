"""Hints about distance, place and light."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.signals.presence import HintTracker, framing_hint, light_of
from desktop.signals.presence.framing import Light
from models.landmarks import FaceObservation

GOOD = Light(120, 120, 120)


def seen(left: float, top: float, width: float, height: float, faces: int = 1) -> FaceObservation:
    points = np.full((478, 3), 0.0, np.float32)
    points[:, 0], points[:, 1] = left + width / 2, top + height / 2
    points[0, :2], points[1, :2] = (left, top), (left + width, top + height)
    return FaceObservation(640, 480, faces, points, np.eye(4, dtype=np.float32))


@pytest.mark.parametrize(
    ("face", "light", "hint"),
    [
        (seen(0.4, 0.3, 0.2, 0.35), GOOD, "ok"),
        (seen(0.4, 0.3, 0.2, 0.35, faces=2), GOOD, "two_faces"),
        (seen(0.45, 0.4, 0.06, 0.1), GOOD, "too_far"),
        (seen(0.2, 0.1, 0.6, 0.8), GOOD, "too_close"),
        (seen(0.85, 0.3, 0.2, 0.35), GOOD, "cut_off"),
        (seen(0.4, 0.3, 0.2, 0.35), Light(30, 25, 31), "too_dark"),
        (seen(0.4, 0.3, 0.2, 0.35), Light(180, 50, 200), "back_lit"),
        (seen(0.4, 0.3, 0.2, 0.35), Light(110, 44, 120), "ok"),
        (FaceObservation(640, 480, 0), GOOD, "no_face"),
        (FaceObservation(640, 480, 0), Light(3, None, None), "too_dark"),
    ],
)
def test_hint(face: FaceObservation, light: Light, hint: str) -> None:
    assert framing_hint(face, light) == hint


def test_light_is_measured_on_the_face_and_around_it() -> None:
    image = np.full((480, 640, 3), 200, np.uint8)
    image[144:312, 256:384] = 40
    light = light_of(image, seen(0.4, 0.3, 0.2, 0.35))
    assert light.face == pytest.approx(40, abs=8)
    assert light.around == pytest.approx(200, abs=5)


def test_hint_is_shown_only_when_it_holds() -> None:
    tracker = HintTracker()
    shown = [tracker.add(k * 0.1, "no_face" if k == 15 else "ok") for k in range(30)]
    assert [hint for hint in shown if hint] == ["ok"]
    assert tracker.add(4.0, "too_far") is None
    assert tracker.add(5.0, "too_far") == "too_far"
