"""What the window and the engine process say to each other. Light to import: the window loads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from desktop.domain.live import LiveEvent
from desktop.domain.session import SessionConfig
from desktop.domain.speech import Language

if TYPE_CHECKING:
    from desktop.interview.plan import InterviewPlan

ControlName = Literal["end_answer", "write_code", "skip", "repeat", "pause", "resume", "stop"]


@dataclass(frozen=True, slots=True)
class StartSession:
    """``platform_languages``: those that the window can speak with the system's own voice."""

    config: SessionConfig
    platform_languages: frozenset[Language] = frozenset()
    plan: InterviewPlan | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """``text``: the argument of those that have one."""

    name: ControlName
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One of the engine's functions, answered by a ``Reply`` with the same number."""

    number: int
    name: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StopSolutions:
    """End the calls of ``run_solution`` with this number or a smaller one."""

    number: int


@dataclass(frozen=True, slots=True)
class Reply:
    number: int
    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the running session, or of the device check."""

    event: LiveEvent
    check: bool = False


@dataclass(frozen=True, slots=True)
class Speak:
    """Say it with the system's voice; answered by ``Spoken``."""

    number: int
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    pass


@dataclass(frozen=True, slots=True)
class Spoken:
    number: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine's modules are loaded."""
