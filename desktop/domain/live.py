"""What a running session tells whoever shows it, and what it can be told. The window and the terminal both use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from desktop.domain.programming import Task
from desktop.domain.question import Round
from desktop.domain.session import SessionConfig

LiveState = Literal["preparing", "speaking", "listening", "thinking", "paused", "finishing", "finished", "failed"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    state: LiveState


@dataclass(frozen=True, slots=True)
class PlanMade:
    """What the interview is going to hold and why, in sentences for the person who asks for them; no rubric."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """``number`` of ``total`` counts main questions from 1; a follow-up repeats its main question's number."""

    number: int
    total: int
    round: Round
    text: str
    time_limit_s: int
    follow_up: bool


@dataclass(frozen=True, slots=True)
class QuestionsInvited:
    """The interviewer's questions are over; ``text`` invites the candidate's own."""

    text: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """The editor opens with this task, or closes (None)."""

    task: Task | None


@dataclass(frozen=True, slots=True)
class InterviewerSaid:
    """Any other sentence of the interviewer: greeting, transition, closing. Always shown as well as spoken."""

    text: str


@dataclass(frozen=True, slots=True)
class CaptionChanged:
    """``committed`` will not change; ``tentative`` may."""

    committed: str
    tentative: str


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """Peak of the last blocks in dBFS (−120 to 0) and whether speech is heard."""

    dbfs: float
    speech: bool


@dataclass(frozen=True, slots=True)
class Countdown:
    """How much of the patience is left before the answer is closed: 1 full, 0 over; None when not running."""

    remaining: float | None


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """The newest camera picture, JPEG."""

    jpeg: bytes


@dataclass(frozen=True, slots=True)
class FramingHint:
    """One of: no_face, two_faces, too_far, too_close, cut_off, too_dark, back_lit, tilted, ok. ``tilt_deg`` is how far
    the picture is turned, > 0 clockwise."""

    hint: str
    tilt_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know. ``blocking`` means the session waits for an action."""

    severity: Literal["info", "warning", "error"]
    what: str
    safe: str = ""
    action: str = ""
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """0–1 while the report is being made."""

    fraction: float


@dataclass(frozen=True, slots=True)
class RescoreProgress:
    """0–1 while a finished session is scored again after a correction."""

    session_id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class SessionFinished:
    session_id: str


LiveEvent = (
    StateChanged
    | PlanMade
    | QuestionShown
    | QuestionsInvited
    | TaskShown
    | InterviewerSaid
    | CaptionChanged
    | LevelChanged
    | Countdown
    | PreviewFrame
    | FramingHint
    | Notice
    | ReportProgress
    | RescoreProgress
    | SessionFinished
)


class LiveListener(Protocol):
    """Receives events on the session's own threads; must return at once."""

    def __call__(self, event: LiveEvent) -> None: ...


class LiveControls(Protocol):
    """What the person can do to a running session. Every method returns at once and may be called in any state."""

    def start(self, config: SessionConfig) -> None: ...
    def end_answer(self) -> None: ...
    def write_code(self, source: str) -> None:
        """What stands in the editor now; it is kept at once."""

    def skip(self) -> None: ...
    def repeat(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def stop(self) -> None: ...
