"""``candid analyze``: a recorded interview or answer, through the same session and to the same report."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.output import check_folder, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", type=Path, help="sound or video file")
    parser.add_argument(
        "--questions", type=Path, metavar="F", help="YAML or JSON: the questions, with start_s if known"
    )
    parser.add_argument("--language", choices=("auto", "zh", "en"), default="auto")
    parser.add_argument("--role", default="", help="target position, for the report")
    parser.add_argument("--domain", default="", help="technical domain, for the report")
    parser.add_argument("--name", default="")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the report goes")


def run(args: argparse.Namespace) -> int:
    from desktop.capture.audio_file import decode_audio
    from desktop.session.recorded_questions import read_questions

    # What cannot be used is said so before models are loaded.
    check_folder(args.out)
    questions = read_questions(args.questions) if args.questions else ()
    samples = decode_audio(args.media)

    from desktop.app import open_store
    from desktop.session.analysis import AnalysisRequest, analyze
    from desktop.session.runtime import Runtime

    runtime = Runtime(open_store())
    try:
        session_id = analyze(
            runtime,
            AnalysisRequest(
                media=args.media,
                questions=questions,
                language=None if args.language == "auto" else args.language,
                name=args.name,
                role=args.role,
                domain=args.domain,
                out=args.out,
            ),
            samples,
            lambda fraction: say(f"{fraction:4.0%}"),
        )
    finally:
        runtime.stop()
    say(f"Session {session_id}. The report is in {args.out}: report.html, report.pdf, report.md, report.json")
    return 0
