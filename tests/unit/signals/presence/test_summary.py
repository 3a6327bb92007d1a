"""Shares, rates and their absence."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.signals.presence import presence_of, slice_presence, summarise
from tests.unit.signals.presence.made import frame


def test_nothing_analysed_is_nothing_measured() -> None:
    summary = summarise([])
    assert summary.face_share is None
    assert summary.notes


def test_no_face_gives_null_with_reasons_not_zero() -> None:
    summary = summarise([frame(k / 15, seen=False) for k in range(150)])
    assert summary.face_share == 0
    assert summary.zone_share == {}
    for name in ("blink_per_min", "head_movement_deg_per_s", "longest_away", "shoulder_roll_deg"):
        assert getattr(summary, name) is None
        assert any(note.startswith(f"{name}:") for note in summary.notes)


def test_zone_shares_count_time_not_frames() -> None:
    slow = [frame(k / 5, "camera") for k in range(25)]
    fast = [frame(5 + k / 25, "left") for k in range(125)]
    shares = summarise(slow + fast).zone_share
    assert shares["camera"] == pytest.approx(0.5, abs=0.02)
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)


def test_gap_without_frames_counts_for_nothing() -> None:
    before = [frame(k / 10) for k in range(50)]
    after = [frame(100 + k / 10, seen=False) for k in range(50)]
    summary = summarise(before + after)
    assert summary.duration_s == pytest.approx(10, abs=0.2)
    assert summary.face_share == pytest.approx(0.5, abs=0.02)


@given(fps=st.sampled_from([8, 10, 15, 24, 30]))
def test_head_movement_is_the_same_at_every_rate(fps: float) -> None:
    times = [k / fps for k in range(int(20 * fps))]
    frames = [frame(t, angles=(10 * math.sin(t), 0.0, 0.0)) for t in times]
    # Mean speed of 10 sin(t) is 20/pi = 6.4 degrees a second.
    assert summarise(frames).head_movement_deg_per_s == pytest.approx(6.3, abs=0.4)


def test_short_or_slow_input_has_no_blink_rate() -> None:
    short = summarise([frame(k / 25) for k in range(50)])
    slow = summarise([frame(k / 4) for k in range(100)])
    assert short.blink_per_min is None
    assert slow.blink_per_min is None
    assert summarise([frame(k / 25) for k in range(250)]).blink_per_min == 0


def test_longest_away_is_found_and_does_not_reach_across_a_gap() -> None:
    zones = ["camera"] * 20 + ["left"] * 10 + ["camera"] * 20 + ["down"] * 30 + ["camera"] * 5
    away = summarise([frame(k / 10, zone) for k, zone in enumerate(zones)]).longest_away
    assert away is not None
    assert (away.start_s, away.end_s) == pytest.approx((5.0, 8.0))
    broken = [frame(k / 10, "left") for k in range(8)] + [frame(60 + k / 10, "left") for k in range(8)]
    away = summarise(broken).longest_away
    assert away is not None
    assert away.duration_s < 1


def test_slice_summarises_its_part_alone() -> None:
    frames = [frame(k / 20, "camera" if k < 200 else "right", closed=k in (50, 51, 250, 251)) for k in range(400)]
    whole = presence_of(frames)
    part = slice_presence(whole, 10.0, 20.0)
    assert len(whole.blinks) == 2
    assert len(part.blinks) == 1
    assert part.summary.zone_share == {"right": 1.0}
    assert part.summary.blink_per_min == pytest.approx(6)
    assert all(10 <= f.t_s < 20 for f in part.frames)


@given(st.lists(st.tuples(st.floats(0.001, 2), st.booleans(), st.sampled_from(["camera", "left", "none"])), min_size=1))
def test_shares_stay_shares_for_any_input(steps: list[tuple[float, bool, str]]) -> None:
    t_s, frames = 0.0, []
    for step_s, seen, zone in steps:
        t_s += step_s
        frames.append(frame(t_s, zone, seen=seen))
    summary = summarise(frames)
    assert summary.face_share is not None
    assert 0 <= summary.face_share <= 1
    assert all(0 <= share <= 1 for share in summary.zone_share.values())
    if summary.zone_share:
        assert sum(summary.zone_share.values()) == pytest.approx(1, abs=0.001)


def test_unsure_time_is_a_share_of_the_time_with_a_gaze() -> None:
    frames = [
        dataclasses.replace(frame(k / 10), zone_unsure=[None, True, False, False, False][k % 5]) for k in range(50)
    ]
    assert summarise(frames).unsure_share == pytest.approx(0.25, abs=0.01)
    unseen = summarise([frame(k / 10) for k in range(50)])
    assert unseen.unsure_share is None
    assert any(note.startswith("unsure_share: ") for note in unseen.notes)


def test_a_head_turned_far_says_why_pitch_is_missing() -> None:
    turned = dataclasses.replace(frame(0.0), yaw_deg=60.0, pitch_deg=None, roll_deg=None)
    frames = [frame(k / 10) if k % 4 else dataclasses.replace(turned, t_s=k / 10) for k in range(40)]
    notes = summarise(frames).notes
    assert "pitch_deg: the head was turned too far in 25% of the pictures with a face" in notes
    assert not any(note.startswith("pitch_deg") for note in summarise([frame(0.0)]).notes)
