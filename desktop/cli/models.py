"""``candid models``: the learned models on this computer; fetching, checking, and moving them by folder or stick."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli.output import print_json, say
from desktop.domain.errors import CandidError, InputError
from models.progress import FetchProgress

_ACTIONS = ("list", "fetch", "verify", "import", "export")
_BAR = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS, metavar="{" + ",".join(_ACTIONS) + "}")
    parser.add_argument("names", nargs="*", metavar="ID", help="models; the starter set when none is named")
    parser.add_argument("--tier", choices=("starter", "test", "optional"), help="all models of a tier")
    parser.add_argument("--offline", type=Path, metavar="DIR", help="a folder or stick, instead of the network")
    parser.add_argument("--quiet", action="store_true", help="fetch: say nothing when everything is there")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    action: Callable[[argparse.Namespace], int] = {
        "list": _list,
        "fetch": _fetch,
        "verify": _verify,
        "import": _import,
        "export": _export,
    }[args.action]
    return action(args)


def _chosen(args: argparse.Namespace) -> list[str] | None:
    """Ids from the names and the tier; None when neither is given."""
    from models.catalog import load_catalog

    ids = list(args.names)
    if args.tier:
        ids += [e.id for e in load_catalog().select(tier=args.tier)]
    return ids or None


def _list(args: argparse.Namespace) -> int:
    from models.verify import status

    states = status(_chosen(args))
    if args.json:
        print_json({"models": [model_row(s) for s in states]})
        return 0
    for s in states:
        e = s.entry
        tried = "" if e.tested_here else "  (never run by the project)"
        print(f"{e.id:28} {s.state:10} {e.bytes / 1e6:8.1f} MB  {e.licence:13} {e.tier:9} {e.role}{tried}")
    return 0


def model_row(state: Any) -> dict[str, Any]:
    """One model with its state, as ``models list --json`` and ``doctor`` show it."""
    e = state.entry
    return {
        "id": e.id,
        "title": e.title,
        "role": e.role,
        "licence": e.licence,
        "licence_url": e.licence_url,
        "languages": list(e.languages),
        "memory_mb": e.memory_mb,
        "speed": e.speed,
        "tier": e.tier,
        "tested_here": e.tested_here,
        "bytes": e.bytes,
        "state": state.state,
        "files": [
            {"name": f.name, "bytes": f.bytes, "sha256": f.sha256, "state": known.state}
            for f, known in zip(e.files, state.files, strict=True)
        ],
    }


def _fetch(args: argparse.Namespace) -> int:
    from models.fetch import fetch_models, plan_fetch
    from models.verify import status

    if args.offline is not None:
        return _take(args, args.offline, _chosen(args) or _starter(), all_needed=True)
    ids = _chosen(args)
    if args.quiet and all(state.state == "ready" for state in status(ids or _starter())):
        return 0
    bar = ProgressLine(quiet=args.json)
    plan = plan_fetch(ids, progress=bar.show)
    bar.end()
    if plan.wanted:
        say(f"To fetch: {plan.bytes / 1e6:.1f} MB; {plan.room_bytes / 1e6:.0f} MB of free space are needed.")
        for title, licence, address in plan.licences:
            say(f"  {title}: {licence}  {address}")
    try:
        fetched = fetch_models(ids, progress=bar.show)
    finally:
        bar.end()
    say("Fetched: " + ", ".join(fetched) if fetched else "Everything is there already.")
    if args.json:
        print_json({"fetched": fetched, "models": [model_row(s) for s in status(ids or _starter())]})
    return 0


def _starter() -> list[str]:
    from models.catalog import load_catalog

    return [e.id for e in load_catalog().select()]


def _verify(args: argparse.Namespace) -> int:
    from models.verify import verify

    bar = ProgressLine(quiet=args.json)
    states = verify(_chosen(args), progress=bar.show)
    bar.end()
    if args.json:
        print_json({"models": [model_row(s) for s in states]})
    for s in states:
        if not args.json:
            print(f"{s.entry.id:28} {s.state}")
    wrong = [f"{f.model}/{f.name} is {f.state}" for s in states for f in s.files if f.state != "ready"]
    if wrong:
        say(f"candid: {'; '.join(wrong)}. Run `candid models fetch {' '.join(_ids_of(states))}` to repair.")
        return 3
    return 0


def _ids_of(states: list[Any]) -> list[str]:
    return [s.entry.id for s in states if s.state != "ready"]


def _import(args: argparse.Namespace) -> int:
    names = list(args.names)
    folder = args.offline
    if folder is None:
        if not names:
            raise InputError("models import needs a folder.", action="Run `candid models import FOLDER`.")
        folder, args.names = Path(names[0]), names[1:]
    return _take(args, folder, _chosen(args), all_needed=bool(args.names or args.tier))


def _take(args: argparse.Namespace, folder: Path, ids: list[str] | None, *, all_needed: bool) -> int:
    """Imports; with ``all_needed`` a file that is nowhere in the folder is a failure (exit 3)."""
    from models.portable import import_folder
    from models.verify import status

    bar = ProgressLine(quiet=args.json)
    try:
        result = import_folder(folder, ids, progress=bar.show)
    finally:
        bar.end()
    if args.json:
        print_json(
            {
                "imported": list(result.found),
                "present": list(result.present),
                "missing": list(result.missing),
                "models": [model_row(s) for s in status(ids)],
            }
        )
    say(f"Imported {len(result.found)} files: {', '.join(result.found) or 'none'}.")
    if all_needed and result.missing:
        say(f"candid: not in {folder}: {', '.join(result.missing)}.")
        return 3
    if not result.found and not result.present:
        say(f"candid: {folder} holds no file of the catalogue. `candid models list` shows what is wanted.")
        return 3
    return 0


def _export(args: argparse.Namespace) -> int:
    from models.portable import export_folder

    names = list(args.names)
    folder = args.offline
    if folder is None:
        if not names:
            raise InputError("models export needs a folder.", action="Run `candid models export FOLDER`.")
        folder, args.names = Path(names[0]), names[1:]
    bar = ProgressLine(quiet=args.json)
    try:
        written = export_folder(folder, _chosen(args), progress=bar.show)
    except OSError as error:
        raise CandidError(f"{folder} cannot be written: {error.strerror}.", action="Check the stick.") from error
    finally:
        bar.end()
    if args.json:
        print_json({"exported": written, "folder": str(folder)})
    say(f"Written to {folder}: {', '.join(written) or 'nothing, no model is complete here'}.")
    return 0


class ProgressLine:
    """A line on stderr, drawn over: bar, megabytes, speed, time left. Plain lines where there is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._terminal = sys.stderr.isatty()
        self._quiet = quiet and not self._terminal
        self._shown = float("-inf")
        self._width = 0

    def show(self, p: FetchProgress) -> None:
        """Draws a report; without a terminal at most every five seconds, and the end of each file."""
        now = time.monotonic()
        if self._quiet or (not self._terminal and p.phase != "done" and now - self._shown < 5.0):
            return
        self._shown = now
        share = p.done_bytes / p.total_bytes if p.total_bytes else 1.0
        text = f"{int(share * 100):3d} %  {p.done_bytes / 1e6:.1f}/{p.total_bytes / 1e6:.1f} MB"
        if p.speed_bps is not None:
            text += f"  {p.speed_bps / 1e6:.1f} MB/s"
        if p.eta_s is not None:
            text += f"  {int(p.eta_s // 60)}:{int(p.eta_s % 60):02d} left"
        text += f"  {p.model}/{p.file}" + ("" if p.phase == "download" else f" ({p.phase})")
        if not self._terminal:
            say(text)
            return
        full = round(share * _BAR)
        line = f"[{'█' * full}{'·' * (_BAR - full)}] {text}"
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()
        self._width = len(line)

    def end(self) -> None:
        """Leaves the line as it stands and goes to the next."""
        if self._terminal and self._width:
            sys.stderr.write("\n")
        self._width = 0
