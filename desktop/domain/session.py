"""A session as it is set up, and as it is read back from the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from desktop.domain.correction import Correction
from desktop.domain.presence import GazeZones, Presence
from desktop.domain.programming import CodeWork
from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.speech import Command, Language, Word
from desktop.domain.voice import VoiceFigures

SessionState = Literal["open", "finished", "recovered"]
SessionOrigin = Literal["interview", "analysis"]
Outdated = Literal["grade", "voice", "spelling"]

CAMERA_OFF = "none"
"""``SessionConfig.camera`` and the device check when no camera is wanted (None means the default one)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who practises for what. ``resume`` and ``job`` are plain text, treated as data only."""

    name: str
    role: str
    domain: str
    language: Language
    resume: str = ""
    job: str = ""


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """How the session is to run. ``questions`` is the number of main questions; ``minutes`` how long it may take, None
    as long as so many questions usually take, and longer where the answers do; None devices mean the default;
    ``keep_audio``/``keep_video`` are the person's consent (audio is always spooled until the report is done); ``gaze``
    are the person's own zones with this camera, None when they were not calibrated."""

    profile: Profile
    questions: int = 8
    difficulty: int = 3
    microphone: str | None = None
    camera: str | None = None
    speaker: str | None = None
    headphones: bool = False
    keep_audio: bool = True
    keep_video: bool = False
    seed: int = 0
    gaze: GazeZones | None = None
    minutes: int | None = None

    @property
    def planned_minutes(self) -> int:
        """How long it is meant to take."""
        return self.minutes or usual_minutes(self.questions)


_AROUND_S = 150
_QUESTION_S = 210
"""Greeting, the candidate's own questions and closing; a main question (the bank's limits have a median of 135 s) with
its asking (15 s) and one follow-up (60 s)."""


def usual_minutes(questions: int) -> int:
    """About how long an interview of so many main questions takes."""
    return round((_AROUND_S + _QUESTION_S * questions) / 60)


def usual_questions(minutes: int) -> int:
    """How many main questions fit into such an interview, at least one."""
    return max(1, round((60 * minutes - _AROUND_S) / _QUESTION_S))


@dataclass(frozen=True, slots=True)
class Clarified:
    """Why a question about two statements was asked: the sentences as they were understood live, ``earlier`` from
    answer ``earlier_index`` (None: from the résumé), ``later`` from answer ``later_index``. ``kind`` and ``subject``
    say what both are about."""

    kind: str
    subject: str
    earlier: str
    later: str
    earlier_index: int | None
    later_index: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as asked and what came back, rebuilt from the log.

    ``follow_up_of`` is the index of the answer this one deepens. ``words`` carry session times. ``ended_by`` is
    "turn_end" | "command" | "button" | "skip" | "time" | "no_speech" | "stopped" | "media_end". ``words`` are as
    corrected by ``corrections``; ``outdated`` names what still rests on the words before the last of them.
    ``worded_by`` is "model" where a language model put a sentence from the person's own words before the question.
    ``clarifies`` when it was asked to clear up two statements. ``code`` is what was written for a programming task.
    """

    index: int
    question: Question
    asked_text: str
    follow_up_of: int | None
    asked_start_s: float
    start_s: float
    end_s: float
    words: tuple[Word, ...]
    commands: tuple[Command, ...] = ()
    ended_by: str = "turn_end"
    decided_s: float | None = None
    target_point: str | None = None
    voice: VoiceFigures | None = None
    presence: Presence | None = None
    grade: AnswerGrade | None = None
    corrections: tuple[Correction, ...] = ()
    outdated: frozenset[Outdated] = frozenset()
    worded_by: Literal["bank", "model"] = "bank"
    clarifies: Clarified | None = None
    code: CodeWork | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a source delivered nothing. ``source`` is "microphone" or "camera"."""

    source: str
    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model that took part, by catalogue id and hash."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Everything a report needs, rebuilt from the log. ``started_utc`` is ISO 8601."""

    id: str
    origin: SessionOrigin
    state: SessionState
    started_utc: str
    duration_s: float
    config: SessionConfig
    answers: tuple[Answer, ...]
    candidate_questions: tuple[str, ...] = ()
    presence: Presence | None = None
    voice: VoiceFigures | None = None
    gaps: tuple[Gap, ...] = ()
    models: tuple[ModelUse, ...] = ()
    notes: tuple[str, ...] = ()
    audio_file: str | None = None
    video_file: str | None = None
    plan: tuple[str, ...] = field(default=())
