"""The judgement of whole sessions: facts and scores agree, nothing unmeasured, different plans for different people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.assessment import Assessment
from desktop.domain.score import DIMENSIONS, DimensionScore
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Language, Span
from desktop.scoring.assess import assess
from desktop.scoring.consistency import contradictions
from desktop.scoring.facts import gather
from desktop.scoring.resource_list import listed
from tests.unit.scoring.sessions import GOOD, QUESTIONS, VAGUE, answer, record

JOB = "Backend engineer: caching with Redis, databases with SQL, message queues with Kafka."


def good() -> SessionRecord:
    return record(
        [
            answer(0, QUESTIONS["index"], GOOD["index"]),
            answer(1, QUESTIONS["cache"], GOOD["cache"]),
            answer(
                2, QUESTIONS["index"], "Inserts become slower because every insert must also maintain the index.",
                follow_up_of=0, target="write",
            ),
        ],
        job=JOB,
    )  # fmt: skip


def poor() -> SessionRecord:
    return record(
        [
            answer(0, QUESTIONS["index"], VAGUE["index"], fillers=9, pauses=(Span(3.0, 8.0),)),
            answer(1, QUESTIONS["cache"], VAGUE["cache"], fillers=9),
            answer(2, QUESTIONS["index"], "I do not know.", follow_up_of=0, target="write"),
        ],
        job=JOB,
    )


def silent() -> SessionRecord:
    return record([answer(i, QUESTIONS[name], "") for i, name in enumerate(("index", "cache"))], job=JOB)


def flagged_as(short: Answer, score: float) -> Answer:
    assert short.grade is not None
    return replace(short, grade=replace(short.grade, score=score))


def by_name(found: Assessment) -> dict[str, DimensionScore]:
    assert tuple(d.name for d in found.dimensions) == DIMENSIONS
    return {d.name: d for d in found.dimensions}


def test_a_good_session_scores_above_a_poor_one_in_every_dimension() -> None:
    better, worse = by_name(assess(good())), by_name(assess(poor()))
    for name in DIMENSIONS:
        assert better[name].score is not None, name
        assert worse[name].score is not None, name
        assert (better[name].score or 0) > (worse[name].score or 0) + 1, name
    assert (worse["professional_knowledge"].score or 0) <= 1


def test_silence_has_no_scores_and_no_plan() -> None:
    found = assess(silent())
    assert [d.score for d in found.dimensions] == [None] * 5
    assert all(d.comment for d in found.dimensions)
    assert found.plan is None
    assert not [f for f in found.findings if f.kind == "strength"]
    assert len([f for f in found.findings if f.kind == "change"]) == 2


def test_every_score_and_finding_has_evidence_inside_the_session() -> None:
    for session in (good(), poor()):
        found = assess(session)
        for item in found.dimensions:
            assert item.evidence or item.score is None
        for finding in found.findings:
            assert finding.evidence
        texts = {a.index: " ".join(w.text for w in a.words) for a in session.answers}
        everything = [e for d in found.dimensions for e in d.evidence] + [e for f in found.findings for e in f.evidence]
        for evidence in everything:
            assert (evidence.quote is None) != (evidence.metric is None)
            if evidence.quote is not None:
                assert evidence.turn is not None
                assert evidence.quote in texts[evidence.turn]
            else:
                assert evidence.value is not None


def test_a_long_pause_is_reported_at_its_place_in_the_session() -> None:
    pauses = [e for f in assess(poor()).findings for e in f.evidence if e.metric == "longest_pause_s"]
    assert [(e.start_s, e.end_s, e.value) for e in pauses] == [(103.0, 108.0, 5.0)]


def test_words_and_scores_agree() -> None:
    for session in (good(), poor(), silent()):
        for item in assess(session).dimensions:
            assert contradictions(item) == ()


def test_a_short_answer_that_says_what_was_asked_is_not_called_too_short() -> None:
    short = answer(2, QUESTIONS["index"], "Every insert must maintain it.", follow_up_of=0, target="write")
    assert short.grade is not None
    flagged = replace(short, grade=replace(short.grade, flags=("too_short",), score=10.0))
    assert "too short" in str(assess(record([flagged_as(flagged, 2.0)])))
    assert "too short" not in str(assess(record([flagged])))


def test_contradictions_are_found() -> None:
    praise = DimensionScore("logical_thinking", 2.0, None, "A solid foundation.", ())
    mood = DimensionScore("stress_resilience", 6.0, None, "情绪稳定，表现自信。", ())
    gender = DimensionScore("skill_match", 6.0, None, "He knows Python.", ())
    bare = DimensionScore("skill_match", 6.0, None, "Partly there.", ())
    assert "praise" in contradictions(praise)
    assert "feeling" in contradictions(mood)
    assert "gender" in contradictions(gender)
    assert "no evidence" in contradictions(bare)


def test_no_comparison_without_hard_questions() -> None:
    session = record([answer(0, QUESTIONS["index"], GOOD["index"])])
    item = by_name(assess(session))["stress_resilience"]
    assert item.score is None
    assert "not enough data" in item.comment.lower()


def test_skill_match_needs_something_to_match() -> None:
    session = record([answer(0, QUESTIONS["index"], GOOD["index"])])
    assert by_name(assess(session))["skill_match"].score is None


def test_skills_that_did_not_come_up_widen_the_interval() -> None:
    item = by_name(assess(good()))["skill_match"]
    assert item.score is not None
    assert item.interval is not None
    assert item.interval[0] < item.score - 2


def test_poor_recognition_is_not_enough_data() -> None:
    session = record([answer(i, QUESTIONS[n], GOOD[n], probability=0.3) for i, n in enumerate(("index", "cache"))])
    assert [d.score for d in assess(session).dimensions] == [None] * 5


def test_a_question_that_could_not_be_judged_is_told_and_widens_the_interval() -> None:
    clear = answer(0, QUESTIONS["index"], GOOD["index"])
    unclear = answer(1, QUESTIONS["cache"], GOOD["cache"], probability=0.3)
    alone = by_name(assess(record([clear])))["professional_knowledge"]
    both = by_name(assess(record([clear, unclear])))["professional_knowledge"]
    assert both.score == alone.score
    assert alone.interval is not None
    assert both.interval is not None
    assert both.interval[0] < alone.interval[0] - 2
    assert "not counted: 1" in both.comment
    assert "not counted" not in alone.comment


def test_two_sessions_give_different_plans_and_the_plan_names_what_was_missed() -> None:
    first, second = assess(good()).plan, assess(poor()).plan
    assert first is not None
    assert second is not None
    assert len(first.phases) == len(second.phases) == 3
    assert first.goals != second.goals
    assert all(a.content != b.content for a, b in zip(first.phases[:1], second.phases[:1], strict=True))
    told = " ".join(line for phase in second.phases for line in (*phase.content, *phase.tasks))
    assert "eviction policy" in told
    assert "eviction policy" not in " ".join(line for p in first.phases for line in (*p.content, *p.tasks))
    for plan in (first, second):
        for phase in plan.phases:
            assert phase.content
            assert phase.tasks
            assert phase.acceptance
        assert plan.self_test
        assert plan.milestones
        assert plan.daily_rhythm


def test_resources_come_from_the_checked_list_only() -> None:
    titles = {item.title for item in listed()}
    plans = [assess(session).plan for session in (good(), poor())]
    shown = [item.title for plan in plans if plan is not None for item in plan.resources]
    assert shown
    assert set(shown) <= titles
    assert len({item.id for item in listed()}) == len(listed())


def test_chinese_sessions_are_judged_in_chinese() -> None:
    found = assess(record([answer(0, QUESTIONS["backprop"], VAGUE["backprop"])], language="zh"))
    texts = [found.overall, *(d.comment for d in found.dimensions), *(f.text for f in found.findings), *found.advice]
    assert found.plan is not None
    texts += [line for p in found.plan.phases for line in (p.title, p.goal, *p.content, *p.tasks, *p.acceptance)]
    for text in texts:
        assert any("\u4e00" <= c <= "\u9fff" for c in text), text
        assert "{" not in text


def test_the_same_record_gives_the_same_assessment() -> None:
    assert assess(poor()) == assess(poor())


def test_a_list_of_terms_stays_what_it_is_when_a_follow_up_was_asked() -> None:
    main = answer(0, QUESTIONS["index"], GOOD["index"])
    assert main.grade is not None
    listed = replace(main, grade=replace(main.grade, flags=("keyword_list",), score=3.0, interval=(2.0, 3.0)))
    nothing = answer(1, QUESTIONS["index"], "I don't know.", follow_up_of=0, target="write")
    (topic,) = gather(record([listed, nothing])).topics
    assert topic.score == 3.0
    explained = replace(main, index=1, follow_up_of=0)
    (topic,) = gather(record([listed, explained])).topics
    assert topic.score is not None
    assert topic.score > 7.0


@pytest.mark.parametrize(
    ("text", "language", "links", "example"),
    [
        ("I would say so, and since last year we use OAuth2 for it", "en", set(), False),
        ("It is slow because of the disk, so it takes 40 seconds", "en", {"reason", "consequence"}, True),
        ("千万不要这样的写法，万一坏了很难看", "zh", set(), False),
        ("因为磁盘慢，这样一来就要四十秒", "zh", {"reason", "consequence"}, True),
    ],
)
def test_only_words_that_connect_count_as_connections(
    text: str, language: Language, links: set[str], example: bool
) -> None:
    question = QUESTIONS["index" if language == "en" else "backprop"]
    (facts,) = gather(record([answer(0, question, text)], language=language)).answers
    assert {kind for kind in facts.links if kind in ("reason", "consequence", "example")} == links
    assert (facts.example is not None) == example


def test_the_contrary_in_a_story_is_not_called_an_error_of_fact() -> None:
    story = replace(QUESTIONS["index"], kind="behavioural")
    given = answer(0, story, GOOD["index"])
    assert given.grade is not None
    first, *others = given.grade.points
    against = replace(first, covered=False, contradicted=True, probability=0.01, quote=GOOD["index"][:40], start_s=0.0)
    session = record([replace(given, grade=replace(given.grade, points=(against, *others)))])
    said = " ".join(finding.text for finding in assess(session).findings)
    assert "the contrary of what was looked for" in said
    assert "Probably wrong" not in said
