"""The first page: header, radar, five dimensions, what worked and what to change."""

from __future__ import annotations

from datetime import tzinfo

from desktop.domain.assessment import Assessment, Finding, StudyPlan
from desktop.domain.score import DIMENSIONS, DimensionName, DimensionScore
from desktop.domain.session import SessionRecord
from desktop.report.answers import evidence_view, range_text, score_text
from desktop.report.figures import clock, date_text, number, paragraphs, plain
from desktop.report.shape import (
    DimensionView,
    Fact,
    FindingView,
    PhaseView,
    PlanView,
    RadarAxis,
    RadarChart,
    ResourceView,
    TestRow,
)
from desktop.report.texts import Texts


def header_facts(record: SessionRecord, texts: Texts, zone: tzinfo | None) -> tuple[Fact, ...]:
    profile = record.config.profile
    rows = (
        ("name", plain(profile.name) or texts("no_name")),
        ("role", plain(profile.role) or texts("none_given")),
        ("domain", plain(profile.domain) or texts("none_given")),
        ("language", texts("language_name")),
        ("date", date_text(record.started_utc, texts, zone)),
        ("duration", clock(record.duration_s)),
        ("answers", str(len(record.answers))),
        ("origin", texts(f"head.origin_{record.origin}")),
    )
    return tuple(Fact(texts(f"head.{key}"), value) for key, value in rows)


def dimension_views(assessment: Assessment, labels: dict[int, str], texts: Texts) -> tuple[DimensionView, ...]:
    """All five in their fixed order; one the assessment lacks is shown as unscored, never left out."""
    by_name = {dimension.name: dimension for dimension in assessment.dimensions}
    return tuple(_dimension(name, by_name.get(name), labels, texts) for name in DIMENSIONS)


def _dimension(
    name: DimensionName, found: DimensionScore | None, labels: dict[int, str], texts: Texts
) -> DimensionView:
    score = found.score if found else None
    interval = found.interval if found and score is not None else None
    comment = paragraphs(found.comment) if found else ()
    return DimensionView(
        name=name,
        title=texts(f"dimension.{name}"),
        score=score,
        interval=interval,
        score_text=score_text(score, texts),
        interval_text=range_text(interval, texts),
        comment=comment or ((texts("missing.reason_unscored"),) if score is None else ()),
        rule=plain(found.rule) if found else "",
        evidence=tuple(evidence_view(item, labels, texts) for item in found.evidence) if found else (),
    )


def radar(dimensions: tuple[DimensionView, ...], texts: Texts) -> RadarChart:
    """The five axes; a dimension without a score keeps its axis and has no point on it."""
    axes = tuple(
        RadarAxis(
            label=texts(f"dimension_short.{item.name}"),
            value=item.score,
            low=item.interval[0] if item.interval else None,
            high=item.interval[1] if item.interval else None,
            value_text=number(item.score) if item.score is not None else texts("overview.no_score"),
        )
        for item in dimensions
    )
    kinds: list[tuple[str, bool]] = [
        ("score", any(axis.value is not None for axis in axes)),
        ("range", any(axis.low is not None for axis in axes)),
        ("absent", any(axis.value is None for axis in axes)),
    ]
    legend = tuple((kind, texts(f"overview.legend_{kind}")) for kind, shown in kinds if shown)
    return RadarChart(texts("overview.radar_alt"), axes, legend)  # type: ignore[arg-type]


def finding_views(
    findings: tuple[Finding, ...], kind: str, labels: dict[int, str], texts: Texts
) -> tuple[FindingView, ...]:
    return tuple(
        FindingView(plain(item.text), tuple(evidence_view(part, labels, texts) for part in item.evidence))
        for item in findings
        if item.kind == kind
    )


def plan_view(plan: StudyPlan | None, texts: Texts) -> PlanView | None:
    if plan is None:
        return None
    phases = tuple(
        PhaseView(
            title=texts("plan.phase", number=number_of, title=plain(phase.title)),
            weeks=texts("plan.weeks", weeks=plain(phase.weeks)),
            goal=plain(phase.goal),
            content=_lines(phase.content),
            tasks=_lines(phase.tasks),
            acceptance=_lines(phase.acceptance),
        )
        for number_of, phase in enumerate(plan.phases, start=1)
    )
    resources = tuple(
        ResourceView(
            plain(item.title),
            " · ".join(part for part in (plain(item.kind), plain(item.note)) if part),
            item.url if item.url.startswith(("https://", "http://")) else "",
        )
        for item in plan.resources
    )
    return PlanView(
        goals=_lines(plan.goals),
        phases=phases,
        daily_rhythm=_lines(plan.daily_rhythm),
        resources=resources,
        pitfalls=_lines(plan.pitfalls),
        self_test=tuple(TestRow(plain(row.area), plain(row.method), plain(row.target)) for row in plan.self_test),
        milestones=_lines(plan.milestones),
    )


def _lines(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in (plain(item) for item in items) if line)
