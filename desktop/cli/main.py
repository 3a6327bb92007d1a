"""Arguments, exit codes and error lines; the work is done by one module a command."""

from __future__ import annotations

import argparse
import errno
import importlib
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import PurePath
from types import FrameType
from typing import NoReturn

from desktop import __version__
from desktop.cli.output import own_streams, say
from desktop.domain.errors import CandidError, MissingError

# command → (module, help). A module has add_arguments(parser) and run(args) -> int and is imported only when needed.
COMMANDS = {
    "interview": ("desktop.cli.interview", "hold an interview in the terminal, live or with recorded answers"),
    "analyze": ("desktop.cli.analyze", "analyse a recorded interview or answer and write its report"),
    "transcribe": ("desktop.cli.transcribe", "words, turns and spoken commands of a recording"),
    "voice": ("desktop.cli.voice", "voice figures of a recording"),
    "presence": ("desktop.cli.presence", "what the picture shows: where the face points, blinks, posture"),
    "ask": ("desktop.cli.ask", "the questions that would be asked for a role and domain"),
    "grade": ("desktop.cli.grade", "grade answers of a JSON file against key points"),
    "code": ("desktop.cli.code", "programming tasks: list them, show one, run a solution against its tests"),
    "export": ("desktop.cli.export", "write the report of a kept session"),
    "sessions": ("desktop.cli.sessions", "list, show, recover, delete or wipe kept sessions"),
    "packs": ("desktop.cli.packs", "list, check, import, export, remove and sign question packs"),
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
    detail = "CANDID_LOG" in os.environ
    command = next((word for word in argv if word in COMMANDS), None)
    try:
        with own_streams(quiet=command is not None and not detail):
            # Logs go to stderr and never hold answer text; the level is for people who look for a fault.
            _start_log(os.environ.get("CANDID_LOG", "CRITICAL" if command else "ERROR"))
            return _run(argv, command, detail)
    except BrokenPipeError:
        # The reader of our output went away.
        return 0


def _run(argv: list[str], command: str | None, detail: bool) -> int:
    try:
        _stop_on_request()
        args = build_parser(command).parse_args(argv)
        if args.command is None:
            from desktop.app import open_window

            return open_window(startup_probe=args.startup_probe)
        status = int(importlib.import_module(COMMANDS[args.command][0]).run(args))
        # Here, where what goes wrong with it is still reported.
        sys.stdout.flush()
        return status
    except CandidError as error:
        say(f"candid: {one_line(str(error))}")
        return error.exit_code
    except KeyboardInterrupt:
        say("candid: stopped.")
        return 130
    except BrokenPipeError:
        raise
    except OSError as error:
        if detail:
            raise
        say(f"candid: {one_line(_system_failure(error))}")
        return MissingError.exit_code
    except Exception as error:
        if detail:
            raise
        say(f"candid: {one_line(_our_mistake(error))}")
        return 1


def one_line(text: str) -> str:
    """Library messages inside ours may hold line breaks; a message to a person is one line."""
    return " ".join(text.split())


def _start_log(level: str) -> None:
    known = logging.getLevelNamesMapping().get(level.upper())
    logging.basicConfig(
        level=known if known is not None else logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True
    )


def _stop_on_request() -> None:
    """A polite request to end is treated like Ctrl+C, so that everything is put in order."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _system_failure(error: OSError) -> str:
    """The operating system refused something that no part expected."""
    named = f" {error.filename}" if error.filename else ""
    action = "Free some space." if error.errno == errno.ENOSPC else "Check that the place exists and may be used."
    return f"The system refused{named}: {error.strerror or type(error).__name__}. {action}"


def _our_mistake(error: Exception) -> str:
    """Kind and place, not the message: that may hold what somebody said."""
    frames = traceback.extract_tb(error.__traceback__)
    own = next((frame for frame in reversed(frames) if "site-packages" not in frame.filename), frames[-1])
    place = f"{PurePath(own.filename).name}:{own.lineno}"
    return (
        f"Candid made a mistake ({type(error).__name__} in {place}). Nothing recorded is lost. "
        "Set CANDID_LOG=debug and run it again to see the details."
    )
