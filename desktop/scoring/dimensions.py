"""The five dimensions from counted facts. Each has a rule, evidence, and a comment written from the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.score import DimensionName, DimensionScore, Evidence
from desktop.interview.skills import display_name, question_skills, skills_in
from desktop.scoring.code import tests_passed
from desktop.scoring.delivery import communication
from desktop.scoring.facts import (
    SessionFacts,
    Topic,
    contradicted,
    coverage,
    metric,
    missed,
    mistake_quote,
    point_quote,
)
from desktop.scoring.stress import stress
from desktop.scoring.structure import logical
from desktop.scoring.words import TEXT, lead

_SHOWN = 3


def dimensions(facts: SessionFacts) -> tuple[DimensionScore, ...]:
    """All five in their fixed order."""
    text = TEXT[facts.language]
    names: tuple[DimensionName, ...] = (
        "professional_knowledge", "skill_match", "communication_ability", "logical_thinking", "stress_resilience",
    )  # fmt: skip
    if not facts.anything_said:
        nothing = tuple(DimensionScore(name, None, None, text["nothing"], (), "") for name in names)
        return (knowledge(facts), skills(facts), *nothing[2:]) if facts.coded else nothing
    return knowledge(facts), skills(facts), communication(facts), logical(facts), stress(facts)


def mean_interval(topics: Sequence[Topic], unjudged: int = 0) -> tuple[float, float] | None:
    """80 % interval of the mean of independent question scores: half-widths add in squares. Of a question that could
    not be judged the score may have been anything."""
    if not topics or any(topic.interval is None or topic.score is None for topic in topics):
        return None
    mean = sum(topic.score or 0.0 for topic in topics) / len(topics)
    count = len(topics) + unjudged
    below = sum(((t.score or 0.0) - t.interval[0]) ** 2 for t in topics if t.interval) + unjudged * mean**2
    above = sum((t.interval[1] - (t.score or 0.0)) ** 2 for t in topics if t.interval) + unjudged * (10.0 - mean) ** 2
    return round(max(0.0, mean - below**0.5 / count), 1), round(min(10.0, mean + above**0.5 / count), 1)


def topic_evidence(topics: Sequence[Topic], facts: SessionFacts) -> tuple[Evidence, ...]:
    """For each question how much was covered, and the best covered point's quote."""
    answers = {a.answer.index: a for a in facts.answers}
    shown: list[Evidence] = []
    for topic in topics:
        main = answers[topic.turns[0]]
        if main.trial is not None:
            passed, of = main.trial.count()
            shown.append(metric(main.answer, "tests_passed", 100.0 * passed / of, "%"))
            continue
        shown.append(metric(main.answer, "coverage", coverage(topic), "%"))
        pairs = [(p, turn) for p, turn in zip(topic.points, topic.point_turns, strict=True) if p.covered and p.quote]
        if pairs:
            best, turn = max(pairs, key=lambda pair: pair[0].weight * pair[0].probability)
            shown.append(point_quote(best, turn))
    return tuple(shown)


def knowledge(facts: SessionFacts) -> DimensionScore:
    """Weighted coverage over technical questions; of a programming task the share of its tests."""
    text = TEXT[facts.language]
    technical = [t for t in facts.topics if t.question.kind == "technical"]
    topics = [t for t in technical if t.score is not None]
    hindered = {a.answer.index: a.not_judged for a in facts.answers if a.not_judged}
    unjudged = sum(t.score is None and any(turn in hindered for turn in t.turns) for t in technical)
    if not topics:
        reason = text[next(iter(hindered.values()), "no_technical")]
        return DimensionScore("professional_knowledge", None, None, reason, (), text["knowledge_rule"])
    score = round(sum(t.score or 0.0 for t in topics) / len(topics), 1)
    points = [p for t in topics for p in t.points]
    comment = [lead(score, facts.language)]
    if points:
        count = sum(bool(t.points) for t in topics)
        comment.append(
            text["knowledge"].format(covered=sum(p.covered for p in points), points=len(points), count=count)
        )
    comment += [tests_passed(task, trial, facts.language) for _, task, trial in facts.coded]
    if unjudged:
        comment.append(text["knowledge_unjudged"].format(count=unjudged))
    slips = sum(len(t.mistakes) for t in topics)
    if slips:
        comment.append(text["knowledge_mistakes"].format(count=slips))
    contrary = [pair for t in topics for pair in contradicted(t)]
    if contrary:
        comment.append(text["knowledge_contrary"].format(count=len(contrary)))
    gaps = sorted((p for t in topics for p in missed(t) if not p.contradicted), key=lambda p: (not p.must, -p.weight))[
        :_SHOWN
    ]
    if gaps:
        mark = "；" if facts.language == "zh" else "; "
        comment.append(text["knowledge_missing"].format(points=mark.join(f"“{p.text}”" for p in gaps)))
    slipped = tuple(mistake_quote(mistake, turn) for t in topics for mistake, turn in t.mistakes)
    reversed_ = tuple(point_quote(point, turn) for point, turn in contrary)
    evidence = (*slipped, *reversed_, *topic_evidence(topics, facts))
    return _dimension(
        "professional_knowledge", facts, score, mean_interval(topics, unjudged), comment, evidence, "knowledge_rule"
    )


def skills(facts: SessionFacts) -> DimensionScore:
    """What the job description (else the résumé) names against the questions that touch it."""
    text, language = TEXT[facts.language], facts.language
    profile = facts.record.config.profile
    named = profile.job.strip() or profile.resume.strip()
    if not named:
        return DimensionScore("skill_match", None, None, text["no_skills"], (), text["skills_rule"])
    wanted = sorted(skills_in(named))
    if not wanted:
        return DimensionScore("skill_match", None, None, text["no_skills_found"], (), text["skills_rule"])
    judged = [t for t in facts.topics if t.score is not None]
    tested: dict[str, float] = {}
    used: list[Topic] = []
    for skill in wanted:
        touching = [t for t in judged if skill in question_skills(t.question)]
        if touching:
            tested[skill] = sum(t.score or 0.0 for t in touching) / len(touching)
            used += [t for t in touching if t not in used]
    mark = "、" if language == "zh" else ", "
    untested = [display_name(skill, language) for skill in wanted if skill not in tested]
    if not tested:
        reason = text["no_skills_tested"].format(skills=mark.join(untested[:6]))
        return DimensionScore("skill_match", None, None, reason, (), text["skills_rule"])
    score = round(sum(tested.values()) / len(tested), 1)
    low = sum(tested.values()) / len(wanted)
    high = (sum(tested.values()) + 10.0 * len(untested)) / len(wanted)
    inner = mean_interval(used) or (score, score)
    interval = (round(min(low, inner[0], score), 1), round(max(high, inner[1], score), 1))
    source = text["job"] if profile.job.strip() else text["resume"]
    shown = mark.join(f"{display_name(skill, language)} {value:.1f}" for skill, value in tested.items())
    comment = [
        lead(score, language),
        text["skills"].format(tested=len(tested), wanted=len(wanted), source=source, list=shown),
    ]
    if untested:
        comment.append(text["skills_untested"].format(list=mark.join(untested[:6])))
    return _dimension("skill_match", facts, score, interval, comment, topic_evidence(used, facts), "skills_rule")


def _dimension(
    name: DimensionName,
    facts: SessionFacts,
    score: float,
    interval: tuple[float, float] | None,
    comment: Sequence[str],
    evidence: tuple[Evidence, ...],
    rule: str,
) -> DimensionScore:
    joined = ("" if facts.language == "zh" else " ").join(comment)
    return DimensionScore(name, score, interval, joined, evidence, TEXT[facts.language][rule])
