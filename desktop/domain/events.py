"""What happens in a session, as it is written to the log. Never changed once written.

Every event carries the session time at which it was written; the dataclasses hold the rest.
``index`` is the answer's place in the session, counted from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.correction import Correction
from desktop.domain.presence import PresenceFrame
from desktop.domain.programming import CodeWork
from desktop.domain.question import Question
from desktop.domain.score import AnswerGrade
from desktop.domain.session import Clarified, Gap, ModelUse, SessionConfig, SessionOrigin
from desktop.domain.speech import Command, Language, Word
from desktop.domain.voice import VoiceFigures


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """First event. ``audio_file`` and ``video_file`` are names inside the session's folder."""

    config: SessionConfig
    origin: SessionOrigin
    started_utc: str
    audio_file: str | None = None
    video_file: str | None = None


@dataclass(frozen=True, slots=True)
class ModelsUsed:
    models: tuple[ModelUse, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan's explanation for the person, and what it will ask."""

    explanation: tuple[str, ...]
    question_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterviewerSpoke:
    """A sentence of the interviewer; ``spoken`` is False where it was only shown. ``sounds_s`` is when its first sound
    was handed to the loudspeaker, None where that is not known."""

    text: str
    start_s: float
    end_s: float
    spoken: bool
    sounds_s: float | None = None


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """``text`` as asked; ``target_point`` is the key point a follow-up is after, ``clarifies`` the two statements that
    it asks about. ``worded_by`` is "model" where a language model put a sentence from the person's own words before
    the bank's question."""

    index: int
    question: Question
    text: str
    start_s: float
    follow_up_of: int | None = None
    target_point: str | None = None
    worded_by: Literal["bank", "model"] = "bank"
    clarifies: Clarified | None = None


@dataclass(frozen=True, slots=True)
class AnswerStarted:
    """Listening begins."""

    index: int
    start_s: float


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """The end of an answer was decided at ``decided_s``; the speech itself lies in ``[start_s, end_s)``."""

    index: int
    start_s: float
    end_s: float
    decided_s: float | None
    ended_by: str
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class WordsRecognised:
    """The careful pass over the whole answer. A later one for the same answer replaces it. ``unspelled``: homophones
    have yet to be looked for in it."""

    index: int
    words: tuple[Word, ...]
    language: Language
    unspelled: bool = False


@dataclass(frozen=True, slots=True)
class AnswerCorrected:
    """The person says what was said in place of what was recognised. It takes the place of earlier corrections of the
    same words; the recognised ones stay in their own event. ``corrected_utc`` is ISO 8601."""

    index: int
    correction: Correction
    corrected_utc: str


@dataclass(frozen=True, slots=True)
class CorrectionUndone:
    """The recognised words ``[first, end)`` stand as they were recognised again. ``undone_utc`` is ISO 8601."""

    index: int
    first: int
    end: int
    undone_utc: str


@dataclass(frozen=True, slots=True)
class VoiceMeasured:
    """Voice figures of one answer, or of the whole session (``index`` None). A later one replaces it."""

    index: int | None
    figures: VoiceFigures


@dataclass(frozen=True, slots=True)
class PresenceObserved:
    """About a second of analysed frames."""

    frames: tuple[PresenceFrame, ...]


@dataclass(frozen=True, slots=True)
class VideoStarted:
    """A video file of the session's folder begins at session time ``start_s``."""

    file: str
    start_s: float


@dataclass(frozen=True, slots=True)
class CodeWritten:
    """The code of an answer as it stands, or, with a trial, as it was handed in. A later one replaces it."""

    index: int
    work: CodeWork


@dataclass(frozen=True, slots=True)
class AnswerGraded:
    """A later one for the same answer replaces it."""

    index: int
    grade: AnswerGrade


@dataclass(frozen=True, slots=True)
class CandidateAsked:
    """A question of the candidate at the end."""

    text: str
    start_s: float


@dataclass(frozen=True, slots=True)
class GapNoted:
    gap: Gap


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """Something the report must say, such as why a figure is absent."""

    text: str


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session was closed properly; only corrections and what they change come after it. ``reason`` is "complete",
    "stopped" or "recovered"."""

    duration_s: float
    reason: str


Event = (
    SessionStarted
    | ModelsUsed
    | Planned
    | InterviewerSpoke
    | QuestionAsked
    | AnswerStarted
    | AnswerEnded
    | WordsRecognised
    | AnswerCorrected
    | CorrectionUndone
    | VoiceMeasured
    | PresenceObserved
    | VideoStarted
    | CodeWritten
    | AnswerGraded
    | CandidateAsked
    | GapNoted
    | NoteAdded
    | Paused
    | Resumed
    | SessionEnded
)

EVENT_TYPES: dict[str, type] = {cls.__name__: cls for cls in Event.__args__}
