"""``candid voice``: voice figures of a recording."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.output import print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, help="sound or video file")
    parser.add_argument("--language", choices=("auto", "zh", "en"), default="auto")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")


def run(args: argparse.Namespace) -> int:
    from desktop.capture.audio_file import decode_audio

    # A file that cannot be used is said so before models are loaded.
    samples = decode_audio(args.media)

    from desktop.domain.codec import to_plain
    from desktop.session.hearing import voice_and_words

    figures, unsure = voice_and_words(samples, None if args.language == "auto" else args.language)
    if args.json:
        print_json({**to_plain(figures), "unsure_words": to_plain(unsure)})
        return 0
    for name in ("rate", "articulation_rate", "filler_rate"):
        quantity = getattr(figures, name)
        print(f"{name}: {quantity.value:.1f} {quantity.unit}" if quantity else f"{name}: not measured")
    print(f"speech: {figures.speech_s:.1f} of {figures.duration_s:.1f} s, {len(figures.pauses)} pauses")
    if figures.pitch:
        print(f"pitch: {figures.pitch.median_hz:.0f} Hz, spread {figures.pitch.sd_semitones:.1f} semitones")
    if figures.loudness:
        print(f"loudness: {figures.loudness.integrated_lufs:.1f} LUFS")
    for span in figures.monotone or ():
        print(f"monotone: {span.start_s:.1f}-{span.end_s:.1f} s")
    for end in figures.trailing_ends or ():
        print(f"trails off: {end.start_s:.1f}-{end.end_s:.1f} s, {end.drop_db:.1f} dB softer")
    for word in unsure:
        times = ", ".join(f"{span.start_s:.1f} s" for span in word.times)
        print(f"unsure: {word.text} ({word.probability:.0%}) at {times}")
    for note in figures.notes:
        print(f"note: {note}")
    return 0
