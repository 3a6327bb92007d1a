"""What every page is given: texts, colours, ports, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desktop.domain.programming import Attempt
from desktop.domain.session import SessionConfig
from desktop.settings.preferences import Preferences
from desktop.ui.bridge import LiveBridge
from desktop.ui.code_keeper import CodeKeeper
from desktop.ui.ports import Ports
from desktop.ui.texts import Texts
from desktop.ui.theme import Theme


@dataclass(slots=True)
class Draft:
    """What was typed on the set-up page and is not written to disk."""

    resume: str = ""
    job: str = ""


class Navigator(Protocol):
    """Ways from page to page."""

    def home(self) -> None: ...
    def setup(self) -> None: ...
    def check(self) -> None: ...
    def begin(self, config: SessionConfig) -> None: ...
    def reports(self) -> None: ...
    def report(self, session_id: str) -> None: ...
    def models(self) -> None: ...
    def settings(self) -> None: ...
    def packs(self) -> None: ...
    def programming(self) -> None: ...
    def task(self, task_id: str) -> None: ...
    def solution(self, task_id: str, attempt: Attempt | None = None, error: Exception | None = None) -> None:
        """Of the newest attempt, or of ``attempt``, which could not be kept where there is an ``error``."""

    def change_preferences(self, preferences: Preferences) -> None:
        """Write them; a new language or theme shows at once."""


@dataclass(frozen=True, slots=True)
class Context:
    """Made anew when the language or the theme changes; the pages with it."""

    texts: Texts
    theme: Theme
    ports: Ports
    bridge: LiveBridge
    go: Navigator
    draft: Draft
    code: CodeKeeper
