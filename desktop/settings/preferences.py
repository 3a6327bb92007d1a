"""One table of settings: name, type, default; kept as a JSON file that is replaced as a whole."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal

from desktop.domain.codec import from_plain
from desktop.domain.presence import GazeZones
from desktop.domain.speech import Language
from desktop.settings.system_language import system_language

log = logging.getLogger(__name__)

ThemeName = Literal["light", "dark", "system"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the window remembers. Résumé and job description are not among it. ``gaze`` is what the last calibration
    measured, and with which camera."""

    language: Language = "zh"
    theme: ThemeName = "system"
    name: str = ""
    role: str = ""
    domain: str = ""
    interview_language: Language = "zh"
    questions: int = 8
    difficulty: int = 3
    microphone: str | None = None
    camera: str | None = None
    speaker: str | None = None
    camera_on: bool = True
    headphones: bool = False
    keep_audio: bool = True
    keep_video: bool = False
    preview_shown: bool = True
    gaze: GazeZones | None = None


def first_preferences() -> Preferences:
    """Before a person has chosen anything: the window and the interview are in the system's language."""
    language = system_language()
    return Preferences(language=language, interview_language=language)


class PreferencesFile:
    """Reads once, writes on every change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._now = self._load()

    def read(self) -> Preferences:
        return self._now

    def write(self, preferences: Preferences) -> None:
        self._now = preferences
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(asdict(preferences), ensure_ascii=False, indent=2), encoding="utf-8")
        part.replace(self._path)

    def forget(self) -> None:
        """Back to the defaults; the file is removed."""
        self._path.unlink(missing_ok=True)
        self._now = first_preferences()

    def _load(self) -> Preferences:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return first_preferences()
        except (OSError, ValueError) as error:
            log.warning("settings cannot be read (%s); defaults are used", error)
            return first_preferences()
        good = {}
        for field in fields(Preferences):
            # One setting of the wrong kind must not cost the others.
            try:
                good[field.name] = getattr(from_plain(Preferences, {field.name: data[field.name]}), field.name)
            except (KeyError, ValueError, TypeError):
                continue
        return replace(first_preferences(), **good)
