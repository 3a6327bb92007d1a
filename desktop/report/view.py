"""From a finished session and its assessment to everything a report shows."""

from __future__ import annotations

from datetime import tzinfo

from desktop.domain.assessment import Assessment
from desktop.domain.session import Answer, SessionRecord
from desktop.report.answers import answer_labels, build_cards
from desktop.report.figures import clock, number, paragraphs, plain
from desktop.report.measures import presence_facts, presence_missing, voice_facts, voice_missing
from desktop.report.overview import dimension_views, finding_views, header_facts, plan_view, radar
from desktop.report.series import presence_charts, voice_charts
from desktop.report.shape import (
    DimensionView,
    GapView,
    MeasureSection,
    Missing,
    ModelView,
    ReportView,
    TextSection,
)
from desktop.report.texts import Texts, load_texts
from desktop.report.timeline import timeline_chart, timeline_rows


def build_report(record: SessionRecord, assessment: Assessment, zone: tzinfo | None = None) -> ReportView:
    """The view in the interview's language. ``zone`` is for the date; None means this computer's time zone."""
    profile = record.config.profile
    texts = load_texts(profile.language)
    labels = answer_labels(record, texts)
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
        answers=build_cards(record, texts),
        candidate_questions=tuple(plain(text) for text in record.candidate_questions),
        voice=_voice_section(record, labels, texts),
        presence=_presence_section(record, texts),
        timeline_chart=timeline_chart(record, labels, texts),
        timeline=timeline_rows(record, labels, texts),
        analysis=tuple(TextSection(plain(part.title), paragraphs(part.text)) for part in assessment.analysis),
        advice=tuple(plain(line) for line in assessment.advice),
        plan=plan_view(assessment.plan, texts),
        missing=_missing(record, dimensions, labels, texts),
        gaps=_gaps(record, texts),
        models=tuple(ModelView(model.id, model.sha256) for model in record.models),
        notes=tuple(plain(note) for note in record.notes),
        reading=texts.items("reading.items"),
        privacy=texts("privacy.text"),
    )


def _voice_section(record: SessionRecord, labels: dict[int, str], texts: Texts) -> MeasureSection:
    charts = voice_charts(record, labels, texts)
    facts = voice_facts(record.voice, texts) if record.voice else ()
    absent = "" if facts or charts else texts("voice.none")
    return MeasureSection(texts("voice.intro"), absent, facts, charts)


def _presence_section(record: SessionRecord, texts: Texts) -> MeasureSection:
    if record.presence is None:
        absent = texts("presence.none") + texts("paragraph_join") + _no_presence_reason(record, texts)
        return MeasureSection(texts("presence.intro"), absent, (), ())
    return MeasureSection(
        texts("presence.intro"),
        "",
        presence_facts(record.presence.summary, texts),
        presence_charts(record.presence, record.duration_s, texts),
    )


def _no_presence_reason(record: SessionRecord, texts: Texts) -> str:
    off = record.config.camera == "none"
    return texts("missing.reason_camera_off" if off else "missing.reason_no_picture")


def _missing(
    record: SessionRecord, dimensions: tuple[DimensionView, ...], labels: dict[int, str], texts: Texts
) -> tuple[Missing, ...]:
    """Everything this report could hold and does not, with the reason."""
    rows = [
        Missing(texts("missing.score_of", label=item.title), texts("paragraph_join").join(item.comment))
        for item in dimensions
        if item.score is None
    ]
    for answer in record.answers:
        rows.extend(_answer_missing(answer, record, labels[answer.index], texts))
    whole = texts("missing.voice")
    if record.voice is not None:
        rows.extend(voice_missing(record.voice, whole, texts))
    else:
        empty = "missing.reason_no_voice" if record.answers else "missing.reason_no_answer"
        rows.append(Missing(whole, texts(empty)))
    if record.presence is not None:
        rows.extend(presence_missing(record.presence.summary, texts("missing.presence"), texts))
    else:
        rows.append(Missing(texts("missing.presence"), _no_presence_reason(record, texts)))
    return tuple(rows)


def _answer_missing(answer: Answer, record: SessionRecord, label: str, texts: Texts) -> list[Missing]:
    rows = []
    if answer.grade is None:
        rows.append(Missing(texts("missing.score_of", label=label), texts("missing.reason_no_grade")))
    elif answer.grade.score is None:
        flags = [texts.get("flag", flag) or flag for flag in answer.grade.flags]
        why = texts("list_separator").join(flags) or texts("missing.reason_unscored")
        rows.append(Missing(texts("missing.score_of", label=label), why))
    place = texts("missing.voice_of", label=label)
    if answer.voice is not None:
        rows.extend(voice_missing(answer.voice, place, texts))
    elif record.voice is not None:
        rows.append(Missing(place, texts("missing.reason_not_analysed")))
    place = texts("missing.presence_of", label=label)
    if answer.presence is not None:
        rows.extend(presence_missing(answer.presence.summary, place, texts))
    elif record.presence is not None:
        rows.append(Missing(place, texts("missing.reason_not_analysed")))
    return rows


def _gaps(record: SessionRecord, texts: Texts) -> tuple[GapView, ...]:
    return tuple(
        GapView(
            texts.get("gaps", gap.source) or plain(gap.source),
            f"{clock(gap.start_s)}–{clock(gap.end_s)} ({with_seconds(gap.end_s - gap.start_s, texts)})",
            plain(gap.reason),
        )
        for gap in record.gaps
    )


def with_seconds(seconds: float, texts: Texts) -> str:
    return texts("unit.s", value=number(seconds))
