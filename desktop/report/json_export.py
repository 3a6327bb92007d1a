"""report.json: the session and its judgement as one plain object, ``schema`` 1 (see the command line's shapes)."""

from __future__ import annotations

import math
import re
from typing import Any

from desktop.domain.assessment import Assessment
from desktop.domain.codec import to_plain
from desktop.domain.score import DIMENSIONS, DimensionScore
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Word, join_words
from desktop.report.clarity import unsure_words
from desktop.report.timeline import zone_stretches
from desktop.report.transcript import long_pauses
from desktop.scoring.baseline import Baseline, compared, own_baseline

SCHEMA = 1
_DECIMALS = 4
_SURROGATES = re.compile("[\ud800-\udfff]")


def export_json(record: SessionRecord, assessment: Assessment) -> dict[str, Any]:
    """Plain values only, ready for ``json.dumps(…, allow_nan=False)``. Numbers have at most four decimals; what was
    not measured is null. The résumé and the job description are not repeated."""
    profile = record.config.profile
    baseline = own_baseline(record)
    content = {
        "schema": SCHEMA,
        "session": {
            "id": record.id,
            "origin": record.origin,
            "state": record.state,
            "started_utc": record.started_utc,
            "duration_s": record.duration_s,
            "notes": record.notes,
            # The person's own, null when the usual ones were used.
            "gaze_zones": record.config.gaze,
        },
        "profile": {
            "name": profile.name,
            "role": profile.role,
            "domain": profile.domain,
            "language": profile.language,
            "resume_given": bool(profile.resume.strip()),
            "job_given": bool(profile.job.strip()),
        },
        "turns": [_turn(answer, record, baseline) for answer in record.answers],
        "candidate_questions": record.candidate_questions,
        "dimensions": _dimensions(assessment),
        "overall": assessment.overall,
        "analysis": assessment.analysis,
        "advice": assessment.advice,
        "voice": record.voice,
        "baseline": baseline,
        "unsure_words": unsure_words([answer.words for answer in record.answers], profile.language),
        "presence": record.presence,
        "timeline": _timeline(record),
        "findings": assessment.findings,
        "plan": assessment.plan,
        "gaps": record.gaps,
        "models": record.models,
    }
    plain: dict[str, Any] = _clean(to_plain(content))
    return plain


def _turn(answer: Answer, record: SessionRecord, baseline: Baseline | None) -> dict[str, Any]:
    question = answer.question
    presence = answer.presence
    return {
        "index": answer.index,
        "question": answer.asked_text,
        "worded_by": answer.worded_by,
        "question_id": question.id,
        "round": question.round,
        "topic": question.topic,
        "kind": question.kind,
        "answer": join_words(answer.words, record.config.profile.language),
        "asked_start_s": answer.asked_start_s,
        "start_s": answer.start_s,
        "end_s": answer.end_s,
        "decided_s": answer.decided_s,
        "ended_by": answer.ended_by,
        "words": [plain_word(word) for word in answer.words],
        "removed": [plain_word(word) for made in answer.corrections for word in made.removed],
        "commands": answer.commands,
        "follow_up_of": answer.follow_up_of,
        "target_point": answer.target_point,
        "clarifies": answer.clarifies,
        "grade": answer.grade,
        "code": _code(answer),
        "outdated": sorted(answer.outdated),
        "reference_answer": question.reference_answer or None,
        "voice": answer.voice,
        "compared": compared(answer, baseline),
        # The frames stand once, under the session's presence.
        "presence": (
            {"blinks": presence.blinks, "moments": presence.moments, "summary": presence.summary} if presence else None
        ),
    }


def _code(answer: Answer) -> dict[str, Any] | None:
    """The task, what was written and what became of every test; null for a question without a task."""
    task, work = answer.question.code, answer.code
    if task is None:
        return None
    trial = work.trial if work else None
    return {
        "task_id": task.id,
        "title": task.title,
        "statement": task.statement,
        "source": work.source if work else None,
        "used_s": work.used_s if work else None,
        "limit_s": answer.question.time_limit_s,
        "passed": (
            {"visible": trial.count(hidden=False), "hidden": trial.count(hidden=True), "all": trial.count()}
            if trial
            else None
        ),
        "tests": trial.results if trial else [],
        "reference": task.reference,
    }


def plain_word(word: Word) -> dict[str, Any]:
    """A word as plain values; what only some words have (``shown_s``, ``heard``, ``corrected``) is left out of the
    others."""
    absent = {"shown_s": None, "heard": None, "corrected": False}
    return {name: value for name, value in to_plain(word).items() if name not in absent or value != absent[name]}


def _dimensions(assessment: Assessment) -> dict[str, Any]:
    by_name = {item.name: item for item in assessment.dimensions}
    return {name: _dimension(by_name.get(name)) for name in DIMENSIONS}


def _dimension(found: DimensionScore | None) -> dict[str, Any]:
    if found is None:
        return {"score": None, "interval": None, "comment": "", "rule": "", "evidence": []}
    scored = found.score is not None
    return {
        "score": found.score,
        "interval": found.interval if scored else None,
        "comment": found.comment,
        "rule": found.rule,
        "evidence": found.evidence,
    }


def _timeline(record: SessionRecord) -> list[dict[str, Any]]:
    """Everything with a time, in order: question, answer, pause (from 1 s), command, zone, gap."""
    rows: list[dict[str, Any]] = []

    def add(kind: str, start_s: float, end_s: float, turn: int | None = None, detail: str | None = None) -> None:
        rows.append({"kind": kind, "start_s": start_s, "end_s": end_s, "turn": turn, "detail": detail})

    for answer in record.answers:
        add("question", answer.asked_start_s, answer.start_s, answer.index)
        add("answer", answer.start_s, answer.end_s, answer.index)
        for pause in long_pauses(answer):
            add("pause", pause.start_s, pause.end_s, answer.index)
        for command in answer.commands:
            add("command", command.start_s, command.start_s, answer.index, command.name)
    if record.presence is not None:
        for zone, start_s, end_s in zone_stretches(record.presence.frames):
            add("zone", start_s, end_s, None, zone)
    for gap in record.gaps:
        add("gap", gap.start_s, gap.end_s, None, gap.source)
    rows.sort(key=lambda row: (row["start_s"], row["end_s"]))
    return rows


def _clean(value: Any) -> Any:
    """Plain values that JSON and UTF-8 can hold: rounded, not-a-number as null, no lone surrogates."""
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    return value
