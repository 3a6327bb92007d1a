"""What the judgement of a whole session says: scores, findings, analysis, study plan, in the interview's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop.domain.score import DimensionScore, Evidence

FindingKind = Literal["strength", "change"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about the session with what it rests on; never without evidence."""

    kind: FindingKind
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class AnalysisSection:
    """A titled piece of running text. Paragraphs are separated by a blank line."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A book, course, paper or page from the checked list."""

    title: str
    kind: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanPhase:
    """One phase of the study plan. ``weeks`` reads like "1–4"."""

    title: str
    weeks: str
    goal: str
    content: tuple[str, ...]
    tasks: tuple[str, ...]
    acceptance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfTestRow:
    """One line of the self-test: what is tested, how, and when it counts as reached."""

    area: str
    method: str
    target: str


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What to practise next."""

    goals: tuple[str, ...]
    phases: tuple[PlanPhase, ...]
    daily_rhythm: tuple[str, ...]
    resources: tuple[Resource, ...]
    pitfalls: tuple[str, ...]
    self_test: tuple[SelfTestRow, ...]
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything judged about a session. ``plan`` is None when there is nothing to plan from."""

    dimensions: tuple[DimensionScore, ...]
    overall: str
    analysis: tuple[AnalysisSection, ...]
    advice: tuple[str, ...]
    findings: tuple[Finding, ...]
    plan: StudyPlan | None
