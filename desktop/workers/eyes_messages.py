"""What the eyes process is told, and what it says. Everything here crosses a process border."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.domain.presence import GazeSample, GazeZones, PresenceFrame
from desktop.signals.presence.framing import Hint


@dataclass(frozen=True, slots=True)
class EyesConfig:
    """How the eyes process is to work.

    ``source``: a camera by index or device path, an address, a video file, or "none". ``origin_s`` is the
    ``time.monotonic()`` of session time 0. ``speed`` "max" reads a file as fast as it can be analysed, with media
    time. A missing pose model means no posture; a missing face model means pictures without analysis. ``zones`` are
    the person's own, None the usual ones. ``max_fps`` is a little over the 15 that blinks need, so that frames
    which come late beside speech recognition do not bring the rate below.
    """

    source: int | str
    face_model: Path
    pose_model: Path | None = None
    origin_s: float = 0.0
    speed: Literal["real", "max"] = "real"
    record_path: Path | None = None
    preview_fps: float = 10.0
    max_fps: float = 18.0
    pose_every_s: float = 1.0
    zones: GazeZones | None = None


@dataclass(frozen=True, slots=True)
class PresenceBatch:
    """About a second of analysed frames, in order. Never lost."""

    frames: tuple[PresenceFrame, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The newest picture as JPEG, not mirrored (show it mirrored, as people know themselves). Newest wins."""

    jpeg: bytes
    t_s: float


@dataclass(frozen=True, slots=True)
class HintChanged:
    """What could be better about the picture, once it has held for a moment. ``tilt_deg`` > 0: turned clockwise."""

    hint: Hint
    tilt_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class HintLasts:
    """The same, when it has lasted so long that it is worth a word during the interview; comes sparingly."""

    hint: Hint
    tilt_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class CameraOpened:
    """The source delivers its first pictures. ``width`` and ``height`` in pixels."""

    t_s: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CameraLostMsg:
    """No pictures since ``t_s``. The process goes on trying. ``kind`` "missing": it never delivered one."""

    t_s: float
    kind: Literal["missing", "lost"]
    reason: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class CameraBackMsg:
    """Pictures again; there were none in ``[lost_s, t_s)``."""

    t_s: float
    lost_s: float


@dataclass(frozen=True, slots=True)
class EndOfMedia:
    """The recording is over and all its frames have been sent. ``reason`` is set when it cannot be read further."""

    t_s: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisUnavailable:
    """Pictures are shown and recorded but not analysed."""

    reason: str


@dataclass(frozen=True, slots=True)
class GazeMeasured:
    """What ``MeasureGaze`` asked for; None when the eyes were not seen well enough or did not rest."""

    number: int
    sample: GazeSample | None


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """``t_s`` is the session time of the file's time 0. ``path`` has another name than asked for when a file of that
    name was there: a process that was started again does not write over what the one before it recorded."""

    path: Path
    t_s: float


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """``frames`` were written and ``dropped`` could not be taken in. ``reason`` is set when it ended by a failure."""

    path: Path
    frames: int
    dropped: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EyesStats:
    """Counters since the start. ``fps`` and ``analysis_ms`` are of the last seconds; ``skipped`` frames were not
    analysed on purpose (newest wins)."""

    t_s: float
    grabbed: int
    analysed: int
    skipped: int
    record_dropped: int
    fps: float
    analysis_ms: float


@dataclass(frozen=True, slots=True)
class StartRecording:
    path: Path


@dataclass(frozen=True, slots=True)
class StopRecording:
    pass


@dataclass(frozen=True, slots=True)
class SetRate:
    """Upper limit of analysed frames a second."""

    fps: float


@dataclass(frozen=True, slots=True)
class MeasureGaze:
    """The person looks at one place for the next ``duration_s``; the beginning is left out, as the eyes are still on
    their way. Answered by ``GazeMeasured`` with the same number, unless another one comes first."""

    number: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish: the last batch and a closed recording come before the process ends."""


EyesMessage = (
    PresenceBatch
    | Preview
    | HintChanged
    | HintLasts
    | CameraOpened
    | CameraLostMsg
    | CameraBackMsg
    | EndOfMedia
    | AnalysisUnavailable
    | GazeMeasured
    | RecordingStarted
    | RecordingStopped
    | EyesStats
)
EyesCommand = StartRecording | StopRecording | SetRate | MeasureGaze | Stop
