"""Résumés and job descriptions as people have them, and the files that cannot be read."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from desktop.domain.document import DocumentText
from desktop.domain.errors import InputError
from desktop.interview.documents import MAX_CHARS, read_document, tidy

ZH = "王工的简历：熟悉 PyTorch 与大模型微调，做过推荐系统。"
EN = "José’s résumé: five years of Python, Kubernetes and search ranking."


def pdf(body: str, folder: Path) -> bytes:
    source = folder / "page.typ"
    source.write_text(body, encoding="utf-8")
    return bytes(typst.compile(source))


def png() -> bytes:
    """A grey picture of 8 × 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_chinese_text_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "简历.txt"
    path.write_bytes(ZH.encode(encoding))
    assert read_document(path).text == ZH


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_western_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "resume.md"
    path.write_bytes(EN.encode(encoding))
    assert read_document(path).text == EN


def test_pdf_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(pdf(f'#set text(font: ("Noto Sans CJK SC", "Noto Serif CJK SC"))\n{ZH}\n\n{EN}', tmp_path))
    text = read_document(path).text
    assert "Kubernetes and search ranking" in text
    assert "大模型微调" in text


def test_docx_with_table_and_text_box(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(ZH)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Skills", "Kafka, Flink"
    paragraph = document.add_paragraph("After the table")
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    paragraph._p.append(docx.oxml.parse_xml(box))
    path = tmp_path / "resume.docx"
    document.save(str(path))
    text = read_document(path).text
    assert text.index("大模型微调") < text.index("Kafka, Flink") < text.index("After the table")
    assert text.count("In a box") == 1


def locked(data: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdf_with_and_without_a_password(tmp_path: Path) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(locked(pdf("Python and search ranking since 2019", tmp_path), ""))
    assert "search ranking" in read_document(path).text
    path.write_bytes(locked(pdf("Python and search ranking since 2019", tmp_path), "secret"))
    with pytest.raises(InputError, match="protected by a password"):
        read_document(path)


def test_scanned_pdf(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(png())
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf('#image("scan.png", width: 10cm)', tmp_path))
    with pytest.raises(InputError, match="scan"):
        read_document(path)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    return out.getvalue()


def half_a_docx() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()[:-2000]


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"  \n\t \n", "holds no text"),
        ("a.txt", b"x" * 10_000_001, "larger than 10 MB"),
        ("a.pdf", b"x" * 50_000_001, "larger than 10 MB"),
        ("a.txt", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" * 50, "not a text file"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "not what its ending says"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "damaged"),
        ("a.docx", b"plain text, no container", "not what its ending says"),
        ("a.docx", half_a_docx(), "damaged"),
        ("a.docx", other_zip(), "not what its ending says"),
        ("a.docx", bomb(), "unpacks to more than 50 MB"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "password"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, "old Word format"),
        ("a.png", png(), "of a kind that cannot be read"),
        ("a.rtf", b"{\\rtf1 hello}", "of a kind that cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_document(path)
    assert caught.value.action
    assert caught.value.exit_code == 2
    assert name in caught.value.what


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(InputError, match="does not exist or is not a file"):
            read_document(path)


def test_a_page_of_endless_operators_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    """22 kB that unpack to 400,000 text operators take the parser far longer than anyone should wait."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 9 Tf (a) Tj ET\n" * 400_000)
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    path = tmp_path / "heavy.pdf"
    writer.write(path)
    begin = time.monotonic()
    with pytest.raises(InputError, match="took too long"):
        read_document(path, deadline_s=2.0)
    assert time.monotonic() - begin < 8


def test_eighty_pages_are_read_to_a_limit_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(pdf(f"{EN}\n#for _ in range(80) [#pagebreak() #lorem(400)]", tmp_path))
    document = read_document(path)
    assert "Kubernetes and search ranking" in document.text
    assert document.cut
    assert MAX_CHARS - 100 < len(document.text) <= MAX_CHARS


def test_tidy_cuts_cleans_and_keeps_chinese_punctuation() -> None:
    assert tidy("a\u200b\u0007b\r\n\r\n\r\n\r\nc　 d") == DocumentText("a b\n\nc d")
    assert tidy("⼯程师（算法），你好").text == "工程师（算法），你好"
    assert tidy("字" * 200_000) == DocumentText("字" * MAX_CHARS, cut=True)
    assert tidy(" " * 200_000 + "字").cut
