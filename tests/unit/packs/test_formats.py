"""What is exported and imported again is the same question, in every format that can be read."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import InputError
from desktop.domain.question import FollowUp, KeyPoint, Mistake, Question
from desktop.interview.bank import load_bank
from desktop.packs.anki_format import write_anki
from desktop.packs.csv_format import COLUMNS, MAX_CELL, write_csv
from desktop.packs.lists import joined, split
from desktop.packs.pack import Pack, signed_bytes
from desktop.packs.reading import read_pack
from desktop.packs.writing import WRITERS, Format, write_pack
from desktop.resources import assets_dir
from tests.unit.packs.made import ENTRY, SECOND, pack

BANK = load_bank(assets_dir() / "questions")
LOSSLESS: tuple[Format, ...] = ("yaml", "json", "csv", "md")
FORMULAS = "=+-@＝＋－＠"
AWKWARD = [
    *FORMULAS, "|", "\\", '"', "'", ",", ";", "\t", "\n", "#", "## ", "### ", "- ", "`", "<br>", "\\|", "\\n", ": ",
    "é", "𝄞", "中", "~", "null", "true", "1-2", "&a", "*a", "%",
]  # fmt: skip
TURNS = "\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
every_format = pytest.mark.parametrize("form", LOSSLESS)


def again(made: Pack, form: Format, folder: Path) -> Pack:
    path = folder / f"{made.name}.{form}"
    write_pack(made, form, path)
    reading = read_pack(path)
    assert reading.problems == ()
    return reading.pack


@every_format
def test_every_shipped_question_survives(form: Format, tmp_path: Path) -> None:
    assert len(BANK.questions) == 668
    assert again(Pack("shipped", BANK.questions), form, tmp_path).questions == BANK.questions


def texts(longest: int) -> st.SearchStrategy[str]:
    """What the schema takes: no unseen characters, no white space around it; rich in what formats trip over."""
    plain = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=TURNS)
    made = st.lists(st.one_of(st.sampled_from(AWKWARD), plain), min_size=1, max_size=12).map(
        lambda parts: "".join(parts).strip()
    )
    return made.filter(lambda text: 2 <= len(text) <= longest)


point_ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    ids = draw(st.lists(point_ids, min_size=1, max_size=3, unique=True))
    weights = st.one_of(st.integers(1, 10).map(float), st.floats(1e-6, 10.0))
    points = tuple(
        KeyPoint(i, draw(texts(400)), draw(weights), draw(st.booleans()), tuple(draw(st.lists(texts(300), max_size=2))))
        for i in ids
    )
    follow_ups = tuple(
        FollowUp("And " + draw(texts(300)), **{draw(st.sampled_from(("when_missing", "when_claimed"))): one})
        for one in draw(st.lists(st.sampled_from(ids), max_size=2))
    )
    mistakes = tuple(Mistake(*pair) for pair in draw(st.lists(st.tuples(texts(600), texts(900)), max_size=2)))
    made = Question(
        id=draw(st.from_regex(r"[a-z0-9][a-z0-9._-]{2,20}", fullmatch=True)),
        language="en", roles=tuple(draw(st.lists(texts(300), min_size=1, max_size=3))), domain=draw(texts(60)),
        round="theory", topic=draw(texts(80)), kind="technical", difficulty=draw(st.integers(1, 5)),
        frequency="rare", time_limit_s=draw(st.integers(30, 900)), text=draw(texts(500)) + " Why?", key_points=points,
        reference_answer=draw(st.one_of(st.just(""), texts(2000))), common_mistakes=mistakes, follow_ups=follow_ups,
        spoken=draw(st.none() | texts(800).map(lambda text: f"Well, {text}")),
        resources=tuple(draw(st.lists(texts(300), max_size=2))), source=draw(texts(300)),
    )  # fmt: skip
    shown = (made.text, made.spoken or "", *(one.text for one in follow_ups))
    han = re.compile(r"[\u3400-\u9fff]")
    return made if not any(han.search(text) for text in shown) else draw(st.nothing())


@every_format
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=questions())
def test_any_question_survives(form: Format, tmp_path_factory: pytest.TempPathFactory, made: Question) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    assert again(Pack("any", (made,)), form, folder).questions == (made,)


@given(st.lists(texts(50), max_size=5))
def test_lists_in_a_line_survive(parts: list[str]) -> None:
    assert split(joined(parts)) == parts


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_header_and_signed_content_survive(form: Format, tmp_path: Path) -> None:
    made = pack(title="Our lab", version="3", licence="CC-BY-4.0")
    found = again(made, form, tmp_path)
    assert found == made
    assert signed_bytes(found) == signed_bytes(made)


def test_no_cell_of_the_table_is_a_formula_or_becomes_a_date() -> None:
    risky = [f"{sign}cmd|' /C calc'!A0" for sign in FORMULAS] + ["1-2", "3/4", "1e5", "007", "sep-1", "true", "'=1"]
    for text in risky:
        entry = {**ENTRY, "topic": text, "source": text, "roles": [text], "reference_answer": text}
        rows = list(csv.reader(io.StringIO(write_csv(pack(entry)).decode("utf-8-sig"), newline="")))
        cells = dict(zip(*rows, strict=True))
        assert {cells[name] for name in ("topic", "source", "reference_answer")} == {f"'{text}"}
        assert not any(cell[0] in FORMULAS for cell in cells.values() if cell)


def test_hand_written_cells_need_no_apostrophe(tmp_path: Path) -> None:
    table = write_csv(pack({**ENTRY, "source": "- ours"})).decode("utf-8-sig").replace("'- ours", "- ours")
    (tmp_path / "lab.csv").write_text(table, encoding="utf-8")
    assert read_pack(tmp_path / "lab.csv").pack.questions[0].source == "- ours"


def as_saved_by(spreadsheet: str) -> bytes:
    """The same table as several programs save it."""
    rows = csv.reader(io.StringIO(write_csv(pack()).decode("utf-8-sig"), newline=""))
    separator = {"german": ";", "unicode text": "\t"}.get(spreadsheet, ",")
    breaks = "\r" if spreadsheet == "old mac" else "\n"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerows([cell.replace("\n", breaks) for cell in row] for row in rows)
    text = out.getvalue()
    if spreadsheet == "with sep line":
        return b"sep=,\r\n" + text.encode()
    encodings = {"chinese windows": "gbk", "unicode text": "utf-16", "utf-8": "utf-8-sig"}
    return text.encode(encodings.get(spreadsheet, "utf-8"))


@pytest.mark.parametrize(
    "spreadsheet", ["plain", "utf-8", "german", "unicode text", "chinese windows", "with sep line", "old mac"]
)
def test_tables_as_spreadsheets_save_them(spreadsheet: str, tmp_path: Path) -> None:
    path = tmp_path / ("lab.txt" if spreadsheet == "unicode text" else "lab.csv")
    path.write_bytes(as_saved_by(spreadsheet))
    reading = read_pack(path)
    assert reading.problems == ()
    assert reading.pack.questions == pack().questions
    assert any("GBK" in note for note in reading.notes) == (spreadsheet == "chinese windows")


def test_a_cell_that_spreadsheets_would_cut_is_not_written(tmp_path: Path) -> None:
    said = ["x" * 300] * 30
    points = [{"id": f"p{n}", "text": "point", "said_like": said} for n in range(4)]
    long = pack({**ENTRY, "key_points": points, "follow_ups": []})
    with pytest.raises(InputError, match=f"key_points: has .* {MAX_CELL}"):
        write_pack(long, "csv", tmp_path / "lab.csv")
    assert not (tmp_path / "lab.csv").exists()
    assert again(long, "md", tmp_path).questions == long.questions


def test_columns_are_the_fields_of_the_schema() -> None:
    assert set(COLUMNS) == {**ENTRY, "spoken": ""}.keys()


def test_markdown_can_be_read_by_people(tmp_path: Path) -> None:
    lines = WRITERS["md"](pack(ENTRY, title="Our lab")).decode().split("\n")
    assert lines[0] == "# Our lab"
    (tmp_path / "lab.md").write_text("\n".join(lines), encoding="utf-8")
    assert read_pack(tmp_path / "lab.md").pack.title == "Our lab"
    assert "## lab-cache" in lines
    assert "- `reuse` (2, must): meshes are expensive to build and are used again" in lines
    assert "- missing `limit`: What happens when it is full?" in lines


def test_anki_cards_are_known_by_the_id_and_hold_no_markup_of_the_pack() -> None:
    card = write_anki(pack({**ENTRY, "text": "Why <b>here</b>?\tAnd there?"})).decode().splitlines()[-1].split("\t")
    assert card[0] == "candid.lab-cache"
    assert card[1] == "Why &lt;b&gt;here&lt;/b&gt;? And there?"
    assert card[2].startswith("<ul><li>meshes")
    assert card[3] == "candid::caching::basics"


def test_second_language_is_there() -> None:
    assert pack().questions[1].language == SECOND["language"] == "zh"


def test_the_example_of_the_documentation_is_a_pack(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "packs.md").read_text(encoding="utf-8")
    (tmp_path / "example.yaml").write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    reading = read_pack(tmp_path / "example.yaml")
    assert (reading.problems, reading.pack.name, len(reading.pack.questions)) == ((), "nlp-lab", 1)
