"""What a session is made of, chosen by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from desktop.domain.speech import Command, Word

if TYPE_CHECKING:
    from desktop.domain.programming import Task, Trial
    from desktop.domain.session import ModelUse
    from desktop.interview.bank import QuestionBank
    from desktop.session.listening import ListeningModels
    from desktop.store.log import SessionStore
    from desktop.workers.service import ServiceProcess
    from models.microphone_quality import MicrophoneQualityModel
    from models.pitch import PitchTracker


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it was heard live. Times in session seconds; ``end_s`` is the end of the last speech.

    ``words`` are the live ones, spoken commands taken out; the careful pass comes later.
    """

    start_s: float
    end_s: float
    decided_s: float
    ended_by: str
    words: tuple[Word, ...]
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the interviewer. ``spoken`` is False where it was only shown; ``waited_s`` is how long it took until
    its first sound was handed to the loudspeaker, None where that is not known."""

    spoken: bool
    waited_s: float | None = None


class Voice(Protocol):
    """Speaks for the interviewer."""

    def prepare(self, texts: Any, language: Any) -> None: ...
    def say(self, text: str, language: Any, interrupt: Any) -> Said: ...


class TaskBench(Protocol):
    """Where programming tasks are solved. Every method blocks."""

    def tasks(self) -> tuple[Task, ...]:
        """None where solutions cannot be run."""

    def run(self, task: Task, source: str) -> Trial:
        """All tests, the hidden ones too. Raises ``CandidError``."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Models and workers that outlive one session. ``mind`` judges by similarity alone where ``has_language_model`` is
    False."""

    store: SessionStore
    bank: QuestionBank
    speech: ServiceProcess
    mind: ServiceProcess
    listening: ListeningModels
    pitch: PitchTracker
    microphone_quality: MicrophoneQualityModel | None
    model_uses: tuple[ModelUse, ...]
    has_language_model: bool
