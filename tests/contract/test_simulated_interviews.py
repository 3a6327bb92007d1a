"""A few of the interviews of ``benchmarks/simulated``, with the real bank, flow and judge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.simulated.candidates import CANDIDATES, Said, Situation, strong
from benchmarks.simulated.hold import Held, MindHere, hold
from benchmarks.simulated.interviews import settings
from benchmarks.simulated.measures import measure, rubric_pieces
from desktop.domain.session import Profile, SessionConfig
from desktop.interview.bank import load_bank
from desktop.interview.similarity import normalised
from desktop.interview.steps import Ask, CandidateQuestions, Repeat
from desktop.resources import assets_dir
from desktop.workers.mind import MindService, MindSettings
from models.embedding import SentenceEncoder

BANK = load_bank(assets_dir() / "questions")
ENCODER = SentenceEncoder(threads=1)


@pytest.fixture(scope="module")
def mind() -> MindHere:
    return MindHere(MindService(MindSettings(None, threads=1)))


def config(language: str, kind: str) -> SessionConfig:
    role = {"en": "machine learning engineer", "zh": "算法工程师"}[language]
    return SessionConfig(Profile("", role, "AI", language), questions=3, seed=sorted(CANDIDATES).index(kind))


@pytest.fixture(scope="module")
def held(mind: MindHere) -> list[Held]:
    """One of each kind, in turn in English and Chinese, and a weak one in the other language."""
    who = [(kind, ("en", "zh")[number % 2]) for number, kind in enumerate(CANDIDATES)]
    return [hold(BANK, config(language, kind), kind, mind) for kind, language in [*who, ("weak", "zh")]]


def test_all_of_them_hold_what_they_promise(held: list[Held]) -> None:
    figures = measure(held, ENCODER)
    assert figures["interviews"] == 8
    assert figures["not_ended"] == 0
    assert figures["repeats"]["equal"] == figures["repeats"]["above_a_threshold"] == 0
    assert figures["coverage"]["questions"] == figures["coverage"]["rounds"] == 1.0
    assert figures["coverage"]["own_questions_invited"] == 1.0
    assert figures["leaks"]["count"] == 0, figures["leaks"]
    assert figures["clarifications"]["count"] == 0, figures["clarifications"]
    assert figures["most_follow_ups_of_a_topic"] <= 3
    asked = {reason: figures["targets"][reason]["asked"] for reason in ("missing", "hint")}
    assert min(asked.values()) > 0
    right = sum(asked[reason] * figures["targets"][reason]["share_right"] for reason in asked)
    assert right >= 0.85 * sum(asked.values()), figures["targets"]


CONTRADICTING = {
    "en": ("I used Kafka at the bank.", "I have never worked with Kafka."),
    "zh": ("我用的是 Kafka。", "Kafka 我从来没用过。"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_contradicts_themselves_is_asked_once_how_it_fits(
    mind: MindHere, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    used, never = CONTRADICTING[language]

    def candidate(at: Situation) -> Said:
        said = strong(at)
        asked.append(at.step)
        return replace(said, text=f"{used if len(asked) == 1 else never} {said.text}")

    asked: list[object] = []
    monkeypatch.setitem(CANDIDATES, "contradicting", candidate)
    item = hold(BANK, config(language, "strong"), "contradicting", mind)
    clarifying = [ask for ask in item.asks if ask.reason == "clarify"]
    assert len(clarifying) == 1
    assert clarifying[0].text.count("Kafka") == 2
    assert clarifying[0].follow_up_of is not None
    assert item.ended
    figures = measure([item], ENCODER)
    assert figures["repeats"]["above_a_threshold"] == 0
    assert figures["clarifications"]["count"] == 1


def test_a_weak_candidate_is_helped_and_a_strong_one_is_not(held: list[Held]) -> None:
    reasons = {kind: {ask.reason for item in held if item.kind == kind for ask in item.asks} for kind in CANDIDATES}
    assert "hint" in reasons["weak"]
    assert "hint" not in reasons["strong"]
    assert reasons["silent"] == {"main"}


def test_leaks_and_missed_points_would_be_seen(held: list[Held]) -> None:
    item = next(item for item in held if item.kind == "evasive")
    ask = item.asks[0]
    language = item.config.profile.language
    assert any(piece in normalised(ask.question.reference_answer) for piece in rubric_pieces(ask.question, language))
    told = CandidateQuestions("", f"By the way: {ask.question.key_points[0].text}.")
    spoiled = Held(item.kind, item.config, item.plan, [*item.steps[:2], told, *item.steps[2:]], item.exchanges)
    assert measure([spoiled], ENCODER)["leaks"]["count"] > 0
    twice = Held(item.kind, item.config, item.plan, [*item.steps[:2], ask, *item.steps[2:]], item.exchanges)
    assert measure([twice], ENCODER)["repeats"]["equal"] == 1


def test_who_says_nothing_is_asked_once_more_each_time(held: list[Held]) -> None:
    for item in (item for item in held if item.kind == "silent"):
        for step in item.steps:
            assert not isinstance(step, Ask) or step.follow_up_of is None
        assert any(isinstance(step, Repeat) for step in item.steps)


def test_settings_of_the_two_hundred_are_varied() -> None:
    all_of_them = [settings(number) for number in range(200)]
    assert {kind for kind, _ in all_of_them} == set(CANDIDATES)
    assert {each.profile.language for _, each in all_of_them} == {"en", "zh"}
    assert len({each.profile.role for _, each in all_of_them}) > 20
    assert {each.difficulty for _, each in all_of_them} == {1, 2, 3, 4, 5}
    assert sum(bool(each.profile.resume) for _, each in all_of_them) > 50
    assert 10 < sum(each.minutes is not None for _, each in all_of_them) < 60
