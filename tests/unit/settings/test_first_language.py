"""The language before anybody has chosen one."""

from __future__ import annotations

import json
import plistlib
import sys
from pathlib import Path

import pytest

from desktop.settings.preferences import PreferencesFile
from desktop.settings.system_language import mac_language, system_language

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its language elsewhere")


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@posix
@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_system_language(variables: dict[str, str], language: str, speak: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        speak.setenv(name, value)
    assert system_language() == language


def test_mac_language(tmp_path: Path) -> None:
    settings = tmp_path / "settings.plist"
    settings.write_bytes(plistlib.dumps({"AppleLanguages": ["zh-Hans-CN", "en-CN"]}, fmt=plistlib.FMT_BINARY))
    assert mac_language(settings) == "zh-Hans-CN"
    settings.write_bytes(plistlib.dumps({}))
    assert mac_language(settings) == ""
    settings.write_text("not a property list")
    assert mac_language(settings) == ""
    assert mac_language(tmp_path / "absent") == ""


@posix
@pytest.mark.parametrize(("name", "language"), [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en")])
def test_first_start_follows_the_system(name: str, language: str, tmp_path: Path, speak: pytest.MonkeyPatch) -> None:
    speak.setenv("LANG", name)
    first = PreferencesFile(tmp_path / "settings.json").read()
    assert (first.language, first.interview_language) == (language, language)


@posix
def test_a_choice_outlives_the_system_and_what_is_unset_follows_it(tmp_path: Path, speak: pytest.MonkeyPatch) -> None:
    speak.setenv("LANG", "zh_CN.UTF-8")
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"language": "en", "questions": 3}), encoding="utf-8")
    file = PreferencesFile(path)
    assert (file.read().language, file.read().interview_language, file.read().questions) == ("en", "zh", 3)
    file.forget()
    assert (file.read().language, file.read().questions) == ("zh", 8)
