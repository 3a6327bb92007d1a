"""The window's ports, recorded: what a page asked for, and lists to show. Nothing here measures or judges."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import threading
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from desktop.domain.correction import Correction, apply, typed_words, with_correction, without_correction
from desktop.domain.live import LiveListener, Notice
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.domain.programming import Attempt, CodeDraft, Task, Trial
from desktop.domain.session import Answer, SessionConfig, SessionRecord
from desktop.domain.speech import Language
from desktop.interview.documents import read_document
from desktop.packs.check import PackCheck
from desktop.packs.installed import PackSummary
from desktop.programming.runs import Runs, check_sandbox
from desktop.programming.tasks import shipped_tasks
from desktop.report.shape import ReportView
from desktop.report.view import build_report
from desktop.settings.preferences import Preferences
from desktop.signals.presence import fit_zones
from desktop.store.programming import SolutionStore
from desktop.ui.ports import (
    Choices,
    Device,
    DeviceList,
    ModelRow,
    PackList,
    Ports,
    ProgressCallback,
    RecoverableRow,
    Rescored,
    SessionRow,
)

SAMPLES = Path(__file__).resolve().parent.parent / "unit" / "report" / "samples.py"


def silent_sound(folder: Path) -> Path:
    """A session's sound for the time stamps to play: silence as long as it."""
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(2 * 16_000 * 96))
    return path


def samples() -> ModuleType:
    """The made-up sessions of the report's own tests."""
    name = "window_report_samples"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SAMPLES)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


class Controls:
    """Writes down every call."""

    def __init__(self) -> None:
        self.calls: list[str | tuple[str, str]] = []
        self.config: SessionConfig | None = None

    def start(self, config: SessionConfig) -> None:
        self.config = config
        self.calls.append("start")

    def end_answer(self) -> None:
        self.calls.append("end_answer")

    def write_code(self, source: str) -> None:
        self.calls.append(("write_code", source))

    def skip(self) -> None:
        self.calls.append("skip")

    def repeat(self) -> None:
        self.calls.append("repeat")

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    def stop(self) -> None:
        self.calls.append("stop")


class Devices:
    def __init__(self) -> None:
        self.found = DeviceList(
            (Device("mic-1", "Built-in Audio Analogue Stereo"), Device("mic-2", "USB Headset Microphone")),
            (Device("cam-1", "Integrated Webcam HD"),),
            (Device("out-1", "Built-in Audio Analogue Stereo"),),
        )
        self.calls: list[tuple[object, ...]] = []
        self.error: Exception | None = None
        self.looks: dict[GazeTarget, GazeSample | None] = {}
        self.hold_at: GazeTarget | None = None
        """A look that waits for ``go_on``."""
        self.go_on = threading.Event()
        self.changed: Callable[[], None] | None = None

    def devices(self) -> DeviceList:
        return self.found

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.changed = callback

        def end() -> None:
            self.changed = None

        return end

    def start_check(self, microphone: str | None, camera: str | None, listener: LiveListener) -> None:
        self.calls.append(("start", microphone, camera))
        if self.error is not None:
            raise self.error

    def stop_check(self) -> None:
        self.calls.append(("stop",))

    def play_test_sound(self, speaker: str | None) -> None:
        self.calls.append(("play", speaker))

    def measure_gaze(self, duration_s: float) -> GazeSample | None:
        """The looks of ``looks`` in turn, at once."""
        self.calls.append(("look", duration_s))
        asked = sum(call[0] == "look" for call in self.calls) - 1
        target, sample = list(self.looks.items())[asked % len(self.looks)]
        if target == self.hold_at:
            self.go_on.wait(10)
        return sample

    def fit_gaze(self, samples: Mapping[GazeTarget, GazeSample | None], camera: str) -> GazeZones:
        return fit_zones(samples, camera)


def sessions(language: Language, count: int = 3) -> tuple[SessionRow, ...]:
    role, domain = ("算法工程师", "AI") if language == "zh" else ("Machine learning engineer", "Computer vision")
    rows = []
    for n in range(count):
        measured = n % 3 != 1
        rows.append(
            SessionRow(
                f"s{n}",
                f"2026-01-{28 - n % 28:02d}T09:30:00+00:00",
                1260.0 + 60 * n,
                role,
                domain,
                language,
                6.4 - 0.2 * (n % 9) if measured else None,
                (5.6 - 0.2 * (n % 9), 7.1 - 0.2 * (n % 9)) if measured else None,
            )
        )
    return tuple(rows)


@dataclass
class Library:
    language: Language = "en"
    rows: tuple[SessionRow, ...] = ()
    open_ones: tuple[RecoverableRow, ...] = ()
    view: ReportView | None = None
    sound: Path | None = None
    error: Exception | None = None
    calls: list[tuple[object, ...]] = field(default_factory=list)
    record: SessionRecord | None = None
    notices: tuple[Notice, ...] = ()
    judged: threading.Event = field(default_factory=threading.Event)
    """A rescoring waits for it; ``new_score`` is what it then gives to every corrected answer."""
    new_score: float = 7.2

    def sessions(self) -> tuple[SessionRow, ...]:
        if self.error is not None:
            raise self.error
        return self.rows

    def recoverable(self) -> tuple[RecoverableRow, ...]:
        return self.open_ones

    def report(self, session_id: str) -> ReportView:
        self.calls.append(("report", session_id))
        if self.error is not None:
            raise self.error
        return self.view or self._report()

    def _report(self) -> ReportView:
        made = samples()
        self.record = self.record or made.record(self.language)
        return build_report(self.record, made.assessment(self.language))

    def audio(self, session_id: str) -> Path | None:
        return self.sound

    def export(self, session_id: str, kind: str, path: Path) -> None:
        self.calls.append(("export", session_id, kind, path))
        if self.error is not None:
            raise self.error

    def delete(self, session_id: str) -> None:
        self.calls.append(("delete", session_id))
        self.rows = tuple(row for row in self.rows if row.id != session_id)

    def wipe(self) -> None:
        self.calls.append(("wipe",))

    def recover(self, session_id: str) -> str:
        self.calls.append(("recover", session_id))
        return session_id

    def discard(self, session_id: str) -> None:
        self.calls.append(("discard", session_id))
        self.open_ones = ()

    def correct(self, session_id: str, answer: int, first: int, end: int, text: str) -> ReportView:
        self.calls.append(("correct", answer, first, end, text))
        if self.error is not None:
            raise self.error
        one = self._answer(answer)
        heard = samples().record(self.language).answers[answer].words
        words = typed_words(text, heard[first:end], self.language)
        typed = Correction(first, end, words, () if words else heard[first:end])
        return self._reworded(one, with_correction(one.corrections, typed))

    def undo_correction(self, session_id: str, answer: int, first: int, end: int) -> ReportView:
        self.calls.append(("undo", answer, first, end))
        one = self._answer(answer)
        return self._reworded(one, without_correction(one.corrections, first, end))

    def rescore(self, session_id: str) -> Rescored:
        self.calls.append(("rescore",))
        self.judged.wait(10)
        if self.notices:
            return Rescored(self._report(), self.notices)
        self._spell()
        originals = samples().record(self.language).answers
        for one in self._answers():
            if "grade" in one.outdated and one.grade is not None:
                score = self.new_score if one.corrections else originals[one.index].grade.score
                self._put(replace(one, grade=replace(one.grade, score=score), outdated=frozenset()))
        return Rescored(self._report())

    def _spell(self) -> None:
        """The first word of an answer whose homophones are due sounds like another."""
        for one in self._answers():
            if "spelling" in one.outdated and one.grade is not None:
                other = replace(one.words[0], text="Mended", heard=one.words[0].text)
                grade = replace(one.grade, score=self.new_score)
                self._put(replace(one, words=(other, *one.words[1:]), grade=grade, outdated=frozenset()))

    def _answers(self) -> tuple[Answer, ...]:
        assert self.record is not None
        return self.record.answers

    def _answer(self, index: int) -> Answer:
        return self._answers()[index]

    def _reworded(self, one: Answer, corrections: tuple[Correction, ...]) -> ReportView:
        heard = samples().record(self.language).answers[one.index].words
        words = apply(heard, corrections)
        self._put(replace(one, words=words, corrections=corrections, outdated=frozenset({"grade"})))
        return self._report()

    def _put(self, one: Answer) -> None:
        assert self.record is not None
        answers = tuple(one if other.index == one.index else other for other in self.record.answers)
        self.record = replace(self.record, answers=answers)


class Models:
    """``steps`` are the progress figures a fetch reports; it then waits for ``go_on``."""

    def __init__(self, missing: bool = False) -> None:
        state = "missing" if missing else "present"
        self.list: tuple[ModelRow, ...] = (
            ModelRow("whisper-base", "speech to text", 145217607, state, "MIT"),
            ModelRow(
                "qwen2.5-coder-1.5b-instruct",
                "language model",
                1117320768,
                "damaged" if missing else state,
                "Apache-2.0",
            ),
            ModelRow("smart-turn-v3.2", "end of turn", 8679182, "present", "BSD-2-Clause"),
            ModelRow("face-landmarker", "face", 3758596, "present", "Apache-2.0"),
            ModelRow(
                "qwen2.5-coder-0.5b-instruct", "language model", 491400064, "missing", "Apache-2.0", required=False
            ),
        )
        self.steps: tuple[tuple[int, int, float, float | None], ...] = ()
        self.go_on = threading.Event()
        self.calls: list[tuple[object, ...]] = []
        self.error: Exception | None = None

    def rows(self) -> tuple[ModelRow, ...]:
        return self.list

    def fetch(self, ids: Sequence[str], progress: ProgressCallback) -> None:
        self.calls.append(("fetch", tuple(ids)))
        for step in self.steps:
            progress(*step)
        self.go_on.wait(10)
        if self.error is not None:
            raise self.error

    def cancel(self) -> None:
        self.calls.append(("cancel",))
        self.go_on.set()

    def verify(self) -> tuple[ModelRow, ...]:
        self.calls.append(("verify",))
        return self.list

    def import_folder(self, folder: Path) -> int:
        self.calls.append(("import", folder))
        return 0


class Settings:
    def __init__(self, preferences: Preferences) -> None:
        self.now = preferences

    def read(self) -> Preferences:
        return self.now

    def write(self, preferences: Preferences) -> None:
        self.now = preferences


class Packs:
    """``found`` is what a check says of any file; an install or removal changes the list."""

    def __init__(self) -> None:
        self.list: tuple[PackSummary, ...] = ()
        self.keys: tuple[str, ...] = ()
        self.found: PackCheck | None = None
        self.error: Exception | None = None
        self.calls: list[tuple[object, ...]] = []

    def packs(self) -> PackList:
        return PackList(self.list, self.keys)

    def check(self, path: Path) -> PackCheck:
        self.calls.append(("check", path))
        if self.error is not None:
            raise self.error
        assert self.found is not None
        return self.found

    def install(self, path: Path, check: PackCheck) -> None:
        self.calls.append(("install", path, check.name))
        summary = PackSummary(check.name, check.title, check.version, "", check.questions, check.verdict, "")
        self.list = (*self.list, summary)

    def remove(self, name: str) -> None:
        self.calls.append(("remove", name))
        self.list = tuple(pack for pack in self.list if pack.name != name)

    def trust(self, path: Path) -> str:
        self.calls.append(("trust", path))
        self.keys = (*self.keys, path.stem)
        return path.stem


@cache
def tasks() -> tuple[Task, ...]:
    return shipped_tasks().tasks


class Programming:
    """The real sandbox and the real store, in this process and in a folder of its own."""

    def __init__(self) -> None:
        self.list: tuple[Task, ...] = tasks()
        self.calls: list[tuple[object, ...]] = []
        self._runs = Runs()
        self._numbers = itertools.count(1)
        self.begin = threading.Event()
        """Cleared: runs wait for it, as when every thread is busy."""
        self.begin.set()
        self.folder = TemporaryDirectory(prefix="candid-solutions-")
        self.store = SolutionStore(Path(self.folder.name))

    def tasks(self) -> tuple[Task, ...]:
        return self.list

    def check(self) -> None:
        check_sandbox()

    def next_run(self) -> int:
        return next(self._numbers)

    def run(self, number: int, task: Task, source: str, *, hidden: bool) -> Trial | None:
        self.calls.append(("run", task.id, hidden))
        self.begin.wait()
        return self._runs.run(number, task, source, hidden=hidden)

    def stop(self, number: int) -> None:
        self.calls.append(("stop",))
        self._runs.stop(number)

    def drafts(self) -> tuple[CodeDraft, ...]:
        return self.store.drafts()

    def keep(self, draft: CodeDraft) -> None:
        self.store.keep(draft)

    def attempts(self) -> tuple[Attempt, ...]:
        return self.store.attempts()

    def hand_in(self, attempt: Attempt) -> None:
        self.store.hand_in(attempt)


def choices(language: Language) -> Choices:
    if language == "zh":
        return Choices(("算法工程师", "机器学习工程师", "AI 研究员"), ("AI", "计算机视觉", "自然语言处理"))
    return Choices(("Machine learning engineer", "Research scientist"), ("AI", "Computer vision"))


@dataclass
class StandIn:
    """All ports of one window."""

    preferences: Preferences
    controls: Controls = field(default_factory=Controls)
    devices: Devices = field(default_factory=Devices)
    library: Library = field(default_factory=Library)
    models: Models = field(default_factory=Models)
    packs: Packs = field(default_factory=Packs)
    programming: Programming = field(default_factory=Programming)

    def __post_init__(self) -> None:
        self.settings = Settings(self.preferences)
        self.library.language = self.preferences.language

    def ports(self) -> Ports:
        return Ports(
            self.controls, self.devices, self.library, self.models, read_document, self.settings, choices, self.packs,
            self.programming,
        )  # fmt: skip
