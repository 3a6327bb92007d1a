"""Sitting lower, a hand at the face and movement, on computed bodies whose truth is known."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from desktop.domain.presence import FacePlace, Posture, PresenceFrame
from desktop.signals.presence import posture_of, presence_of, slice_presence, summarise
from models.landmarks import PoseObservation
from tests.unit.signals.presence.made import frame

WIDTH, HEIGHT = 640, 480
SHOULDERS_PX = 200.0


def body(
    head_px: float = 130.0, hand_px: tuple[float, float] | None = None, turned_deg: float = 0.0, visible: float = 0.9
) -> PoseObservation:
    """Shoulders in the middle, the ears ``head_px`` above them, a right hand at ``hand_px`` from the middle of the
    face; the whole picture turned clockwise."""
    points = np.zeros((33, 4), np.float32)
    middle = np.array([WIDTH / 2, 330.0])
    face = middle - (0, head_px)
    places = {11: (SHOULDERS_PX / 2, 0), 12: (-SHOULDERS_PX / 2, 0), 7: (45, -head_px), 8: (-45, -head_px)}
    places |= {2: (20, -head_px - 15), 5: (-20, -head_px - 15), 9: (12, -head_px + 25), 10: (-12, -head_px + 25)}
    angle = math.radians(turned_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    for number, offset in places.items():
        points[number, :2] = (middle + turn @ np.array(offset)) / (WIDTH, HEIGHT)
        points[number, 3] = 0.99
    if hand_px is not None:
        for number in (16, 18, 20, 22):
            points[number, :2] = (face + np.array([0, 5]) + hand_px) / (WIDTH, HEIGHT)
            points[number, 3] = visible
    return PoseObservation(WIDTH, HEIGHT, points)


@pytest.mark.parametrize("turned_deg", [-20, 0, 15])
def test_head_height_is_measured_from_the_shoulder_line(turned_deg: float) -> None:
    posture = posture_of(body(130, turned_deg=turned_deg))
    assert posture is not None
    assert posture.head_height == pytest.approx(130 / SHOULDERS_PX, abs=0.001)
    assert posture.shoulder_roll_deg == pytest.approx(turned_deg, abs=0.01)


@pytest.mark.parametrize(
    ("hand_px", "visible", "expected"),
    [
        ((30, 20), 0.9, True),
        ((0, 60), 0.9, True),
        ((0, 110), 0.9, False),
        ((-150, 100), 0.9, False),
        ((30, 20), 0.3, None),
        ((0, 400), 0.9, None),
        (None, 0.9, None),
    ],
)
def test_a_hand_counts_where_it_is_seen(
    hand_px: tuple[float, float] | None, visible: float, expected: bool | None
) -> None:
    posture = posture_of(body(hand_px=hand_px, visible=visible))
    assert posture is not None
    assert posture.hand_on_face is expected


def watched(
    seconds: float,
    *,
    fps: float = 15.0,
    height: Callable[[float], float] = lambda _: 0.6,
    hand: Callable[[float], bool | None] = lambda _: None,
    place: Callable[[float], tuple[float, float]] = lambda _: (0.5, 0.3),
    posture_every_s: float = 1.0,
) -> list[PresenceFrame]:
    """``place`` in face widths; the face is a fifth of the picture wide."""
    frames, due_s = [], 0.0
    for k in range(round(seconds * fps)):
        t_s = k / fps
        posture = None
        if t_s >= due_s:
            due_s += posture_every_s
            posture = Posture(0.0, 0.0, 0.4, height(t_s), hand(t_s))
        x, y = place(t_s)
        frames.append(dataclasses.replace(frame(t_s), posture=posture, place=FacePlace(x / 5, y / 5, 0.2)))
    return frames


def test_sinking_in_the_chair_is_told_against_the_persons_own_first_minute() -> None:
    presence = presence_of(watched(150, height=lambda t_s: 0.48 if 90 <= t_s < 120 else 0.6))
    (moment,) = presence.moments
    assert moment.kind == "lower"
    assert (moment.start_s, moment.end_s) == (pytest.approx(90, abs=2), pytest.approx(120, abs=2))
    assert moment.value == pytest.approx(0.8, abs=0.02)
    assert presence.summary.usual_head_height == pytest.approx(0.6)
    assert presence.summary.lower_s == pytest.approx(30, abs=3)
    # The same posture from the beginning is usual for this person.
    assert presence_of(watched(150, height=lambda _: 0.48)).moments == ()
    # A nod is too short, and a little lower is not lower.
    assert presence_of(watched(150, height=lambda t_s: 0.4 if 90 <= t_s < 92 else 0.56)).moments == ()


def test_an_answer_is_compared_with_the_whole_sessions_beginning() -> None:
    whole = presence_of(watched(150, height=lambda t_s: 0.48 if t_s >= 90 else 0.6))
    answer = slice_presence(whole, 100, 130)
    assert answer.summary.lower_s == pytest.approx(30, abs=0.1)
    assert [(moment.start_s, moment.end_s) for moment in answer.moments] == [(100, 130)]
    assert slice_presence(whole, 10, 40).summary.lower_s == 0


def test_without_a_baseline_nothing_is_lower() -> None:
    summary = summarise(watched(12, height=lambda _: 0.6))
    assert summary.lower_s is None
    assert "lower_s: the shoulders were in the picture for less than 20 s of the first minute" in summary.notes


def test_hands_at_the_face_have_times_and_hands_out_of_sight_give_null() -> None:
    def hand(t_s: float) -> bool | None:
        return None if t_s < 10 else 20 <= t_s < 26 or 30 <= t_s < 31

    presence = presence_of(watched(40, hand=hand))
    assert [(moment.start_s, moment.end_s) for moment in presence.moments] == [
        (pytest.approx(20, abs=0.1), pytest.approx(26, abs=0.1))
    ]
    assert presence.summary.hand_on_face_s == pytest.approx(6, abs=0.1)
    assert presence.summary.hands_seen_share == pytest.approx(0.75, abs=0.03)
    unseen = slice_presence(presence, 0, 10).summary
    assert unseen.hand_on_face_s is None
    assert "hand_on_face_s: the hands were in the picture for less than 3 s" in unseen.notes
    assert slice_presence(presence, 10, 20).summary.hand_on_face_s == 0


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_movement_is_speed_without_drift_at_every_rate(fps: float) -> None:
    def swaying(t_s: float) -> tuple[float, float]:
        return 0.05 * math.sin(2 * math.pi * t_s) + 0.02 * t_s, 0.0

    # Mean speed of 0.05 sin(2 pi t) is 0.2; bins of a fifth of a second and the running mean take a fifth of it.
    assert summarise(watched(20, fps=fps, place=swaying)).movement_face_widths_per_s == pytest.approx(0.16, abs=0.01)
    drifting = summarise(watched(20, fps=fps, place=lambda t_s: (0.1 * t_s, 0.0)))
    assert drifting.movement_face_widths_per_s == pytest.approx(0, abs=0.005)


def test_more_movement_than_usual_has_its_times() -> None:
    def place(t_s: float) -> tuple[float, float]:
        size = 0.15 if 40 <= t_s < 50 else 0.02
        return size * math.sin(2 * math.pi * t_s), 0.0

    (moment,) = presence_of(watched(90, place=place)).moments
    assert moment.kind == "movement"
    assert (moment.start_s, moment.end_s) == (pytest.approx(40, abs=3), pytest.approx(50, abs=3))
    # Somebody who always moves like that does what is usual for them.
    always = presence_of(watched(90, place=lambda t_s: (0.15 * math.sin(2 * math.pi * t_s), 0.0)))
    assert always.moments == ()


def test_frames_of_earlier_versions_have_no_body() -> None:
    old = [dataclasses.replace(frame(k / 10), posture=Posture(0.0, 0.0, 0.4)) for k in range(600)]
    summary = presence_of(old).summary
    assert (summary.lower_s, summary.hand_on_face_s, summary.movement_face_widths_per_s) == (None, None, None)
