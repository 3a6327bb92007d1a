"""The package index this computer is set up with, and the wheels it offers (PEP 503 and PEP 691)."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import tomllib
import zipfile
from configparser import ConfigParser, Error
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import platformdirs

from models.errors import FetchError, Interrupted, NoIndex, SourceGone
from models.sources.network import Network, host_of, read_page

_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


@dataclass(frozen=True)
class WheelLink:
    """A wheel that can be downloaded. ``sha256`` and ``bytes`` are None where the index does not tell them."""

    filename: str
    url: str
    sha256: str | None
    bytes: int | None


def pip_settings() -> ConfigParser:
    """pip's configuration files in pip's order, the later overriding; unreadable ones are passed over."""
    settings = ConfigParser(interpolation=None)
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    home = Path.home()
    places = [platformdirs.site_config_path("pip", appauthor=False) / name, Path("/etc") / name]
    places += [home / ("pip" if os.name == "nt" else ".pip") / name, home / ".config" / "pip" / name]
    places += [platformdirs.user_config_path("pip", appauthor=False, roaming=True) / name, Path(sys.prefix) / name]
    if own := os.environ.get("PIP_CONFIG_FILE"):
        places.append(Path(own))
    for place in places:
        try:
            settings.read(place, encoding="utf-8")
        except (Error, OSError, UnicodeDecodeError):
            continue
    return settings


def index_urls(settings: ConfigParser) -> list[str]:
    """Addresses of the indexes, main one first: environment, pip's files, uv's files, then pip's own default.

    Raises ``NoIndex`` when nothing is set up and no pip is there to tell the default.
    """
    environ = os.environ
    main = environ.get("PIP_INDEX_URL") or environ.get("UV_DEFAULT_INDEX") or environ.get("UV_INDEX_URL")
    main = main or settings.get("global", "index-url", fallback="") or _uv_default() or _pip_default()
    more = " ".join(
        filter(
            None,
            (
                environ.get("UV_INDEX"),
                environ.get("PIP_EXTRA_INDEX_URL"),
                environ.get("UV_EXTRA_INDEX_URL"),
                settings.get("global", "extra-index-url", fallback=""),
            ),
        )
    ).split()
    # uv allows name=address.
    found = [re.sub(r"^[\w.-]+=(?=\w+:)", "", url).rstrip("/") for url in [main, *more] if url]
    if not found:
        raise NoIndex
    return list(dict.fromkeys(found))


def _uv_default() -> str:
    places = [Path("/etc/uv/uv.toml"), platformdirs.user_config_path("uv", appauthor=False, roaming=True) / "uv.toml"]
    if own := os.environ.get("UV_CONFIG_FILE"):
        places.append(Path(own))
    for place in reversed(places):
        try:
            table = tomllib.loads(place.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
        for row in table.get("index", []):
            if row.get("default"):
                return str(row["url"])
        if url := table.get("index-url"):
            return str(url)
    return ""


def _pip_default() -> str:
    """The index that pip has built in: from the installed pip, else from the one Python carries for ``ensurepip``."""
    inside = "pip/_internal/models/index.py"
    texts: list[str] = []
    if (spec := importlib.util.find_spec("pip")) and spec.origin:
        source = Path(spec.origin).parent.parent / inside
        texts += [source.read_text(encoding="utf-8")] if source.is_file() else []
    if (spec := importlib.util.find_spec("ensurepip")) and spec.origin:
        folders = [Path(spec.origin).parent / "_bundled", Path("/usr/share/python-wheels")]
        for wheel in (w for folder in folders for w in sorted(folder.glob("pip-*.whl"))):
            with zipfile.ZipFile(wheel) as archive:
                texts.append(archive.read(inside).decode("utf-8"))
    for text in texts:
        if found := re.search(r"""PackageIndex\(\s*["'](https://[^"']+)["']""", text):
            return urljoin(found[1], "simple")
    return ""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self.hrefs.append(href)


def find_wheel(net: Network, indexes: list[str], package: str, version: str) -> WheelLink:
    """The wheel of exactly this version on the first index that has it.

    Raises ``SourceGone`` when none has it, or the error of the first index that could not be asked.
    """
    failed: FetchError | None = None
    for index in indexes:
        page = f"{index}/{re.sub(r'[-_.]+', '-', package).lower()}/"
        try:
            content, media, final = read_page(net, page, _ACCEPT)
        except SourceGone:
            continue
        except Interrupted:
            raise
        except FetchError as error:
            failed = failed or error
            continue
        links = _from_json(content, final) if "json" in media else _from_html(content, final)
        if chosen := choose(links, package, version):
            return chosen
    if failed:
        raise failed
    raise SourceGone(f"The package {package} {version}", host_of(indexes[0]))


def choose(links: list[WheelLink], package: str, version: str) -> WheelLink | None:
    """The wheel of this version; one for any platform before others."""
    stem = f"{re.sub(r'[-_.]+', '_', package)}-{version}-".lower()
    fitting = [k for k in links if k.filename.endswith(".whl") and _normal(k.filename).startswith(stem)]
    return min(fitting, key=lambda k: not k.filename.endswith("-any.whl"), default=None)


def _normal(filename: str) -> str:
    name, _, rest = filename.partition("-")
    return f"{re.sub(r'[-_.]+', '_', name)}-{rest}".lower()


def _from_json(content: bytes, base: str) -> list[WheelLink]:
    return [
        WheelLink(f["filename"], urljoin(base, f["url"]), f.get("hashes", {}).get("sha256"), f.get("size"))
        for f in json.loads(content)["files"]
    ]


def _from_html(content: bytes, base: str) -> list[WheelLink]:
    parser = _Links()
    parser.feed(content.decode("utf-8", "replace"))
    found = []
    for href in parser.hrefs:
        url, fragment = urldefrag(urljoin(base, href))
        sha256 = fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else None
        found.append(WheelLink(unquote(urlsplit(url).path.rsplit("/", 1)[-1]), url, sha256, None))
    return found
