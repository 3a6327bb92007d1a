"""How good a recording sounds to people: DNSMOS P.835 (Microsoft, MIT)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from desktop.domain.errors import ModelMissing
from desktop.domain.voice import MicrophoneQuality
from models.paths import damaged_model

RATE_HZ = 16000
_WINDOW = int(9.01 * RATE_HZ)
_HOP = RATE_HZ
# Raw network outputs to mean opinion scores, highest power first (speechmos, dnsmos.py, not personalised).
_OVERALL = np.poly1d([-0.06766283, 1.11546468, 0.04602535])
_SIGNAL = np.poly1d([-0.08397278, 1.22083953, 0.0052439])
_BACKGROUND = np.poly1d([-0.13166888, 1.60915514, -0.39604546])

Audio = npt.NDArray[np.float32]


class MicrophoneQualityModel:
    """Predicts the three P.835 opinion scores, each 1 (bad) to 5 (excellent)."""

    def __init__(self, path: Path, *, threads: int = 1, max_windows: int = 8) -> None:
        """``max_windows`` bounds the work on long recordings: windows are then spread evenly. Raises
        ``ModelMissing``."""
        if not path.is_file():
            raise ModelMissing(
                "The microphone quality model is not on this computer.",
                safe="Nothing recorded is affected.",
                action="Run `candid models fetch`, or `candid models import FOLDER` without a network.",
            )
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Used for two seconds after an answer: with an arena it would keep 190 MB in between (0.20 against 0.24 s).
        options.enable_cpu_mem_arena = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library's own errors have no base of their own
            raise damaged_model(path, error) from error
        self._max_windows = max_windows

    def measure(self, audio: Audio) -> MicrophoneQuality:
        """Mean over windows of 9.01 s, 1 s apart. ``audio``: float32 mono 16 kHz, −1 to 1, not empty.

        Audio shorter than a window is repeated until it fills one, as the reference implementation does.
        """
        if audio.ndim != 1 or audio.size == 0:
            raise ValueError(f"audio must be a non-empty mono signal, got shape {audio.shape}")
        filled = audio
        while filled.size < _WINDOW:
            filled = np.concatenate([filled, filled])
        starts = np.arange(0, filled.size - _WINDOW + 1, _HOP)
        if starts.size > self._max_windows:
            starts = starts[np.linspace(0, starts.size - 1, self._max_windows).round().astype(int)]
        raw = np.array([self._run(filled[start : start + _WINDOW]) for start in starts])
        signal, background, overall = (
            float(np.clip(curve(raw[:, column]).mean(), 1.0, 5.0))
            for column, curve in enumerate((_SIGNAL, _BACKGROUND, _OVERALL))
        )
        return MicrophoneQuality(overall=overall, signal=signal, background=background)

    def _run(self, window: Audio) -> npt.NDArray[np.float32]:
        """Raw outputs (signal, background, overall) of one window of 9.01 s."""
        output = self._session.run(None, {"input_1": window.astype(np.float32)[None, :]})[0]
        return np.asarray(output, np.float32).reshape(-1)[:3]
