"""One card for each question: as asked, as answered, and what a good answer contains."""

from __future__ import annotations

from desktop.domain.question import KeyPoint
from desktop.domain.score import AnswerGrade, Evidence, MadeMistake, PointCheck
from desktop.domain.session import Answer, Clarified, SessionRecord
from desktop.report.body import body_facts
from desktop.report.code import code_view
from desktop.report.compare import changes
from desktop.report.figures import clock, number, paragraphs, percent, plain, stamp, with_unit
from desktop.report.looks import look_facts
from desktop.report.measures import answer_voice_facts, presence_facts
from desktop.report.shape import AnswerCard, EvidenceView, MistakeView, PointMark, PointView, Stamp
from desktop.report.texts import Texts
from desktop.report.transcript import transcript
from desktop.scoring.baseline import Baseline

PARTLY_FROM = 0.3
"""A point that is not covered but at least this probable is shown as touched. The report says so."""

_SYMBOLS: dict[PointMark, str] = {"covered": "✓", "partly": "◐", "missing": "○", "unchecked": "–", "wrong": "✗"}


def answer_labels(record: SessionRecord, texts: Texts) -> dict[int, str]:
    """Label of each answer by its index: main questions count from 1, follow-ups after them (2.1, 2.2)."""
    roots: dict[int, int] = {}
    numbers: dict[int, int] = {}
    steps: dict[int, int] = {}
    labels: dict[int, str] = {}
    for answer in record.answers:
        parent = answer.follow_up_of
        root = roots.get(parent) if parent is not None else None
        if root is None:
            roots[answer.index] = answer.index
            numbers[answer.index] = len(numbers) + 1
            labels[answer.index] = texts("answers.label", number=numbers[answer.index])
        else:
            roots[answer.index] = root
            steps[root] = steps.get(root, 0) + 1
            labels[answer.index] = texts("answers.label_follow", number=numbers[root], step=steps[root])
    return labels


def stamp_of(start_s: float | None, end_s: float | None = None) -> Stamp | None:
    return None if start_s is None else stamp(start_s, end_s)


def evidence_view(evidence: Evidence, labels: dict[int, str], texts: Texts) -> EvidenceView:
    """A quote as the person's own words, a metric with its name, value and unit."""
    label = labels.get(evidence.turn, "") if evidence.turn is not None else ""
    moment = stamp_of(evidence.start_s, evidence.end_s)
    if evidence.quote:
        return EvidenceView(texts("quote", text=plain(evidence.quote)), True, moment, label)
    name = evidence.metric or ""
    shown = texts.get("metric", name) or texts.get("voice", name) or plain(name.replace("_", " "))
    if evidence.value is not None:
        shown += texts("colon") + with_unit(evidence.value, evidence.unit, texts)
    return EvidenceView(shown, False, moment, label)


def build_cards(record: SessionRecord, baseline: Baseline | None, texts: Texts) -> tuple[AnswerCard, ...]:
    """Cards in the order asked. ``baseline`` is what the voice of later answers is compared with."""
    labels = answer_labels(record, texts)
    return tuple(_card(answer, record, labels, baseline, texts) for answer in record.answers)


def _card(
    answer: Answer, record: SessionRecord, labels: dict[int, str], baseline: Baseline | None, texts: Texts
) -> AnswerCard:
    question, grade = answer.question, answer.grade
    pieces = transcript(answer, record.config.profile.language, texts)
    parent = labels.get(answer.follow_up_of, "") if answer.follow_up_of is not None else ""
    ended = texts.get("ended", answer.ended_by) or plain(answer.ended_by)
    return AnswerCard(
        index=answer.index,
        label=labels[answer.index],
        follow_up=texts("answers.follow_up", parent=parent) if parent else "",
        round=texts.get("round", question.round) or question.round,
        topic=plain(question.topic),
        asked=paragraphs(answer.asked_text),
        stamp=stamp(answer.start_s, answer.end_s),
        time_text=_time_text(answer, texts),
        ended_text=ended,
        score=grade.score if grade else None,
        score_text=score_text(grade.score if grade else None, texts),
        # What tests decided is certain.
        interval_text=range_text(grade.interval, texts)
        if grade and grade.score is not None and question.code is None
        else "",
        flags=tuple(texts.get("flag", flag) or flag for flag in grade.flags) if grade else (),
        transcript=pieces,
        transcript_note="" if pieces else texts("answers.nothing_said"),
        points=_points(answer, grade, texts),
        points_note=_points_note(answer, grade, texts),
        reference=paragraphs(question.reference_answer),
        mistakes=tuple(MistakeView(plain(item.text), plain(item.correction)) for item in question.common_mistakes),
        voice=answer_voice_facts(answer.voice, texts, changes(answer, baseline, texts)) if answer.voice else (),
        presence=(
            (
                *presence_facts(answer.presence.summary, texts),
                *look_facts((answer,), texts),
                *body_facts((answer,), texts),
            )
            if answer.presence
            else ()
        ),
        rescore_due="grade" in answer.outdated,
        spelling_due="spelling" in answer.outdated,
        clarifies=_clarifies(answer.clarifies, labels, texts) if answer.clarifies else (),
        code=code_view(answer, texts),
    )


def _clarifies(point: Clarified, labels: dict[int, str], texts: Texts) -> tuple[str, ...]:
    """Both statements with where they stand, and what the question means."""
    resume = texts("answers.in_resume")
    sides = ((point.earlier_index, point.earlier), (point.later_index, point.later))
    quotes = (
        (labels.get(index, "") if index is not None else resume) + texts("colon") + texts("quote", text=plain(quote))
        for index, quote in sides
    )
    return (*quotes, texts("answers.clarified_note"))


def _time_text(answer: Answer, texts: Texts) -> str:
    length = clock(answer.end_s - answer.start_s)
    if answer.question.time_limit_s > 0:
        length = texts("answers.over_limit", length=length, limit=clock(answer.question.time_limit_s))
    told = texts("answers.answer_time", start=clock(answer.start_s), end=clock(answer.end_s), length=length)
    return f"{told} · {texts('answers.worded_by_model')}" if answer.worded_by == "model" else told


def _points_note(answer: Answer, grade: AnswerGrade | None, texts: Texts) -> str:
    if answer.question.code is not None:
        return ""
    if not answer.question.key_points and not (grade and grade.points):
        return texts("answers.no_points")
    if grade is None or not grade.points:
        return texts("answers.not_checked")
    if "grade" in answer.outdated:
        return texts("answers.outdated")
    return texts("answers.points_unscored") if grade.score is None else ""


def _points(answer: Answer, grade: AnswerGrade | None, texts: Texts) -> tuple[PointView, ...]:
    """The checks; without any, the key points themselves, so that there is something to learn from."""
    if grade and grade.points:
        wrong = (_wrong(mistake, texts) for mistake in grade.mistakes)
        return (*wrong, *(_point(point, texts) for point in grade.points))
    return tuple(_unchecked(point, texts) for point in answer.question.key_points)


def _unchecked(point: KeyPoint, texts: Texts) -> PointView:
    must = texts("answers.must") if point.must else ""
    unchecked: PointMark = "unchecked"
    return PointView(unchecked, _SYMBOLS[unchecked], texts("answers.unchecked"), plain(point.text), must, "", "", None)


def _point(point: PointCheck, texts: Texts) -> PointView:
    mark: PointMark = "covered" if point.covered else "partly" if point.probability >= PARTLY_FROM else "missing"
    mark_text = texts(f"answers.{mark}") if point.verdict is None else _verdict_text(point, texts)
    # What was calculated is right or not; there is nothing likely about it.
    likely = texts("answers.probability", percent=percent(point.probability)) if point.verdict is None else ""
    if point.contradicted and point.contrary is not None:
        mark, mark_text = "wrong", texts("answers.contradicted")
        likely = texts("answers.contrary_probability", percent=percent(point.contrary))
    return PointView(
        mark=mark,
        symbol=_SYMBOLS[mark],
        mark_text=mark_text,
        text=plain(point.text),
        must_text=texts("answers.must") if point.must else "",
        probability_text=likely,
        quote=texts("quote", text=plain(point.quote)) if point.quote else "",
        stamp=stamp_of(point.start_s, point.end_s) if point.quote else None,
    )


def _wrong(mistake: MadeMistake, texts: Texts) -> PointView:
    return PointView(
        mark="wrong",
        symbol=_SYMBOLS["wrong"],
        mark_text=texts("answers.wrong"),
        text=texts("answers.mistake_line", text=plain(mistake.text), correction=plain(mistake.correction)),
        must_text="",
        probability_text=texts("answers.wrong_probability", percent=percent(mistake.probability)),
        quote=texts("quote", text=plain(mistake.quote)),
        stamp=stamp_of(mistake.start_s, mistake.end_s),
    )


def _verdict_text(point: PointCheck, texts: Texts) -> str:
    """What became of a calculated value, and which number was heard."""
    verdict = texts(f"exact.{point.verdict}")
    return texts("exact.heard", verdict=verdict, number=plain(point.heard)) if point.heard else verdict


def score_text(score: float | None, texts: Texts) -> str:
    """ "6.4 / 10", or that there is not enough data."""
    return texts("overview.no_score") if score is None else texts("answers.score", score=number(score))


def range_text(interval: tuple[float, float] | None, texts: Texts) -> str:
    if interval is None:
        return ""
    return texts("overview.range", low=number(interval[0]), high=number(interval[1]))
