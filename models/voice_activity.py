"""Voice activity: Silero VAD v6, streaming window by window, and speech spans of a whole recording."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from desktop.domain.errors import ModelMissing
from desktop.domain.speech import Span
from models.paths import damaged_model

RATE_HZ = 16000
WINDOW = 512
WINDOW_S = WINDOW / RATE_HZ
_CONTEXT = 64
_PIECE = 500 * WINDOW
_STATE_SHAPE = (1, 1, 128)
# Noise at -60 dBFS.
_QUIET_ROOM = (np.random.default_rng(0).standard_normal(16 * WINDOW) * 0.001).astype(np.float32)

Audio = npt.NDArray[np.float32]


class VoiceActivityDetector:
    """One stream of audio: 16 kHz mono float32, in windows of 512 samples (32 ms), in order.

    The recurrent state and the last 64 samples are kept between windows; ``reset`` forgets them. Not thread-safe.
    """

    def __init__(self, path: Path | None = None) -> None:
        """``path`` defaults to the weights inside the installed faster-whisper. Raises ``ModelMissing``."""
        weights = path or _shipped_weights()
        if not weights.is_file():
            raise ModelMissing(
                "The voice activity model is not on this computer.",
                safe="Nothing recorded is affected.",
                action="Reinstall the program: the file belongs to the package faster-whisper.",
            )
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(weights), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises its own family, all derived from Exception only.
            raise damaged_model(weights, error) from error
        self.reset()

    def reset(self) -> None:
        """Start a new stream, as if half a second of a quiet room had been heard.

        With its memory empty the model takes a voice that speaks from the first moment for the background: of labelled
        speech in clips cut at will it finds 86 % so, and 93 % after the room.
        """
        self._h = np.zeros(_STATE_SHAPE, np.float32)
        self._c = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self.probabilities(_QUIET_ROOM)

    def probability(self, window: Audio) -> float:
        """Probability 0–1 that the window holds speech. ``window``: float32, shape (512,), −1 to 1."""
        if window.shape != (WINDOW,):
            raise ValueError(f"a window has {WINDOW} samples, got shape {window.shape}")
        return float(self.probabilities(window)[0])

    def probabilities(self, audio: Audio) -> npt.NDArray[np.float32]:
        """One probability for each window of 512 samples, continuing the stream. ``len(audio)`` a multiple of 512."""
        if audio.ndim != 1 or audio.size == 0 or audio.size % WINDOW:
            raise ValueError(f"audio must be a non-empty multiple of {WINDOW} samples, got shape {audio.shape}")
        windows = audio.astype(np.float32, copy=False).reshape(-1, WINDOW)
        contexts = np.concatenate([self._context[None, :], windows[:-1, -_CONTEXT:]])
        output, self._h, self._c = self._session.run(
            None, {"input": np.concatenate([contexts, windows], axis=1), "h": self._h, "c": self._c}
        )
        self._context = windows[-1, -_CONTEXT:].copy()
        return np.asarray(output, np.float32).reshape(-1)

    def speech_spans(self, audio: Audio) -> tuple[Span, ...]:
        """Where a whole recording holds speech, see ``speech_spans``. Starts and leaves a new stream."""
        return speech_spans(audio, self)


def _shipped_weights() -> Path:
    # The package is only looked up: importing it would load the whole recogniser into every process with a microphone.
    package = find_spec("faster_whisper")
    folders = list(package.submodule_search_locations or ()) if package else []
    return Path(folders[0] if folders else ".") / "assets" / "silero_vad_v6.onnx"


def speech_probabilities(audio: Audio, detector: VoiceActivityDetector) -> npt.NDArray[np.float32]:
    """Probability for every window of a whole recording; the last window is filled up with zeros."""
    if audio.size == 0:
        return np.zeros(0, np.float32)
    detector.reset()
    filled = np.pad(audio, (0, -audio.size % WINDOW))
    # The model keeps the memory of its longest run; the stream's state makes pieces equal to the whole.
    pieces = [detector.probabilities(filled[at : at + _PIECE]) for at in range(0, filled.size, _PIECE)]
    detector.reset()
    return np.concatenate(pieces)


def speech_spans(
    audio: Audio,
    detector: VoiceActivityDetector,
    *,
    threshold: float = 0.5,
    min_silence_s: float = 0.1,
    min_speech_s: float = 0.1,
) -> tuple[Span, ...]:
    """Where a whole 16 kHz recording holds speech, in seconds from its start, in order, not overlapping."""
    return spans_from_probabilities(
        speech_probabilities(audio, detector).tolist(),
        duration_s=audio.size / RATE_HZ,
        threshold=threshold,
        min_silence_s=min_silence_s,
        min_speech_s=min_speech_s,
    )


def spans_from_probabilities(
    probabilities: Sequence[float],
    *,
    duration_s: float,
    threshold: float = 0.5,
    min_silence_s: float = 0.1,
    min_speech_s: float = 0.1,
) -> tuple[Span, ...]:
    """Hysteresis: speech begins at ``threshold``, ends ``min_silence_s`` after falling 0.15 below it.

    Silero reacts within one window (32 ms) of an onset, so no padding is added: pauses keep their length.
    """
    leave = max(threshold - 0.15, 0.01)
    found: list[Span] = []
    start: float | None = None
    quiet: float | None = None
    for index, probability in enumerate(probabilities):
        now = index * WINDOW_S
        if probability >= threshold:
            start, quiet = (now if start is None else start), None
        elif start is not None and probability < leave:
            quiet = now if quiet is None else quiet
            if now + WINDOW_S - quiet >= min_silence_s:
                found.append(Span(start, quiet))
                start = quiet = None
    if start is not None:
        found.append(Span(start, duration_s if quiet is None else quiet))
    return tuple(Span(span.start_s, min(span.end_s, duration_s)) for span in found if span.duration_s >= min_speech_s)
