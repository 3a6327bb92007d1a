"""What the window needs from the rest of the program, as protocols. Implementations come in by constructor.

Methods said to *block* may take any time: the window calls them on a worker thread, never on its own.
All of them may raise ``CandidError``; the window shows its three sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from desktop.domain.document import DocumentText
from desktop.domain.live import LiveControls, LiveListener, Notice
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.domain.programming import Attempt, CodeDraft, Task, Trial
from desktop.domain.speech import Language
from desktop.settings.preferences import Preferences

if TYPE_CHECKING:
    from desktop.packs.check import PackCheck
    from desktop.packs.installed import PackSummary
    from desktop.report.shape import ReportView

ExportFormat = Literal["html", "pdf", "md", "json"]
ModelState = Literal["present", "missing", "damaged", "fetching"]


@dataclass(frozen=True, slots=True)
class Device:
    """One microphone, camera or speaker. ``id`` goes into ``SessionConfig`` as it is."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What is plugged in now, the default device first."""

    microphones: tuple[Device, ...] = ()
    cameras: tuple[Device, ...] = ()
    speakers: tuple[Device, ...] = ()


class DevicePort(Protocol):
    """Microphones, cameras and speakers, and trying them out."""

    def devices(self) -> DeviceList:
        """Blocks while the machine is asked."""

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Blocks briefly. ``callback`` is called (on any thread) whenever the list changed; the answer ends that."""

    def start_check(self, microphone: str | None, camera: str | None, listener: LiveListener) -> None:
        """Blocks while devices open; then LevelChanged, PreviewFrame, FramingHint and Notice reach ``listener``
        until ``stop_check``. ``camera`` may be ``CAMERA_OFF``. A second call replaces the first."""

    def stop_check(self) -> None:
        """Blocks until the devices are free again; harmless when no check runs."""

    def play_test_sound(self, speaker: str | None) -> None:
        """Blocks until the sound was played."""

    def measure_gaze(self, duration_s: float) -> GazeSample | None:
        """Blocks that long: the person looks at one place while a check with a camera runs. None when their eyes could
        not be measured."""

    def fit_gaze(self, samples: Mapping[GazeTarget, GazeSample | None], camera: str) -> GazeZones:
        """Blocks briefly. The person's own zones with the camera of that name; ``InputError`` when the looks do not
        allow it."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One finished session in the list. ``overall`` 0–10 with its interval, None: not enough data."""

    id: str
    started_utc: str
    duration_s: float
    role: str
    domain: str
    language: Language
    overall: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class RecoverableRow:
    """A session that ended without being finished. ``answers`` is what the log holds of it."""

    id: str
    started_utc: str
    role: str
    domain: str
    answers: int


@dataclass(frozen=True, slots=True)
class Rescored:
    """The report with its new scores, and what could not be done."""

    view: ReportView
    notices: tuple[Notice, ...] = ()


class LibraryPort(Protocol):
    """Sessions kept on this computer. Every method blocks."""

    def sessions(self) -> tuple[SessionRow, ...]:
        """Finished ones, newest first."""

    def recoverable(self) -> tuple[RecoverableRow, ...]: ...

    def report(self, session_id: str) -> ReportView: ...

    def audio(self, session_id: str) -> Path | None:
        """A sound file in session time that Qt can play; None when none was kept."""

    def export(self, session_id: str, kind: ExportFormat, path: Path) -> None: ...

    def delete(self, session_id: str) -> None: ...

    def wipe(self) -> None:
        """Delete every session, recording and setting."""

    def recover(self, session_id: str) -> str:
        """Finish it from its log; answers the id of the session that can now be opened."""

    def discard(self, session_id: str) -> None: ...

    def correct(self, session_id: str, answer: int, first: int, end: int, text: str) -> ReportView:
        """Blocks briefly. ``text`` stands for the recognised words ``[first, end)`` of an answer from now on; scores
        in the view still rest on the words before. ``InputError`` when it cannot."""

    def undo_correction(self, session_id: str, answer: int, first: int, end: int) -> ReportView:
        """Blocks briefly. The words stand as they were recognised again; otherwise as ``correct``."""

    def rescore(self, session_id: str) -> Rescored:
        """Judges and measures again what rests on words that were corrected; ``RescoreProgress`` comes meanwhile."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One entry of the model catalogue. ``required``: without it no interview can run."""

    id: str
    role: str
    size_bytes: int
    state: ModelState
    licence: str
    required: bool = True


ProgressCallback = Callable[[int, int, float, float | None], None]
"""done_bytes, total_bytes, bytes per second, seconds left (None while unknown); any thread."""


class ModelsPort(Protocol):
    """Learned models on this computer."""

    def rows(self) -> tuple[ModelRow, ...]:
        """Blocks briefly: which files are there, by size; ``verify`` reads them."""

    def fetch(self, ids: Sequence[str], progress: ProgressCallback) -> None:
        """Blocks until all are there and verified, or ``cancel`` was called."""

    def cancel(self) -> None:
        """Returns at once; what was fetched so far is kept and continued next time."""

    def verify(self) -> tuple[ModelRow, ...]:
        """Blocks: compares every file with its hash."""

    def import_folder(self, folder: Path) -> int:
        """Blocks; answers how many models were taken over."""


@dataclass(frozen=True, slots=True)
class PackList:
    """``keys`` are the names of those whose signatures are trusted."""

    packs: tuple[PackSummary, ...]
    keys: tuple[str, ...] = ()


class PacksPort(Protocol):
    """Question packs. Every method blocks."""

    def packs(self) -> PackList: ...

    def check(self, path: Path) -> PackCheck:
        """What installing this file would mean; takes up to half a minute, for likeness by meaning."""

    def install(self, path: Path, check: PackCheck) -> None:
        """What was checked, with the person's yes to whatever ``check`` says; replaces a pack of the same name."""

    def remove(self, name: str) -> None: ...

    def trust(self, path: Path) -> str:
        """Install a public key; answers whose it is."""


class ProgrammingPort(Protocol):
    """Programming tasks, running solutions to them, and what the person wrote. Every method blocks, but ``next_run``
    and ``stop``."""

    def tasks(self) -> tuple[Task, ...]:
        """By topic, then from the easy to the hard."""

    def check(self) -> None:
        """Raises ``MissingError`` where solutions cannot be run."""

    def next_run(self) -> int:
        """A number for a run, by which it can be stopped even before it begins."""

    def run(self, number: int, task: Task, source: str, *, hidden: bool) -> Trial | None:
        """The visible tests, with ``hidden`` all; None when it was stopped. ``InputError``: nothing that can be run."""

    def stop(self, number: int) -> None:
        """End the runs up to ``number``, and those that have not begun yet."""

    def drafts(self) -> tuple[CodeDraft, ...]: ...

    def keep(self, draft: CodeDraft) -> None:
        """In place of the task's draft before."""

    def attempts(self) -> tuple[Attempt, ...]:
        """The newest first."""

    def hand_in(self, attempt: Attempt) -> None:
        """Keep it; the task's draft is over."""


class SettingsPort(Protocol):
    """Both return at once."""

    def read(self) -> Preferences: ...
    def write(self, preferences: Preferences) -> None: ...


@dataclass(frozen=True, slots=True)
class Choices:
    """Positions and technical domains the question bank knows, as suggestions; free text is allowed too."""

    roles: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the window is given. ``documents`` reads a résumé or job description into plain text (blocks,
    raises InputError); ``choices`` answers for a language of the interview (blocks); ``settle`` is called once on the
    window's thread when the first page stands, for what should not wait until an interview begins."""

    controls: LiveControls
    devices: DevicePort
    library: LibraryPort
    models: ModelsPort
    documents: Callable[[Path], DocumentText]
    settings: SettingsPort
    choices: Callable[[Language], Choices]
    packs: PacksPort
    programming: ProgrammingPort
    settle: Callable[[], None] = lambda: None
