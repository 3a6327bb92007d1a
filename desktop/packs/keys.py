"""Keys of labs: made and kept by the lab, and installed once by whoever uses its packs. Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from desktop.domain.errors import InputError
from desktop.packs.writing import store

_PUBLIC = re.compile(r"candid-pack-key 1 (\S+) (.+)")
_MAX_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``key`` in base64 (32 bytes); ``name`` is whose it is, as its file says."""

    key: str
    name: str

    @property
    def fingerprint(self) -> str:
        """Of the key, for comparing by eye: 96 bits of SHA-256."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """24 hexadecimal digits in groups of four."""
    hexadecimal = hashlib.sha256(key.encode()).hexdigest()[:24]
    return "-".join(hexadecimal[start : start + 4] for start in range(0, 24, 4))


def make_keys(private: Path, name: str) -> PublicKey:
    """A new pair: ``private`` (PEM, readable by its owner only) and beside it the public key, ending in ``.pub``.

    Raises ``InputError`` when a file is in the way, the place cannot be written to, or the name is no name.
    """
    name = _checked_name(name)
    public = private.with_suffix(".pub")
    for path in (private, public):
        if path.exists():
            raise InputError(f"{path} is already there.", action="A key is never overwritten; choose another name.")
    made = Ed25519PrivateKey.generate()
    raw = made.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = PublicKey(base64.b64encode(raw).decode(), name)
    content = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        private.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise InputError(f"{private} cannot be written: {error.strerror}.", action="Choose another place.") from error
    store(public, _public_line(key))
    return key


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Raises ``InputError`` when it is no such key, or when others on this computer can read it."""
    content = _read(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(
            f"Others on this computer can read the private key {path.name}.", action=f"Run `chmod 600 {path}`."
        )
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError) as error:
        raise InputError(f"{path.name} is no private key.", action="`candid packs keygen` makes one.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path.name} is a key of another kind.", action="`candid packs keygen` makes one.")
    return key


def read_public_key(path: Path) -> PublicKey:
    """Raises ``InputError``."""
    content = _read(path)
    if b"PRIVATE KEY" in content:
        raise InputError(
            f"{path.name} is a private key, which its owner keeps.", action="Install the file that ends in .pub."
        )
    try:
        found = _PUBLIC.fullmatch(content.decode().strip())
        good = found is not None and len(base64.b64decode(found[1], validate=True)) == 32
    except (UnicodeDecodeError, binascii.Error, ValueError):
        found, good = None, False
    if found is None or not good:
        raise InputError(f"{path.name} is no public key of a lab.", action="It is the file that ends in .pub.")
    return PublicKey(found[1], _checked_name(found[2]))


def trusted_keys(folder: Path) -> tuple[PublicKey, ...]:
    """The keys installed in ``folder``, by name; what is no key is left out."""
    found = []
    for path in folder.glob("*.pub") if folder.is_dir() else ():
        try:
            found.append(read_public_key(path))
        except InputError:
            continue
    return tuple(sorted(found, key=lambda key: key.name))


def trust(key: PublicKey, folder: Path) -> None:
    """Install a key. Raises ``InputError`` when another key has this name: signatures are shown by it."""
    for known in trusted_keys(folder):
        if known.key != key.key and _alike(known.name) == _alike(key.name):
            raise InputError(
                f"Another key is already trusted under the name {known.name}.",
                safe="It stays trusted.",
                action="If the lab has a new key, remove the old one first: `candid packs untrust NAME`.",
            )
    store(_place(key, folder), _public_line(key))


def distrust(name: str, folder: Path) -> PublicKey:
    """Remove a key by its name or fingerprint. Raises ``InputError`` when there is none."""
    for known in trusted_keys(folder):
        if name in (known.name, known.fingerprint):
            _place(known, folder).unlink(missing_ok=True)
            return known
    raise InputError(f"No trusted key is called {name}.", action="`candid packs list` shows them.")


def _place(key: PublicKey, folder: Path) -> Path:
    return folder / f"{key.fingerprint}.pub"


def _public_line(key: PublicKey) -> bytes:
    return f"candid-pack-key 1 {key.key} {key.name}\n".encode()


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 2 <= len(name) <= 80 or not name.isprintable():
        raise InputError("The name of a key must have 2 to 80 characters in one line.", action="Choose another name.")
    return name


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", action="Check the file.") from error
