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
    from desktop.session.hearing import voice_of_recording

    figures = voice_of_recording(samples, None if args.language == "auto" else args.language)
    if args.json:
        print_json(to_plain(figures))
        return 0
    for name in ("rate", "articulation_rate", "filler_rate"):
        quantity = getattr(figures, name)
        print(f"{name}: {quantity.value:.1f} {quantity.unit}" if quantity else f"{name}: not measured")
    print(f"speech: {figures.speech_s:.1f} of {figures.duration_s:.1f} s, {len(figures.pauses)} pauses")
    if figures.pitch:
        print(f"pitch: {figures.pitch.median_hz:.0f} Hz, spread {figures.pitch.sd_semitones:.1f} semitones")
    if figures.loudness:
        print(f"loudness: {figures.loudness.integrated_lufs:.1f} LUFS")
    for note in figures.notes:
        print(f"note: {note}")
    return 0
