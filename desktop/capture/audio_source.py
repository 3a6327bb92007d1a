"""What every source of sound looks like to the session: the microphone, a file, a candidate's recorded answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
EMPTY: NDArray[np.int16] = np.zeros(0, np.int16)

AudioProblem = Literal["lost", "recovered", "muted", "unmuted"]


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Samples in order, 16 kHz mono int16.

    ``gap_samples`` of time passed before them without being delivered; ``problem`` is told once, when it begins or
    ends. ``detail`` is for the notice and the log.
    """

    samples: NDArray[np.int16]
    gap_samples: int = 0
    problem: AudioProblem | None = None
    detail: str = ""


class AudioSource(Protocol):
    """``flat_out`` sources deliver as fast as they are read; the others at the pace of real time."""

    flat_out: bool

    @property
    def ended(self) -> bool:
        """Nothing more will ever come."""
        ...

    @property
    def lost_samples(self) -> int:
        """Samples that were delivered by the device but could not be kept."""
        ...

    @property
    def exhausted(self) -> bool:
        """The candidate has nothing more to say: no further question should be asked. Only recorded ones know."""
        ...

    def start(self) -> None:
        """Raises ``DeviceMissing`` or ``InputError``."""
        ...

    def listening_began(self, question_id: str | None, target_point: str | None) -> None:
        """A question has been asked and the answer is awaited; a follow-up names the key point it is after."""
        ...

    def read(self, timeout_s: float) -> AudioChunk:
        """What has come since the last call; waits up to ``timeout_s`` for the first sample."""
        ...

    def stop(self) -> None:
        """May be called twice."""
        ...
