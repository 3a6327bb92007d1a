"""The speech worker's service: reads a span of the growing recording and gives its words back.

Requests name a span of the spool file instead of carrying audio: a worker that was killed and started again has lost
nothing, it reads the same bytes once more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from desktop.capture.spool import RATE_HZ, read_spool
from desktop.domain.errors import InputError
from desktop.domain.speech import Language, Span, Word


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """What the child process needs to build its service. Picklable."""

    model_dir: str
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = 2


@dataclass(frozen=True, slots=True)
class TranscribeRequest:
    """Samples ``[start_sample, end_sample)`` of a 16 kHz mono 16-bit WAV with a 44-byte header, still growing or not.

    ``careful`` is the final pass. ``language=None`` decides between Chinese and English.
    """

    id: int
    path: str
    start_sample: int
    end_sample: int
    language: Language | None
    terms: tuple[str, ...] = ()
    careful: bool = False


@dataclass(frozen=True, slots=True)
class TranscribeReply:
    """Times are seconds from the start of the file. ``read_samples`` is less than asked for when the file was
    shorter; ``compute_s`` is how long it took."""

    id: int
    words: tuple[Word, ...]
    language: Language
    language_probability: float
    speech: tuple[Span, ...]
    start_s: float
    end_s: float
    read_samples: int
    compute_s: float
    careful: bool


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """How well each of ``texts`` explains samples ``[start_sample, end_sample)``, one utterance, of such a file."""

    path: str
    start_sample: int
    end_sample: int
    language: Language
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareReply:
    """What is heard in the utterance by itself, and log likelihoods (nats): its own, and those of the texts."""

    heard: str
    log_likelihood: float
    log_likelihoods: tuple[float, ...]


class SpeechService:
    """Lives in the child process; one request at a time."""

    def __init__(self, settings: SpeechSettings) -> None:
        """Loads the model. Raises ``ModelMissing``."""
        # Only the child pays for the recogniser's libraries; whoever sends requests imports this module too.
        from models.speech import SpeechRecognizer
        from models.voice_activity import WINDOW

        self._window = WINDOW
        self._recognizer = SpeechRecognizer(Path(settings.model_dir), device=settings.device, threads=settings.threads)

    @property
    def device(self) -> str:
        """Where the model runs: "cpu" or "cuda"."""
        return self._recognizer.device

    def handle(self, request: TranscribeRequest | CompareRequest) -> TranscribeReply | CompareReply:
        """Raises ``InputError`` when the recording cannot be read or the span is not one."""
        if isinstance(request, CompareRequest):
            return CompareReply(*self._recognizer.compare(_read(request), request.texts, request.language))
        began = time.perf_counter()
        if request.careful:
            # On the grid of voice activity's windows, so that the words are those of the whole recording: Whisper hears
            # other homophones when its 30 s begin some milliseconds later.
            request = replace(request, start_sample=request.start_sample // self._window * self._window)
        audio = _read(request)
        heard = self._recognizer.transcribe(
            audio, language=request.language, terms=request.terms, careful=request.careful
        )
        offset_s = request.start_sample / RATE_HZ
        return TranscribeReply(
            id=request.id,
            words=tuple(
                replace(word, start_s=word.start_s + offset_s, end_s=word.end_s + offset_s) for word in heard.words
            ),
            language=heard.language,
            language_probability=heard.language_probability,
            speech=tuple(Span(span.start_s + offset_s, span.end_s + offset_s) for span in heard.speech),
            start_s=offset_s,
            end_s=offset_s + audio.size / RATE_HZ,
            read_samples=audio.size,
            compute_s=time.perf_counter() - began,
            careful=request.careful,
        )


def _read(request: TranscribeRequest | CompareRequest) -> npt.NDArray[np.float32]:
    """Samples as float32 −1 to 1, fewer than asked for where the file ends."""
    if not 0 <= request.start_sample <= request.end_sample:
        raise InputError(f"{request.start_sample} to {request.end_sample} is not a stretch of a recording.")
    path = Path(request.path)
    try:
        return read_spool(path, request.start_sample, request.end_sample)
    except OSError as error:
        raise InputError(
            f"The recording {path.name} cannot be read: {error.strerror}.",
            action="Check that the disk is connected and not full.",
        ) from error
