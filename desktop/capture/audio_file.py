"""Sound from a media file: decoded, as a source at real pace or flat out, and a candidate made of recorded answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import EMPTY, RATE_HZ, AudioChunk
from desktop.domain.errors import InputError

# Flat out, one read is this much media; small enough that a decision is never late by more than this.
FLAT_OUT_CHUNK = RATE_HZ // 10
SOUND_SUFFIXES = frozenset((".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wma"))
VIDEO_SUFFIXES = frozenset((".mp4", ".mkv", ".mov", ".webm", ".avi", ".mpg", ".mpeg", ".m4v", ".3gp"))


def decode_audio(path: Path) -> NDArray[np.int16]:
    """All sound of a media file as 16 kHz mono int16.

    Raises ``InputError`` for a missing, empty, unreadable or silent-by-design (no sound track) file. A file that is cut
    off gives what can be decoded.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder.", action="Name one recording in it.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.", action="Check the name.")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty (0 bytes).", action="Record or copy it again.")
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise InputError(f"{path.name} has no sound track.", action="Choose a recording with sound.")
            blocks = _decode(container)
    except (av.error.FFmpegError, ValueError) as error:
        raise InputError(
            f"{path.name} cannot be read as sound or video ({getattr(error, 'strerror', None) or error}).",
            action="Choose another file, or convert it to WAV or MP4.",
        ) from error
    if not blocks:
        raise InputError(f"{path.name} holds no sound that can be decoded.", action="Record or copy it again.")
    return np.concatenate(blocks)


def _decode(container: av.container.InputContainer) -> list[NDArray[np.int16]]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    stream = container.streams.audio[0]
    blocks: list[NDArray[np.int16]] = []
    try:
        for frame in container.decode(stream):
            if not blocks and frame.pts and frame.time_base and (start_s := float(frame.pts * frame.time_base)) > 0:
                # Keep sound and picture on the same time line when the sound track begins later.
                blocks.append(np.zeros(round(min(start_s, 3600.0) * RATE_HZ), np.int16))
            frame.pts = None
            blocks.extend(part.to_ndarray()[0] for part in resampler.resample(frame))
        blocks.extend(part.to_ndarray()[0] for part in resampler.resample(None))
    except av.error.FFmpegError:
        if not blocks:
            raise
    return blocks


class FileAudio:
    """A media file as the microphone."""

    def __init__(self, samples: NDArray[np.int16], *, flat_out: bool) -> None:
        self.flat_out = flat_out
        self.lost_samples = 0
        self._samples = samples
        self._position = 0
        self._started_s = 0.0

    @property
    def ended(self) -> bool:
        return self._position >= len(self._samples)

    exhausted = ended

    def start(self) -> None:
        self._started_s = time.monotonic()

    def listening_began(self, question_id: str | None, target_point: str | None) -> None:
        pass

    def read(self, timeout_s: float) -> AudioChunk:
        if self.flat_out:
            end = self._position + FLAT_OUT_CHUNK
        else:
            time.sleep(min(timeout_s, 0.02))
            end = int((time.monotonic() - self._started_s) * RATE_HZ)
        chunk = self._samples[self._position : end]
        self._position = min(end, len(self._samples))
        return AudioChunk(chunk)

    def stop(self) -> None:
        pass


class RecordedCandidate:
    """Recorded answers as the microphone: silence until listening begins, then an answer, then silence again."""

    def __init__(self, pick: Callable[[str | None, str | None], Path | None], *, flat_out: bool) -> None:
        """``pick(question_id, target_point)`` names the recording for what was asked, None for silence."""
        self.flat_out = flat_out
        self.lost_samples = 0
        self.ended = False
        self.exhausted = False
        self._pick = pick
        self._samples = EMPTY
        self._position = 0
        self._last_read_s = 0.0
        self._fraction = 0.0

    @staticmethod
    def in_order(files: Sequence[Path], *, flat_out: bool) -> RecordedCandidate:
        """One file after each question, whatever it is; exhausted after the last."""
        left = list(files)

        def pick(_question_id: str | None, _target_point: str | None) -> Path | None:
            file = left.pop(0) if left else None
            candidate.exhausted = not left
            return file

        candidate = RecordedCandidate(pick, flat_out=flat_out)
        return candidate

    def listening_began(self, question_id: str | None, target_point: str | None) -> None:
        file = self._pick(question_id, target_point)
        self._samples = decode_audio(file) if file else EMPTY
        self._position = 0

    def start(self) -> None:
        self._last_read_s = time.monotonic()

    def read(self, timeout_s: float) -> AudioChunk:
        if self.flat_out:
            count = FLAT_OUT_CHUNK
        else:
            time.sleep(min(timeout_s, 0.02))
            now_s = time.monotonic()
            exact = (now_s - self._last_read_s) * RATE_HZ + self._fraction
            count = int(exact)
            self._fraction = exact - count
            self._last_read_s = now_s
        chunk = np.zeros(count, np.int16)
        part = self._samples[self._position : self._position + count]
        chunk[: len(part)] = part
        self._position += len(part)
        return AudioChunk(chunk)

    def stop(self) -> None:
        pass


def answer_files(folder: Path) -> list[Path]:
    """The media files of a folder in the order of their names. Raises ``InputError`` when there is none."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", action="Name a folder with recorded answers.")
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SOUND_SUFFIXES | VIDEO_SUFFIXES)
    if not files:
        raise InputError(f"{folder} holds no media files.", action="Put one recording for each answer into it.")
    return files
