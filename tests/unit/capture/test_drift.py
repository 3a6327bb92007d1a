"""Sound in step with session time. The clocks are made: no test can wait an hour, and no sound card here is off."""

import numpy as np
import pytest

from desktop.capture.drift import DriftCorrection

RATE_HZ, BLOCK = 16_000, 320


def _an_hour(off, *, minutes=60.0, buffer_s=lambda _t_s: 0.1, seed=5):
    """By how much the recording is behind the sound, in ms, at the end of each minute."""
    rng = np.random.default_rng(seed)
    drift, position, behind = DriftCorrection(), 0, []
    block_s = BLOCK / (RATE_HZ * (1 + off))
    for number in range(1, round(minutes * 60 / block_s)):
        spoken_s = number * block_s
        # Late by a few milliseconds, now and then by a lot, as on a busy computer.
        late_s = rng.exponential(0.004) + (rng.random() < 0.01) * rng.exponential(0.2)
        block = drift.apply(
            np.zeros(BLOCK, np.int16), spoken_s + buffer_s(spoken_s) + late_s, (position + BLOCK) / RATE_HZ
        )
        position += len(block)
        if number % round(60 / block_s) == 0:
            behind.append(1000 * (spoken_s - position / RATE_HZ))
    return behind


@pytest.mark.parametrize(("off", "within_ms"), [(-200e-6, 15), (-50e-6, 6), (20e-6, 4), (200e-6, 15)])
def test_sound_stays_with_the_session_for_an_hour_though_the_clock_is_off(off, within_ms):
    behind = _an_hour(off)
    assert len(behind) >= 59
    assert max(map(abs, behind)) < within_ms < 3.6e6 * abs(off)


def test_a_clock_that_is_right_is_left_alone():
    assert max(map(abs, _an_hour(0.0, minutes=20))) < 1e-6


def test_a_buffer_that_becomes_longer_moves_nothing():
    behind = _an_hour(0.0, minutes=10, buffer_s=lambda t_s: 0.1 if t_s < 200 else 0.25)
    assert max(map(abs, behind)) < 1e-6


def test_after_lost_sound_the_clock_is_followed_anew():
    drift = DriftCorrection()
    block = np.zeros(BLOCK, np.int16)
    position, now_s = 0, 0.0
    for _ in range(4000):
        now_s += BLOCK / RATE_HZ
        position += len(drift.apply(block, now_s + 0.1, (position + BLOCK) / RATE_HZ))
    drift.interrupted()
    before = position
    for _ in range(4000):
        now_s += BLOCK / RATE_HZ
        position += len(drift.apply(block, now_s + 0.4, (position + BLOCK) / RATE_HZ))
    assert position - before == 4000 * BLOCK


def test_one_sample_more_or_less_is_not_heard():
    tone = np.rint(8000 * np.sin(2 * np.pi * 440 * np.arange(BLOCK) / RATE_HZ)).astype(np.int16)
    drift = DriftCorrection()
    drift._wanted_s = 1 / RATE_HZ
    longer = drift.apply(tone, 0.1, 0.0)
    assert len(longer) == BLOCK + 1
    assert (longer[0], longer[-1]) == (tone[0], tone[-1])
    np.testing.assert_allclose(
        longer[:-1].astype(float), np.interp(np.arange(BLOCK) * (BLOCK - 1) / BLOCK, np.arange(BLOCK), tone), atol=1
    )
