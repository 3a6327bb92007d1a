"""The engine: sessions, devices, reports and programming tasks in a process of their own, so that the window never
waits for any of them.

Importing this module is light; the child imports the rest.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.live import LiveEvent, Notice, PreviewFrame, RescoreProgress
from desktop.domain.presence import GazeSample, GazeTarget, GazeZones
from desktop.domain.session import CAMERA_OFF
from desktop.domain.speech import Language
from desktop.session import engine_messages as msg
from desktop.workers.process import Channel

if TYPE_CHECKING:
    from desktop.domain.document import DocumentText
    from desktop.domain.programming import Task, Trial
    from desktop.interview.bank import QuestionBank
    from desktop.packs.check import PackCheck
    from desktop.packs.installed import PackSummary
    from desktop.report.view import ReportView

log = logging.getLogger(__name__)


def run_engine(_settings: None, channel: Channel) -> None:
    """The child's main function: obeys until told to stop."""
    _Engine(channel).run()


# How long an interview that has just ended may take to put its things away.
_CLOSING_S = 2.0


class _Engine:
    def __init__(self, channel: Channel) -> None:
        from desktop import resources
        from desktop.programming.bench import SandboxBench
        from desktop.programming.runs import Runs
        from desktop.session.devices import DeviceCheck
        from desktop.session.runner import SessionRunner
        from desktop.session.runtime import Runtime
        from desktop.store.log import SessionStore

        self._channel = channel
        self._store = SessionStore(resources.database_path(), resources.sessions_dir())
        self._runtime = Runtime(self._store)
        self._voice = _WindowVoice(channel)
        self._new_runner: Callable[..., SessionRunner] = SessionRunner
        self._runner: SessionRunner | None = None
        self._check = DeviceCheck()
        self._solutions = Runs()
        self._bench = SandboxBench()
        # A rescoring and a solution may take a while each; the rest goes on beside them.
        self._pool = ThreadPoolExecutor(3, "engine-call")
        self._rescoring = threading.Lock()
        self._calls: dict[str, Callable[..., Any]] = {
            "report": self._report,
            "export": self._export,
            "recover": self._recover,
            "correct": self._correct,
            "undo_correction": self._undo_correction,
            "rescore": self._rescore,
            "devices": self._devices,
            "start_check": self._start_check,
            "stop_check": self._check.stop,
            "play_test_sound": self._play_test_sound,
            "measure_gaze": self._check.measure_gaze,
            "fit_gaze": self._fit_gaze,
            "read_document": self._read_document,
            "choices": self._choices,
            "packs": self._packs,
            "check_pack": self._check_pack,
            "install_pack": self._install_pack,
            "remove_pack": self._remove_pack,
            "trust_key": self._trust_key,
            "programming_tasks": self._programming_tasks,
            "check_sandbox": self._check_sandbox,
            "run_solution": self._run_solution,
        }

    def run(self) -> None:
        self._channel.send(msg.Ready())
        while not self._channel.stopped:
            message = self._channel.poll(None)
            match message:
                case msg.StartSession():
                    self._start(message)
                case msg.Control(name, text):
                    if self._runner:
                        getattr(self._runner, name)(*(() if text is None else (text,)))
                case msg.Call():
                    self._pool.submit(self._answer, message)
                case msg.StopSolutions(number):
                    # Not by way of the pool, where it would wait for its turn.
                    self._solutions.stop(number)
                case msg.Spoken(number):
                    self._voice.spoken(number)
                case _:
                    pass
        self._close()

    def _close(self) -> None:
        self._solutions.close()
        self._check.stop()
        if self._runner:
            self._runner.stop()
            self._runner.join(10.0)
        self._runtime.stop()
        self._store.close()

    def _start(self, message: msg.StartSession) -> None:
        if self._runner and not self._runner.join(0):
            return
        self._voice.offered = message.platform_languages
        self._runner = self._new_runner(
            self._runtime, self._tell, platform=self._voice, plan=message.plan, bench=self._bench
        )
        self._runner.start(message.config)

    def _tell(self, event: LiveEvent, check: bool = False) -> None:
        if isinstance(event, PreviewFrame):
            self._channel.offer(msg.Told(event, check))
        else:
            self._channel.send(msg.Told(event, check))

    def _answer(self, call: msg.Call) -> None:
        try:
            reply = msg.Reply(call.number, self._calls[call.name](*call.args))
        except Exception as error:
            log.exception("%s failed", call.name)
            reply = msg.Reply(call.number, error=error)
        self._channel.send(reply)

    # -- calls ------------------------------------------------------------------------------------------------------

    def _report(self, session_id: str) -> ReportView:
        from desktop.report.view import build_report
        from desktop.session.finish import load_session

        finished = load_session(self._store, session_id)
        return build_report(finished.record, finished.assessment)

    def _export(self, session_id: str, kind: Any, path: Path) -> None:
        from desktop.report.write import write_one
        from desktop.session.finish import load_session

        finished = load_session(self._store, session_id)
        write_one(finished.record, finished.assessment, kind, path)

    def _recover(self, session_id: str) -> str:
        from desktop.session.recovery import recover

        recover(self._store, session_id, self._runtime, self._bench)
        return session_id

    def _correct(self, session_id: str, index: int, first: int, end: int, text: str) -> ReportView:
        from desktop.session.rescoring import correct

        correct(self._store, session_id, index, first, end, text)
        return self._report(session_id)

    def _undo_correction(self, session_id: str, index: int, first: int, end: int) -> ReportView:
        from desktop.session.rescoring import undo

        undo(self._store, session_id, index, first, end)
        return self._report(session_id)

    def _rescore(self, session_id: str) -> tuple[ReportView, tuple[Notice, ...]]:
        from desktop.session.rescoring import rescore

        with self._rescoring:
            notices = rescore(
                self._store,
                session_id,
                self._runtime,
                lambda part: self._tell(RescoreProgress(session_id, part)),
                lambda: self._runner is not None and not self._runner.join(_CLOSING_S),
            )
        return self._report(session_id), notices

    def _devices(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Microphones, cameras and speakers as (id, name)."""
        from desktop.session import devices

        return (
            tuple((device.id, device.name) for device in devices.microphones()),
            tuple(devices.cameras()),
            tuple((device.id, device.name) for device in devices.speakers()),
        )

    def _start_check(self, microphone: str | None, camera: str | None) -> None:
        self._check.start(
            microphone, None if camera == CAMERA_OFF else camera or 0, lambda event: self._tell(event, check=True)
        )

    def _play_test_sound(self, speaker: str | None) -> None:
        from desktop.session import devices

        devices.play_test_sound(speaker)

    def _fit_gaze(self, samples: Mapping[GazeTarget, GazeSample | None], camera: str) -> GazeZones:
        from desktop.signals.presence import fit_zones

        return fit_zones(samples, camera)

    def _read_document(self, path: Path) -> DocumentText:
        from desktop.interview.documents import read_document

        return read_document(path)

    def _choices(self, language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Positions and domains of the bank, the most frequent first."""
        from collections import Counter

        bank: QuestionBank = self._runtime.bank()
        questions = bank.select(language=language)
        roles = Counter(role for question in questions for role in question.roles if role != "any")
        domains = Counter(question.domain for question in questions if question.domain != "any")
        return tuple(name for name, _ in roles.most_common()), tuple(name for name, _ in domains.most_common())

    def _packs(self) -> tuple[tuple[PackSummary, ...], tuple[str, ...]]:
        """What is installed, and whose keys are trusted."""
        from desktop.packs.installed import installed_packs, keys_dir
        from desktop.packs.keys import trusted_keys

        return tuple(one.summary() for one in installed_packs()), tuple(key.name for key in trusted_keys(keys_dir()))

    def _check_pack(self, path: Path) -> PackCheck:
        from desktop.packs.check import check_pack
        from desktop.packs.vectors import kept_encoder

        # The judge's process has an encoder, but would load its language model for this.
        return check_pack(path, encode=kept_encoder())

    def _install_pack(self, path: Path, check: PackCheck) -> None:
        from desktop.packs.check import install_checked

        install_checked(path, check, agreed=True, replace=True)
        self._runtime.forget_bank()

    def _remove_pack(self, name: str) -> None:
        from desktop.packs.installed import remove

        remove(name)
        self._runtime.forget_bank()

    def _trust_key(self, path: Path) -> str:
        """Whose key it is."""
        from desktop.packs.installed import keys_dir
        from desktop.packs.keys import read_public_key, trust

        key = read_public_key(path)
        trust(key, keys_dir())
        return key.name

    def _programming_tasks(self) -> tuple[Task, ...]:
        from desktop.programming.tasks import shipped_tasks

        return shipped_tasks().tasks

    def _check_sandbox(self) -> None:
        from desktop.programming.runs import check_sandbox

        check_sandbox()

    def _run_solution(self, number: int, task: Task, source: str, hidden: bool) -> Trial | None:
        return self._solutions.run(number, task, source, hidden=hidden)


class _WindowVoice:
    """The system's voice, which only the window's process can use."""

    def __init__(self, channel: Channel) -> None:
        self.offered: frozenset[Language] = frozenset()
        self._channel = channel
        self._waiting: dict[int, Callable[[], None]] = {}
        self._number = 0
        self._lock = threading.Lock()

    def languages(self) -> set[Language]:
        return set(self.offered)

    def say(self, text: str, language: Language, on_done: Callable[[], None]) -> None:
        with self._lock:
            self._number += 1
            self._waiting[self._number] = on_done
            number = self._number
        self._channel.send(msg.Speak(number, text, language))

    def stop(self) -> None:
        self._channel.send(msg.StopSpeaking())

    def spoken(self, number: int) -> None:
        with self._lock:
            done = self._waiting.pop(number, None)
        if done:
            done()
