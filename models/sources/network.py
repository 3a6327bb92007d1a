"""HTTP as weights need it: one client that honours proxies and own certificates, and downloads that resume."""

from __future__ import annotations

import errno
import hashlib
import os
import ssl
import time
from collections.abc import Callable
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2

from models.errors import Interrupted, NoNetwork, NoSpace, NotPermitted, ServerRefused, ServerSilent, SourceGone

_CHUNK = 1 << 18
_CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

OnBytes = Callable[[int], None]


@dataclass
class Network:
    """How to reach servers. ``silence_s``: how long one may send nothing; ``tries``: fruitless connections in a row."""

    client: httpx2.Client
    silence_s: float = 30.0
    tries: int = 5
    cancelled: Callable[[], bool] = field(default=lambda: False)
    sleep: Callable[[float], None] = time.sleep

    def close(self) -> None:
        self.client.close()


def open_network(
    settings: ConfigParser, *, silence_s: float = 30.0, tries: int = 5, cancelled: Callable[[], bool] = lambda: False
) -> Network:
    """A client with pip's proxy and certificate settings over the system's; HTTP(S)_PROXY and NO_PROXY are honoured."""
    context = httpx2.create_ssl_context()
    own = [os.environ[v] for v in _CERTIFICATES if os.environ.get(v)]
    for place in [*own, settings.get("global", "cert", fallback="")]:
        if place and Path(place).is_file():
            try:
                context.load_verify_locations(cafile=place)
            except ssl.SSLError as error:
                raise NoNetwork("The network", f"the certificate file {place} cannot be read ({error})") from error
    proxy = os.environ.get("PIP_PROXY") or settings.get("global", "proxy", fallback="") or None
    client = httpx2.Client(
        verify=context,
        proxy=proxy,
        timeout=httpx2.Timeout(silence_s, connect=min(15.0, silence_s)),
        follow_redirects=True,
        headers={"User-Agent": "candid", "Accept-Encoding": "identity"},
    )
    return Network(client, silence_s=silence_s, tries=tries, cancelled=cancelled)


def host_of(url: str) -> str:
    """The host of an address without user name and password, for messages."""
    return urlsplit(url).hostname or "this computer"


def read_page(net: Network, url: str, accept: str) -> tuple[bytes, str, str]:
    """A small document: its bytes, its media type and its final address. ``file:`` addresses are read from disk."""
    if url.startswith("file:"):
        path = _local(url)
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            raise SourceGone(path.name, str(path.parent))
        return path.read_bytes(), "text/html", path.as_uri()
    for attempt in range(net.tries):
        try:
            answer = net.client.get(url, headers={"Accept": accept})
            _check(answer, url)
        except (httpx2.TransportError, ServerRefused) as error:
            _retry_or_raise(net, attempt, error, url)
        else:
            return answer.content, answer.headers.get("content-type", ""), str(answer.url)
    raise AssertionError("unreachable")


def download(net: Network, url: str, part: Path, on_bytes: OnBytes, expected: int | None = None) -> None:
    """Bytes of ``url`` into ``part``, continuing what is there. ``on_bytes`` gets the size so far.

    Raises the types of ``models.errors``. What has arrived stays in ``part`` whatever happens.
    """
    if url.startswith("file:"):
        _copy_local(net, _local(url), part, on_bytes)
        return
    broken = 0
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            _continue(net, url, part, on_bytes, expected)
            return
        except (httpx2.TransportError, ServerRefused) as error:
            # A connection that brought something is no failure; only fruitless ones count.
            after = part.stat().st_size if part.exists() else 0
            broken = 0 if after > before else broken + 1
            _retry_or_raise(net, broken, error, url)
        except OSError as error:
            raise disk_error(error, part) from error


def _continue(net: Network, url: str, part: Path, on_bytes: OnBytes, expected: int | None) -> None:
    have = part.stat().st_size if part.exists() else 0
    if expected is not None and have == expected:
        on_bytes(have)
        return None
    headers = {"Range": f"bytes={have}-"} if have else {}
    with net.client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == 416:
            part.unlink()
            return _continue(net, url, part, on_bytes, expected)
        _check(answer, url)
        resumed = answer.status_code == 206 and answer.headers.get("content-range", "").startswith(f"bytes {have}-")
        have = have if resumed else 0
        with part.open("ab" if resumed else "wb") as out:
            # As it comes: a collected piece would be lost when the connection breaks.
            for chunk in answer.iter_bytes():
                if net.cancelled():
                    raise Interrupted("The fetch was stopped.")
                out.write(chunk)
                have += len(chunk)
                on_bytes(have)
                if expected is not None and have > expected:
                    return None  # Not the file: the hash will say so; no reason to fill the disk first.
    if expected is not None and have < expected:
        raise httpx2.RemoteProtocolError(f"the connection ended after {have} of {expected} bytes")
    return None


def _check(answer: httpx2.Response, url: str) -> None:
    name = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    if answer.status_code in (404, 410):
        raise SourceGone(name, host_of(url))
    if answer.status_code >= 400:
        raise ServerRefused(name, host_of(url), answer.status_code)


def _retry_or_raise(net: Network, attempt: int, error: Exception, url: str) -> None:
    """Waits before another try, or raises what the person should read."""
    if net.cancelled():
        raise Interrupted("The fetch was stopped.") from error
    lasting = isinstance(error, ServerRefused) and "HTTP 5" not in error.what and "HTTP 429" not in error.what
    # Silence is waited for only twice: the person watches.
    tries = min(net.tries, 2) if isinstance(error, httpx2.TimeoutException) else net.tries
    if attempt + 1 < tries and not lasting and not isinstance(error, httpx2.UnsupportedProtocol):
        net.sleep(min(8.0, 0.5 * 2**attempt))
        return
    if isinstance(error, ServerRefused):
        raise error
    if isinstance(error, httpx2.ReadTimeout):
        raise ServerSilent(host_of(url), net.silence_s) from error
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError):
        raise Interrupted(f"The connection to {host_of(url)} keeps breaking.") from error
    raise NoNetwork(host_of(url), str(error) or type(error).__name__) from error


def disk_error(error: OSError, path: Path) -> NoSpace | NotPermitted | OSError:
    """The type for a full disk or a forbidden folder; other errors of the system as they are."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(0, 0, str(path.parent))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NotPermitted(str(path))
    return error


def _local(url: str) -> Path:
    path = unquote(urlsplit(url).path)
    # On Windows file:///C:/x has the path /C:/x.
    return Path(path[1:] if os.name == "nt" and path.startswith("/") else path)


def _copy_local(net: Network, source: Path, part: Path, on_bytes: OnBytes) -> None:
    if not source.is_file():
        raise SourceGone(source.name, str(source.parent))
    try:
        have = 0
        with source.open("rb") as read, part.open("wb") as out:
            while chunk := read.read(_CHUNK):
                if net.cancelled():
                    raise Interrupted("The fetch was stopped.")
                out.write(chunk)
                have += len(chunk)
                on_bytes(have)
    except OSError as error:
        raise disk_error(error, part) from error


def sha256_of(path: Path, on_bytes: OnBytes | None = None, cancelled: Callable[[], bool] = lambda: False) -> str:
    """SHA-256 of a file in hexadecimal, read in pieces."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as read:
        while chunk := read.read(1 << 20):
            if cancelled():
                raise Interrupted("Stopped while checking.")
            digest.update(chunk)
            done += len(chunk)
            if on_bytes:
                on_bytes(done)
    return digest.hexdigest()
