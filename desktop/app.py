"""Composition root: the one place that picks concrete parts and connects them, for the window and the command line."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import resources
from desktop.store.log import SessionRow, SessionStore
from desktop.store.programming import SolutionStore

if TYPE_CHECKING:
    from desktop.domain.document import DocumentText
    from desktop.domain.live import LiveListener
    from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
    from desktop.domain.programming import Task, Trial
    from desktop.packs.check import PackCheck
    from desktop.report.view import ReportView
    from desktop.session.engine_client import EngineClient, WindowVoice
    from desktop.settings.preferences import PreferencesFile
    from desktop.ui import ports
    from models.verify import ModelState


def open_store() -> SessionStore:
    """The person's sessions on this computer."""
    return SessionStore(resources.database_path(), resources.sessions_dir())


def open_solutions() -> SolutionStore:
    """The person's solutions to programming tasks."""
    return SolutionStore(resources.programming_dir())


def open_preferences() -> PreferencesFile:
    """What the person has chosen in the window."""
    from desktop.settings.preferences import PreferencesFile

    return PreferencesFile(resources.data_dir() / "settings.json")


def open_window(*, startup_probe: bool = False) -> int:
    """Open the window and return its exit status. Raises ``MissingError`` without a display, ``AlreadyRunning``."""
    from desktop.session.instance import only_instance
    from desktop.ui.run import check_display, run_window

    check_display()
    with only_instance(resources.data_dir()):
        composition = _Composition()
        try:
            return run_window(composition.ports, sys.argv, startup_probe)
        finally:
            composition.close()


class _Composition:
    """What lives as long as the window. Sessions, devices and reports live in the engine's process."""

    def __init__(self) -> None:
        self._store = open_store()
        self._solutions = open_solutions()
        self.engine: EngineClient | None = None

    def ports(self, listener: LiveListener) -> ports.Ports:
        from desktop.session.engine_client import EngineClient
        from desktop.ui import ports

        engine = self.engine = EngineClient(listener, _window_voice)
        settings = open_preferences()
        return ports.Ports(
            controls=engine,
            devices=_Devices(engine),
            library=_Library(self._store, self._solutions, engine, settings),
            models=_Models(),
            documents=lambda path: _document(engine, path),
            settings=settings,
            choices=lambda language: ports.Choices(*engine.call("choices", language)),
            packs=_Packs(engine),
            programming=_Programming(self._solutions, engine),
            settle=engine.prepare_voice,
        )

    def close(self) -> None:
        if self.engine:
            self.engine.close()
        self._store.close()


def _document(engine: EngineClient, path: Path) -> DocumentText:
    text: DocumentText = engine.call("read_document", path)
    return text


def _window_voice() -> WindowVoice:
    # Called on the window's thread, where Qt's voices have to be made.
    from desktop.ui.session_voice import SessionVoice

    return SessionVoice()


class _Devices:
    """``DevicePort``."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def devices(self) -> ports.DeviceList:
        from desktop.ui import ports

        found = self._engine.call("devices")
        return ports.DeviceList(*(tuple(ports.Device(*device) for device in kind) for kind in found))

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        from desktop.session.plugged import watch

        return watch(callback)

    def start_check(self, microphone: str | None, camera: str | None, listener: LiveListener) -> None:
        self._engine.start_check(microphone, camera, listener)

    def stop_check(self) -> None:
        self._engine.call("stop_check")

    def play_test_sound(self, speaker: str | None) -> None:
        self._engine.call("play_test_sound", speaker)

    def measure_gaze(self, duration_s: float) -> GazeSample | None:
        sample: GazeSample | None = self._engine.call("measure_gaze", duration_s)
        return sample

    def fit_gaze(self, samples: Mapping[GazeTarget, GazeSample | None], camera: str) -> GazeZones:
        zones: GazeZones = self._engine.call("fit_gaze", dict(samples), camera)
        return zones


class _Library:
    """``LibraryPort``: lists come from the store at once, reports from the engine."""

    def __init__(
        self, store: SessionStore, solutions: SolutionStore, engine: EngineClient, settings: PreferencesFile
    ) -> None:
        self._store = store
        self._solutions = solutions
        self._engine = engine
        self._settings = settings

    def sessions(self) -> tuple[ports.SessionRow, ...]:
        return tuple(_session_row(row) for row in self._store.sessions() if row.state != "open")

    def recoverable(self) -> tuple[ports.RecoverableRow, ...]:
        from desktop.ui import ports

        return tuple(
            ports.RecoverableRow(
                row.id, row.started_utc, row.role, row.domain, self._store.count(row.id, "QuestionAsked")
            )
            for row in self._store.unfinished()
        )

    def report(self, session_id: str) -> ReportView:
        view: ReportView = self._engine.call("report", session_id)
        return view

    def audio(self, session_id: str) -> Path | None:
        path = self._store.folder(session_id) / "audio.wav"
        return path if path.is_file() else None

    def export(self, session_id: str, kind: ports.ExportFormat, path: Path) -> None:
        self._engine.call("export", session_id, kind, path)

    def delete(self, session_id: str) -> None:
        self._store.delete(session_id)

    def wipe(self) -> None:
        self._store.wipe()
        self._solutions.wipe()
        self._settings.forget()

    def recover(self, session_id: str) -> str:
        return str(self._engine.call("recover", session_id))

    def discard(self, session_id: str) -> None:
        self._store.delete(session_id)

    def correct(self, session_id: str, answer: int, first: int, end: int, text: str) -> ReportView:
        view: ReportView = self._engine.call("correct", session_id, answer, first, end, text)
        return view

    def undo_correction(self, session_id: str, answer: int, first: int, end: int) -> ReportView:
        view: ReportView = self._engine.call("undo_correction", session_id, answer, first, end)
        return view

    def rescore(self, session_id: str) -> ports.Rescored:
        from desktop.ui import ports

        return ports.Rescored(*self._engine.call("rescore", session_id))


def _session_row(row: SessionRow) -> ports.SessionRow:
    from desktop.ui import ports

    summary = row.summary or {}
    interval = summary.get("interval")
    return ports.SessionRow(
        id=row.id,
        started_utc=row.started_utc,
        duration_s=float(summary.get("duration_s") or 0.0),
        role=row.role,
        domain=row.domain,
        language="zh" if row.language == "zh" else "en",
        overall=summary.get("overall"),
        interval=(interval[0], interval[1]) if interval else None,
    )


class _Packs:
    """``PacksPort``."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def packs(self) -> ports.PackList:
        from desktop.ui import ports

        return ports.PackList(*self._engine.call("packs"))

    def check(self, path: Path) -> PackCheck:
        check: PackCheck = self._engine.call("check_pack", path)
        return check

    def install(self, path: Path, check: PackCheck) -> None:
        self._engine.call("install_pack", path, check)

    def remove(self, name: str) -> None:
        self._engine.call("remove_pack", name)

    def trust(self, path: Path) -> str:
        return str(self._engine.call("trust_key", path))


class _Programming:
    """``ProgrammingPort``: tasks and runs come from the engine, what was written from the disk."""

    def __init__(self, solutions: SolutionStore, engine: EngineClient) -> None:
        self._engine = engine
        self._tasks: tuple[Task, ...] = ()
        self._checked = False
        self._numbers = itertools.count(1)
        self.drafts = solutions.drafts
        self.keep = solutions.keep
        self.attempts = solutions.attempts
        self.hand_in = solutions.hand_in

    def tasks(self) -> tuple[Task, ...]:
        self._tasks = self._tasks or self._engine.call("programming_tasks")
        return self._tasks

    def check(self) -> None:
        if not self._checked:
            self._engine.call("check_sandbox")
            self._checked = True

    def next_run(self) -> int:
        return next(self._numbers)

    def run(self, number: int, task: Task, source: str, *, hidden: bool) -> Trial | None:
        trial: Trial | None = self._engine.call("run_solution", number, task, source, hidden)
        return trial

    def stop(self, number: int) -> None:
        self._engine.stop_solutions(number)


class _Models:
    """``ModelsPort``."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def rows(self) -> tuple[ports.ModelRow, ...]:
        from models.verify import status

        return tuple(_model_row(state) for state in status(self._ids()))

    def fetch(self, ids: Sequence[str], progress: ports.ProgressCallback) -> None:
        from models.fetch import fetch_models

        self._cancelled.clear()
        fetch_models(
            list(ids),
            progress=lambda p: progress(p.done_bytes, p.total_bytes, p.speed_bps or 0.0, p.eta_s),
            cancel=self._cancelled.is_set,
        )

    def cancel(self) -> None:
        self._cancelled.set()

    def verify(self) -> tuple[ports.ModelRow, ...]:
        from models.verify import verify

        return tuple(_model_row(state) for state in verify(self._ids()))

    def import_folder(self, folder: Path) -> int:
        from models.portable import import_folder

        return len(import_folder(folder, self._ids()).found)

    def _ids(self) -> list[str]:
        from models.catalog import load_catalog

        return [entry.id for entry in load_catalog().entries.values() if entry.tier != "test"]


def _model_row(state: ModelState) -> ports.ModelRow:
    from desktop.ui import ports

    entry = state.entry
    shown: dict[str, ports.ModelState] = {"ready": "present", "unchecked": "present", "damaged": "damaged"}
    return ports.ModelRow(
        entry.id,
        entry.role,
        entry.bytes,
        shown.get(state.state, "missing"),
        entry.licence,
        required=entry.tier == "starter",
    )
