"""The four files: complete, self-contained, and never fooled by what was said."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pypdf
import pytest
import typst

from desktop.domain.errors import MissingError
from desktop.domain.score import DIMENSIONS
from desktop.report.figures import plain
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import escape, export_markdown
from desktop.report.pdf import choose_fonts, export_pdf, system_fonts
from desktop.report.view import build_report
from desktop.report.write import FORMATS, json_bytes, write_all, write_one

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "report"
HOSTILE = (
    "<script>alert(1)</script> </style></svg> <img src=x onerror=alert(1)> **bold** _it_ `code` "
    '[a](javascript:alert(1)) | cell | $x^2$ #let x = 1 #panic("no") *b* @cite <label> {{ 7*7 }} {% raw %} {0} %s '
    "https://evil.example/x www.evil.example &lt; \\u{41} 😀 مرحبا שלום"
)


class Page(HTMLParser):
    """Collects what a browser would act on."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def cjk_font_here() -> bool:
    try:
        choose_fonts(tuple(system_fonts().families()), "zh", "")
    except MissingError:
        return False
    return True


needs_cjk = pytest.mark.skipif(not cjk_font_here(), reason="no font with Chinese characters on this computer")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["full", "empty", "no_camera", "hostile"])
def test_html_is_whole_and_asks_for_nothing(samples: ModuleType, language: str, kind: str) -> None:
    record, assessment = samples.record(language), samples.assessment(language)
    if kind == "empty":
        record, assessment = samples.empty_record(language), samples.empty_assessment(language)
    elif kind == "no_camera":
        record = samples.without_camera(record)
    elif kind == "hostile":
        record = samples.with_text(record, HOSTILE, HOSTILE)
    page = Page(export_html(build_report(record, assessment)))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    links = [value for name, value in page.attributes if name == "href"]
    assert all(link.startswith("#") or link == "https://example.org/book" for link in links)
    anchors = {value for name, value in page.attributes if name == "id"}
    assert {link[1:] for link in links if link.startswith("#")} <= anchors
    if kind == "hostile":
        assert plain(HOSTILE) in " ".join("".join(page.words).split())
        assert "49" not in "".join(re.findall(r"\{\{.*?\}\}", "".join(page.words)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_is_the_expected_text(samples: ModuleType, language: str) -> None:
    """The golden file is checked by eye; write it anew from ``export_markdown`` when a wording changes on purpose."""
    made = export_markdown(build_report(samples.record(language), samples.assessment(language), UTC))
    assert made == (GOLDEN / f"report.{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("<script>", r"\<script\>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("2.9 semitones", "2.9 semitones"),
        ("a | b", r"a \| b"),
        ("two\nlines", "two lines"),
        ("https://evil.example", r"https:\/\/evil.example"),
        ("&lt;", r"\&lt;"),
    ],
)
def test_markdown_escapes(said: str, shown: str) -> None:
    assert escape(said) == shown


@needs_cjk
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pdf_holds_the_words_on_numbered_a4_pages(samples: ModuleType, language: str, tmp_path: Path) -> None:
    record = samples.record(language)
    path = tmp_path / "report.pdf"
    export_pdf(build_report(record, samples.assessment(language)), path)
    reader = pypdf.PdfReader(path)
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    for wanted in (record.config.profile.name, "6.4/10", samples.TEXT[language]["quote"], samples.TEXT[language]["q3"]):
        assert re.sub(r"\s+", "", wanted) in text
    assert f"1/{len(reader.pages)}" in text
    assert all(abs(float(page.mediabox.width) - 595.28) < 1 for page in reader.pages)
    assert reader.metadata is not None
    assert record.config.profile.name in str(reader.metadata.title)


@needs_cjk
def test_pdf_shows_hostile_text_as_text(samples: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    record = samples.with_text(samples.record("en"), HOSTILE, HOSTILE)
    export_pdf(build_report(record, samples.assessment("en")), path)
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
    assert "#letx=1#panic(" in text
    assert "*b*@cite<label>" in text
    assert "<script>alert(1)</script>" in text


def test_pdf_of_a_chinese_report_without_a_chinese_font_names_what_to_install(
    samples: ModuleType, tmp_path: Path
) -> None:
    bare = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    view = build_report(samples.record("zh"), samples.assessment("zh"))
    with pytest.raises(MissingError) as caught:
        export_pdf(view, tmp_path / "report.pdf", bare)
    assert "Noto Sans CJK" in caught.value.action
    assert list(tmp_path.iterdir()) == []


def test_pdf_of_an_english_report_with_a_chinese_name_needs_the_font_too() -> None:
    assert choose_fonts(("DejaVu Sans",), "en", "Test Person") == ("DejaVu Sans",)
    with pytest.raises(MissingError):
        choose_fonts(("DejaVu Sans",), "en", "测试")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_json_has_the_promised_shape(samples: ModuleType, language: str) -> None:
    record, assessment = samples.record(language), samples.assessment(language)
    content = json.loads(json_bytes(record, assessment))
    assert content["schema"] == 1
    promised = "session profile turns dimensions voice presence timeline findings plan gaps models"
    assert set(promised.split()) <= set(content)
    assert set(content["dimensions"]) == set(DIMENSIONS)
    assert content["dimensions"]["skill_match"] == {
        "score": None, "interval": None, "comment": samples.TEXT[language]["none"], "rule": "", "evidence": [],
    }  # fmt: skip
    assert content["dimensions"]["logical_thinking"]["interval"] == [4.6, 7.0]
    turn = content["turns"][1]
    assert turn["follow_up_of"] == 0
    assert turn["question"] == samples.TEXT[language]["q2"]
    assert turn["grade"]["score"] is None
    assert "shown_s" not in turn["words"][0]
    assert "结束回答" not in content["turns"][2]["answer"]
    assert [row["start_s"] for row in content["timeline"]] == sorted(row["start_s"] for row in content["timeline"])
    assert {row["kind"] for row in content["timeline"]} == {"question", "answer", "pause", "command", "zone", "gap"}
    assert content["voice"]["snr_db"] is None
    assert content["models"][0] == {"id": "test-speech-model", "sha256": "0" * 64}


def test_json_keeps_what_was_said_to_the_letter(samples: ModuleType) -> None:
    record = samples.with_text(samples.record("en"), HOSTILE)
    content = json.loads(json_bytes(record, samples.assessment("en")))
    assert content["turns"][0]["question"] == HOSTILE
    assert content["turns"][0]["answer"] == HOSTILE
    assert export_json(samples.empty_record("en"), samples.empty_assessment("en"))["plan"] is None


def test_json_writes_null_where_a_figure_is_no_number(samples: ModuleType) -> None:
    full = samples.record("en")
    strange = dataclasses.replace(full, voice=dataclasses.replace(full.voice, clipping_ratio=float("nan")))
    assert json.loads(json_bytes(strange, samples.assessment("en")))["voice"]["clipping_ratio"] is None


@needs_cjk
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_very_long_answer_is_whole_in_every_format(samples: ModuleType, language: str, tmp_path: Path) -> None:
    said = " ".join(f"w{number}" for number in range(5000))
    full = samples.record(language)
    long = samples.with_text(full, said)
    first = dataclasses.replace(full.answers[0], words=long.answers[0].words)
    words_only = dataclasses.replace(full, answers=(first, *full.answers[1:]))
    paths = write_all(words_only, samples.assessment(language), tmp_path)
    page = "".join(Page(paths[1].read_text(encoding="utf-8")).words)
    pdf = "".join(part.extract_text() for part in pypdf.PdfReader(paths[3]).pages)
    for text in (paths[0].read_text(encoding="utf-8"), page, paths[2].read_text(encoding="utf-8"), pdf):
        assert "w4999" in text
        assert "w2500" in text
    assert all(path.stat().st_size < 2_000_000 for path in paths)


@needs_cjk
def test_write_all_and_write_one_agree_and_leave_nothing_else(samples: ModuleType, tmp_path: Path) -> None:
    record, assessment = samples.record("en"), samples.assessment("en")
    paths = write_all(record, assessment, tmp_path / "all", UTC)
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(f"report.{kind}" for kind in FORMATS)
    for kind, path in zip(FORMATS[:3], paths, strict=False):
        write_one(record, assessment, kind, tmp_path / "one", UTC)
        assert (tmp_path / "one").read_bytes() == path.read_bytes()
