"""From a finished session and its assessment to everything a report shows."""

from __future__ import annotations

from datetime import tzinfo

from desktop.domain.assessment import Assessment
from desktop.domain.session import SessionRecord
from desktop.report.absent import missing_rows, no_presence_reason
from desktop.report.answers import answer_labels, build_cards
from desktop.report.body import body_facts, body_moments
from desktop.report.compare import baseline_facts
from desktop.report.figures import clock, number, paragraphs, plain
from desktop.report.gathered import gathered_voice_facts
from desktop.report.looks import look_facts, look_moments
from desktop.report.measures import presence_facts, voice_facts
from desktop.report.moments import voice_moments
from desktop.report.overview import dimension_views, finding_views, header_facts, plan_view, radar
from desktop.report.reasons import told
from desktop.report.series import presence_charts, voice_charts
from desktop.report.shape import (
    GapView,
    MeasureSection,
    ModelView,
    ReportView,
    TextSection,
)
from desktop.report.texts import Texts, load_texts
from desktop.report.timeline import timeline_chart, timeline_rows
from desktop.scoring.baseline import Baseline, own_baseline


def build_report(record: SessionRecord, assessment: Assessment, zone: tzinfo | None = None) -> ReportView:
    """The view in the interview's language. ``zone`` is for the date; None means this computer's time zone."""
    profile = record.config.profile
    texts = load_texts(profile.language)
    labels = answer_labels(record, texts)
    baseline = own_baseline(record)
    dimensions = dimension_views(assessment, labels, texts)
    subtitle = texts("subtitle", role=plain(profile.role), domain=plain(profile.domain)).strip(" ·")
    return ReportView(
        language=profile.language,
        title=texts("title"),
        name=plain(profile.name) or texts("no_name"),
        subtitle=subtitle,
        header=header_facts(record, texts, zone),
        banner=texts("head.recovered") if record.state == "recovered" else "",
        empty=not record.answers,
        radar=radar(dimensions, texts),
        overall=paragraphs(assessment.overall),
        dimensions=dimensions,
        strengths=finding_views(assessment.findings, "strength", labels, texts),
        changes=finding_views(assessment.findings, "change", labels, texts),
        answers=build_cards(record, baseline, texts),
        candidate_questions=tuple(plain(text) for text in record.candidate_questions),
        voice=_voice_section(record, labels, baseline, texts),
        presence=_presence_section(record, labels, texts),
        timeline_chart=timeline_chart(record, labels, texts),
        timeline=timeline_rows(record, labels, texts),
        analysis=tuple(TextSection(plain(part.title), paragraphs(part.text)) for part in assessment.analysis),
        advice=tuple(plain(line) for line in assessment.advice),
        plan=plan_view(assessment.plan, texts),
        missing=missing_rows(record, dimensions, labels, baseline, texts),
        gaps=_gaps(record, texts),
        models=tuple(ModelView(model.id, model.sha256) for model in record.models),
        notes=tuple(told(note, texts) for note in record.notes),
        reading=texts.items("reading.items"),
        privacy=texts("privacy.text"),
    )


def _voice_section(
    record: SessionRecord, labels: dict[int, str], baseline: Baseline | None, texts: Texts
) -> MeasureSection:
    charts = voice_charts(record, labels, texts)
    measured = tuple(answer.voice for answer in record.answers if answer.voice)
    facts = voice_facts(record.voice, texts) if record.voice else gathered_voice_facts(measured, texts)
    absent = "" if facts or charts else texts("voice.none")
    if facts:
        facts += baseline_facts(baseline, labels, texts)
    cards = (fact for answer in measured for fact in voice_facts(answer, texts))
    sources = dict.fromkeys(fact.source for fact in (*facts, *cards) if fact.source)
    moments = () if absent else voice_moments(record, labels, texts)
    return MeasureSection(texts("voice.intro"), absent, facts, charts, moments, tuple(sources))


def _presence_section(record: SessionRecord, labels: dict[int, str], texts: Texts) -> MeasureSection:
    if record.presence is None:
        absent = texts("presence.none") + texts("paragraph_join") + no_presence_reason(record, texts)
        return MeasureSection(texts("presence.intro"), absent, (), ())
    return MeasureSection(
        texts("presence.intro"),
        "",
        (
            *presence_facts(record.presence.summary, texts),
            *look_facts(record.answers, texts),
            *body_facts(record.answers, texts),
        ),
        presence_charts(record.presence, record.duration_s, texts),
        (*look_moments(record, labels, texts), *body_moments(record, labels, texts)),
    )


def _gaps(record: SessionRecord, texts: Texts) -> tuple[GapView, ...]:
    return tuple(
        GapView(
            texts.get("gaps", gap.source) or plain(gap.source),
            f"{clock(gap.start_s)}–{clock(gap.end_s)} ({with_seconds(gap.end_s - gap.start_s, texts)})",
            told(gap.reason, texts),
        )
        for gap in record.gaps
    )


def with_seconds(seconds: float, texts: Texts) -> str:
    return texts("unit.s", value=number(seconds))
