"""Every calculation, 200 seeds each: its answer against another way of reaching it, its wording, its place."""

from __future__ import annotations

import ipaddress
import itertools
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from desktop.domain.exact import ExactAnswer
from desktop.domain.question import Question
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank
from desktop.interview.exact.catalogue import TOPICS, draw
from desktop.interview.explain import explain
from desktop.interview.flow import InterviewFlow
from desktop.interview.plan import ROUND_ORDER, make_plan
from desktop.interview.roles import domain_group, role_group
from desktop.interview.similarity import normalised
from desktop.interview.speakable import speakable, spoken_question
from desktop.interview.steps import AnswerReport, Ask, Done
from desktop.interview.wording import check_wording
from desktop.scoring.exact import grade_exact
from desktop.scoring.said_numbers import find_numbers
from tests.unit.interview.candidates import BEHAVIOURS, hold
from tests.unit.interview.made_bank import made_bank

SEEDS = range(200)
each_topic = pytest.mark.parametrize("name", sorted(TOPICS))
each_language = pytest.mark.parametrize("language", ["zh", "en"])


def drawn(name: str, language: Language) -> Iterator[tuple[Question, ExactAnswer]]:
    for seed in SEEDS:
        question = TOPICS[name][1](language, random.Random(seed))
        assert question.exact is not None
        yield question, question.exact


def numbers(text: str) -> list[float]:
    """The numbers of a question in the order they stand, by their digits alone; 万 and million taken in."""
    found = []
    for match in re.finditer(r"(minus |负 )?(\d[\d,]*)( 万| million)?", re.sub(r"IPv4|F1", "", text)):
        scale = {None: 1, " 万": 10**4, " million": 10**6}[match[3]]
        found.append((-1 if match[1] else 1) * float(match[2].replace(",", "").rstrip(",")) * scale)
    return found


# -- independent ways to the result ----------------------------------------------------------------------------------


def convolved(side: int, kernel: int, stride: int, padding: int) -> np.ndarray:
    """One row of a real convolution with ones."""
    row = np.pad(np.ones(side), padding)
    return np.lib.stride_tricks.sliding_window_view(row, kernel)[::stride].sum(axis=1)


def conv_size(text: str) -> tuple[float, ...]:
    side, _, kernel, _, stride, padding = map(int, numbers(text))
    return (len(convolved(side, kernel, stride, padding)),)


def conv_params(text: str) -> tuple[float, ...]:
    kernel, _, inside, outside = map(int, numbers(text))
    return (np.zeros((outside, inside, kernel, kernel)).size + np.zeros(outside).size,)


def conv_macs(text: str) -> tuple[float, ...]:
    side, _, kernel, _, inside, outside, _ = map(int, numbers(text))
    weights = np.ones((inside, kernel, kernel))
    # Every output value adds as many ones as it needs multiplications.
    windows = np.lib.stride_tricks.sliding_window_view(
        np.ones((inside, side + kernel - 1, side + kernel - 1)), (kernel, kernel), axis=(1, 2)
    )
    counted = np.einsum("ihwkl,ikl->hw", windows, weights)
    return (float(counted.sum()) * outside,)


def receptive_field(text: str) -> tuple[float, ...]:
    found = [int(number) for number in numbers(text)]
    layers = [(found[at], found[at + 2]) for at in range(0, 9, 3)]
    # Which inputs change one output value: the ones whose impulse reaches it.
    size = 200
    signals = np.eye(size)
    for kernel, stride in layers:
        signals = np.lib.stride_tricks.sliding_window_view(signals, kernel, axis=1)[:, ::stride].sum(axis=2)
    reached = np.flatnonzero(signals[:, signals.shape[1] // 2])
    return (reached[-1] - reached[0] + 1,)


def transformer_params(text: str) -> tuple[float, ...]:
    d, wide, _ = map(int, numbers(text))
    shapes = [(d, d)] * 4 + [(d, wide * d), (wide * d, d)]
    return (sum(np.broadcast_to(0, shape).size for shape in shapes),)


def kv_cache(text: str) -> tuple[float, ...]:
    layers, heads, size, width, tokens, _ = map(int, numbers(text))
    assert np.dtype(np.float16).itemsize == width
    return (np.broadcast_to(np.float16(0), (2, layers, heads, tokens, size)).nbytes,)


def f1(text: str) -> tuple[float, ...]:
    hits, false, missed, _ = map(int, numbers(text))
    truth = np.array([1] * hits + [0] * false + [1] * missed)
    said = np.array([1] * hits + [1] * false + [0] * missed)
    both = float((truth & said).sum())
    return (2 / (said.sum() / both + truth.sum() / both), both / said.sum(), both / truth.sum())


def bayes(text: str) -> tuple[float, ...]:
    rate, hit, alarm, _ = map(int, numbers(text))
    devices = np.arange(10_000)
    ill = devices % 100 < rate
    # In each hundred hundreds the detector alarms for its share of the faulty and of the sound ones.
    turn = devices // 100
    rings = np.where(ill, turn < hit, turn < alarm)
    return (float((ill & rings).sum() / rings.sum()), float((ill & rings).mean()), float((~ill & rings).mean()))


def gradient(text: str) -> tuple[float, ...]:
    x, w, b, target = numbers(text)
    active: Callable[[float], float] = (lambda z: max(0.0, z)) if "ReLU" in text else (lambda z: 1 / (1 + math.exp(-z)))

    def loss(weight: float) -> float:
        return 0.5 * (active(weight * x + b) - target) ** 2

    return ((loss(w + 1e-5) - loss(w - 1e-5)) / 2e-5,)


def complexity(text: str) -> tuple[float, ...]:
    base, doublings = numbers(text)
    power = 3 if re.search("cubed|立方", text) else 2 if re.search("squared|平方", text) else 1

    def count(n: int) -> int:
        return sum(1 for _ in itertools.product(range(n), repeat=power))

    return (base * count(2 * 2 ** int(doublings)) / count(2),)


def subnet(text: str) -> tuple[float, ...]:
    wanted, prefix = map(int, numbers(text))
    return (wanted * len(list(ipaddress.ip_network(f"10.0.0.0/{prefix}").hosts())),)


def storage(text: str) -> tuple[float, ...]:
    users, records, size, days, copies = numbers(text)[:5]
    total = 0.0
    for _ in range(int(copies)):
        for _ in range(int(days)):
            total += users * records * size * 1e3
    return (total,)


def throughput(text: str) -> tuple[float, ...]:
    users, requests, peak, carries = numbers(text)[:4]
    if "million" in text:
        assert 100_000 in numbers(text)
    load, servers = users * requests * peak, 0
    while servers * carries * 100_000 < load:
        servers += 1
    return (servers,)


OTHER_WAYS: dict[str, Callable[[str], tuple[float, ...]]] = {
    "conv-size": conv_size, "conv-params": conv_params, "conv-macs": conv_macs, "receptive-field": receptive_field,
    "transformer-params": transformer_params, "kv-cache": kv_cache, "f1": f1, "bayes": bayes, "gradient": gradient,
    "complexity": complexity, "subnet": subnet, "storage": storage, "throughput": throughput,
}  # fmt: skip


@each_topic
@each_language
def test_the_answer_is_what_another_way_gives(name: str, language: Language) -> None:
    for question, exact in drawn(name, language):
        result, *steps = OTHER_WAYS[name](question.text)
        assert exact.result.value == pytest.approx(result, rel=1e-6, abs=1e-6), question.text
        for step, other in zip(exact.steps, steps, strict=False):
            assert step.value == pytest.approx(other), question.text


@each_topic
@each_language
def test_the_wording_can_be_spoken_and_holds_all_numbers(name: str, language: Language) -> None:
    for question, exact in drawn(name, language):
        assert normalised(speakable(question.text)) == normalised(question.text)
        assert spoken_question(question) == question.text
        heard = {part.number for mention in find_numbers(question.text) for part in mention.parts or (mention,)}
        assert heard <= set(exact.given), question.text
        assert set(map(abs, numbers(question.text))) <= set(map(abs, exact.given))
        han = re.findall(r"[\u3400-\u9fff]", question.text)
        assert bool(han) == (language == "zh")
        assert len(han) <= 110 if han else len(question.text.split()) <= 62


@each_topic
@each_language
def test_the_question_gives_no_answer_away_and_the_solution_holds_it(name: str, language: Language) -> None:
    for question, exact in drawn(name, language):
        assert grade_exact(question, question.text, language).points[0].verdict in ("none", "wrong"), question.text
        assert not any(check.covered for check in grade_exact(question, question.text, language).points)
        solved = grade_exact(question, question.reference_answer.splitlines()[-1], language)
        assert solved.points[0].covered, (question.reference_answer, solved.points[0])
        assert "{" not in question.reference_answer
        for value, point in zip((exact.result, *exact.steps), question.key_points, strict=True):
            assert value.point_id == point.id
            shown = grade_exact(replace(question, key_points=question.key_points[:1]), point.text, language)
            if point.id == "result":
                assert shown.points[0].covered, point.text


@each_topic
@each_language
def test_the_card_is_whole(name: str, language: Language) -> None:
    topic = TOPICS[name][0]
    seen = set()
    for question, exact in drawn(name, language):
        assert (question.kind, question.language) == ("technical", language)
        assert question.round in ("theory", "programming")
        assert all(map(role_group, question.roles))
        assert domain_group(question.domain)
        assert 1 <= question.difficulty <= 5
        assert 30 <= question.time_limit_s <= 900
        assert exact.steps
        assert exact.result.tolerance >= 0
        assert question.topic.endswith(topic.zh if language == "zh" else topic.en)
        seen.add(question.id)
    assert len(seen) >= 15
    again = TOPICS[name][1](language, random.Random(7))
    assert again == TOPICS[name][1](language, random.Random(7))


# -- in an interview -------------------------------------------------------------------------------------------------


def config(count: int, role: str, domain: str = "any", language: Language = "en", seed: int = 0) -> SessionConfig:
    return SessionConfig(Profile("Lin", role, domain, language), questions=count, seed=seed)


def calculations(
    count: int, role: str, domain: str = "any", language: Language = "en", seed: int = 0
) -> list[Question]:
    plan = make_plan(made_bank(), config(count, role, domain, language, seed), seed=seed)
    assert len(plan.items) == count
    order = [ROUND_ORDER.index(item.question.round) for item in plan.items]
    assert order == sorted(order)
    assert explain(plan, language)
    return [item.question for item in plan.items if item.question.exact is not None]


@pytest.mark.parametrize("role", ["算法工程师", "backend engineer", "大模型工程师", "frontend engineer", "运维工程师"])
@each_language
def test_one_calculation_in_a_technical_interview_of_five_or_more(role: str, language: Language) -> None:
    for seed in range(10):
        for count in (5, 8, 12):
            assert len(calculations(count, role, language=language, seed=seed)) == 1
        assert not calculations(4, role, language=language, seed=seed)


@pytest.mark.parametrize(
    ("role", "domain"), [("any", "any"), ("产品经理", "any"), ("pastry chef", "any"), ("product manager", "AI")]
)
def test_none_where_nothing_technical_is_asked_for(role: str, domain: str) -> None:
    assert not calculations(8, role, domain)


def test_the_seed_decides_and_former_topics_come_last() -> None:
    profile = Profile("Lin", "machine learning engineer", "AI", "en")
    first = draw(profile, 3, seed=5)
    assert first == draw(profile, 3, seed=5)
    assert len({draw(profile, 3, seed=seed) for seed in range(30)}) > 15
    asked: frozenset[str] = frozenset()
    topics = []
    for _ in range(6):
        question = draw(profile, 3, seed=5, already_asked=asked)
        assert question is not None
        asked |= {question.id}
        topics.append(question.topic)
    assert len(set(topics)) == 6
    for _ in range(20):
        question = draw(profile, 3, seed=5, already_asked=asked)
        assert question is not None
        assert question.id not in asked
        asked |= {question.id}


@each_language
def test_it_is_asked_as_drawn_and_nothing_of_the_solution_is_said(language: Language) -> None:
    for seed, (_, behaviour) in enumerate(sorted(BEHAVIOURS.items())):
        plan = make_plan(made_bank(), config(8, "algorithm engineer", "AI", language), seed=seed)
        (question,) = (item.question for item in plan.items if item.question.exact is not None)
        held = hold(InterviewFlow(plan, name="Lin"), behaviour, seed)
        asked = [ask for ask in held.main if ask.question.exact is not None]
        assert [ask.text for ask in asked] == [question.text]
        secret = [normalised(line) for line in question.reference_answer.splitlines()]
        secret += [normalised(point.text) for point in question.key_points]
        assert not any(line in normalised(spoken) for line in secret for spoken in held.spoken)


def test_a_wrong_result_is_asked_for_once_more_and_the_second_answer_counts() -> None:
    bank = QuestionBank(tuple(question for question in made_bank().questions if question.round == "theory"))
    plan = make_plan(bank, config(8, "backend engineer"), seed=3)
    flow = InterviewFlow(plan)
    probed = []
    while not isinstance(step := flow.next_step(), Done):
        if not isinstance(step, Ask):
            if type(step).__name__ in ("CandidateQuestions", "Reply"):
                flow.skipped()
            continue
        if step.question.exact is not None and step.follow_up_of is not None:
            probed.append(step)
        flow.answered(AnswerReport(step.question, 40, {point.id: 0.0 for point in step.question.key_points}))
    assert [step.target_point for step in probed] == ["result"]


def test_no_other_wording_is_taken_for_it() -> None:
    question = TOPICS["conv-size"][1]("en", random.Random(0))
    assert check_wording(question.text, question, documents="") == "invented"
    assert check_wording(question.text, replace(question, exact=None), documents="") is None
