"""Résumés and job descriptions: PDF, DOCX, TXT and MD → plain text, within bounds, or a clear ``InputError``.

PDF and DOCX are parsed in a child process with a deadline and a memory limit: both formats can be made, by accident
or on purpose, to expand without end. The text is data; nothing in it is ever followed as an instruction.
"""

from __future__ import annotations

import codecs
import multiprocessing
import re
import unicodedata
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from desktop.domain.document import DocumentText
from desktop.domain.errors import InputError
from desktop.interview import document_formats

MAX_FILE_BYTES = 10_000_000
MAX_CHARS = 40_000
"""About 12 dense pages; what lies beyond is cut off."""

DEADLINE_S = 20.0
KINDS = (".pdf", ".docx", ".txt", ".md", ".markdown")
_READABLE = "PDF, DOCX, TXT and MD"
_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")


def read_document(path: Path, *, deadline_s: float = DEADLINE_S) -> DocumentText:
    """The document's text: folded white space, no control characters, at most ``MAX_CHARS`` characters.

    Raises:
        InputError: the file is missing, empty, larger than 10 MB (50 MB unpacked), of another kind, damaged,
            encrypted, a scan without text, or takes longer than ``deadline_s`` seconds.
    """
    name = path.name
    data = _bytes_of(path)
    suffix = path.suffix.lower()
    if data.startswith(b"%PDF-") or suffix == ".pdf":
        text = _in_child(document_formats.pdf_text, data, name, deadline_s)
    elif suffix == ".docx":
        text = _in_child(document_formats.docx_text, data, name, deadline_s)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name} is in the old Word format.", action="Save it as DOCX or PDF and try again.")
    elif suffix in KINDS:
        text = decode_text(data, name)
    else:
        raise InputError(f"{name} is of a kind that cannot be read.", action=f"Use {_READABLE}.")
    document = tidy(text)
    if not document.text:
        raise InputError(f"{name} holds no text.", action="Use a file with text in it.")
    return document


def tidy(text: str) -> DocumentText:
    """Without control and invisible characters, runs of blanks and empty lines; cut to ``MAX_CHARS``.

    Radicals, compatibility ideographs and ligatures, which PDF fonts like to produce, become ordinary characters.
    """
    longest = 4 * MAX_CHARS
    more = len(text) > longest
    text = _COMPATIBILITY.sub(_folded, text[:longest]).replace("\r\n", "\n").replace("\r", "\n")
    kept = (char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn") else " "
            for char in text)  # fmt: skip
    lines = (re.sub(r"[ \t\u3000\xa0]+", " ", line).strip() for line in "".join(kept).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return DocumentText(text[:MAX_CHARS].rstrip(), more or len(text) > MAX_CHARS)


def _folded(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def decode_text(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 (with or without byte-order mark), GB18030 or Windows-1252 bytes → text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16", name)
    if (guess := _utf16_without_mark(data)) is not None:
        return _decoded(data, guess, name)
    if b"\0" in data:
        raise InputError(f"{name} is not a text file.", action=f"Use {_READABLE}.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _legacy(data, name)


def _legacy(data: bytes, name: str) -> str:
    """GB18030 decodes much that is not Chinese; text made of rare characters is taken for Windows-1252."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252", name)
    foreign = [char for char in text if ord(char) > 127]
    common = sum(_in_gb2312(char) for char in foreign)
    return text if common >= 0.8 * len(foreign) else _decoded(data, "cp1252", name)


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not text in a known encoding.", action="Save it as UTF-8 text and try again."
        ) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 is told by zero bytes in every other place; line ends and digits give some even in Chinese text."""
    sample = data[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise InputError(f"{path} does not exist or is not a file.", action="Check the path.")
        size = path.stat().st_size
        if size == 0:
            raise InputError(f"{path.name} is empty (0 bytes).", action="Use a file with text in it.")
        if size > MAX_FILE_BYTES:
            raise InputError(
                f"{path.name} is larger than {MAX_FILE_BYTES // 1_000_000} MB.",
                action="Save it without pictures, or paste its text into a TXT file.",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", action="Check the file.") from error


def _in_child(parse: Callable[[bytes], str], data: bytes, name: str, deadline_s: float) -> str:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=document_formats.serve, args=(theirs, parse.__name__), daemon=True)
    child.start()
    theirs.close()
    try:
        return _answer(ours, data, name, deadline_s)
    finally:
        ours.close()
        child.kill()
        child.join()


def _answer(pipe: Connection, data: bytes, name: str, deadline_s: float) -> str:
    broken = InputError(f"{name} is damaged and cannot be read.", action="Save or export it again.")
    try:
        pipe.send_bytes(data)
        if not pipe.poll(deadline_s):
            raise InputError(f"{name} took too long to read.", action="Save it without pictures or as plain text.")
        outcome, value = pipe.recv()
    except (EOFError, OSError) as error:
        raise broken from error
    if outcome == "text":
        return str(value)
    reasons = {
        "encrypted": (f"{name} is protected by a password.", "Save it without a password."),
        "scan": (
            f"{name} holds pictures of pages but no text (a scan).",
            "Export it from the program it was written in, or paste the text into a TXT file.",
        ),
        "too_large": (f"{name} unpacks to more than 50 MB.", "Save it without pictures."),
        "kind": (f"{name} is not what its ending says.", f"Use {_READABLE}."),
        "empty": (f"{name} holds no text.", "Use a file with text in it."),
    }
    if str(value) in reasons:
        what, action = reasons[str(value)]
        raise InputError(what, action=action)
    raise broken
