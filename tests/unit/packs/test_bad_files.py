"""Files that cannot be used: what is said, and that nothing is installed."""

from __future__ import annotations

import csv
import gzip
import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import InputError
from desktop.interview.bank import shipped_bank
from desktop.localise import localise
from desktop.packs.check import check_pack
from desktop.packs.csv_format import write_csv
from desktop.packs.markdown_format import write_markdown
from desktop.packs.pack import Pack
from desktop.packs.reading import READERS, read_pack
from tests.unit.packs.made import ENTRY, SECOND, pack, write


def zipped() -> bytes:
    """A gigabyte of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("lab.yaml", "w") as file:
        for _ in range(100):
            file.write(bytes(10_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lab.yaml", b"questions: [", "not valid YAML: line "),
        ("lab.yaml", b"\xff\xfe\x00", "not valid YAML"),
        ("lab.yaml", b"[" * 3_000_000, "nested too deeply"),
        ("lab.yaml", b"- " * 2_000_000, "nested too deeply"),
        ("lab.yaml", b"- !!python/object/apply:os.system ['true']\n", "not valid YAML"),
        ("lab.yaml", b"just words", "is no question pack"),
        ("lab.yaml", b"questions: {}", "is no question pack"),
        ("lab.yaml", b"questions: []", "holds no questions"),
        ("lab.yaml", b"name: lab\nquestion: []", "field question: is not a known field of a pack"),
        ("lab.yaml", b"candid_pack: 2\nquestions: []", "made for a newer Candid"),
        ("lab.yaml", b"candid_pack: x\nquestions: []", "field candid_pack"),
        ("lab.yaml", b"name: ../../evil\nquestions: [1]", "field name: must have"),
        ("lab.yaml", b"name: /etc/passwd\nquestions: [1]", "field name: must have"),
        ("lab.yaml", b"name: nul\nquestions: [1]", "field name: must have"),
        ("lab.yaml", b"name: [lab]\nquestions: [1]", "field name: must have"),
        ("lab.yaml", b"title: 3\nquestions: [1]", "field title: must be one line"),
        ("lab.yaml", b"signature: yes\nquestions: [1]", "field signature: is damaged"),
        ("lab.json", b"{", "not valid JSON: line 1, column 2"),
        ("lab.json", b"[" * 1_000_000, "not valid JSON"),
        ("lab.json", b'{"name": "abc", "name": "abd"}', "'name' stands twice"),
        ("lab.json", b'{"questions": 3}', "is no question pack"),
        ("lab.csv", b"a,b\n1,2\n", "row 1: 'a' is not a known column"),
        ("lab.csv", b"id,text,txet\n", "did you mean 'text'"),
        ("lab.csv", b"id,text\n", "row 1: these columns are missing: language, roles"),
        ("lab.csv", b"id,id\n", "the column 'id' stands twice"),
        ("lab.csv", b'id,text\n"abc', "no CSV file that can be read: line 2"),
        ("lab.csv", b"\x81\x00\xff", "neither UTF-8 nor UTF-16 nor GBK"),
        ("lab.csv", write_csv(Pack("lab", ())), "holds no questions"),
        ("lab.md", b"# Title\n\nwords\n", "holds no question"),
        ("lab.md", b"## a\n\xff", "not UTF-8"),
        ("lab.yaml", b"", "is empty"),
        ("lab.csv", b" \n ", "is empty"),
        ("lab.pdf", b"%PDF-1.7", "not one of the kinds"),
        ("lab.yaml", gzip.compress(bytes(1000), mtime=0), "is a gzip file"),
        ("lab.xlsx", b"PK\x03\x04rest", "is a ZIP file"),
        ("实验室.yaml", b"questions: [1]", "No name for the pack"),
    ],
)  # fmt: skip
def test_what_is_no_pack(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        check_pack(tmp_path / name)
    assert message in str(caught.value)
    assert name in str(caught.value)
    assert len(str(caught.value)) < 500
    assert time.perf_counter() - begin < 5


def test_an_archive_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_bytes(zipped())
    with pytest.raises(InputError, match="is a ZIP file, and Candid does not unpack those"):
        read_pack(tmp_path / "lab.yaml")


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_a_hundred_megabytes_are_not_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    begin = time.perf_counter()
    with pytest.raises(InputError, match="larger than 10 MB"):
        read_pack(path)
    assert time.perf_counter() - begin < 0.5


def test_missing_file_folder_and_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_pack(tmp_path / "lab.yaml")
    with pytest.raises(InputError, match=r"holds no \.yaml"):
        read_pack(tmp_path)
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.yaml")
        with pytest.raises(InputError, match="There is no file"):
            read_pack(tmp_path / "pipe.yaml")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"language": "fr"}, "language", "must be one of zh, en"),
    ({"language": "zh"}, "text", "marked zh but holds no Chinese"),
    ({"text": None}, "text", "is missing"),
    ({"key_points": []}, "key_points", "must hold 1 to 12 entries"),
    ({"key_points": [{"id": "a", "text": "point", "weight": 11}]}, "key_points[1].weight", "above 0 and up to 10"),
    ({"key_points": [{"id": "a", "text": "point", "weight": -1}]}, "key_points[1].weight", "above 0 and up to 10"),
    ({"key_points": [{"id": "a", "text": "point", "weight": float("nan")}]}, "key_points[1].weight", "above 0"),
    ({"difficulty": 9}, "difficulty", "a whole number from 1 to 5"),
    ({"text": "Why\u202e here?"}, "text", "holds the character U+202E"),
    ({"source": "bell \x07"}, "source", "holds the character U+0007"),
    ({"id": "../../x"}, "id", "may hold a–z"),
]


@pytest.mark.parametrize(("change", "field", "expected"), WRONG)
@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_wrong_fields_name_place_field_and_expectation(
    tmp_path: Path, suffix: str, change: dict[str, Any], field: str, expected: str
) -> None:
    entry = {key: value for key, value in {**ENTRY, "follow_ups": [], **change}.items() if value is not None}
    check = check_pack(write(tmp_path / f"lab{suffix}", SECOND, entry))
    (problem,) = check.problems
    assert f"field {field}:" in problem
    assert expected in problem
    assert problem.startswith("lab.json, entry 2" if suffix == ".json" else "lab.yaml, line ")
    assert not localise(problem, "zh").isascii()


def test_every_refused_row_of_a_table_is_named(tmp_path: Path) -> None:
    made = pack(*({**ENTRY, "id": f"row-{n}"} for n in range(2, 9)))
    table = list(csv.reader(io.StringIO(write_csv(made).decode("utf-8-sig"), newline="")))
    wrong = [
        ("difficulty", "three", "field difficulty: must be a whole number from 1 to 5, but is 'three'"),
        ("key_points", "reuse | 0 | must | text", "field key_points[1].weight: must be a number above 0 and up to 10"),
        ("key_points", "\na | 1 | | text\nb | 1 | yes | text", "field key_points[2]: the third part must be 'must'"),
        ("follow_ups", "forgotten | limit | Why?", "field follow_ups[1]: must begin with 'missing' or 'claimed'"),
        ("common_mistakes", "alone", "field common_mistakes[1]: must be 'text | correction', but has 1 parts"),
        ("id", "row-8", "field id: is already used in lab.csv, row 7"),
    ]
    for row, (column, cell, _) in zip(table[1:], wrong, strict=False):
        row[table[0].index(column)] = cell
    table[6], table[7] = table[7], table[6]
    table.append([*table[6], "surplus"])
    with (tmp_path / "lab.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    problems = check_pack(tmp_path / "lab.csv").problems
    expected = [(number, message) for number, (_, _, message) in zip((2, 3, 4, 5, 6, 8), wrong, strict=True)]
    expected.append((9, "has more cells than the first row has columns"))
    assert len(problems) == len(expected)
    for problem, (number, message) in zip(problems, expected, strict=True):
        assert f"lab.csv, row {number}" in problem
        assert message in problem
        assert not localise(problem, "zh").isascii()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- difficulty: 3", "- difficulty: three", "field difficulty: must be a whole number"),
        ("- difficulty: 3", "difficulty 3", ": must be '- field: value'"),
        ("- difficulty: 3", "- difficulty: 3\n- difficulty: 4", "the field 'difficulty' stands twice"),
        ("### Question", "### Qestion", "the heading 'Qestion' is none of"),
        ("### Key points", "### Question", "the heading 'Question' stands twice"),
        ("- `reuse` (2, must): ", "- reuse: ", "must be '- `id` (weight, must): text'"),
        ("- missing `limit`", "- maybe `limit`", "must be '- missing `key point id`: text'"),
    ],
)
def test_wrong_lines_of_markdown(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = write_markdown(pack(ENTRY)).decode()
    assert old in text
    (tmp_path / "lab.md").write_text(text.replace(old, new, 1), encoding="utf-8")
    (problem,) = check_pack(tmp_path / "lab.md").problems
    assert "question lab-cache" in problem
    assert expected in problem


def test_ids_used_twice_are_named_with_the_other_place(tmp_path: Path) -> None:
    taken = shipped_bank().questions[0].id
    path = write(tmp_path / "lab.yaml", ENTRY, {**SECOND, "id": ENTRY["id"]}, {**ENTRY, "id": taken})
    twice, shipped = check_pack(path).problems
    assert "is already used in lab.yaml, line " in twice
    assert f"question {taken}, field id: is already used in Candid's own questions" in shipped


def test_a_pack_of_too_many_questions(tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    path.write_text("[" + "1," * 5_000 + "1]", encoding="utf-8")
    with pytest.raises(InputError, match="holds 5001 questions, more than 5000"):
        read_pack(path)
