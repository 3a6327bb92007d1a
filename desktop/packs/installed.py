"""The packs folder: one JSON file a pack, used beside Candid's own questions in every interview."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import InputError
from desktop.interview.bank import QuestionBank, shipped_bank
from desktop.packs.pack import Pack, is_pack_name
from desktop.packs.reading import read_pack
from desktop.packs.signature import Verdict, verify
from desktop.packs.structured import write_json
from desktop.packs.writing import store
from desktop.resources import packs_dir

if TYPE_CHECKING:
    from desktop.packs.keys import PublicKey

log = logging.getLogger(__name__)

REMOVE = "Remove it, or import it again."


@dataclass(frozen=True, slots=True)
class PackSummary:
    """A line of the list of packs. ``questions`` is 0 and ``title`` empty when the pack cannot be read."""

    name: str
    title: str
    version: str
    licence: str
    questions: int
    verdict: Verdict
    problem: str


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """``problem`` says why the pack is left out, "" when it is used; ``pack`` is None when it cannot be read."""

    name: str
    pack: Pack | None
    verdict: Verdict
    problem: str = ""

    def summary(self) -> PackSummary:
        pack = self.pack or Pack(self.name, ())
        return PackSummary(
            self.name, pack.title, pack.version, pack.licence, len(pack.questions), self.verdict, self.problem
        )


def keys_dir() -> Path:
    """Where public keys are installed."""
    return packs_dir() / "keys"


def installed_packs() -> tuple[InstalledPack, ...]:
    """Every file of the packs folder by name. Never raises: what is wrong with a pack is its ``problem``."""
    folder = packs_dir()
    try:
        found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    except FileNotFoundError:
        return ()
    except OSError as error:
        log.warning("the packs folder cannot be read: %s", error.strerror)
        return ()
    if not found:
        return ()
    from desktop.packs.keys import trusted_keys

    trusted = trusted_keys(keys_dir())
    taken = {question.id: "" for question in shipped_bank().questions}
    return tuple(_installed(path, trusted, taken) for path in sorted(found, key=_name_of))


def whole_bank() -> QuestionBank:
    """Candid's own questions and those of every installed pack that can be used; the others are named in the log."""
    bank = shipped_bank()
    for one in installed_packs():
        if one.pack is None or one.problem:
            log.warning("the question pack %s is left out: %s", one.name, one.problem)
        else:
            bank = bank.merged(QuestionBank(one.pack.questions))
    return bank


def left_out() -> tuple[str, ...]:
    """A sentence for each installed pack that cannot be used."""
    return tuple(f"The question pack {one.name} is left out: {one.problem}" for one in installed_packs() if one.problem)


def install(pack: Pack, *, replace: bool = False) -> None:
    """Put a checked pack into the folder. Raises ``InputError`` when one of its name is there and not to be replaced,
    or when the folder cannot be written to."""
    path = packs_dir() / f"{pack.name}.json"
    if path.exists() and not replace:
        raise InputError(
            f"A pack named {pack.name} is already installed.",
            safe="It is unchanged.",
            action="Replace it with --replace, or give the new one another name with --name.",
        )
    store(path, write_json(pack))


def remove(name: str) -> None:
    """Delete an installed pack. Raises ``InputError`` when there is none of that name."""
    # The name may be that of a file that is no pack; only names that the list shows are looked for.
    for path in sorted(packs_dir().iterdir()) if packs_dir().is_dir() else ():
        if path.is_file() and not path.name.startswith(".") and name == _name_of(path):
            try:
                path.unlink()
            except OSError as error:
                raise InputError(f"The pack {name} cannot be removed: {error.strerror}.") from error
            return
    raise InputError(f"No pack named {name} is installed.", action="`candid packs list` shows them.")


def _name_of(path: Path) -> str:
    return path.stem if path.suffix == ".json" and is_pack_name(path.stem) else path.name


def _installed(path: Path, trusted: Sequence[PublicKey], taken: dict[str, str]) -> InstalledPack:
    """``taken``: ids that are used already, with the pack that uses them; a good pack's are added."""
    name = _name_of(path)
    nothing = Verdict("unsigned")
    if name == path.name:
        return InstalledPack(name, None, nothing, f"{name} is no installed pack. {REMOVE}")
    try:
        reading = read_pack(path)
        if reading.pack.name != name:
            return InstalledPack(
                name, None, nothing, f"The file is named {name}, its pack {reading.pack.name}. {REMOVE}"
            )
        verdict = verify(reading.pack, trusted)
    except InputError as error:
        return InstalledPack(name, None, nothing, error.what)
    except Exception as error:
        # A file that somebody put here must not stop the program, whatever is in it.
        log.exception("the question pack %s cannot be read", name)
        return InstalledPack(name, None, nothing, f"It cannot be read ({type(error).__name__}). {REMOVE}")
    problem = _problem(reading.pack, reading.problems, verdict, taken)
    if not problem:
        taken.update({question.id: name for question in reading.pack.questions})
    return InstalledPack(name, reading.pack, verdict, problem)


def _problem(pack: Pack, problems: Sequence[str], verdict: Verdict, taken: dict[str, str]) -> str:
    if problems:
        return problems[0]
    if verdict.standing == "changed":
        return f"It was changed after it was signed. {REMOVE}"
    clash = next((question.id for question in pack.questions if question.id in taken), None)
    if clash is not None:
        return used_twice(clash, taken[clash])
    return ""


def used_twice(question: str, other: str) -> str:
    """Why an id cannot be used; ``other`` is the pack that uses it, "" for Candid's own questions."""
    if other:
        return f"The question id {question} is used by the installed pack {other}."
    return f"The question id {question} is used by Candid's own questions."
