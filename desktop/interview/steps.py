"""What the interviewer does next, and what came back: the messages between the flow and whoever runs the session.

``text`` stands on the screen; ``spoken`` is the whole utterance for the voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop.domain.question import Question
from desktop.interview.contradictions import Contradiction

AskReason = Literal["main", "missing", "claimed", "elaborate", "hint", "clarify"]
WordedBy = Literal["bank", "model"]


@dataclass(frozen=True, slots=True)
class Greet:
    """The opening. Nothing is waited for after it."""

    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to speak; an answer is waited for.

    ``index`` counts everything asked from 0, as ``Answer.index`` does; ``number`` of ``total`` counts main questions
    from 1. ``lead_in`` is said before the question (part of ``spoken``, not of ``text``), "" for nothing.
    ``follow_up_of`` is the index of the main question that this one deepens, ``target_point`` the key point it is
    about (None for an invitation to say more), ``reason`` why it is asked; "hint" is a smaller question for somebody
    who had nothing to say, "clarify" one about two statements that do not go together (``contradiction``).
    ``worded_by`` is "model" where a sentence that a language model took from the person's own words stands before the
    bank's.
    """

    question: Question
    text: str
    spoken: str
    index: int
    number: int
    total: int
    lead_in: str = ""
    follow_up_of: int | None = None
    target_point: str | None = None
    reason: AskReason = "main"
    worded_by: WordedBy = "bank"
    contradiction: Contradiction | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same question once more: no new index. ``reason`` is what led to it."""

    question: Question
    text: str
    spoken: str
    index: int
    lead_in: str
    reason: Literal["asked", "no_speech"]


@dataclass(frozen=True, slots=True)
class CandidateQuestions:
    """The invitation to ask. ``question`` is the bank's own card for this part, None when it has none."""

    text: str
    spoken: str
    lead_in: str = ""
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to the candidate's question. Another question is waited for when ``expects_more``."""

    text: str
    spoken: str
    expects_more: bool


@dataclass(frozen=True, slots=True)
class Close:
    """The last words. Nothing is waited for after it."""

    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to say."""


Step = Greet | Ask | Repeat | CandidateQuestions | Reply | Close | Done


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """What is known about an answer when the next step is decided. Of its text nothing comes in here but the two
    statements of a ``contradiction``.

    ``point_probabilities``: how likely each key point of the question is covered, 0–1, from this answer alone; empty
    when nothing could judge it. ``flags`` are those of ``AnswerGrade``. ``ended_by`` is that of ``Answer``.
    """

    question: Question
    words_count: int
    point_probabilities: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    duration_s: float = 0.0
    ended_by: str = "turn_end"
    contradiction: Contradiction | None = None
