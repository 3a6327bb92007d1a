"""A tilted camera turns head and shoulders together; a tilted head turns alone."""

from __future__ import annotations

import pytest

from desktop.signals.presence import HintReminder, TiltTracker, camera_tilt_deg


@pytest.mark.parametrize(
    ("heads", "shoulders", "tilt_deg"),
    [
        ([12.0, 11.0, 13.0], [10.0], 11.0),
        ([-9.0], [-12.0, -13.0, -11.0], -10.5),
        ([15.0], [1.0], 0.0),
        ([15.0], [-9.0], 0.0),
        ([2.0], [11.0], 0.0),
        ([25.0], [8.0], 0.0),
        ([4.0], [4.0], 0.0),
        ([12.0], [], None),
        ([], [12.0], None),
    ],
)
def test_tilt(heads: list[float], shoulders: list[float], tilt_deg: float | None) -> None:
    assert camera_tilt_deg(heads, shoulders) == tilt_deg


def tilts(head_deg: float, shoulder_deg: float, seconds: float) -> list[float]:
    tracker = TiltTracker()
    return [tracker.add(k / 10, head_deg, shoulder_deg if k % 10 == 0 else None) for k in range(round(seconds * 10))]


def test_it_takes_seconds_and_both_lines() -> None:
    found = tilts(12, 12, 10)
    first_s = next(k for k, tilt in enumerate(found) if tilt) / 10
    assert 5 <= first_s <= 6
    assert found[-1] == pytest.approx(12)
    assert not any(tilts(12, 0, 20))
    assert not any(tilts(0, 12, 20))


def test_it_goes_when_the_camera_is_straightened() -> None:
    tracker = TiltTracker()
    for k in range(100):
        tracker.add(k / 10, 12.0, 12.0 if k % 10 == 0 else None)
    later = [tracker.add(10 + k / 10, 0.0, 0.0 if k % 10 == 0 else None) for k in range(100)]
    assert later[0] == pytest.approx(12)
    assert later[-1] == 0


def test_no_face_ends_it() -> None:
    tracker = TiltTracker()
    for k in range(100):
        tracker.add(k / 10, 12.0, 12.0)
    assert tracker.add(30.0, None, None) == 0


def test_reminders_are_rare() -> None:
    reminder = HintReminder()
    said = [(k, hint) for k in range(2000) if (hint := reminder.add(float(k), "tilted"))]
    assert said == [(10, "tilted"), (190, "tilted")]
    # Another kind has to wait for its turn, and passing flaws are not worth a word.
    said = [(k, hint) for k in range(2000, 2300) if (hint := reminder.add(float(k), "too_dark"))]
    assert said == [(2010, "too_dark"), (2190, "too_dark")]
    assert [reminder.add(3000 + k, "no_face" if k % 9 else "ok") for k in range(100)] == [None] * 100
