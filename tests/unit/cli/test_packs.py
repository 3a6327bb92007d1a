"""``candid packs`` from making a key to an interview that asks from a signed pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import _run
from desktop.packs.reading import read_pack
from tests.unit.packs.made import ENTRY, SECOND, write


@pytest.fixture(autouse=True)
def _own_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDID_DATA", str(tmp_path / "data"))


class Command:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object, status: int = 0) -> str:
        """stderr; stdout is in ``out``."""
        assert _run([str(word) for word in words], str(words[0]), True) == status, self._capsys.readouterr()
        captured = self._capsys.readouterr()
        self.out = captured.out
        return captured.err

    def json(self, *words: object, status: int = 0) -> dict[str, Any]:
        self(*words, "--json", status=status)
        found = json.loads(self.out)
        assert found["schema"] == 1
        return dict(found)


@pytest.fixture
def candid(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def test_a_lab_signs_and_a_student_imports(tmp_path: Path, candid: Command) -> None:
    plain, signed = write(tmp_path / "lab.yaml", name="lab", title="Our lab"), tmp_path / "signed.yaml"
    made = candid.json("packs", "keygen", "--name", "NLP Lab", "--out", tmp_path / "lab.key")
    candid("packs", "sign", plain, "--key", tmp_path / "lab.key", "--out", signed)
    assert candid.json("packs", "check", signed, "--no-duplicates")["signature"] == "unknown_key"
    assert "candid: Nobody whose key is installed" in candid("packs", "import", signed, "--no-duplicates", status=2)
    assert candid.json("packs", "trust", tmp_path / "lab.pub")["fingerprint"] == made["fingerprint"]
    found = candid.json("packs", "import", signed, "--no-duplicates")
    assert (found["installed"], found["signature"], found["signer"]) == (True, "signed", "NLP Lab")
    listed = candid.json("packs", "list")
    assert [(pack["name"], pack["signer"], pack["used"]) for pack in listed["packs"]] == [("lab", "NLP Lab", True)]
    assert listed["keys"] == [{"name": "NLP Lab", "fingerprint": made["fingerprint"]}]
    candid("packs", "list")
    assert "signed by NLP Lab" in candid.out
    assert "trusted key" in candid.out
    candid("packs", "untrust", "NLP Lab")
    candid("packs", "list")
    assert "signed by an unknown key" in candid.out
    candid("packs", "remove", "lab")
    assert candid.json("packs", "list")["packs"] == []


def test_unsigned_packs_need_yes_and_a_second_import_replace(tmp_path: Path, candid: Command) -> None:
    path = write(tmp_path / "lab.json")
    assert "unsigned" in candid("packs", "import", path, "--no-duplicates", status=2)
    candid("packs", "import", path, "--no-duplicates", "--yes")
    assert "already installed" in candid("packs", "import", path, "--no-duplicates", "--yes", status=2)
    candid("packs", "import", path, "--no-duplicates", "--yes", "--replace")
    candid("packs", "import", write(path, {**ENTRY, "id": "lab-2"}), "--no-duplicates", "--yes", "--name", "lab-two")
    assert [pack["name"] for pack in candid.json("packs", "list")["packs"]] == ["lab", "lab-two"]


def test_mistakes_are_listed_and_nothing_is_installed(tmp_path: Path, candid: Command) -> None:
    path = write(tmp_path / "lab.json", {**ENTRY, "kind": "odd"}, {**SECOND, "round": "odd"})
    for action in ("check", "import"):
        found = candid.json("packs", action, path, "--no-duplicates", status=2)
        assert ["kind" in found["problems"][0], "round" in found["problems"][1]] == [True, True]
    assert "candid: nothing was installed: 2 mistakes" in candid("packs", "import", path, "--no-duplicates", status=2)
    assert candid.json("packs", "list")["packs"] == []


def test_likeness_is_told(tmp_path: Path, candid: Command) -> None:
    same = "Why does a counter end below two million when two threads increment it a million times each?"
    path = write(tmp_path / "lab.json", {**ENTRY, "text": same})
    (alike,) = candid.json("packs", "check", path)["alike"]
    assert (alike["question"], alike["other"], alike["other_pack"]) == (
        "lab-cache", "counter-comes-out-too-small", None,
    )  # fmt: skip
    assert "the same as counter-comes-out-too-small" in candid("packs", "check", path)


@pytest.mark.parametrize("form", ["yaml", "json", "csv", "md", "anki"])
def test_export_of_a_selection(tmp_path: Path, candid: Command, form: str) -> None:
    out = tmp_path / f"choice.{form}"
    choice = ("--language", "zh", "--round", "theory", "--topic", "深度学习")
    found = candid.json("packs", "export", "--out", out, "--format", form, "--title", "选", *choice)
    assert 3 < found["questions"] < 100
    if form != "anki":
        questions = read_pack(out).pack.questions
        assert len(questions) == found["questions"]
        assert {(q.language, q.round, q.topic.split("/")[0]) for q in questions} == {("zh", "theory", "深度学习")}


def test_export_by_id_and_of_an_installed_pack(tmp_path: Path, candid: Command) -> None:
    candid("packs", "import", write(tmp_path / "lab.json", title="Our lab"), "--no-duplicates", "--yes")
    found = candid.json("packs", "export", "--out", tmp_path / "a.yaml", "--ids", "lab-cache,two-layer-weight-gradient")
    assert found["questions"] == 2
    candid("packs", "export", "--out", tmp_path / "b.yaml", "--pack", "lab")
    assert read_pack(tmp_path / "b.yaml").pack.title == "Our lab"
    for words in (("--ids", "nope"), ("--role", "glass blower", "--round", "programming", "--topic", "x"),
                  ("--pack", "nope"), ("--name", "../x", "--ids", "lab-cache"), ("--round", "warm-up")):  # fmt: skip
        candid("packs", "export", "--out", tmp_path / "c.yaml", *words, status=2)
    candid("packs", "export", "--out", tmp_path / "c.doc", status=2)
    assert not (tmp_path / "c.yaml").exists()


def test_signing_needs_a_sound_pack_a_key_and_a_file_that_can_hold_it(tmp_path: Path, candid: Command) -> None:
    key = tmp_path / "k.key"
    candid("packs", "keygen", "--name", "Lab", "--out", key)
    path = write(tmp_path / "lab.json")
    assert "cannot hold a signature" in candid("packs", "sign", path, "--key", key, "--out", "x.csv", status=2)
    bad = write(tmp_path / "bad.json", {**ENTRY, "kind": "odd"})
    assert "was not signed" in candid("packs", "sign", bad, "--key", key, "--out", tmp_path / "x.json", status=2)
    assert "k.pub" in candid("packs", "sign", path, "--key", tmp_path / "k.pub", "--out", "x.json", status=2)
    assert not (tmp_path / "x.json").exists()


def test_ask_uses_installed_packs_and_names_bad_ones(tmp_path: Path, candid: Command) -> None:
    entry = {**ENTRY, "roles": ["glass blower"], "domain": "any"}
    candid("packs", "import", write(tmp_path / "lab.json", entry), "--no-duplicates", "--yes")
    (tmp_path / "data" / "packs" / "broken.json").write_text("{")
    report = candid.json("ask", "--role", "glass blower", "--domain", "any", "--count", "3")
    assert "lab-cache" in [question["id"] for question in report["questions"]]
    assert "The question pack broken is left out: broken.json is not valid JSON" in candid(
        "ask", "--role", "glass blower", "--domain", "any"
    )
