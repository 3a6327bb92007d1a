"""The platform's voice for the session's thread: Qt speaks on the window's thread, requests cross by signals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.speech import Language
from desktop.ui.platform_voice import PlatformVoice


class SessionVoice(QObject):
    """Made on the window's thread; ``say`` and ``stop`` may be called from any other."""

    _asked = Signal(str, str, object)
    _stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._voice = PlatformVoice(self)
        # Asked once: the engine may only be questioned on this thread.
        self._languages = self._voice.languages()
        self._asked.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self._stopped.connect(self._voice.stop, Qt.ConnectionType.QueuedConnection)

    def languages(self) -> set[Language]:
        return self._languages

    def say(self, text: str, language: Language, on_done: Callable[[], None]) -> None:
        """Returns at once; ``on_done`` is called on the window's thread when it is over, spoken or not."""
        self._asked.emit(text, language, on_done)

    def stop(self) -> None:
        self._stopped.emit()

    def _say(self, text: str, language: Language, on_done: Callable[[], None]) -> None:
        self._voice.say(text, language, lambda _spoken: on_done())
