"""``candid export``: the report of a kept session, or its questions as cards, as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.output import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("session", help='session id, a beginning of it, or "last"')
    parser.add_argument("--format", required=True, choices=("html", "pdf", "md", "json", "anki"))
    parser.add_argument("--out", required=True, type=Path, help="file to write")


def run(args: argparse.Namespace) -> int:
    from desktop.app import open_store
    from desktop.report.anki import export_anki
    from desktop.report.atomic import write_atomically
    from desktop.report.write import write_one
    from desktop.session.finish import load_session

    finished = load_session(open_store(), args.session)
    if args.format == "anki":
        write_atomically(args.out, export_anki(finished.record).encode())
    else:
        write_one(finished.record, finished.assessment, args.format, args.out)
    say(f"{args.out}")
    return 0
