"""Installed packs are asked from; a bad one is named and left out, and nothing stops."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.domain.session import Profile, SessionConfig
from desktop.interview.bank import shipped_bank
from desktop.interview.plan import make_plan
from desktop.packs.check import check_pack, install_checked
from desktop.packs.installed import install, installed_packs, left_out, remove, whole_bank
from desktop.packs.keys import make_keys, read_private_key
from desktop.packs.signature import sign
from desktop.packs.structured import write_json
from desktop.session.recorded_questions import read_questions
from desktop.session.runtime import Runtime
from tests.unit.packs.made import ENTRY, SECOND, pack, write

OF_A_ROLE = [
    {**ENTRY, "id": f"glass-{n}", "roles": ["glass blower"], "domain": "any", "round": round_, "kind": "open",
     "text": f"How do you {what} a glass vase of our workshop?"}
    for n, (what, round_) in enumerate(zip(("blow", "cool", "cut", "sell"), ("theory", "project", "theory", "industry"),
                                           strict=True))
]  # fmt: skip


def installed_from(path: Path, *, replace: bool = False) -> None:
    install_checked(path, check_pack(path), agreed=True, replace=replace)


def test_an_interview_asks_from_an_installed_pack(tmp_path: Path) -> None:
    config = SessionConfig(Profile("Lin", "glass blower", "any", "en"), questions=4)
    own = {entry["id"] for entry in OF_A_ROLE}
    runtime = Runtime(None)

    def asked() -> set[str]:
        return {item.question.id for item in make_plan(runtime.bank(), config, seed=1).items}

    assert not asked() & own
    installed_from(write(tmp_path / "glass.yaml", *OF_A_ROLE))
    runtime.forget_bank()
    assert asked() & own
    remove("glass")
    runtime.forget_bank()
    assert not asked() & own


def test_a_recording_can_name_a_question_of_a_pack(tmp_path: Path) -> None:
    installed_from(write(tmp_path / "lab.yaml"))
    (tmp_path / "q.yaml").write_text("- id: lab-cache\n")
    assert read_questions(tmp_path / "q.yaml")[0].question.text == ENTRY["text"]


def test_a_folder_of_files_is_one_pack(tmp_path: Path) -> None:
    folder = tmp_path / "our-lab"
    (folder / "zh").mkdir(parents=True)
    for path, entry in ((folder / "a.yaml", ENTRY), (folder / "zh" / "b.yml", SECOND)):
        path.write_text(json.dumps([entry]), encoding="utf-8")
    installed_from(folder)
    (one,) = installed_packs()
    assert one.name == "our-lab"
    assert one.pack is not None
    assert one.pack.questions == pack().questions


def test_names_and_ids_do_not_clash(tmp_path: Path) -> None:
    path = write(tmp_path / "lab.yaml")
    installed_from(path)
    with pytest.raises(InputError, match="A pack named lab is already installed"):
        installed_from(path)
    assert check_pack(path).replaces
    installed_from(write(path, ENTRY), replace=True)
    assert len(whole_bank().questions) == 669
    (problem,) = check_pack(write(tmp_path / "second.yaml", ENTRY)).problems
    assert problem.endswith("is already used in the installed pack lab.")


def test_nothing_is_installed_from_a_pack_with_one_mistake(tmp_path: Path, packs_folder: Path) -> None:
    path = write(tmp_path / "lab.yaml", ENTRY, {**SECOND, "difficulty": 7})
    with pytest.raises(InputError, match="has 1 mistakes"):
        installed_from(path)
    assert not packs_folder.exists()


def test_bad_packs_in_the_folder_are_named_and_skipped(tmp_path: Path, packs_folder: Path) -> None:
    make_keys(tmp_path / "k.key", "Our lab")
    install(pack({**ENTRY, "id": "good-one"}, name="good"))
    taken = shipped_bank().questions[0].id
    signed = sign(pack(name="tampered"), read_private_key(tmp_path / "k.key"))
    bad = {
        "broken.json": (b"{", "not valid JSON"),
        "clash.json": (write_json(pack({**ENTRY, "id": taken}, name="clash")), "used by Candid's own questions"),
        "clash-two.json": (
            write_json(pack({**ENTRY, "id": "good-one"}, name="zz-clash-two")), "The file is named clash-two"
        ),
        "empty.json": (b"", "is empty"),
        "wrong.json": (json.dumps({"name": "wrong", "questions": [{**ENTRY, "round": 1}]}).encode(), "field round"),
        "tampered.json": (write_json(signed).replace(b"fifty", b"sixty"), "changed after it was signed"),
        "zzz-clash.json": (write_json(pack({**ENTRY, "id": "good-one"}, name="zzz-clash")), "the installed pack good"),
        "notes.txt": (b"hello", "is no installed pack"),
        "..json": (b"[]", ""),
    }  # fmt: skip
    for name, (content, _) in bad.items():
        (packs_folder / name).write_bytes(content)
    found = {one.name: one.problem for one in installed_packs()}
    expected = {name.removesuffix(".json"): why for name, (_, why) in bad.items() if why}
    assert found.keys() == {*expected, "good"}
    assert all(why in found[name] for name, why in expected.items()), found
    assert found["good"] == ""
    assert len(whole_bank().questions) == 669
    assert len(left_out()) == len(expected)
    for name in expected:
        remove(name)
    assert [one.name for one in installed_packs()] == ["good"]


@pytest.mark.parametrize("name", ["../../settings", "/etc/passwd", "..", "", "good.json", "keys"])
def test_only_what_is_listed_can_be_removed(name: str, packs_folder: Path) -> None:
    install(pack(name="good"))
    (packs_folder / "keys").mkdir()
    outside = packs_folder.parent / "settings"
    outside.write_text("kept")
    with pytest.raises(InputError, match="No pack named"):
        remove(name)
    assert outside.exists()
    assert (packs_folder / "good.json").exists()


def test_the_installed_file_is_the_owner_s_and_whole(packs_folder: Path) -> None:
    install(pack(name="good"))
    assert [path.name for path in packs_folder.iterdir()] == ["good.json"]
    if os.name == "posix":
        assert stat.S_IMODE((packs_folder / "good.json").stat().st_mode) == 0o600
