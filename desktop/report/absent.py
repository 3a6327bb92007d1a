"""The list of what was not measured: every figure the report could hold and does not, with its reason."""

from __future__ import annotations

from desktop.domain.session import Answer, SessionRecord
from desktop.report.compare import answer_not_compared, not_compared
from desktop.report.measures import presence_missing, voice_missing
from desktop.report.shape import DimensionView, Missing
from desktop.report.texts import Texts
from desktop.scoring.baseline import Baseline
from desktop.scoring.grade import SIMILARITY_ALONE


def no_presence_reason(record: SessionRecord, texts: Texts) -> str:
    off = record.config.camera == "none"
    return texts("missing.reason_camera_off" if off else "missing.reason_no_picture")


def missing_rows(
    record: SessionRecord,
    dimensions: tuple[DimensionView, ...],
    labels: dict[int, str],
    baseline: Baseline | None,
    texts: Texts,
) -> tuple[Missing, ...]:
    """Dimensions first, then the session's figures, then those of single answers, the same ones together."""
    rows = [
        Missing(texts("missing.score_of", label=item.title), texts("paragraph_join").join(item.comment))
        for item in dimensions
        if item.score is None
    ]
    rows.extend(_session_rows(record, texts))
    rows.extend(not_compared(record, baseline, texts))
    gathered: dict[Missing, list[str]] = {}
    for answer in record.answers:
        for item in (*_answer_rows(answer, record, texts), *answer_not_compared(answer, baseline, texts)):
            gathered.setdefault(item, []).append(labels[answer.index])
    rows.extend(
        Missing(texts("list_separator").join(places) + texts("colon") + item.what, item.reason)
        for item, places in gathered.items()
    )
    return tuple(rows)


def _session_rows(record: SessionRecord, texts: Texts) -> list[Missing]:
    rows = []
    whole = texts("missing.voice")
    if record.voice is not None:
        rows += [_within(whole, item, texts) for item in voice_missing(record.voice, texts)]
    elif not any(answer.voice for answer in record.answers):
        why = "missing.reason_no_voice" if record.answers else "missing.reason_no_answer"
        rows.append(Missing(whole, texts(why)))
    whole = texts("missing.presence")
    if record.presence is not None:
        rows += [_within(whole, item, texts) for item in presence_missing(record.presence.summary, texts)]
    else:
        rows.append(Missing(whole, no_presence_reason(record, texts)))
    return rows


def _within(place: str, item: Missing, texts: Texts) -> Missing:
    return Missing(place + texts("colon") + item.what, item.reason)


def _answer_rows(answer: Answer, record: SessionRecord, texts: Texts) -> list[Missing]:
    rows = []
    score = texts("answers.summary_score")
    if answer.grade is None:
        rows.append(Missing(score, texts("missing.reason_no_grade")))
    elif answer.grade.score is None:
        flags = [texts.get("flag", flag) or flag for flag in answer.grade.flags]
        rows.append(Missing(score, texts("list_separator").join(flags) or texts("missing.reason_unscored")))
    elif SIMILARITY_ALONE in answer.grade.methods:
        why = "flag.model_failed" if "model_failed" in answer.grade.flags else "missing.reason_no_reading"
        rows.append(Missing(texts("missing.reading"), texts(why)))
    if answer.voice is not None:
        rows.extend(voice_missing(answer.voice, texts))
        if "voice" in answer.outdated:
            rows.append(Missing(texts("missing.corrected_pace"), texts("missing.reason_corrected_pace")))
    else:
        why = "missing.reason_not_analysed" if answer.question.code is None else "missing.reason_code"
        rows.append(Missing(texts("voice.title"), texts(why)))
    if answer.presence is not None:
        rows.extend(presence_missing(answer.presence.summary, texts))
    elif record.presence is not None:
        rows.append(Missing(texts("presence.title"), texts("missing.reason_not_analysed")))
    return rows
