"""Plays a moment of the recording."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

TAIL_S = 6.0
"""How long a moment without an end is played."""


class MomentPlayer(QObject):
    """``play`` seeks and stops by itself; ``position_changed`` is the session time in seconds."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent: QObject, audio: Path) -> None:
        super().__init__(parent)
        self._end_s: float | None = None
        self._seek_s: float | None = None
        self._output = QAudioOutput(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.setSource(QUrl.fromLocalFile(str(audio)))
        self._player.positionChanged.connect(self._moved)
        self._player.mediaStatusChanged.connect(self._status)
        self._player.playbackStateChanged.connect(
            lambda state: self.playing_changed.emit(state == QMediaPlayer.PlaybackState.PlayingState)
        )
        self._player.errorOccurred.connect(lambda _, text: self.failed.emit(text))

    def play(self, start_s: float, end_s: float | None) -> None:
        self._end_s = start_s + TAIL_S if end_s is None or end_s <= start_s else end_s
        loaded = (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)
        if self._player.mediaStatus() in (*loaded, QMediaPlayer.MediaStatus.EndOfMedia):
            self._player.setPosition(int(start_s * 1000))
        else:
            self._seek_s = start_s  # a position set while the file is still being opened would be forgotten
        self._player.play()

    def stop(self) -> None:
        self._end_s = None
        self._player.pause()

    def _status(self, status: QMediaPlayer.MediaStatus) -> None:
        ready = status in (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)
        if ready and self._seek_s is not None:
            self._player.setPosition(int(self._seek_s * 1000))
            self._seek_s = None

    def _moved(self, position_ms: int) -> None:
        at_s = position_ms / 1000
        self.position_changed.emit(at_s)
        if self._end_s is not None and self._seek_s is None and at_s >= self._end_s:
            self.stop()
