"""The whole chain on the sample clip, whose motion is computed and therefore known."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from desktop.capture.video_file import VideoFileSource, read_image
from desktop.domain.presence import Presence
from desktop.resources import assets_dir
from desktop.signals.presence import FaceReading, PresenceAnalyser, head_angles, presence_of, read_face
from models.face import FaceLandmarker
from tests.weights import face_landmarker
from tools.make_sample_video import RATE_HZ, away_spans, blink_starts, motion_at

pytestmark = pytest.mark.models
CLIP_S, SEEN_S = 60.0, 20.0


@cache
def readings() -> list[tuple[float, FaceReading]]:
    weights = face_landmarker()
    source = VideoFileSource(assets_dir() / "sample" / "candidate.mp4")
    source.open()
    found = []
    with FaceLandmarker(weights, "video") as landmarker:
        while (frame := source.read()) is not None and frame.t_s < SEEN_S:
            found.append((frame.t_s, read_face(landmarker.detect(frame.image, frame.t_s))))
    source.close()
    return found


def presence(fps: float) -> Presence:
    """Live, as one would see it at ``fps``."""
    analyser = PresenceAnalyser()
    chosen = {round(k * RATE_HZ / fps) for k in range(int(SEEN_S * fps) + 1)}
    return presence_of([analyser.add(*reading) for k, reading in enumerate(readings()) if k in chosen])


def test_head_angles_do_not_depend_on_the_place_in_the_picture() -> None:
    """The landmarker's own matrix turns a face by 13 degrees on its way from one edge to the other."""
    weights = face_landmarker()
    portrait = cv2.resize(read_image(assets_dir() / "sample" / "portrait.jpg")[0:320, 20:447], (640, 480))
    found = []
    with FaceLandmarker(weights, "image") as landmarker:
        for left in (0, 320, 640):
            picture = np.full((720, 1280, 3), 128, np.uint8)
            picture[120:600, left : left + 640] = portrait
            angles = head_angles(landmarker.detect(picture))
            assert angles is not None
            found.append((angles.yaw_deg, angles.pitch_deg, angles.roll_deg))
    assert np.ptp(found, axis=0).max() < 4


def test_head_follows_the_applied_motion() -> None:
    frames = presence(RATE_HZ).frames
    done = [motion_at(frame.t_s, CLIP_S) for frame in frames]
    # A flat picture pulled about turns less than it was meant to; a tilt is a tilt.
    for name, least_gain, least_correlation in (("yaw_deg", 0.3, 0.9), ("roll_deg", 0.85, 0.97)):
        applied = np.array([getattr(motion, name) for motion in done])
        measured = np.array([getattr(frame, name) for frame in frames])
        assert np.corrcoef(applied, measured)[0, 1] > least_correlation, name
        assert least_gain < np.polyfit(applied, measured, 1)[0] < 1.25, name
    # A nod also changes the face's shape in a way that a picture pulled about cannot show in full.
    pitch = np.corrcoef([motion.pitch_deg for motion in done], [frame.pitch_deg for frame in frames])[0, 1]
    assert pitch > 0.6


def test_blinks_are_the_ones_that_were_made() -> None:
    made = [start_s for start_s in blink_starts(CLIP_S) if start_s < SEEN_S - 0.5]
    found = presence(RATE_HZ).blinks
    assert [blink.start_s for blink in found] == pytest.approx(made, abs=0.1)
    assert all(0.04 < blink.duration_s < 0.3 for blink in found)


def test_looks_away_are_the_ones_that_were_made() -> None:
    (start_s, end_s) = away_spans(CLIP_S)[0]
    frames = presence(RATE_HZ).frames
    inside = [frame.zone for frame in frames if start_s + 0.15 < frame.t_s < end_s - 0.15]
    outside = [frame.zone for frame in frames if not start_s - 0.1 < frame.t_s < end_s + 0.1]
    assert inside.count("left") > 0.9 * len(inside)
    assert outside.count("camera") > 0.97 * len(outside)


@pytest.mark.parametrize("fps", [10, 15])
def test_summary_hardly_depends_on_the_frame_rate(fps: float) -> None:
    full, less = presence(RATE_HZ).summary, presence(fps).summary
    assert less.zone_share["camera"] == pytest.approx(full.zone_share["camera"], abs=0.02)
    assert less.head_movement_deg_per_s == pytest.approx(full.head_movement_deg_per_s, rel=0.1)
    # One blink more or less in twenty seconds is three a minute.
    assert less.blink_per_min == pytest.approx(full.blink_per_min, abs=3.1)
    assert less.longest_away is not None
    assert full.longest_away is not None
    assert less.longest_away.duration_s == pytest.approx(full.longest_away.duration_s, abs=0.3)
