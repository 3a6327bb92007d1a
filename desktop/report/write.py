"""The files of a report: all four in one folder, or one of them."""

from __future__ import annotations

import json
from datetime import tzinfo
from pathlib import Path
from typing import Literal

from desktop.domain.assessment import Assessment
from desktop.domain.session import SessionRecord
from desktop.report.atomic import write_atomically
from desktop.report.html import export_html
from desktop.report.json_export import export_json
from desktop.report.markdown import export_markdown
from desktop.report.pdf import render_pdf
from desktop.report.view import build_report

Format = Literal["json", "html", "md", "pdf"]

FORMATS: tuple[Format, ...] = ("json", "html", "md", "pdf")
"""The PDF comes last: it alone can lack something on this machine (a Chinese font)."""


def json_bytes(record: SessionRecord, assessment: Assessment) -> bytes:
    """report.json as UTF-8."""
    content = export_json(record, assessment)
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def render(record: SessionRecord, assessment: Assessment, kind: Format, zone: tzinfo | None = None) -> bytes:
    """One report file's content. Raises ``MissingError`` for a PDF that needs a Chinese font and finds none."""
    if kind == "json":
        return json_bytes(record, assessment)
    view = build_report(record, assessment, zone)
    if kind == "html":
        return export_html(view).encode()
    if kind == "md":
        return export_markdown(view).encode()
    return render_pdf(view)


def write_one(
    record: SessionRecord, assessment: Assessment, kind: Format, path: Path, zone: tzinfo | None = None
) -> None:
    """Write one file, whole or not at all. Raises as ``render``, ``StorageFull``, or ``InputError`` for the place."""
    write_atomically(path, render(record, assessment, kind, zone))


def write_all(
    record: SessionRecord, assessment: Assessment, out_dir: Path, zone: tzinfo | None = None
) -> tuple[Path, ...]:
    """Write ``report.json``, ``.html``, ``.md`` and ``.pdf``, each whole or not at all; the paths in that order.

    When the PDF cannot be made (``MissingError``), the other three are there. Other errors as for ``write_one``.
    """
    paths = tuple(out_dir / f"report.{kind}" for kind in FORMATS)
    for kind, path in zip(FORMATS, paths, strict=True):
        write_one(record, assessment, kind, path, zone)
    return paths
