"""The language of the computer: what the program speaks until a person chooses."""

from __future__ import annotations

import locale
import os
import plistlib
import sys
from pathlib import Path

from desktop.domain.speech import Language

_MAC_SETTINGS = Path("Library/Preferences/.GlobalPreferences.plist")


def system_language() -> Language:
    """Chinese where the system's own language is Chinese, else English."""
    return "zh" if _name().lower().startswith(("zh", "chinese")) else "en"


def _name() -> str:
    """As the system writes it: "zh_CN.UTF-8", "zh-Hans-CN"; "" where nothing is set."""
    if sys.platform == "win32":
        import ctypes

        # The language of the menus; the locale is the one of numbers and dates.
        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    # The order in which messages are looked up (gettext, POSIX); an installed locale is not needed for it.
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if name := os.environ.get(variable):
            return name
    # A program that is opened from the Finder has no such variables.
    return mac_language(Path.home() / _MAC_SETTINGS) if sys.platform == "darwin" else ""


def mac_language(settings: Path) -> str:
    """The first of the languages that a person put in order in the settings of macOS; "" when it cannot be read."""
    try:
        with settings.open("rb") as file:
            languages = plistlib.load(file).get("AppleLanguages") or [""]
    except (OSError, ValueError, plistlib.InvalidFileException):
        return ""
    return str(languages[0])
