"""Endings that trail off: found where the last words were faded, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.capture.audio_file import decode_audio
from desktop.domain.speech import Language, Span, Word
from desktop.domain.voice import TrailingEnd
from desktop.report.texts import load_texts
from desktop.session.hearing import recognise
from desktop.signals.voice import measure_voice
from desktop.signals.voice.trailing import DROP_DB, trailing_ends
from models.pitch import PitchTracker
from tests.unit.models.hearing import noise
from tests.unit.signals.voice.changed import RATE_HZ, Audio, faded

SAMPLE = Path(__file__).resolve().parents[4] / "assets" / "sample"


def ends_of(audio: Audio, language: Language, *limits_db: float) -> list[tuple[TrailingEnd, ...]]:
    """As measured with the recogniser's own words, for each limit."""
    _, heard = recognise(np.asarray(audio * 32767, np.int16), language)
    track = PitchTracker().track(audio)
    found = [trailing_ends(audio, RATE_HZ, track.hz, track.hop_s, heard.words, drop_db=limit) for limit in limits_db]
    return [ends for ends in found if ends is not None]


@pytest.mark.models
@pytest.mark.parametrize(("language", "name"), [("en", "dropout-at-test-time"), ("zh", "tight-deadline")])
def test_faded_ends_are_found_where_they_are(language: Language, name: str) -> None:
    # Over a little noise that is not faded.
    audio = decode_audio(SAMPLE / language / f"{name}.ogg").astype(np.float32) / 32768
    hiss = noise(audio.size / RATE_HZ, -60)[: audio.size]
    everywhere, beyond = ends_of(audio + hiss, language, -99, DROP_DB)
    assert len(everywhere) >= 3
    assert beyond == ()
    chosen = everywhere[1:]
    (found,) = ends_of(faded(audio, chosen, 16) + hiss, language, DROP_DB)
    for end in found:
        assert any(abs(end.end_s - one.end_s) < 1.0 for one in chosen)
        assert end.drop_db < 25
    assert len(found) == len(chosen)


@pytest.mark.models
@pytest.mark.shared
def test_a_poem_read_aloud_ends_softly_and_does_not_trail_off(shared_data: Path) -> None:
    audio = decode_audio(shared_data / "speech_en" / "sonnet_p001_53s.mp3")[: 30 * RATE_HZ].astype(np.float32) / 32768
    everywhere, beyond = ends_of(audio, "en", -99, DROP_DB)
    assert max(end.drop_db for end in everywhere) > 5
    assert beyond == ()
    (found,) = ends_of(faded(audio, everywhere, 15), "en", DROP_DB)
    assert len(found) >= 0.8 * len(everywhere)


def voiced(seconds: float, level: float) -> tuple[Audio, np.ndarray]:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 8))
    return np.asarray(level * tone / 2, np.float32), np.full(round(seconds / 0.016), 120.0)


def test_the_drop_is_measured_in_decibels_against_ones_own_level() -> None:
    loud, soft = voiced(6.0, 0.4), voiced(0.6, 0.4 * 10 ** (-14 / 20))
    words = [Word("one,", 0.0, 3.0, 0.9), Word("two", 3.0, 6.0, 0.9), Word("three.", 6.0, 6.6, 0.9)]
    audio, hz = np.concatenate([loud[0], soft[0]]), np.concatenate([loud[1], soft[1]])
    ends = trailing_ends(audio, RATE_HZ, hz, 0.016, words)
    assert ends is not None
    assert [end.drop_db for end in ends] == [pytest.approx(14, abs=0.5)]
    assert ends[0].start_s == pytest.approx(6.1, abs=0.05)
    # Against the own level, however soft; a hesitation ends no sentence; one end alone has nothing to compare with.
    everything_softer = trailing_ends(audio / 10, RATE_HZ, hz, 0.016, words)
    assert everything_softer is not None
    assert everything_softer[0].drop_db == pytest.approx(ends[0].drop_db)
    hesitating = [*words[:2], Word("um.", 6.0, 6.6, 0.9, "filler")]
    assert trailing_ends(audio, RATE_HZ, hz, 0.016, hesitating) == ()
    assert trailing_ends(audio, RATE_HZ, hz, 0.016, words[2:]) is None


def test_a_voice_that_drowns_in_noise_is_not_judged() -> None:
    audio = noise(9, -30)
    audio[RATE_HZ : 7 * RATE_HZ] += voiced(6.0, 0.08)[0]
    words = [Word("so.", 1.0, 7.0, 0.9)]
    figures = measure_voice(audio, RATE_HZ, words, "en", speech_spans=[Span(1, 7)], pitch=PitchTracker())
    assert figures.snr_db is not None
    assert figures.snr_db < DROP_DB
    assert figures.trailing_ends is None
    assert "trailing_ends: the noise is less than 10 dB below the voice" in figures.notes


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_names_the_limit_that_is_used(language: Language) -> None:
    assert f" {DROP_DB:.0f} " in load_texts(language)("moments.trailing_ends_note")
