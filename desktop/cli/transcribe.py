"""``candid transcribe``: words, turns and spoken commands of a recording."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.output import print_json, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, help="sound or video file")
    parser.add_argument("--language", choices=("auto", "zh", "en"), default="auto")
    parser.add_argument("--live", action="store_true", help="feed it at real pace through the live path")
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")


def run(args: argparse.Namespace) -> int:
    from desktop.capture.audio_file import decode_audio

    # A file that cannot be used is said so before models are loaded.
    samples = decode_audio(args.media)

    from desktop.session.hearing import transcribe_live, transcribe_recording

    language = None if args.language == "auto" else args.language
    result: dict[str, Any] = (transcribe_live if args.live else transcribe_recording)(samples, language)
    if args.json:
        print_json(result)
    elif not result["words"] and not result["commands"]:
        say(f"No speech was found in {result['duration_s']:.0f} s of sound. Whispering is not heard as speech.")
    else:
        print(result["text"])
        for command in result["commands"]:
            say(f"spoken command {command['name']!r} at {command['start_s']:.1f} s")
    return 0
