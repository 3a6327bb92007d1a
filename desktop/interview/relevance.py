"""How much a question matters for this résumé and this job, and the reason in words.

The rule: a skill that the job asks for and the résumé does not show is what a real interviewer must find out, so it
weighs most (1.6); one that both name comes next (1.1); one of the résumé alone less (0.6). In the project round it is
the other way round (0.2, 1.6, 1.1): one can only be asked about projects that one has done. A question takes its best
skill in full and half of the second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from desktop.domain.question import Question
from desktop.interview.skills import question_skills, skills_in, topic_parts, topics_in

ReasonKind = Literal["job_gap", "job_match", "resume"]

_WEIGHT: dict[ReasonKind, float] = {"job_gap": 1.6, "job_match": 1.1, "resume": 0.6}
_WEIGHT_IN_PROJECT: dict[ReasonKind, float] = {"job_gap": 0.2, "job_match": 1.6, "resume": 1.1}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question was preferred: ``skill`` is a label of ``skills`` or a topic."""

    kind: ReasonKind
    skill: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Skills by where they are named."""

    job_gap: frozenset[str] = frozenset()
    job_match: frozenset[str] = frozenset()
    resume: frozenset[str] = frozenset()


def wanted_skills(resume: str, job: str, questions: Iterable[Question]) -> Wanted:
    """Skills that job description and résumé name. Without a résumé nothing is a gap: what the job asks for then
    counts as if both named it."""
    if not resume.strip() and not job.strip():
        return Wanted()
    topics = frozenset(part for question in questions for part in topic_parts(question.topic))
    has = skills_in(resume) | topics_in(resume, topics)
    asks = skills_in(job) | topics_in(job, topics)
    if not resume.strip():
        return Wanted(job_match=asks)
    return Wanted(job_gap=asks - has, job_match=asks & has, resume=has - asks)


@dataclass(frozen=True, slots=True)
class Relevance:
    """Rates questions against what is wanted."""

    wanted: Wanted

    def of(self, question: Question) -> tuple[float, tuple[Reason, ...]]:
        """Bonus (0 to about 2.4) and up to two reasons."""
        if not (self.wanted.job_gap or self.wanted.job_match or self.wanted.resume):
            return 0.0, ()
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
        return sum(weight / (1 + place) for place, (weight, _) in enumerate(best)), tuple(item[1] for item in best)
