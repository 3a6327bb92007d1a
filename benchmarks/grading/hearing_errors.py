"""How the real recogniser mishears, counted in spoken beginnings of reference answers. One JSON object.

    python -m benchmarks.grading.hearing_errors [--clips 24] [--snr-db DB] [--cache DIR] [--threads N]

Spoken as for ``benchmarks/hearing.py`` and heard and mended as answers are; with ``--snr-db`` in pink noise so many
decibels below the speech, since a clear voice is hardly misheard in English. From it come the ``HABITS`` of
``mishearing.py``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.grading.labelled import LANGUAGES
from benchmarks.grading.mishearing import distance, sound_of, syllable
from benchmarks.hearing import Cache, clips_of
from benchmarks.speaking import units
from desktop.domain.speech import Language, join_words
from desktop.interview.bank import shipped_bank
from desktop.scoring.lexicon import FUNCTION_WORDS
from desktop.session.terms import mended

Heard = tuple[str | None, str | None]
"""What was said and what was heard for it; None where nothing was."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=24, help="at most so many of each language")
    parser.add_argument("--snr-db", type=float)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "candid-hearing")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    cached, bank = Cache(args.cache, args.threads), shipped_bank()
    found = {}
    for language in LANGUAGES:
        clips = []
        for clip in clips_of(language, bank.questions, args.clips):
            sound = cached.sound(clip) if args.snr_db is None else _in_noise(cached.sound(clip), args.snr_db)
            words = mended(cached.words(sound, language, clip.terms), clip.terms, language)
            clips.append(aligned(units(clip.text, language), units(join_words(words, language), language)))
        found[language] = _counted(clips, language)
    print(json.dumps({"schema": 1, "what": "hearing errors", **found}, ensure_ascii=False))


def _in_noise(sound: Path, snr_db: float) -> Path:
    """The sound in pink noise, beside it."""
    noisy = sound.with_name(f"{sound.stem}-{snr_db:g}db.flac")
    if not noisy.exists():
        samples, rate_hz = soundfile.read(sound, dtype="float32")
        spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(len(samples)))
        noise = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(samples))
        loud = np.abs(samples) > 0.01
        noise *= np.sqrt(np.mean(samples[loud] ** 2) / np.mean(noise**2)) / 10 ** (snr_db / 20)
        mixed = samples + noise
        soundfile.write(noisy, mixed / max(1.0, float(np.abs(mixed).max())), rate_hz)
    return noisy


def aligned(said: Sequence[str], heard: Sequence[str]) -> list[Heard]:
    """Pairs (said, heard) of the cheapest alignment; None where nothing stands against it."""
    costs = [[i + j if not i or not j else 0 for j in range(len(heard) + 1)] for i in range(len(said) + 1)]
    for i, a in enumerate(said, 1):
        for j, b in enumerate(heard, 1):
            costs[i][j] = min(costs[i - 1][j] + 1, costs[i][j - 1] + 1, costs[i - 1][j - 1] + (a != b))
    pairs: list[Heard] = []
    i, j = len(said), len(heard)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + (said[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((said[i], heard[j]))
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
            pairs.append((said[i], None))
        else:
            j -= 1
            pairs.append((None, heard[j]))
    return pairs[::-1]


def _counted(clips: Sequence[Sequence[Heard]], language: Language) -> dict[str, Any]:
    flat = [pair for clip in clips for pair in clip]
    wrong = [(said, heard) for said, heard in flat if said != heard]
    changed = [(said, heard) for said, heard in wrong if said and heard]
    following = [(a, b) for clip in clips for a, b in itertools.pairwise(clip) if a[0] != a[1]]
    rates = []
    for function in (True, False):
        own = [pair for pair in flat if pair[0] and (pair[0] in FUNCTION_WORDS[language]) == function]
        rates.append(sum(said != heard for said, heard in own) / max(1, len(own)))
    found: dict[str, Any] = {
        "clips": len(clips),
        "units": sum(said is not None for said, _ in flat),
        "errors": len(wrong),
        "deleted": _share(wrong, lambda pair: pair[1] is None),
        "inserted": _share(wrong, lambda pair: pair[0] is None),
        "goes_on": _share(following, lambda two: two[1][0] != two[1][1]),
        "error_rate_function": round(rates[0], 4),
        "error_rate_content": round(rates[1], 4),
    }
    if language == "zh":
        ideographs = [(a, b) for a, b in changed if not a.isascii() and not b.isascii()]
        found["same_sound"] = _share(ideographs, lambda pair: syllable(pair[0]) == syllable(pair[1]))
    else:
        found["sound_distance"] = sorted(
            round(distance(sound_of(a), sound_of(b)) / max(1, len(sound_of(a))), 2) for a, b in changed
        )
    return {**found, "examples": [f"{said or ''}→{heard or ''}" for said, heard in wrong]}


def _share(items: Sequence[Any], holds: Callable[[Any], bool]) -> float | None:
    return round(sum(map(holds, items)) / len(items), 3) if items else None


if __name__ == "__main__":
    main()
