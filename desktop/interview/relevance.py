"""How much a question matters for this résumé and this job, and the reason in words.

The rule: a skill that the job asks for and the résumé does not show is what a real interviewer must find out, so it
weighs most (2.2); one that both name comes next (1.6); one of the résumé alone less (0.9). In the project round it is
the other way round (0.2, 2.2, 1.6): one can only be asked about projects that one has done. A question takes its best
skill in full and half of the second. A project question on something that the résumé does not show comes last, and so
does one for a neighbouring position that the résumé gives no reason for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from desktop.domain.question import Question
from desktop.interview.roles import GENERAL, SAME
from desktop.interview.skills import question_skills, skills_in, topic_parts, topics_in

ReasonKind = Literal["job_gap", "job_match", "resume"]

_WEIGHT: dict[ReasonKind, float] = {"job_gap": 2.2, "job_match": 1.6, "resume": 0.9}
_NOT_DONE_COST = 3.0
_WEIGHT_IN_PROJECT: dict[ReasonKind, float] = {"job_gap": 0.2, "job_match": 2.2, "resume": 1.6}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question was preferred: ``skill`` is a label of ``skills`` or a topic."""

    kind: ReasonKind
    skill: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Skills by where they are named. ``done`` is all that the résumé shows; empty: not known."""

    job_gap: frozenset[str] = frozenset()
    job_match: frozenset[str] = frozenset()
    resume: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


def wanted_skills(resume: str, job: str, questions: Iterable[Question], position: str = "") -> Wanted:
    """Skills that job description and résumé name. Without a résumé nothing is a gap: what the job asks for then
    counts as if both named it. What ``position`` names already (an embedded engineer's "embedded") tells no question
    from another and is left out."""
    if not resume.strip() and not job.strip():
        return Wanted()
    parts = frozenset(part for question in questions for part in topic_parts(question.topic))
    # What the table knows goes by its own name there.
    topics = frozenset(part for part in parts if not skills_in(part))
    done = skills_in(resume) | topics_in(resume, topics)
    own = skills_in(position) | topics_in(position, topics)
    asks, has = (skills_in(job) | topics_in(job, topics)) - own, done - own
    if not resume.strip():
        return Wanted(job_match=asks)
    return Wanted(asks - has, asks & has, has - asks, done)


@dataclass(frozen=True, slots=True)
class Relevance:
    """Rates questions against what is wanted."""

    wanted: Wanted

    def of(self, question: Question, *, role: float = 1.0) -> tuple[float, tuple[Reason, ...]]:
        """Bonus (−3 to about 3.3) and up to two reasons. ``role`` is how well the question fits the position, 0–1."""
        skills = question_skills(question)
        found: list[tuple[float, Reason]] = []
        groups: tuple[tuple[ReasonKind, frozenset[str]], ...] = (
            ("job_gap", self.wanted.job_gap),
            ("job_match", self.wanted.job_match),
            ("resume", self.wanted.resume),
        )
        for kind, group in groups:
            weight = (_WEIGHT_IN_PROJECT if question.round == "project" else _WEIGHT)[kind]
            found += [(weight, Reason(kind, skill)) for skill in sorted(skills & group)]
        best = sorted(found, key=lambda item: -item[0])[:2]
        bonus = sum(weight / (1 + place) for place, (weight, _) in enumerate(best))
        return bonus - self._not_done(question, skills, role), tuple(item[1] for item in best)

    def _not_done(self, question: Question, skills: frozenset[str], role: float) -> float:
        """What a project question loses by the share of its skills that the résumé does not show."""
        done = self.wanted.done
        if question.round != "project" or not done:
            return 0.0
        named = skills_in(f"{question.topic}\n{question.text}")
        if named:
            return _NOT_DONE_COST * len(named - done) / len(named)
        return _NOT_DONE_COST if GENERAL < role < SAME and not skills & done else 0.0
