"""Arguments, exit codes and error lines; the work is done by one module a command."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from typing import NoReturn

from desktop import __version__
from desktop.domain.errors import CandidError

# command → (module, help). A module has add_arguments(parser) and run(args) -> int and is imported only when needed.
COMMANDS = {
    "interview": ("desktop.cli.interview", "hold an interview in the terminal, live or with recorded answers"),
    "analyze": ("desktop.cli.analyze", "analyse a recorded interview or answer and write its report"),
    "transcribe": ("desktop.cli.transcribe", "words, turns and spoken commands of a recording"),
    "voice": ("desktop.cli.voice", "voice figures of a recording"),
    "presence": ("desktop.cli.presence", "what the picture shows: where the face points, blinks, posture"),
    "ask": ("desktop.cli.ask", "the questions that would be asked for a role and domain"),
    "grade": ("desktop.cli.grade", "grade answers of a JSON file against key points"),
    "export": ("desktop.cli.export", "write the report of a kept session"),
    "sessions": ("desktop.cli.sessions", "list, show, recover, delete or wipe kept sessions"),
    "models": ("desktop.cli.models", "list, fetch, verify or import the learned models"),
    "doctor": ("desktop.cli.doctor", "devices, models, licences, free disk, what runs where"),
    "bench": ("desktop.cli.bench", "measure this machine and name the tier that fits"),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # One line, exit 2: what, and what to do.
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """The parser; only the named command's module is imported."""
    parser = _Parser(prog="candid", description="Practise job interviews by voice; nothing leaves this computer.")
    parser.add_argument("--version", action="version", version=f"candid {__version__}")
    parser.add_argument(
        "--startup-probe", action="store_true", help="open the window, print the time to its first paint, quit"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name, (module, text) in COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == command:
            importlib.import_module(module).add_arguments(sub)
    return parser


def run(argv: list[str]) -> int:
    """Run one command line; the answer is the exit status."""
    # Logs go to stderr and never hold answer text; the level is for people who look for a fault.
    logging.basicConfig(
        level=os.environ.get("CANDID_LOG", "ERROR").upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    command = next((word for word in argv if word in COMMANDS), None)
    try:
        args = build_parser(command).parse_args(argv)
        if args.command is None:
            from desktop.app import open_window

            return open_window(startup_probe=args.startup_probe)
        return int(importlib.import_module(COMMANDS[args.command][0]).run(args))
    except CandidError as error:
        print(f"candid: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("candid: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away.
        sys.stderr.close()
        return 0
