"""A three-phase study plan from what this session really missed. Templates hold the form; every line names a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.assessment import PlanPhase, SelfTestRow, StudyPlan
from desktop.domain.question import Question
from desktop.domain.score import DimensionScore, PointCheck
from desktop.scoring.delivery import measure
from desktop.scoring.facts import SessionFacts, missed
from desktop.scoring.findings import shorten
from desktop.scoring.plan_words import PLAN
from desktop.scoring.resource_list import fitting
from desktop.scoring.rubric import load_rubric
from desktop.scoring.words import NAMES

_GOOD_ENOUGH = 8.5  # of 10: from here the plan asks for harder questions instead of more of the same


@dataclass(frozen=True, slots=True)
class Gap:
    """A missed key point, the question it belongs to, and how good that question was (0–10)."""

    question: Question
    point: PointCheck
    score: float


def gaps_of(facts: SessionFacts) -> list[Gap]:
    """Missed points, must-points and heavy ones first, weak questions before strong ones."""
    found = [Gap(t.question, point, t.score or 0.0) for t in facts.topics for point in missed(t)]
    return sorted(found, key=lambda gap: (not gap.point.must, -gap.point.weight, gap.score, gap.point.point_id))


def study_plan(facts: SessionFacts, scored: Sequence[DimensionScore]) -> StudyPlan | None:
    """None when nothing was judged. 6, 9 or 12 weeks by how much was missed."""
    gaps = gaps_of(facts)
    judged = any(topic.points for topic in facts.topics)
    if not judged or not facts.anything_said:
        return None
    words = PLAN[facts.language]
    each = 2 if len(gaps) <= 4 else 3 if len(gaps) <= 12 else 4
    weeks = [f"{1 + i * each}–{(i + 1) * each}" for i in range(3)]
    knowledge = [g for g in gaps if g.question.kind == "technical"]
    stories = [g for g in gaps if g.question.kind != "technical"]
    delivery = _delivery_tasks(facts)
    phases = (
        _first(facts, knowledge, stories, weeks[0]),
        _second(facts, knowledge, stories, delivery, weeks[1]),
        _third(facts, gaps, scored, weeks[2]),
    )
    order = list(dict.fromkeys(gap.question for gap in gaps)) or [t.question for t in facts.topics]
    return StudyPlan(
        goals=_goals(facts, gaps, scored),
        phases=phases,
        daily_rhythm=_rhythm(facts, knowledge, stories),
        resources=fitting(order, facts.language, 6),
        pitfalls=_pitfalls(facts, stories),
        self_test=_self_test(facts, gaps),
        milestones=tuple(
            words["milestone"].format(week=(i + 1) * each, what=phase.acceptance[0]) for i, phase in enumerate(phases)
        ),
    )


def _topics(gaps: Sequence[Gap], limit: int) -> list[tuple[str, list[Gap]]]:
    grouped: dict[str, list[Gap]] = {}
    for gap in gaps:
        grouped.setdefault(gap.question.topic or gap.question.text, []).append(gap)
    return list(grouped.items())[:limit]


def _goals(facts: SessionFacts, gaps: Sequence[Gap], scored: Sequence[DimensionScore]) -> tuple[str, ...]:
    words, mark = PLAN[facts.language], "、" if facts.language == "zh" else ", "
    goals = []
    if gaps:
        names = mark.join(name for name, _ in _topics(gaps, 3))
        goals.append(words["goal_topics"].format(count=len(gaps), topics=names))
    open_ones = (d for d in scored if d.score is not None and d.score < _GOOD_ENOUGH)
    ranked = sorted(open_ones, key=lambda d: (d.score or 0.0, d.name))
    for item in ranked[:2]:
        target = min(10.0, (item.score or 0.0) + 2.0)
        goals.append(
            words["goal_dimension"].format(name=NAMES[facts.language][item.name], score=item.score, target=target)
        )
    return tuple(goals) or (words["goal_harder"],)


def _first(facts: SessionFacts, knowledge: Sequence[Gap], stories: Sequence[Gap], weeks: str) -> PlanPhase:
    """Close what was missing, one topic after the other."""
    words, language = PLAN[facts.language], facts.language
    content, tasks = [], []
    for name, group in _topics([*knowledge, *stories], 4):
        mark = "；" if language == "zh" else "; "
        content.append(words["study"].format(topic=name, points=mark.join(gap.point.text for gap in group[:3])))
        tasks.append(words["task_answer"].format(question=shorten(group[0].question.text, language)))
    if not content:
        strong = [t.question for t in facts.topics]
        content = [words["deepen"].format(question=shorten(q.text, language)) for q in strong[:3]]
        tasks = [words["task_harder"]]
    failed = (task.title[language] for _, task, trial in facts.coded if not trial.passed)
    tasks += [words["task_code"].format(title=title) for title in failed]
    count = min(len(knowledge) + len(stories), 10)
    acceptance = (words["accept_points"].format(count=count) if count else words["accept_harder"],)
    return PlanPhase(words["phase_1"], weeks, words["phase_1_goal"], tuple(content), tuple(tasks), acceptance)


def _second(
    facts: SessionFacts,
    knowledge: Sequence[Gap],
    stories: Sequence[Gap],
    delivery: Sequence[tuple[str, str]],
    weeks: str,
) -> PlanPhase:
    """Structure, stories and delivery."""
    words, language = PLAN[facts.language], facts.language
    content = [text for text, _ in delivery]
    tasks = [task for _, task in delivery]
    said = [a for a in facts.answers if a.said]
    unsupported = [a for a in said if a.example is None]
    if unsupported:
        content.append(words["examples"].format(missing=len(unsupported), count=len(said)))
        tasks.append(words["task_examples"].format(question=shorten(unsupported[0].answer.question.text, language)))
    for name, group in _topics(stories, 2):
        content.append(words["story"].format(topic=name, point=group[0].point.text))
        tasks.append(words["task_story"].format(question=shorten(group[0].question.text, language)))
    for gap in knowledge[4:7]:
        tasks.append(words["task_point"].format(point=gap.point.text))
    if not content:
        content.append(words["keep"])
    tasks.append(words["task_record"])
    accept = [words["accept_structure"]]
    bounds = load_rubric("delivery")["comfortable"][language]
    accept += [words[f"accept_{name}"].format(low=bounds[name][0], high=bounds[name][1]) for name in _outside(facts)]
    return PlanPhase(words["phase_2"], weeks, words["phase_2_goal"], tuple(content), tuple(tasks), tuple(accept))


def _third(facts: SessionFacts, gaps: Sequence[Gap], scored: Sequence[DimensionScore], weeks: str) -> PlanPhase:
    """Whole interviews again, with follow-ups, and compare."""
    words, language = PLAN[facts.language], facts.language
    profile = facts.record.config.profile
    weak = list(dict.fromkeys(gap.question.text for gap in sorted(gaps, key=lambda gap: gap.score)))[:3]
    content = [words["mock"].format(role=profile.role, count=len(list(facts.topics)))]
    content += [words["again"].format(question=shorten(text, language)) for text in weak]
    if any(d.name == "stress_resilience" and d.score is None for d in scored):
        content.append(words["harder_level"].format(level=min(5, facts.record.config.difficulty + 1)))
    tasks = [words["task_mock"], words["task_compare"]]
    follow_ups = [f.text for gap in gaps for f in gap.question.follow_ups if f.when_missing == gap.point.point_id]
    tasks += [words["task_follow_up"].format(question=shorten(text, language)) for text in dict.fromkeys(follow_ups)][
        :3
    ]
    known = [t.score for t in facts.topics if t.score is not None]
    mean = sum(known) / len(known) if known else 0.0
    target = words["accept_mock"].format(now=mean, target=min(10.0, mean + 2.0))
    accept = (target if mean < _GOOD_ENOUGH else words["accept_harder"],)
    return PlanPhase(words["phase_3"], weeks, words["phase_3_goal"], tuple(content), tuple(tasks), accept)


def _outside(facts: SessionFacts) -> list[str]:
    """Names of delivery figures outside the comfortable range, when there is enough speech to say so."""
    rubric = load_rubric("delivery")
    delivery = measure([a for a in facts.answers if a.said])
    if delivery.speech_s < float(rubric["least_speech_s"]):
        return []
    bounds = rubric["comfortable"][facts.language]
    names = ("rate", "filler_rate", "long_pauses", "length")
    return [n for n in names if n in delivery.figures and not bounds[n][0] <= delivery.figures[n] <= bounds[n][1]]


def _delivery_tasks(facts: SessionFacts) -> list[tuple[str, str]]:
    words = PLAN[facts.language]
    delivery = measure([a for a in facts.answers if a.said])
    bounds = load_rubric("delivery")["comfortable"][facts.language]
    found = []
    for name in _outside(facts):
        value, (low, high) = delivery.figures[name], bounds[name]
        side = "high" if value > high else "low"
        found.append((words[f"{name}_{side}"].format(value=value, low=low, high=high), words[f"task_{name}_{side}"]))
    return found


def _rhythm(facts: SessionFacts, knowledge: Sequence[Gap], stories: Sequence[Gap]) -> tuple[str, ...]:
    words = PLAN[facts.language]
    learn, tell = (40, 15) if len(knowledge) >= len(stories) else (20, 35)
    return (
        words["rhythm_learn"].format(minutes=learn),
        words["rhythm_tell"].format(minutes=tell),
        words["rhythm_listen"].format(minutes=10),
        words["rhythm_week"],
    )


def _pitfalls(facts: SessionFacts, stories: Sequence[Gap]) -> tuple[str, ...]:
    words = PLAN[facts.language]
    flags = {flag for answer in facts.answers for flag in answer.faults}
    found = [words[f"pit_{flag}"] for flag in ("keyword_list", "off_topic", "too_short", "empty") if flag in flags]
    # Those that were made first.
    made = [(mistake.text, mistake.correction) for topic in facts.topics for mistake, _ in topic.mistakes]
    known = [(m.text, m.correction) for t in facts.topics if (t.score or 0.0) < 6.0 for m in t.question.common_mistakes]
    pairs = [*dict.fromkeys([*made, *known])][:3]
    found += [words["pit_mistake"].format(text=text, correction=correction) for text, correction in pairs]
    if stories:
        found.append(words["pit_story"])
    found.append(words["pit_memorise"])
    return tuple(found)


def _self_test(facts: SessionFacts, gaps: Sequence[Gap]) -> tuple[SelfTestRow, ...]:
    words = PLAN[facts.language]
    rows = []
    for name, group in _topics(gaps, 4):
        target = words["test_target"].format(count=len(group))
        rows.append(
            SelfTestRow(
                name, words["test_method"].format(question=shorten(group[0].question.text, facts.language)), target
            )
        )
    bounds = load_rubric("delivery")["comfortable"][facts.language]
    for name in _outside(facts):
        low, high = bounds[name]
        rows.append(
            SelfTestRow(words[f"area_{name}"], words["test_voice"], words[f"accept_{name}"].format(low=low, high=high))
        )
    if not rows:
        rows.append(SelfTestRow(words["area_level"], words["task_harder"], words["test_level"]))
    return tuple(rows)
