"""Signing a pack, and what can be said of a signature."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from desktop.packs.pack import Pack, Signature, signed_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from desktop.packs.keys import PublicKey

Standing = Literal["signed", "unsigned", "changed", "unknown_key"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``signer`` is the name of the trusted key ("signed"), the fingerprint of the unknown one, or "".

    "changed": the signature does not belong to this content. "unknown_key": it does, but by a key nobody installed.
    """

    standing: Standing
    signer: str = ""


def sign(pack: Pack, key: Ed25519PrivateKey) -> Pack:
    """The pack with a signature in place of any it had."""
    parts = key.public_key().public_bytes_raw(), key.sign(signed_bytes(pack))
    return replace(pack, signature=Signature(*(base64.b64encode(part).decode() for part in parts)))


def verify(pack: Pack, trusted: Sequence[PublicKey]) -> Verdict:
    """Who signed the pack as it is."""
    if pack.signature is None:
        return Verdict("unsigned")
    # Most people have no signed pack; they should not wait for the library.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from desktop.packs.keys import fingerprint

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(pack.signature.key))
        key.verify(base64.b64decode(pack.signature.value), signed_bytes(pack))
    except (InvalidSignature, ValueError):
        return Verdict("changed")
    known = next((one.name for one in trusted if one.key == pack.signature.key), None)
    return Verdict("signed", known) if known else Verdict("unknown_key", fingerprint(pack.signature.key))
