"""Lines that eyes move along, made up and rendered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.presence import PresenceFrame
from desktop.resources import assets_dir
from desktop.signals.presence import PresenceAnalyser, read_face
from desktop.signals.presence.reading import reading_spans
from models.face import FaceLandmarker
from tests.unit.signals.presence.made import frame
from tests.weights import face_landmarker
from tools.make_sample_video import Motion, Portrait

FIXATIONS = 5


def along(t_s: float, line_s: float) -> float:
    """-1 to 1 along a line, in steps, and back at its end."""
    share = (t_s % line_s) / line_s
    return 2 * min(int(share * FIXATIONS) / (FIXATIONS - 1), 1.0) - 1


def gazes(values: list[float | None], fps: float) -> list[PresenceFrame]:
    return [
        dataclasses.replace(frame(k / fps, closed=value is None), gaze_yaw_deg=value) for k, value in enumerate(values)
    ]


@pytest.mark.parametrize("fps", [10, 15, 30])
@pytest.mark.parametrize(("line_s", "width_deg", "side"), [(1.6, 16, 1), (2.5, 14, -1), (2.5, 22, 1), (4.0, 18, -1)])
def test_lines_are_seen_at_any_rate_in_either_direction(line_s: float, width_deg: float, side: int, fps: int) -> None:
    """With the noise of a webcam and a blink every four seconds; five seconds of rest before and after."""
    noise = np.random.default_rng(5)
    reads_s = 8 * line_s
    values: list[float | None] = []
    for k in range(int((reads_s + 10) * fps)):
        t_s = k / fps - 5
        place = side * width_deg / 2 * along(t_s, line_s) if 0 <= t_s < reads_s else 0.0
        values.append(None if t_s % 4 > 3.8 else place + 0.6 * noise.standard_normal())
    spans = reading_spans(gazes(values, fps))
    assert spans
    assert spans[0].start_s > 4
    assert spans[-1].end_s < reads_s + 6.5
    assert sum(span.duration_s for span in spans) > 0.4 * reads_s


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 300), fps=st.sampled_from([10, 15, 30]))
def test_looking_about_is_not_reading(seed: int, fps: int) -> None:
    """A glance somewhere else every 0.3 to 3 seconds for a minute."""
    chance = np.random.default_rng(seed)
    values: list[float | None] = []
    while len(values) < 60 * fps:
        there = 8 * chance.standard_normal()
        values += [there + 0.6 * chance.standard_normal() for _ in range(int(chance.uniform(0.3, 3) * fps))]
    assert reading_spans(gazes(values, fps)) == ()


def test_a_head_that_sways_is_not_reading() -> None:
    values: list[float | None] = [10 * float(np.sin(2 * np.pi * k / 15 / 3)) for k in range(900)]
    assert reading_spans(gazes(values, 15)) == ()


def test_frames_far_apart_or_without_gaze_tell_nothing() -> None:
    assert reading_spans([frame(k / 5) for k in range(100)]) is None
    assert reading_spans(gazes([None] * 100, 15)) is None
    assert reading_spans([]) is None


@pytest.mark.models
def test_rendered_eyes_that_read_are_seen_and_eyes_at_rest_are_not() -> None:
    weights = face_landmarker()
    portrait = Portrait(assets_dir() / "sample" / "portrait.jpg", weights)

    def clip(reading: bool) -> Iterator[tuple[float, NDArray[np.uint8]]]:
        for k in range(125):
            t_s = k / 12.5
            yield t_s, portrait.frame(Motion(iris=-0.08 * along(t_s, 1.6) if reading else 0.0))

    found = []
    for reading in (True, False):
        analyser = PresenceAnalyser()
        with FaceLandmarker(weights, "video") as landmarker:
            frames = [analyser.add(t_s, read_face(landmarker.detect(image, t_s))) for t_s, image in clip(reading)]
        found.append(reading_spans(frames))
    assert found[0]
    assert found[1] == ()
