"""Which package index is asked: environment, pip's and uv's files, and the default that pip itself has."""

from __future__ import annotations

import os
from configparser import ConfigParser
from pathlib import Path

import pytest

from models.sources import index
from models.sources.index import WheelLink, choose, index_urls, pip_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)


def test_the_environment_wins_over_files(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ConfigParser()
    settings.read_string(
        "[global]\nindex-url = http://file/simple\nextra-index-url = http://more/simple http://more2\n"
    )
    assert index_urls(settings) == ["http://file/simple", "http://more/simple", "http://more2"]
    monkeypatch.setenv("UV_INDEX_URL", "http://uv/simple/")
    assert index_urls(settings)[0] == "http://uv/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "http://pip/simple")
    monkeypatch.setenv("UV_INDEX", "lab=http://lab/simple")
    assert index_urls(settings)[:2] == ["http://pip/simple", "http://lab/simple"]


def test_pip_config_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "pip.conf"
    own.write_text("[global]\nindex-url = http://own/%(x)s/simple\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(own))
    assert index_urls(pip_settings())[0] == "http://own/%(x)s/simple"


def test_uv_config_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "uv.toml"
    own.write_text('[[index]]\nname = "lab"\nurl = "http://uvfile/simple"\ndefault = true\n', encoding="utf-8")
    monkeypatch.setenv("UV_CONFIG_FILE", str(own))
    assert index_urls(ConfigParser())[0] == "http://uvfile/simple"


def test_the_default_is_the_one_of_pip() -> None:
    pytest.importorskip("ensurepip")
    url = index._pip_default()
    assert url.startswith("https://")
    assert url.endswith("/simple")


def test_the_wheel_of_exactly_that_version_is_chosen() -> None:
    names = [
        "Some_Pkg-1.0-py3-none-any.whl",
        "some_pkg-1.0.1-py3-none-any.whl",
        "some.pkg-1.0.1-cp311-cp311-win_amd64.whl",
        "some_pkg_more-1.0.1-py3-none-any.whl",
        "some_pkg-1.0.1.tar.gz",
    ]
    links = [WheelLink(n, f"http://x/{n}", None, None) for n in names]
    chosen = choose(links, "some-pkg", "1.0.1")
    assert chosen is not None
    assert chosen.filename == "some_pkg-1.0.1-py3-none-any.whl"
    assert choose(links, "some-pkg", "2.0") is None
    older = choose(links, "Some.Pkg", "1.0")
    assert older is not None
    assert older.filename == "Some_Pkg-1.0-py3-none-any.whl"
