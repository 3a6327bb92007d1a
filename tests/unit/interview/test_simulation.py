"""Two hundred and forty whole interviews: whatever the person does, the rules of the interviewer hold."""

from __future__ import annotations

import itertools
import random
from statistics import mean

import pytest

from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.flow import InterviewFlow
from desktop.interview.follow_ups import CLAIMED_FROM, MISSING_BELOW
from desktop.interview.plan import make_plan
from desktop.interview.policy import FlowPolicy
from desktop.interview.similarity import is_near_duplicate, normalised
from desktop.interview.steps import AnswerReport, Ask, Close, Done, Greet, Repeat
from tests.unit.interview.candidates import BEHAVIOURS, Behaviour, Held, hold
from tests.unit.interview.made_bank import made_bank

BANK = made_bank()
OWN = {"zh": ("团队有多大？", "薪资怎么样？"), "en": ("What does the team work on?", "Who are you?")}
SEEDS = range(20)
Heard = list[tuple[Ask | Repeat, dict[str, float]]]


def flow_for(language: Language, seed: int, count: int = 8, policy: FlowPolicy | None = None) -> InterviewFlow:
    profile = Profile("莫栩" if language == "zh" else "Alex", "any", "any", language)
    plan = make_plan(BANK, SessionConfig(profile, questions=count), seed=seed)
    return InterviewFlow(plan, name=profile.name, policy=policy)


def watched(behaviour: Behaviour, heard: Heard) -> Behaviour:
    """The behaviour, noting after each answer what was known about the question then being asked."""

    def act(flow: InterviewFlow, step: Ask | Repeat, rng: random.Random) -> None:
        original = flow.answered

        def answered(given: AnswerReport) -> None:
            heard.append((step, dict(given.point_probabilities)))
            original(given)

        flow.answered = answered  # type: ignore[method-assign]
        try:
            behaviour(flow, step, rng)
        finally:
            flow.answered = original  # type: ignore[method-assign]

    return act


def check_follow_ups(held: Held, heard: Heard) -> None:
    """A follow-up on a missing point comes only while nothing the person said had it, and it is the bound text."""
    for ask in held.follow_ups:
        if ask.target_point is None:
            continue
        before = [points for step, points in heard if step.question.id == ask.question.id and step.index < ask.index]
        best = max((points.get(ask.target_point, 0.0) for points in before), default=0.0)
        bound = {(item.when_missing or item.when_claimed): item.text for item in ask.question.follow_ups}
        assert bound[ask.target_point] == ask.text
        if ask.reason == "missing":
            assert before
            assert best < MISSING_BELOW
        else:
            assert best >= CLAIMED_FROM


def check_common(held: Held, count: int) -> None:
    assert isinstance(held.steps[0], Greet)
    assert isinstance(held.steps[-2], Close)
    assert isinstance(held.steps[-1], Done)
    assert sum(isinstance(step, Close | Greet) for step in held.steps) == 2
    assert len(held.main) == count
    assert [ask.index for ask in held.asks] == list(range(len(held.asks)))
    assert [ask.number for ask in held.main] == list(range(1, count + 1))
    assert {ask.total for ask in held.asks} == {count}
    texts = [ask.text for ask in held.asks]
    for number, text in enumerate(texts):
        assert not is_near_duplicate(text, texts[:number]), text
    for key, group in itertools.groupby(held.asks, key=lambda ask: ask.number):
        asked = list(group)
        assert len(asked) <= 3, key
        assert all(ask.follow_up_of == asked[0].index for ask in asked[1:])
    lead_ins = [ask.lead_in for ask in held.asks if ask.lead_in]
    assert len(lead_ins) == len(set(lead_ins))


def check_no_rubric(held: Held) -> None:
    for spoken in held.spoken:
        assert "秘密" not in spoken
        assert "secret" not in spoken
        assert "参考答案" not in spoken
        assert "Model answer" not in spoken
        assert not any(point.text in spoken for ask in held.asks for point in ask.question.key_points)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(BEHAVIOURS))
def test_twenty_interviews_each(language: Language, name: str) -> None:
    for seed in SEEDS:
        heard: Heard = []
        held = hold(flow_for(language, seed), watched(BEHAVIOURS[name], heard), seed, OWN[language])
        check_common(held, 8)
        check_follow_ups(held, heard)
        check_no_rubric(held)
        repeats = [step for step in held.steps if isinstance(step, Repeat)]
        if name == "silent":
            assert len(repeats) == 8
            assert not held.follow_ups
        if name in ("weak", "evasive"):
            assert held.follow_ups
            assert all(ask.reason == "missing" for ask in held.follow_ups)
        if name == "strong":
            assert all(ask.reason == "claimed" for ask in held.follow_ups)
        if name == "brief":
            assert all(ask.reason == "elaborate" and ask.target_point is None for ask in held.follow_ups)
        for step in repeats:
            said = next(ask for ask in held.asks if ask.index == step.index)
            assert step.text == said.text
            assert normalised(step.text) in normalised(step.spoken)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_inputs_give_the_same_interview(language: Language) -> None:
    runs = [hold(flow_for(language, seed), BEHAVIOURS["mixed"], 7, OWN[language]).steps for seed in (3, 3, 4)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_difficulty_follows_performance() -> None:
    def level(name: str) -> float:
        found = [hold(flow_for("en", seed), BEHAVIOURS[name], seed).main[2:] for seed in SEEDS]
        return mean(ask.question.difficulty for asks in found for ask in asks)

    levels = {name: level(name) for name in ("strong", "weak", "silent")}
    print(levels)
    assert levels["strong"] > 3.5
    assert levels["weak"] < 2.5
    assert levels["silent"] < 2.5


@pytest.mark.parametrize("budget_s", [0.0, 100.0, 400.0, 900.0])
def test_a_time_budget_ends_the_questions(budget_s: float) -> None:
    policy = FlowPolicy(time_budget_s=budget_s)
    held = hold(flow_for("zh", 1, count=20, policy=policy), BEHAVIOURS["strong"], 1)
    assert len(held.asks) * 60.0 <= budget_s + 60.0
    assert len(held.main) < 20
    assert isinstance(held.steps[-2], Close)


def test_long_interviews_run_out_of_phrases_but_not_of_sense() -> None:
    for language in ("zh", "en"):
        held = hold(flow_for(language, 2, count=30), BEHAVIOURS["silent"], 2)
        check_common(held, 30)
