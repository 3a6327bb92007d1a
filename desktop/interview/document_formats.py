"""PDF and DOCX bytes → text. Runs in a child process; see ``documents``."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import zipfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

MAX_UNPACKED_BYTES = 50_000_000
MAX_PAGES = 60
_ENOUGH_CHARS = 160_000
_MEMORY_BYTES = 2_000_000_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class UnreadableError(Exception):
    """Why a document has no text for us: encrypted, scan, too_large, kind, empty or damaged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def serve(pipe: Connection, parser: str) -> None:
    """Child process: receives the bytes, sends back ``("text", text)`` or ``("error", reason)``."""
    _limit_memory()
    logging.disable(logging.CRITICAL)
    try:
        data = pipe.recv_bytes()
        parse = {"pdf_text": pdf_text, "docx_text": docx_text}[parser]
        pipe.send(("text", parse(data)))
    except UnreadableError as error:
        pipe.send(("error", error.reason))
    except Exception:
        # The parsers raise dozens of types on broken input, KeyError and RecursionError among them.
        pipe.send(("error", "damaged"))


def _limit_memory() -> None:
    """Caps the address space where the platform can (Linux); elsewhere the deadline alone bounds the child."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def pdf_text(data: bytes) -> str:
    """Text of the first 60 pages. A file locked against editing only opens with the empty password."""
    from pypdf import PasswordType, PdfReader

    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("kind")
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableError("encrypted")
    parts: list[str] = []
    for number, page in enumerate(reader.pages):
        if number >= MAX_PAGES or sum(map(len, parts)) > _ENOUGH_CHARS:
            break
        parts.append(page.extract_text() or "")
    if not parts:
        raise UnreadableError("empty")
    text = "\n".join(parts)
    if sum(char.isalnum() for char in text) < 20:
        raise UnreadableError("scan" if any(_has_picture(page) for page in reader.pages[:MAX_PAGES]) else "empty")
    return text


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(item.get_object().get("/Subtype") == "/Image" for item in objects.get_object().values())


def docx_text(data: bytes) -> str:
    """Paragraphs, tables and text boxes of the body in reading order, as python-docx opens them."""
    from docx import Document

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An OLE container under the name of a DOCX is what Word writes when a password is set.
        raise UnreadableError("encrypted")
    if not data.startswith(b"PK"):
        raise UnreadableError("kind")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(item.file_size for item in package.infolist()) > MAX_UNPACKED_BYTES:
            raise UnreadableError("too_large")
        if "word/document.xml" not in package.namelist():
            raise UnreadableError("kind")
    body = Document(io.BytesIO(data)).element.body
    text = "".join(_pieces(body))
    if not text.strip():
        raise UnreadableError("scan" if b"word/media/" in data else "empty")
    return text


def _pieces(element: Any) -> Iterator[str]:
    """Text in document order. A text box occurs twice, as itself and as a fallback for old readers: one is taken."""
    for child in element.iterchildren():
        if child.tag == _FALLBACK:
            continue
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in (f"{_WORD}tab", f"{_WORD}ptab"):
            yield "\t"
        elif child.tag in (f"{_WORD}br", f"{_WORD}cr"):
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _pieces(child)
            if child.tag == f"{_WORD}p":
                yield "\n"
            elif child.tag == f"{_WORD}tc":
                yield "\t"
