"""Who answers for a pack: keys, signatures, and what happens to a pack that was changed."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.packs.check import check_pack, install_checked
from desktop.packs.installed import installed_packs, keys_dir
from desktop.packs.keys import distrust, make_keys, read_private_key, read_public_key, trust, trusted_keys
from desktop.packs.pack import Signature
from desktop.packs.reading import read_pack
from desktop.packs.signature import Verdict, sign, verify
from desktop.packs.writing import write_pack
from tests.unit.packs.made import ENTRY, pack, write


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A pack signed by "Our lab", whose key nobody has installed yet."""
    make_keys(tmp_path / "lab.key", "Our lab")
    path = tmp_path / "signed.yaml"
    write_pack(sign(pack(title="Lab"), read_private_key(tmp_path / "lab.key")), "yaml", path)
    return path


def standing(path: Path) -> tuple[str, str]:
    verdict = check_pack(path).verdict
    return verdict.standing, verdict.signer


def test_a_signature_is_known_once_the_key_is_installed(signed: Path, tmp_path: Path) -> None:
    key = read_public_key(tmp_path / "lab.pub")
    assert standing(signed) == ("unknown_key", key.fingerprint)
    trust(key, keys_dir())
    assert standing(signed) == ("signed", "Our lab")
    assert not check_pack(signed).needs_yes
    distrust("Our lab", keys_dir())
    assert standing(signed) == ("unknown_key", key.fingerprint)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("written for the lab", "written for another"),
        ("weight: 2", "weight: 3"),
        ("title: Lab", "title: Lob"),
        ("name: lab", "name: lob"),
        ("must: true", "must: false"),
        ("value: ", "value: AAAA"),
    ],
)
def test_a_changed_pack_is_refused_even_with_a_yes(signed: Path, tmp_path: Path, old: str, new: str) -> None:
    trust(read_public_key(tmp_path / "lab.pub"), keys_dir())
    text = signed.read_text(encoding="utf-8")
    assert old in text
    if old == "value: ":
        place = text.index(old)
        text = text[:place] + new + text[place + len(new) :]
    signed.write_text(text.replace(old, new) if old != "value: " else text, encoding="utf-8")
    check = check_pack(signed)
    assert check.verdict.standing == "changed"
    with pytest.raises(InputError, match="was changed after it was signed"):
        install_checked(signed, check, agreed=True, replace=True)
    assert installed_packs() == ()


def test_another_form_of_the_same_content_keeps_its_signature(signed: Path, tmp_path: Path) -> None:
    trust(read_public_key(tmp_path / "lab.pub"), keys_dir())
    text = signed.read_text(encoding="utf-8")
    signed.write_bytes(("# a comment\n" + text).replace("\n", "\r\n").encode())
    assert standing(signed) == ("signed", "Our lab")
    write_pack(read_pack(signed).pack, "json", tmp_path / "signed.json")
    assert standing(tmp_path / "signed.json") == ("signed", "Our lab")


def test_a_file_s_name_is_no_part_of_the_signature(tmp_path: Path) -> None:
    make_keys(tmp_path / "lab.key", "Our lab")
    for path in (tmp_path / "as sent to you (2).yaml", tmp_path / "实验室.json"):
        form = "yaml" if path.suffix == ".yaml" else "json"
        write_pack(sign(pack(), read_private_key(tmp_path / "lab.key")), form, path)
        assert standing(path)[0] == "unknown_key"


def test_the_signature_of_one_pack_does_not_fit_another(signed: Path) -> None:
    borrowed = replace(pack(ENTRY), signature=read_pack(signed).pack.signature)
    assert verify(borrowed, ()).standing == "changed"
    assert verify(replace(borrowed, signature=Signature("AA==", "AA==")), ()) == Verdict("changed")


def test_a_signed_pack_keeps_its_name(signed: Path) -> None:
    with pytest.raises(InputError, match="is signed, and its name is part of that"):
        check_pack(signed, name="other")


def test_unsigned_and_unknown_packs_need_a_yes(signed: Path, tmp_path: Path) -> None:
    for path in (signed, write(tmp_path / "plain.yaml", name="plain")):
        check = check_pack(path)
        with pytest.raises(InputError, match="Nobody whose key is installed has signed"):
            install_checked(path, check, agreed=False, replace=False)
        assert installed_packs() == ()


def test_a_yes_is_for_what_was_seen(tmp_path: Path) -> None:
    path = write(tmp_path / "plain.yaml", ENTRY)
    check = check_pack(path)
    write(path, {**ENTRY, "source": "somebody else"})
    with pytest.raises(InputError, match="was changed while it was being imported"):
        install_checked(path, check, agreed=True, replace=False)


def test_private_keys_are_for_their_owner_and_never_in_a_pack(signed: Path, tmp_path: Path) -> None:
    private = tmp_path / "lab.key"
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    secret = private.read_text().splitlines()[1]
    everything = b"".join(path.read_bytes() for path in (signed, tmp_path / "lab.pub"))
    assert secret.encode() not in everything
    assert b"PRIVATE" not in everything
    with pytest.raises(InputError, match="is already there"):
        make_keys(private, "Our lab")
    private.chmod(0o640)
    if os.name == "posix":
        with pytest.raises(InputError, match="Others on this computer can read"):
            read_private_key(private)


def test_files_that_are_no_keys(tmp_path: Path) -> None:
    make_keys(tmp_path / "lab.key", "Our lab")
    with pytest.raises(InputError, match="is a private key, which its owner keeps"):
        read_public_key(tmp_path / "lab.key")
    for number, content in enumerate((b"", b"\xff\xfe", b"candid-pack-key 1 AAAA Lab", b"candid-pack-key 1 ?? Lab")):
        path = tmp_path / f"{number}.pub"
        path.write_bytes(content)
        with pytest.raises(InputError, match="is no public key of a lab"):
            read_public_key(path)
    (tmp_path / "bad.key").write_text("x")
    (tmp_path / "bad.key").chmod(0o600)
    with pytest.raises(InputError, match="is no private key"):
        read_private_key(tmp_path / "bad.key")
    with pytest.raises(InputError, match="2 to 80 characters"):
        make_keys(tmp_path / "b.key", "two\nlines")


def test_no_second_key_takes_a_trusted_name(tmp_path: Path) -> None:
    first = make_keys(tmp_path / "a.key", "Our lab")
    trust(first, keys_dir())
    trust(first, keys_dir())
    with pytest.raises(InputError, match="Another key is already trusted under the name Our lab"):
        trust(make_keys(tmp_path / "b.key", "ＯＵＲ ｌａｂ"), keys_dir())
    assert trusted_keys(keys_dir()) == (first,)
    (keys_dir() / "junk.pub").write_bytes(b"junk")
    assert trusted_keys(keys_dir()) == (first,)
    with pytest.raises(InputError, match="No trusted key is called"):
        distrust("nobody", keys_dir())
