"""``candid interview``: the live loop in the terminal, with devices or with recordings in their place."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.capture.audio_source import AudioSource
from desktop.cli.output import check_folder, say
from desktop.domain import live
from desktop.domain.errors import InputError
from desktop.domain.session import CAMERA_OFF, Profile, SessionConfig, usual_questions
from desktop.domain.speech import Language
from desktop.settings.system_language import system_language

if TYPE_CHECKING:
    from desktop.domain.presence import GazeZones
    from desktop.interview.plan import InterviewPlan
    from desktop.session.runtime import Runtime
    from desktop.store.log import SessionStore

USUAL_COUNT, MAX_COUNT = 8, 30
KEYS = "Enter ends the answer · s skip · r repeat · p pause/go on · q stop"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", help="target position")
    parser.add_argument("--domain", help="technical domain")
    parser.add_argument("--name", default="", help="how the interviewer calls you")
    parser.add_argument("--language", choices=("zh", "en"))
    parser.add_argument("--resume", type=Path, metavar="F")
    parser.add_argument("--job", type=Path, metavar="F", help="job description")
    parser.add_argument("--count", type=int, metavar="N", help=f"main questions, default {USUAL_COUNT} or what fits")
    parser.add_argument("--minutes", type=int, metavar="M", help="length to keep to, default what the questions take")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--answers", type=Path, metavar="DIR", help="recorded answers, one after each question")
    parser.add_argument("--mic", metavar="DEV|FILE", help="microphone by name, or a recording in its place")
    parser.add_argument("--camera", metavar="DEV|FILE|URL|none", help="camera, or a recording in its place")
    parser.add_argument("--speed", choices=("1", "max"), default="1", help="pace of recordings")
    parser.add_argument(
        "--headless", action="store_true", help="ask nothing from the keyboard; questions are not spoken"
    )
    parser.add_argument("--headphones", action="store_true", help="listen also while the interviewer speaks")
    parser.add_argument("--keep-video", action="store_true")
    parser.add_argument(
        "--rehearse", action="store_true", help="the shipped sample interview, as fast as it can be heard"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the report goes")


def run(args: argparse.Namespace) -> int:
    from desktop import resources
    from desktop.app import open_store
    from desktop.session.instance import only_instance

    # What is wrong with the arguments is said so before models are loaded.
    check_folder(args.out)
    setup = _rehearsal(args) if args.rehearse else _own(args)
    with only_instance(resources.data_dir()):
        from desktop.session.runner import SessionRunner
        from desktop.session.runtime import Runtime

        store = open_store()
        runtime = Runtime(store)
        silent = args.headless or args.rehearse
        terminal = Terminal(headless=silent)
        try:
            runner = SessionRunner(
                runtime, terminal, out=args.out, make_source=setup.make_source, silent=silent, plan=setup.plan
            )
            runner.start(setup.config)
            if not silent:
                terminal.read_keys(runner)
            _wait(runner)
            if runner.session_id and not runner.failure:
                set_right(store, runtime, runner.session_id, args.out)
        finally:
            runtime.stop()
        if runner.failure:
            raise runner.failure
    say(f"The report is in {args.out}: report.html, report.pdf, report.md, report.json")
    return 0


def set_right(store: SessionStore, runtime: Runtime, session_id: str, out: Path) -> None:
    """Homophones, for which there was no time beside a spoken interview; then the report once more."""
    from desktop.session.finish import copy_report
    from desktop.session.rescoring import rescore, spelling_due

    if spelling_due(store, session_id):
        say("Chinese words that sound alike are being checked ...")
        rescore(store, session_id, runtime, lambda _: None)
        copy_report(store.folder(session_id), out)


@dataclass(frozen=True, slots=True)
class _Setup:
    """What an interview starts with. ``make_source`` None: the microphone."""

    config: SessionConfig
    make_source: Callable[[SessionConfig], AudioSource] | None
    plan: InterviewPlan | None = None


def _rehearsal(args: argparse.Namespace) -> _Setup:
    from desktop.session.rehearsal import rehearsal

    sample = rehearsal(args.language or system_language())
    return _Setup(sample.config, lambda _: sample.source(), sample.plan)


def _own(args: argparse.Namespace) -> _Setup:
    from desktop.packs.installed import left_out

    for why in left_out():
        say(why)
    config = session_config(args, args.language or system_language())
    source = _source(args)
    return _Setup(config, (lambda _: source) if source else None)


def _wait(runner: object) -> None:
    try:
        while not runner.join(0.2):  # type: ignore[attr-defined]
            pass
    except KeyboardInterrupt:
        say("Stopping; the report is being made (Ctrl+C again to leave it).")
        runner.stop()  # type: ignore[attr-defined]
        runner.join()  # type: ignore[attr-defined]


def session_config(args: argparse.Namespace, language: Language) -> SessionConfig:
    """How the interview runs, by the arguments and, for the gaze zones, the settings. Raises ``InputError``."""
    from desktop.cli.papers import paper_text

    if not args.role or not args.domain:
        raise InputError("interview needs --role and --domain.", action="For example --role engineer --domain AI.")
    if args.minutes is not None and not 5 <= args.minutes <= 120:
        raise InputError(f"--minutes must be 5 to 120, but is {args.minutes}.")
    count = args.count
    if count is None:
        count = USUAL_COUNT if args.minutes is None else min(MAX_COUNT, usual_questions(args.minutes))
    if not 1 <= count <= MAX_COUNT:
        raise InputError(f"--count must be 1 to {MAX_COUNT}, but is {count}.")
    profile = Profile(
        args.name, args.role, args.domain, language,
        paper_text(args.resume, say), paper_text(args.job, say),
    )  # fmt: skip
    microphone = None if args.mic and Path(args.mic).exists() else args.mic
    camera = args.camera or (CAMERA_OFF if args.answers else None)
    return SessionConfig(
        profile, questions=count, seed=args.seed, microphone=microphone, camera=camera, headphones=args.headphones,
        keep_video=args.keep_video, minutes=args.minutes, gaze=_own_zones(camera),
    )  # fmt: skip


def _own_zones(camera: str | None) -> GazeZones | None:
    """What a calibration in the window gave, when it was made with this camera."""
    from desktop import resources
    from desktop.session.plugged import camera_name
    from desktop.settings.preferences import PreferencesFile

    zones = PreferencesFile(resources.data_dir() / "settings.json").read().gaze
    if zones is None or camera == CAMERA_OFF:
        return None
    if zones.camera != camera_name(camera):
        say(f"The gaze calibration was made with {zones.camera or 'another camera'}; the usual zones are used.")
        return None
    say(f"The gaze zones that were calibrated with {zones.camera} are used.")
    return zones


def _source(args: argparse.Namespace) -> AudioSource | None:
    """Recordings in the microphone's place, if named."""
    from desktop.capture.audio_file import FileAudio, RecordedCandidate, answer_files, decode_audio

    flat_out = args.speed == "max"
    if args.answers:
        return RecordedCandidate.in_order(answer_files(args.answers), flat_out=flat_out)
    if args.mic and Path(args.mic).exists():
        return FileAudio(decode_audio(Path(args.mic)), flat_out=flat_out)
    if flat_out:
        raise InputError("--speed max is for recordings.", action="Add --answers DIR or --mic FILE.")
    return None


class Terminal:
    """Shows a session as lines on stderr and turns keys into controls."""

    def __init__(self, *, headless: bool) -> None:
        self._headless = headless
        self._caption = ""
        self._paused = False

    def __call__(self, event: live.LiveEvent) -> None:
        match event:
            case live.InterviewerSaid(text) | live.QuestionsInvited(text) if text:
                say(f"  {text}")
            case live.QuestionShown():
                mark = "↳" if event.follow_up else f"{event.number}/{event.total}"
                say(f"\n[{mark}] {event.text}")
            case live.CaptionChanged(committed, tentative):
                self._show_caption(committed + tentative)
            case live.StateChanged(state):
                self._paused = state == "paused"
                self._caption = ""
                if state == "listening" and not self._headless:
                    say(f"  … listening ({KEYS})")
            case live.Notice(severity, what, safe, action):
                say(f"  {severity}: {' '.join(part for part in (what, safe, action) if part)}")
            case _:
                pass

    def _show_caption(self, caption: str) -> None:
        if caption and caption != self._caption and sys.stderr.isatty():
            self._caption = caption
            print(f"\r  … {caption[-70:]:70}", end="", file=sys.stderr, flush=True)

    def read_keys(self, runner: live.LiveControls) -> None:
        """Start reading keys on a thread of its own; it ends with standard input."""
        actions = {"": runner.end_answer, "s": runner.skip, "r": runner.repeat, "q": runner.stop}

        def read() -> None:
            for line in sys.stdin:
                key = line.strip().lower()[:1]
                if key == "p":
                    (runner.resume if self._paused else runner.pause)()
                elif key in actions:
                    actions[key]()

        threading.Thread(target=read, name="keys", daemon=True).start()
