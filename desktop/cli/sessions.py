"""``candid sessions``: what is kept on this computer, and removing it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from desktop.cli.output import print_json, say
from desktop.domain.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "show", "recover", "delete", "wipe"))
    parser.add_argument("session", nargs="?", help='session id, a beginning of it, or "last"')
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")


def run(args: argparse.Namespace) -> int:
    from desktop import resources
    from desktop.app import open_preferences, open_solutions, open_store
    from desktop.session.instance import only_instance

    store = open_store()
    if args.action == "list":
        rows = [_plain(row) for row in store.sessions()]
        if args.json:
            print_json({"sessions": rows})
        else:
            for row in rows:
                print(f"{row['id']}  {row['state']:9}  {row['language']}  {row['role']} · {row['domain']}")
            if not rows:
                say("No session is kept on this computer.")
        return 0
    if args.action == "wipe":
        _confirm("Delete every session, recording, programming solution and setting on this computer?", args.yes)
        with only_instance(resources.data_dir()):
            store.wipe()
            open_solutions().wipe()
            open_preferences().forget()
        say("Everything recorded and every setting has been deleted.")
        return 0
    if not args.session:
        raise InputError(f"sessions {args.action} needs a session.", action="`candid sessions list` shows them.")
    return _one(store, args)


def _one(store: Any, args: argparse.Namespace) -> int:
    from desktop import resources
    from desktop.session.instance import only_instance

    row = store.row(args.session)
    if args.action == "delete":
        _confirm(f"Delete session {row.id} and its recording?", args.yes)
        with only_instance(resources.data_dir()):
            store.delete(row.id)
        say(f"Session {row.id} has been deleted.")
    elif args.action == "recover":
        from desktop.programming.bench import SandboxBench
        from desktop.session.recovery import recover

        with only_instance(resources.data_dir()):
            recover(store, row.id, bench=SandboxBench())
        say(f"Session {row.id} has been recovered; `candid export {row.id} --format html --out report.html` writes it.")
    else:
        from desktop.report.json_export import export_json
        from desktop.session.finish import load_session

        finished = load_session(store, row.id)
        print_json(export_json(finished.record, finished.assessment))
    return 0


def _plain(row: Any) -> dict[str, Any]:
    fields = ("id", "origin", "state", "started_utc", "name", "role", "domain", "language")
    return {**{field: getattr(row, field) for field in fields}, **(row.summary or {})}


def _confirm(question: str, yes: bool) -> None:
    if yes:
        return
    # Not input(question): that would write the question to stdout.
    say(f"{question} [y/N]")
    answer = sys.stdin.readline()
    if answer.strip().lower() not in ("y", "yes", "是"):
        raise InputError("Nothing was deleted.", action="Add --yes to delete without being asked.")
