"""Everything a person should know of a pack before it is installed, and installing what was agreed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import InputError
from desktop.interview.bank import shipped_bank
from desktop.interview.schema import Place
from desktop.packs.duplicates import Alike, Encode, Known, find_alike
from desktop.packs.installed import InstalledPack, install, installed_packs, keys_dir
from desktop.packs.pack import Pack, digest
from desktop.packs.reading import Reading, read_pack
from desktop.packs.signature import Verdict, verify


@dataclass(frozen=True, slots=True)
class PackCheck:
    """``problems`` forbid installing; ``notes`` and ``alike`` are told. ``digest`` names the content that was checked.

    ``replaces``: a pack of this name is installed. ``languages`` counts questions by language.
    """

    name: str
    title: str
    version: str
    licence: str
    languages: tuple[tuple[str, int], ...]
    verdict: Verdict
    digest: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    replaces: bool = False

    @property
    def questions(self) -> int:
        return sum(count for _, count in self.languages)

    @property
    def needs_yes(self) -> bool:
        """Nobody known answers for the pack."""
        return self.verdict.standing != "signed"


def check_pack(path: Path, *, name: str | None = None, encode: Encode | None = None) -> PackCheck:
    """Reads the file and compares it with what is installed; without ``encode`` no likeness is looked for.

    Raises ``InputError`` when nothing of it can be read.
    """
    reading = read_pack(path, name=name)
    pack = reading.pack
    installed = installed_packs()
    others = tuple(one for one in installed if one.name != pack.name)
    problems = (*reading.problems, *_clashes(reading, others))
    alike = find_alike([Known(q, pack.name) for q in pack.questions], _known(others), encode) if encode else ()
    languages = Counter(question.language for question in pack.questions)
    return PackCheck(
        name=pack.name,
        title=pack.title,
        version=pack.version,
        licence=pack.licence,
        languages=tuple(sorted(languages.items())),
        verdict=_verdict(pack),
        digest=digest(pack),
        problems=problems,
        notes=reading.notes,
        alike=alike,
        replaces=len(others) < len(installed),
    )


def install_checked(path: Path, check: PackCheck, *, agreed: bool, replace: bool) -> None:
    """Install what ``check`` described. ``agreed``: the person said yes to a pack that nobody known answers for.

    Raises ``InputError`` when the file is another one by now, the pack has problems, was changed since it was signed,
    is not agreed to, or has the name of an installed one that is not to be replaced.
    """
    if check.problems:
        raise InputError(
            f"The pack {check.name} has {len(check.problems)} mistakes: {check.problems[0]}",
            safe="Nothing of it was installed.",
            action="Correct them and import it again.",
        )
    if check.verdict.standing == "changed":
        raise InputError(
            f"The pack {check.name} was changed after it was signed.",
            safe="Nothing of it was installed.",
            action="Get it again from whoever signed it.",
        )
    if check.needs_yes and not agreed:
        raise InputError(
            f"Nobody whose key is installed has signed the pack {check.name}.",
            safe="Nothing of it was installed.",
            action="Add --yes if you know where it comes from.",
        )
    pack = read_pack(path, name=check.name).pack
    if digest(pack) != check.digest or _verdict(pack) != check.verdict:
        raise InputError(
            f"{path.name} was changed while it was being imported.",
            safe="Nothing of it was installed.",
            action="Import it again.",
        )
    install(pack, replace=replace)


def _verdict(pack: Pack) -> Verdict:
    from desktop.packs.keys import trusted_keys

    return verify(pack, trusted_keys(keys_dir()))


def _clashes(reading: Reading, others: Sequence[InstalledPack]) -> tuple[str, ...]:
    taken = {question.id: "Candid's own questions" for question in shipped_bank().questions}
    for one in others:
        if one.pack is not None and not one.problem:
            taken |= {question.id: f"the installed pack {one.name}" for question in one.pack.questions}
    return tuple(
        Place(reading.places[question.id], question.id, "id").wrong(f"is already used in {taken[question.id]}").what
        for question in reading.pack.questions
        if question.id in taken
    )


def _known(others: Sequence[InstalledPack]) -> list[Known]:
    known = [Known(question) for question in shipped_bank().questions]
    for one in others:
        if one.pack is not None and not one.problem:
            known += [Known(question, one.name) for question in one.pack.questions]
    return known
