"""Composition root: the one place that picks concrete parts and connects them, for the window and the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import resources
from desktop.store.log import SessionStore

if TYPE_CHECKING:
    from desktop.domain.live import LiveControls, LiveListener
    from desktop.domain.session import SessionConfig
    from desktop.domain.speech import Language
    from desktop.report.view import ReportView
    from desktop.session.devices import DeviceCheck
    from desktop.session.library import Library
    from desktop.session.runtime import Runtime
    from desktop.settings.preferences import PreferencesFile
    from desktop.ui import ports


def open_store() -> SessionStore:
    """The person's sessions on this computer."""
    return SessionStore(resources.database_path(), resources.sessions_dir())


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
    """What lives as long as the window. Heavy parts are made when they are first needed."""

    def __init__(self) -> None:
        self._store = open_store()
        self._runtime: Runtime | None = None

    def runtime(self) -> Runtime:
        from desktop.session.runtime import Runtime

        self._runtime = self._runtime or Runtime(self._store)
        return self._runtime

    def ports(self, listener: LiveListener) -> ports.Ports:
        from desktop.settings.preferences import PreferencesFile
        from desktop.ui import ports

        settings = PreferencesFile(resources.data_dir() / "settings.json")
        return ports.Ports(
            controls=_Controls(self.runtime, listener),
            devices=_Devices(),
            library=_Library(self._library, settings),
            models=_Models(),
            documents=_read_document,
            settings=settings,
            choices=_choices,
        )

    def close(self) -> None:
        if self._runtime:
            self._runtime.stop()
        self._store.close()

    def _library(self) -> Library:
        from desktop.session.library import Library

        return Library(self._store, self.runtime())


class _Controls:
    """``LiveControls``; the session's machinery is imported when the first session starts."""

    def __init__(self, runtime: Callable[[], Runtime], listener: LiveListener) -> None:
        self._runtime = runtime
        self._listener = listener
        self._runner: LiveControls | None = None

    def start(self, config: SessionConfig) -> None:
        if self._runner is None:
            from desktop.session.runner import SessionRunner
            from desktop.ui.session_voice import SessionVoice

            # Called on the window's thread, where Qt's voices have to be made.
            self._runner = SessionRunner(self._runtime(), self._listener, platform=SessionVoice())
        self._runner.start(config)

    def end_answer(self) -> None:
        if self._runner:
            self._runner.end_answer()

    def skip(self) -> None:
        if self._runner:
            self._runner.skip()

    def repeat(self) -> None:
        if self._runner:
            self._runner.repeat()

    def pause(self) -> None:
        if self._runner:
            self._runner.pause()

    def resume(self) -> None:
        if self._runner:
            self._runner.resume()

    def stop(self) -> None:
        if self._runner:
            self._runner.stop()


class _Devices:
    """``DevicePort``."""

    def __init__(self) -> None:
        self._check: DeviceCheck | None = None

    def devices(self) -> ports.DeviceList:
        from desktop.session import devices
        from desktop.ui import ports

        return ports.DeviceList(
            microphones=tuple(ports.Device(device.id, device.name) for device in devices.microphones()),
            cameras=tuple(ports.Device(name, title) for name, title in devices.cameras()),
            speakers=tuple(ports.Device(device.id, device.name) for device in devices.speakers()),
        )

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        from desktop.session import devices

        return devices.watch(callback)

    def start_check(self, microphone: str | None, camera: str | None, listener: LiveListener) -> None:
        from desktop.session.devices import DeviceCheck
        from desktop.ui.ports import CAMERA_OFF

        self._check = self._check or DeviceCheck()
        self._check.start(microphone, None if camera == CAMERA_OFF else camera or 0, listener)

    def stop_check(self) -> None:
        if self._check:
            self._check.stop()

    def play_test_sound(self, speaker: str | None) -> None:
        from desktop.session import devices

        devices.play_test_sound(speaker)


class _Library:
    """``LibraryPort``."""

    def __init__(self, library: Callable[[], Library], settings: PreferencesFile) -> None:
        self._library = library
        self._settings = settings

    def sessions(self) -> tuple[ports.SessionRow, ...]:
        from desktop.ui import ports

        found = []
        for row in self._library().finished():
            summary = row.summary or {}
            interval = summary.get("interval")
            found.append(
                ports.SessionRow(
                    row.id, row.started_utc, float(summary.get("duration_s") or 0.0), row.role, row.domain,
                    "zh" if row.language == "zh" else "en", summary.get("overall"), tuple(interval) if interval else None,
                )
            )  # fmt: skip
        return tuple(found)

    def recoverable(self) -> tuple[ports.RecoverableRow, ...]:
        from desktop.ui import ports

        return tuple(
            ports.RecoverableRow(item.row.id, item.row.started_utc, item.row.role, item.row.domain, item.answers)
            for item in self._library().unfinished()
        )

    def report(self, session_id: str) -> ReportView:
        from desktop.report.view import build_report

        finished = self._library().load(session_id)
        return build_report(finished.record, finished.assessment)

    def audio(self, session_id: str) -> Path | None:
        return self._library().audio(session_id)

    def export(self, session_id: str, kind: ports.ExportFormat, path: Path) -> None:
        from desktop.report.write import write_one

        finished = self._library().load(session_id)
        write_one(finished.record, finished.assessment, kind, path)

    def delete(self, session_id: str) -> None:
        self._library().delete(session_id)

    def wipe(self) -> None:
        self._library().wipe()
        self._settings.forget()

    def recover(self, session_id: str) -> str:
        return self._library().recover(session_id)

    def discard(self, session_id: str) -> None:
        self._library().delete(session_id)


def _read_document(path: Path) -> str:
    from desktop.interview.documents import read_document

    return read_document(path)


def _choices(language: Language) -> ports.Choices:
    """Roles and domains of the bank, the most frequent first."""
    from collections import Counter

    from desktop.interview.bank import shipped_bank
    from desktop.ui import ports

    questions = shipped_bank().select(language=language)
    roles = Counter(role for question in questions for role in question.roles if role != "any")
    domains = Counter(question.domain for question in questions if question.domain != "any")
    return ports.Choices(tuple(name for name, _ in roles.most_common()), tuple(name for name, _ in domains.most_common()))
