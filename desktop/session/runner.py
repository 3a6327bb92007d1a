"""Sessions on a thread of their own, controlled from outside: what the window and the terminal drive."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from desktop.capture.audio_source import AudioSource
from desktop.capture.clock import LiveClock, MediaClock
from desktop.capture.microphone import Microphone
from desktop.capture.playback import Speaker
from desktop.domain.errors import CandidError, ModelMissing
from desktop.domain.live import LiveListener, Notice, ReportProgress, SessionFinished, StateChanged
from desktop.domain.session import CAMERA_OFF, SessionConfig
from desktop.interview.plan import InterviewPlan
from desktop.session.finish import finish_session
from desktop.session.interview import Interview
from desktop.session.parts import TaskBench
from desktop.session.runtime import Runtime
from desktop.session.voice import InterviewerVoice, PlatformSpeech

log = logging.getLogger(__name__)

# Transcripts and grades that are still being made when the last answer has been given.
WORK_LIMIT_S = 300.0
# Share of the progress bar that waiting for them takes.
WORK_SHARE = 0.8


class SessionRunner:
    """``LiveControls``: starts interviews one at a time and passes controls on to the one that runs."""

    def __init__(
        self,
        runtime: Runtime,
        tell: LiveListener,
        *,
        out: Path | None = None,
        make_source: Callable[[SessionConfig], AudioSource] | None = None,
        platform: PlatformSpeech | None = None,
        silent: bool = False,
        plan: InterviewPlan | None = None,
        bench: TaskBench | None = None,
    ) -> None:
        """``out``: a second place for the report. ``silent``: questions are only shown. ``bench``: for whoever shows an
        editor."""
        self._runtime = runtime
        self._tell = tell
        self._out = out
        self._make_source = make_source or (lambda config: Microphone(config.microphone))
        self._platform = platform
        self._silent = silent
        self._plan = plan
        self._bench = bench
        self._interview: Interview | None = None
        self._thread: threading.Thread | None = None
        self._early_stop = False
        self.session_id: str | None = None
        self.failure: Exception | None = None

    def start(self, config: SessionConfig) -> None:
        if self._thread and self._thread.is_alive():
            return
        self._early_stop = False
        self._thread = threading.Thread(target=self._run, args=(config,), name="interview", daemon=True)
        self._thread.start()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the session and its report; True when there is none running any more."""
        if self._thread:
            self._thread.join(timeout_s)
        return not (self._thread and self._thread.is_alive())

    def end_answer(self) -> None:
        if self._interview:
            self._interview.end_answer()

    def skip(self) -> None:
        if self._interview:
            self._interview.skip()

    def repeat(self) -> None:
        if self._interview:
            self._interview.repeat()

    def write_code(self, source: str) -> None:
        if self._interview:
            self._interview.write_code(source)

    def pause(self) -> None:
        if self._interview:
            self._interview.pause()

    def resume(self) -> None:
        if self._interview:
            self._interview.resume()

    def stop(self) -> None:
        self._early_stop = True
        if self._interview:
            self._interview.stop()

    def _run(self, config: SessionConfig) -> None:
        try:
            self._hold(config)
        except CandidError as error:
            self.failure = error
            log.warning("no session: %s", error)
            self._tell(Notice("error", error.what, error.safe, error.action, blocking=True))
            self._tell(StateChanged("failed"))
        except Exception as error:
            self.failure = error
            log.exception("the session failed")
            self._tell(
                Notice(
                    "error", "Candid made a mistake and the session ended.", "Everything recorded is on disk.",
                    "Open Candid again: it offers to recover the session.", blocking=True,
                )
            )  # fmt: skip
            self._tell(StateChanged("failed"))
        finally:
            self._interview = None

    def _hold(self, config: SessionConfig) -> None:
        self._tell(StateChanged("preparing"))
        source = self._make_source(config)
        parts = self._runtime.parts()
        clock = MediaClock() if source.flat_out else LiveClock()
        interview = Interview(
            parts, config, source, self._make_voice(config), clock, self._tell,
            camera=None if config.camera == CAMERA_OFF else config.camera or 0, plan=self._plan,
            bench=self._bench,
        )  # fmt: skip
        self._interview = interview
        if self._early_stop:
            interview.stop()
        session_id = interview.run()
        interview.finish_work(WORK_LIMIT_S, lambda part: self._tell(ReportProgress(WORK_SHARE * part)))
        try:
            finish_session(
                parts.store, session_id, "finished", self._out,
                lambda part: self._tell(ReportProgress(WORK_SHARE + (1 - WORK_SHARE) * part)),
            )  # fmt: skip
        except CandidError as error:
            # The session is finished and can be opened; a file of its report could not be written.
            self.failure = error
            self._tell(Notice("warning", error.what, error.safe, error.action))
        self.session_id = session_id
        self._tell(SessionFinished(session_id))
        self._tell(StateChanged("finished"))

    def _make_voice(self, config: SessionConfig) -> Callable[[LiveListener], InterviewerVoice]:
        if self._silent:
            return lambda tell: InterviewerVoice(None, None, tell)
        synthesizer = None
        if self._platform is None or config.profile.language not in self._platform.languages():
            try:
                synthesizer = self._runtime.synthesizer()
            except ModelMissing as error:
                self._tell(Notice("warning", error.what, "Questions are shown as text.", error.action))
        speaker = Speaker(config.speaker)
        return lambda tell: InterviewerVoice(synthesizer, speaker, tell, self._platform)
