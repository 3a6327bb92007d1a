"""A pack: questions with a name, and perhaps a signature; and the one form of it that is signed and compared."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from desktop.domain.question import KeyPoint, Question

FORMAT = 1
MAX_QUESTIONS = 5_000
NAME_RULE = "3 to 60 characters of a-z, 0-9, '_' and '-', beginning with a letter or digit"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{2,59}")
# A file of one of these names cannot be made on Windows.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True, slots=True)
class Signature:
    """Both in base64: ``key`` is the signer's public key (32 bytes), ``value`` the Ed25519 signature (64 bytes)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Pack:
    """``questions`` in order of their ids; ``name`` is also the name of the installed file."""

    name: str
    questions: tuple[Question, ...]
    title: str = ""
    version: str = ""
    licence: str = ""
    signature: Signature | None = None


def is_pack_name(name: str) -> bool:
    """Whether a pack may be called so: see ``NAME_RULE``."""
    return _NAME.fullmatch(name) is not None and name not in _DEVICES


def pack_name_of(stem: str) -> str:
    """A name made from that of a file; "" when nothing usable is left of it."""
    name = re.sub(r"[^a-z0-9_-]+", "-", stem.lower()).strip("-_")[:60]
    return name if is_pack_name(name) else ""


def entry_of(question: Question) -> dict[str, Any]:
    """The question as a mapping of plain values, as ``parse_question`` reads it. What equals its default is left out,
    so that a field added to the format later does not change what older packs were signed for."""
    entry: dict[str, Any] = {
        "id": question.id,
        "language": question.language,
        "roles": list(question.roles),
        "domain": question.domain,
        "round": question.round,
        "topic": question.topic,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "frequency": question.frequency,
        "time_limit_s": question.time_limit_s,
        "text": question.text,
        "spoken": question.spoken,
        "key_points": [_point(point) for point in question.key_points],
        "reference_answer": question.reference_answer,
        "common_mistakes": [{"text": one.text, "correction": one.correction} for one in question.common_mistakes],
        "follow_ups": [
            {"when_missing": one.when_missing, "text": one.text}
            if one.when_missing
            else {"when_claimed": one.when_claimed, "text": one.text}
            for one in question.follow_ups
        ],
        "resources": list(question.resources),
        "source": question.source,
    }
    return {name: value for name, value in entry.items() if value not in (None, "", [])}


def _point(point: KeyPoint) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": point.id, "text": point.text, "weight": plain_number(point.weight)}
    if point.must:
        entry["must"] = True
    if point.said_like:
        entry["said_like"] = list(point.said_like)
    return entry


def plain_number(value: float) -> int | float:
    """3.0 as 3, the way people write weights."""
    return int(value) if value == int(value) else value


def header_of(pack: Pack) -> dict[str, Any]:
    """What stands before the questions in a file."""
    header = {"candid_pack": FORMAT, "name": pack.name}
    header |= {key: getattr(pack, key) for key in ("title", "version", "licence") if getattr(pack, key)}
    return header


def signed_bytes(pack: Pack) -> bytes:
    """What a signature is made over: everything that the program uses of the pack, whatever file it was read from.

    White space, comments, the order of fields and of questions, and the file's format are not part of it.
    """
    entries = [entry_of(question) for question in sorted(pack.questions, key=lambda question: question.id)]
    whole = {**header_of(pack), "questions": entries}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return b"candid question pack\n" + text.encode()


def digest(pack: Pack) -> str:
    """SHA-256 of the content and of the signature, in hex: what a person who agreed to a pack has agreed to."""
    found = hashlib.sha256(signed_bytes(pack))
    if pack.signature is not None:
        found.update(f"\n{pack.signature.key} {pack.signature.value}".encode())
    return found.hexdigest()
