"""The operating system's own voices, where it really has one for the language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject
from PySide6.QtTextToSpeech import QTextToSpeech

from desktop.domain.speech import Language

QT_LANGUAGES: dict[Language, QLocale.Language] = {"zh": QLocale.Language.Chinese, "en": QLocale.Language.English}
NEVER = ("mock",)
"""Engines of Qt that make no sound."""


class PlatformVoice(QObject):
    """Must be made and used on the window's thread. ``languages()`` is empty where there is no engine."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech: QTextToSpeech | None = None
        self._on_done: Callable[[bool], None] | None = None
        self._started = False
        self._locales: dict[Language, QLocale | None] = {}
        for engine in QTextToSpeech.availableEngines():
            if engine in NEVER:
                continue
            speech = QTextToSpeech(engine, self)
            if speech.state() != QTextToSpeech.State.Error:
                self._speech = speech
                speech.stateChanged.connect(self._changed)
                break

    def languages(self) -> set[Language]:
        """Those for which the engine lists a voice."""
        if self._speech is None:
            return set()
        return {language for language in QT_LANGUAGES if self._locale(language) is not None}

    def say(self, text: str, language: Language, on_done: Callable[[bool], None]) -> None:
        """Speak; ``on_done(True)`` follows when it was spoken to the end, ``on_done(False)`` when it could not be
        or was stopped. A second call stops the first."""
        locale = self._locale(language)
        if self._speech is None or locale is None:
            on_done(False)
            return
        self.stop()
        self._speech.setLocale(locale)
        self._on_done = on_done
        self._started = False
        self._speech.say(text)

    def stop(self) -> None:
        self._finish(False)
        if self._speech is not None:
            self._speech.stop()

    def _locale(self, language: Language) -> QLocale | None:
        """A locale of that language in which the engine has a voice. Asked once: looking sets the engine's locale."""
        if language not in self._locales:
            self._locales[language] = self._find(language)
        return self._locales[language]

    def _find(self, language: Language) -> QLocale | None:
        speech = self._speech
        if speech is None:
            return None
        for locale in speech.availableLocales():
            if locale.language() == QT_LANGUAGES[language]:
                speech.setLocale(locale)
                if speech.availableVoices():
                    return locale
        return None

    def _changed(self, state: QTextToSpeech.State) -> None:
        if state == QTextToSpeech.State.Speaking:
            self._started = True
        elif state == QTextToSpeech.State.Error:
            self._finish(False)
        elif state == QTextToSpeech.State.Ready and self._started:
            self._finish(True)

    def _finish(self, spoken: bool) -> None:
        on_done, self._on_done = self._on_done, None
        self._started = False
        if on_done is not None:
            on_done(spoken)
