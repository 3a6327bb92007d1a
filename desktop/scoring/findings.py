"""What worked and what to change, most important first; each with a quote, or a figure with its time."""

from __future__ import annotations

from desktop.domain.assessment import Finding
from desktop.domain.score import Evidence
from desktop.domain.speech import Language
from desktop.scoring.code import tests_passed
from desktop.scoring.delivery import measure
from desktop.scoring.facts import SessionFacts, contradicted, metric, missed, mistake_quote, point_quote
from desktop.scoring.rubric import load_rubric
from desktop.scoring.words import TEXT

_STRENGTHS, _CHANGES = 5, 8
_QUESTION_CHARS = {"en": 70, "zh": 30}


def shorten(question: str, language: Language) -> str:
    """A question short enough to be named inside a sentence."""
    limit = _QUESTION_CHARS[language]
    plain = " ".join(question.split()).rstrip("。？?.！!")
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def findings(facts: SessionFacts) -> tuple[Finding, ...]:
    """Strengths, then changes."""
    return (*_strengths(facts), *_changes(facts))


def _strengths(facts: SessionFacts) -> list[Finding]:
    text, ranked = TEXT[facts.language], []
    for topic in facts.topics:
        name = shorten(topic.question.text, facts.language)
        for point, turn in zip(topic.points, topic.point_turns, strict=True):
            if point.covered and point.quote:
                sentence = text["find_point"].format(question=name, point=point.text)
                rank = (point.must, point.weight * point.probability)
                ranked.append((rank, Finding("strength", sentence, (point_quote(point, turn),))))
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    strengths = [*_coded(facts, good=True), *(finding for _, finding in ranked)]
    return strengths[: _STRENGTHS - 2] + _delivery(facts, good=True)


def _changes(facts: SessionFacts) -> list[Finding]:
    text = TEXT[facts.language]
    ranked: list[tuple[float, Finding]] = []
    for answer in facts.answers:
        grade = answer.answer.grade
        name = shorten(answer.answer.asked_text or answer.answer.question.text, facts.language)
        for flag in answer.faults:
            where = metric(answer.answer, "duration_s", answer.answer.end_s - answer.answer.start_s, "s")
            if grade and grade.score is not None:
                where = metric(answer.answer, "answer_score", grade.score, "/10")
            ranked.append((20.0, Finding("change", text[f"find_{flag}"].format(question=name), (where,))))
    by_index = {a.answer.index: a.answer for a in facts.answers}
    for topic in facts.topics:
        total = sum(point.weight for point in topic.points) or 1.0
        name = shorten(topic.question.text, facts.language)
        for mistake, turn in topic.mistakes:
            sentence = text["find_mistake"].format(question=name, correction=mistake.correction)
            ranked.append((16.0, Finding("change", sentence, (mistake_quote(mistake, turn),))))
        spoken = any(a.said for a in facts.answers if a.answer.index in topic.turns)
        for point, turn in contradicted(topic):
            # What is looked for in a story is no fact that one could be wrong about.
            if topic.question.kind == "technical":
                sentence = text["find_mistake"].format(question=name, correction=point.text)
            else:
                sentence = text["find_contrary"].format(question=name, point=point.text)
            ranked.append((14.0, Finding("change", sentence, (point_quote(point, turn),))))
        for point in missed(topic) if spoken else ():
            if point.contradicted:
                continue
            sentence = text["find_missed"].format(question=name, point=point.text)
            where = metric(by_index[topic.turns[0]], "point_probability", 100.0 * point.probability, "%")
            ranked.append((10.0 * point.must + 5.0 * point.weight / total, Finding("change", sentence, (where,))))
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    delivery = _delivery(facts, good=False)
    changes = [*_coded(facts, good=False), *(finding for _, finding in ranked)]
    return changes[: _CHANGES - len(delivery)] + delivery


def _coded(facts: SessionFacts, good: bool) -> list[Finding]:
    """Programming tasks of which every test passed (``good``), or not every one."""
    return [
        Finding(
            "strength" if good else "change",
            tests_passed(task, trial, facts.language),
            (metric(answer.answer, "answer_score", answer.score or 0.0, "/10"),),
        )
        for answer, task, trial in facts.coded
        if trial.passed == good
    ]


def _delivery(facts: SessionFacts, good: bool) -> list[Finding]:
    """Delivery figures inside (``good``) or outside the comfortable range; nothing with too little speech."""
    text, rubric = TEXT[facts.language], load_rubric("delivery")
    answers = [a for a in facts.answers if a.said]
    delivery = measure(answers)
    if delivery.speech_s < float(rubric["least_speech_s"]):
        return []
    bounds, found = rubric["comfortable"][facts.language], []
    kind = "strength" if good else "change"

    def add(key: str, evidence: Evidence) -> None:
        found.append(Finding(kind, text[key], (evidence,)))  # type: ignore[arg-type]

    for name in ("rate", "filler_rate"):
        if name not in delivery.figures:
            continue
        value, (low, high) = delivery.figures[name], bounds[name]
        evidence = metric(None, name, value, delivery.units[name])
        if good and low <= value <= high:
            add("find_rate_ok" if name == "rate" else "find_filler_ok", evidence)
        elif not good and value > high:
            add("find_rate_fast" if name == "rate" else "find_filler", evidence)
        elif not good and value < low:
            add("find_rate_slow", evidence)
    if not good:
        found += _longest_pause(facts)
    return found


def _longest_pause(facts: SessionFacts) -> list[Finding]:
    """The longest pause past the limit of thinking, with its place."""
    limit = float(load_rubric("delivery")["long_pause_s"])
    pauses = [
        (pause, answer)
        for answer in facts.answers
        for pause in (answer.answer.voice.pauses if answer.answer.voice else ())
        if pause.duration_s >= limit
    ]
    if not pauses:
        return []
    pause, answer = max(pauses, key=lambda pair: pair[0].duration_s)
    at = answer.answer.start_s
    evidence = Evidence(
        answer.answer.index,
        at + pause.start_s,
        at + pause.end_s,
        metric="longest_pause_s",
        value=round(pause.duration_s, 1),
        unit="s",
    )
    name = shorten(answer.answer.asked_text or answer.answer.question.text, facts.language)
    return [Finding("change", TEXT[facts.language]["find_pauses"].format(question=name), (evidence,))]
