"""``candid packs``: question packs: looking at them, installing, exporting, signing, and the keys for that."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.output import print_json, say
from desktop.domain.errors import InputError

if TYPE_CHECKING:
    from desktop.domain.question import Question
    from desktop.packs.check import PackCheck
    from desktop.packs.duplicates import Alike
    from desktop.packs.installed import PackSummary
    from desktop.packs.signature import Verdict

_SHOWN = 20
"""Problems and likenesses listed in plain text; ``--json`` holds all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.add_argument("--json", action="store_true", help="one JSON object")
        return made

    action("list", "installed packs and trusted keys")
    for name, text in (("check", "what an import would say, without importing"), ("import", "install a pack")):
        made = action(name, text)
        made.add_argument("file", type=Path, help="YAML, JSON, CSV or Markdown file, or a folder of YAML files")
        made.add_argument("--name", help="another name for the pack than its own or its file's")
        made.add_argument(
            "--no-duplicates", action="store_true", help="do not look for questions that are there already"
        )
        if name == "import":
            made.add_argument(
                "--yes", action="store_true", help="also when nobody whose key is installed has signed it"
            )
            made.add_argument("--replace", action="store_true", help="in place of the installed pack of this name")
    made = action("export", "write questions to a file")
    made.add_argument("--out", type=Path, required=True, metavar="F")
    made.add_argument("--format", choices=("yaml", "json", "csv", "md", "anki"), help="default: by the ending of F")
    made.add_argument("--pack", metavar="NAME", help="an installed pack, as it is when nothing else is chosen")
    made.add_argument("--language", choices=("zh", "en"))
    made.add_argument("--role", help="and what is asked for every role")
    made.add_argument("--domain", help="and what is asked in every field")
    made.add_argument("--round")
    made.add_argument("--topic", help="a beginning, such as 'deep learning'")
    made.add_argument("--ids", metavar="ID,ID", help="questions by id")
    made.add_argument("--name", help="name of the new pack; default: that of F")
    made.add_argument("--title", default="")
    made.add_argument("--version", default="")
    made.add_argument("--licence", default="")
    action("remove", "delete an installed pack").add_argument("name")
    made = action("keygen", "make a key pair for signing")
    made.add_argument("--name", required=True, help="whose key it is, as shown to those who trust it")
    made.add_argument(
        "--out", type=Path, required=True, metavar="F", help="the private key; the public one ends in .pub"
    )
    made = action("sign", "sign a pack")
    made.add_argument("file", type=Path)
    made.add_argument("--key", type=Path, required=True, metavar="F", help="the private key")
    made.add_argument("--out", type=Path, required=True, metavar="F", help="the signed pack, .yaml or .json")
    made.add_argument("--name", help="another name for the pack than its own or its file's")
    action("trust", "install a lab's public key").add_argument("file", type=Path)
    action("untrust", "remove a public key").add_argument("name", help="its name or fingerprint")


def run(args: argparse.Namespace) -> int:
    run_action: Callable[[argparse.Namespace], dict[str, Any]] = {
        "list": _list,
        "check": _check,
        "import": _import,
        "export": _export,
        "remove": _remove,
        "keygen": _keygen,
        "sign": _sign,
        "trust": _trust,
        "untrust": _untrust,
    }[args.action]
    result = run_action(args)
    if args.json:
        print_json(result)
    return 2 if result.get("problems") else 0


def _list(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.installed import installed_packs, keys_dir
    from desktop.packs.keys import trusted_keys

    packs = [one.summary() for one in installed_packs()]
    for one in packs if not args.json else ():
        state = f"left out: {one.problem}" if one.problem else standing_words(one.verdict)
        print(f"{one.name:24} {_counted(one.questions):>15}  {state}  {one.title}".rstrip())
    keys = [{"name": key.name, "fingerprint": key.fingerprint} for key in trusted_keys(keys_dir())]
    if not args.json:
        for key in keys:
            print(f"trusted key  {key['fingerprint']}  {key['name']}")
        if not packs:
            say("No question pack is installed.")
    return {"packs": [_plain_summary(one) for one in packs], "keys": keys}


def _plain_summary(one: PackSummary) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "version": one.version,
        "licence": one.licence,
        "questions": one.questions,
        **_plain_verdict(one.verdict),
        "used": not one.problem,
        "problem": one.problem or None,
    }


def _counted(questions: int) -> str:
    return "1 question" if questions == 1 else f"{questions} questions"


def standing_words(verdict: Verdict) -> str:
    """Who stands behind a pack, in words."""
    return {
        "signed": f"signed by {verdict.signer}",
        "unsigned": "unsigned",
        "changed": "changed since it was signed",
        "unknown_key": f"signed by an unknown key ({verdict.signer})",
    }[verdict.standing]


def _plain_verdict(verdict: Verdict) -> dict[str, Any]:
    return {"signature": verdict.standing, "signer": verdict.signer or None}


def _check(args: argparse.Namespace) -> dict[str, Any]:
    check = _checked(args)
    _tell(check)
    return _plain_check(check)


def _checked(args: argparse.Namespace) -> PackCheck:
    from desktop.packs.check import check_pack
    from desktop.packs.vectors import kept_encoder

    if not args.no_duplicates:
        say("Comparing the questions with those that are there …")
    return check_pack(args.file, name=args.name, encode=None if args.no_duplicates else kept_encoder())


def _tell(check: PackCheck) -> None:
    counts = ", ".join(f"{count} {language}" for language, count in check.languages)
    say(f"{check.name}: {_counted(check.questions)} ({counts or 'none'}), {standing_words(check.verdict)}.")
    for note in check.notes:
        say(note)
    for problem in check.problems[:_SHOWN]:
        say(problem)
    if len(check.problems) > _SHOWN:
        say(f"… and {len(check.problems) - _SHOWN} more; --json lists all.")
    for alike in check.alike[:_SHOWN]:
        say(_alike_words(alike))
    if len(check.alike) > _SHOWN:
        say(f"… and {len(check.alike) - _SHOWN} more; --json lists all.")


def _alike_words(alike: Alike) -> str:
    kind = {"equal": "is the same as", "nearly": "is nearly the same as", "perhaps": "may be the same as"}
    where = f" of the pack {alike.other_pack}" if alike.other_pack else ""
    return f"{alike.question} {kind[alike.likeness]} {alike.other}{where} ({alike.cosine:.2f}): {alike.other_text}"


def _plain_check(check: PackCheck) -> dict[str, Any]:
    return {
        "name": check.name,
        "title": check.title,
        "version": check.version,
        "licence": check.licence,
        "questions": check.questions,
        "languages": dict(check.languages),
        **_plain_verdict(check.verdict),
        "problems": list(check.problems),
        "notes": list(check.notes),
        "alike": [
            {
                "question": one.question,
                "other": one.other,
                "other_pack": one.other_pack or None,
                "likeness": one.likeness,
                "cosine": one.cosine,
            }
            for one in check.alike
        ],
        "replaces": check.replaces,
    }


def _import(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.check import install_checked

    check = _checked(args)
    _tell(check)
    if check.problems:
        say(
            f"candid: nothing was installed: {len(check.problems)} mistakes in {args.file}. Correct them and try again."
        )
        return {**_plain_check(check), "installed": False}
    agreed = args.yes or (check.needs_yes and check.verdict.standing != "changed" and _asked(check))
    install_checked(args.file, check, agreed=agreed, replace=args.replace)
    say(f"The pack {check.name} is installed; interviews from now on may use its questions.")
    return {**_plain_check(check), "installed": True}


def _asked(check: PackCheck) -> bool:
    """On a terminal the person is asked; a script has to say --yes."""
    if not sys.stdin.isatty():
        return False
    say(f"The pack is {standing_words(check.verdict)}. Install it all the same? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _export(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.pack import NAME_RULE, Pack, is_pack_name, pack_name_of
    from desktop.packs.writing import SUFFIXES, write_pack

    form = args.format or SUFFIXES.get(args.out.suffix.lower())
    if form is None:
        raise InputError(f"The ending of {args.out.name} names no format.", action="Name one with --format.")
    source = _source(args)
    chosen = _chosen(args, source.questions)
    if not chosen:
        raise InputError("No question fits this choice.", action="Choose less narrowly.")
    pack = source
    own = ("name", "title", "version", "licence")
    if len(chosen) < len(source.questions) or not source.name or any(getattr(args, field) for field in own):
        name = args.name or source.name or pack_name_of(args.out.stem) or "questions"
        if not is_pack_name(name):
            raise InputError(f"--name must have {NAME_RULE}.", action="Choose another name.")
        pack = Pack(name, chosen, *((getattr(args, field) or getattr(source, field)) for field in own[1:]))
    write_pack(pack, form, args.out)
    say(f"{args.out}: {_counted(len(pack.questions))}.")
    if form in ("csv", "md", "anki") and pack.signature:
        say(f"The signature is not in it: {form} cannot hold one.")
    return {"file": str(args.out), "format": form, "questions": len(pack.questions), "signed": _holds(pack, form)}


def _holds(pack: Any, form: str) -> bool:
    return pack.signature is not None and form in ("yaml", "json")


def _source(args: argparse.Namespace) -> Any:
    """The named pack, or everything there is as one without a name."""
    from desktop.packs.installed import installed_packs, whole_bank
    from desktop.packs.pack import Pack

    if args.pack is None:
        return Pack("", whole_bank().questions)
    found = next((one for one in installed_packs() if one.name == args.pack), None)
    if found is None or found.pack is None:
        raise InputError(f"No pack named {args.pack} is installed.", action="`candid packs list` shows them.")
    return found.pack


def _chosen(args: argparse.Namespace, questions: tuple[Question, ...]) -> tuple[Question, ...]:
    from desktop.interview.bank import QuestionBank
    from desktop.interview.schema import ROUNDS

    if args.round is not None and args.round not in ROUNDS:
        raise InputError(f"--round must be one of {', '.join(ROUNDS)}.", action="Correct it.")
    found = QuestionBank(questions).select(language=args.language, role=args.role, domain=args.domain, round=args.round)
    if args.topic:
        found = tuple(one for one in found if one.topic.casefold().startswith(args.topic.casefold()))
    if args.ids:
        wanted = {name.strip() for name in args.ids.split(",") if name.strip()}
        unknown = sorted(wanted - {one.id for one in questions})
        if unknown:
            raise InputError(f"There is no question {unknown[0]}.", action="`candid ask … --json` shows ids.")
        found = tuple(one for one in found if one.id in wanted)
    return found


def _remove(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.installed import remove

    remove(args.name)
    say(f"The pack {args.name} has been removed.")
    return {"removed": args.name}


def _keygen(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.keys import make_keys

    key = make_keys(args.out, args.name)
    public = args.out.with_suffix(".pub")
    say(f"{args.out} is the private key: keep it to yourself. Give {public} to those who use your packs.")
    say(f"Its fingerprint is {key.fingerprint}.")
    return {"private": str(args.out), "public": str(public), "name": key.name, "fingerprint": key.fingerprint}


def _sign(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.keys import fingerprint, read_private_key
    from desktop.packs.reading import read_pack
    from desktop.packs.signature import sign
    from desktop.packs.writing import SUFFIXES, write_pack

    form = SUFFIXES.get(args.out.suffix.lower())
    if form not in ("yaml", "json"):
        raise InputError(f"{args.out.name} cannot hold a signature.", action="Write to a .yaml or .json file.")
    key = read_private_key(args.key)
    reading = read_pack(args.file, name=args.name)
    if reading.problems:
        for problem in reading.problems[:_SHOWN]:
            say(problem)
        raise InputError(
            f"{args.file.name} has {len(reading.problems)} mistakes and was not signed.", action="Correct them first."
        )
    signed = sign(reading.pack, key)
    write_pack(signed, form, args.out)
    assert signed.signature is not None
    say(f"{args.out}: {_counted(len(signed.questions))}, signed.")
    return {"file": str(args.out), "name": signed.name, "questions": len(signed.questions),
            "fingerprint": fingerprint(signed.signature.key)}  # fmt: skip


def _trust(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.installed import keys_dir
    from desktop.packs.keys import read_public_key, trust

    key = read_public_key(args.file)
    trust(key, keys_dir())
    say(f"Packs signed by {key.name} ({key.fingerprint}) are trusted from now on.")
    return {"name": key.name, "fingerprint": key.fingerprint}


def _untrust(args: argparse.Namespace) -> dict[str, Any]:
    from desktop.packs.installed import keys_dir
    from desktop.packs.keys import distrust

    key = distrust(args.name, keys_dir())
    say(f"Packs signed by {key.name} ({key.fingerprint}) are not trusted any more.")
    return {"name": key.name, "fingerprint": key.fingerprint}
