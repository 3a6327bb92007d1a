"""Ten minutes in which nobody speaks: rooms, machines, hands, breath and music, each a minute at a usual level."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import signal

RATE_HZ = 16000
SECONDS = 60

Audio = NDArray[np.float32]


def quiet_sounds(seconds: int = SECONDS) -> dict[str, Audio]:
    """By name; 16 kHz mono, −1 to 1. The same every time."""
    makers: dict[str, Callable[[np.random.Generator, int], NDArray[np.float64]]] = {
        "digital silence": lambda rng, n: np.zeros(n),
        "white noise": lambda rng, n: 0.02 * rng.standard_normal(n),
        "fan": _fan,
        "mains hum": _hum,
        "keyboard": _keyboard,
        "breathing": _breathing,
        "rain": _rain,
        "piano": _piano,
        "strings with vibrato": _strings,
        "drums and bass": _drums,
    }
    made = {}
    for number, (name, make) in enumerate(makers.items()):
        sound = make(np.random.default_rng(number), seconds * RATE_HZ)
        made[name] = (sound + _floor(number, len(sound)) * (name != "digital silence")).astype(np.float32)
    return made


def _floor(number: int, n: int) -> NDArray[np.float64]:
    return 0.0005 * np.random.default_rng(100 + number).standard_normal(n)


def _filtered(rng: np.random.Generator, n: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    band = signal.butter(2, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    noise = np.asarray(signal.sosfilt(band, rng.standard_normal(n)), np.float64)
    return noise / noise.std()


def _seconds(n: int) -> NDArray[np.float64]:
    return np.arange(n) / RATE_HZ


def _fan(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    at_s = _seconds(n)
    blades = 0.3 * np.sin(2 * np.pi * 118 * at_s + 0.5 * np.sin(2 * np.pi * 0.3 * at_s))
    return np.asarray(0.015 * (_filtered(rng, n, 60, 900) + blades), np.float64)


def _hum(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    at_s = _seconds(n)
    return np.asarray(0.02 * sum(np.sin(2 * np.pi * 50 * k * at_s) / k for k in (1, 2, 3, 5, 7)), np.float64)


def _events(n: int, starts_s: NDArray[np.float64], make: Callable[[int], NDArray[np.float64]]) -> NDArray[np.float64]:
    sound = np.zeros(n)
    for index, start_s in enumerate(starts_s):
        event = make(index)
        start = int(start_s * RATE_HZ)
        end = min(n, start + len(event))
        sound[start:end] += event[: end - start]
    return sound


def _keyboard(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    starts_s = np.cumsum(rng.exponential(0.16, int(n / RATE_HZ / 0.16)))
    starts_s = starts_s[starts_s < n / RATE_HZ]

    def key(index: int) -> NDArray[np.float64]:
        length = int(0.05 * RATE_HZ)
        return rng.uniform(0.05, 0.2) * rng.standard_normal(length) * np.exp(-_seconds(length) / 0.008)

    return _events(n, starts_s, key)


def _breathing(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    at_s = _seconds(n)
    swell = np.clip(np.sin(2 * np.pi * at_s / 3.6), 0, None) ** 2 + 0.6 * np.clip(
        np.sin(2 * np.pi * at_s / 3.6 - 2.4), 0, None
    )
    return np.asarray(0.03 * swell * _filtered(rng, n, 300, 3500), np.float64)


def _rain(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    drops = (rng.random(n) < 0.002) * rng.standard_normal(n)
    return 0.01 * _filtered(rng, n, 500, 7000) + 0.1 * drops


def _note(frequency_hz: float, length_s: float, decay_s: float, vibrato: float = 0.0) -> NDArray[np.float64]:
    at_s = _seconds(int(length_s * RATE_HZ))
    phase = 2 * np.pi * frequency_hz * at_s + vibrato * np.sin(2 * np.pi * 5.5 * at_s)
    tone = sum(np.sin(k * phase) / k**1.3 for k in range(1, 9) if k * frequency_hz < 7500)
    attack = np.minimum(1.0, at_s / 0.02)
    return np.asarray(0.05 * attack * np.exp(-at_s / decay_s) * tone, np.float64)


SCALE_HZ = (220.0, 246.94, 261.63, 293.66, 329.63, 349.23, 392.0, 440.0, 523.25, 587.33)


def _piano(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    starts_s = np.arange(0.0, n / RATE_HZ, 0.3)
    chosen = rng.choice(SCALE_HZ, len(starts_s))
    return _events(n, starts_s, lambda index: _note(chosen[index], 1.2, 0.5))


def _strings(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    starts_s = np.arange(0.0, n / RATE_HZ, 1.5)
    chosen = rng.choice(SCALE_HZ, len(starts_s))
    return _events(
        n, starts_s, lambda index: _note(chosen[index] / 2, 1.6, 8.0, 2.5) + _note(chosen[index], 1.6, 8.0, 3.0)
    )


def _drums(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    starts_s = np.arange(0.0, n / RATE_HZ, 0.25)

    def beat(index: int) -> NDArray[np.float64]:
        at_s = _seconds(int(0.2 * RATE_HZ))
        if index % 4 == 0:
            return np.asarray(0.3 * np.sin(2 * np.pi * (50 + 60 * np.exp(-at_s / 0.03)) * at_s) * np.exp(-at_s / 0.08))
        return np.asarray((0.15 if index % 4 == 2 else 0.04) * rng.standard_normal(len(at_s)) * np.exp(-at_s / 0.03))

    bass = _events(
        n, np.arange(0.0, n / RATE_HZ, 0.5), lambda index: _note((55.0, 65.4, 73.4, 82.4)[index // 4 % 4], 0.5, 0.4)
    )
    return _events(n, starts_s, beat) + bass
