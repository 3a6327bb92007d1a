"""How complete a turn sounds: Smart Turn v3.2 on the last 8 s of audio."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from faster_whisper.feature_extractor import FeatureExtractor

from desktop.domain.errors import ModelMissing
from models.paths import damaged_model

RATE_HZ = 16000
_WINDOW_S = 8
_SAMPLES = _WINDOW_S * RATE_HZ
_FRAMES = 800

Audio = npt.NDArray[np.float32]


class TurnEndModel:
    """Smart Turn v3 (pipecat-ai, BSD-2-Clause). It hears intonation, not words: combine it with the text.

    Features are those of Whisper's extractor with ``do_normalize``: audio to zero mean and unit variance, then
    80 log-mel bands, 100 frames a second.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Raises ``ModelMissing`` when ``path`` is not there."""
        if not path.is_file():
            raise ModelMissing(
                "The turn end model is not on this computer.",
                safe="Nothing recorded is affected.",
                action="Run `candid models fetch`, or `candid models import FOLDER` without a network.",
            )
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library's own errors have no base of their own
            raise damaged_model(path, error) from error
        self._extractor = FeatureExtractor(chunk_length=_WINDOW_S)

    def probability(self, audio: Audio) -> float:
        """Probability 0–1 that the speaker has finished.

        ``audio``: float32 mono 16 kHz, −1 to 1, ending now (with the silence after the last word). Only the last
        8 s count; shorter audio is filled up with zeros in front.
        """
        if audio.ndim != 1 or audio.size == 0:
            raise ValueError(f"audio must be a non-empty mono signal, got shape {audio.shape}")
        recent = audio[-_SAMPLES:].astype(np.float32)
        recent = np.pad(recent, (_SAMPLES - recent.size, 0))
        output = self._session.run(None, {"input_features": self._features(recent)[None, ...]})[0]
        return float(np.asarray(output).reshape(-1)[0])

    def _features(self, audio: Audio) -> npt.NDArray[np.float32]:
        """Log-mel features, shape (80, 800)."""
        normalised = (audio - audio.mean()) / np.sqrt(audio.var() + 1e-7)
        return np.asarray(self._extractor(normalised, padding=0)[:, :_FRAMES], np.float32)
