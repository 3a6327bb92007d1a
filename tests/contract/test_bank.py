"""Every question that the program ships, and whole interviews held with them."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest

from desktop.domain.question import Question
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import load_bank
from desktop.interview.flow import InterviewFlow
from desktop.interview.follow_ups import missing_points
from desktop.interview.plan import ROUND_ORDER, make_plan
from desktop.interview.roles import domain_group, is_any, role_group
from desktop.interview.similarity import (
    NEAR_DUPLICATE,
    NEAR_DUPLICATE_EMBEDDING,
    is_near_duplicate,
    normalised,
    similarity,
)
from desktop.interview.speakable import speakable, spoken_question
from desktop.resources import assets_dir
from models.embedding import SentenceEncoder
from tests.unit.interview.candidates import BEHAVIOURS, hold

BANK = load_bank(assets_dir() / "questions")
HAN = re.compile(r"[\u3400-\u9fff]")
TRADITIONAL = set("這個們為說對學習過網絡層數據據實現應該還會後來樣種業務題給讓開發經驗訓練結構類圖與從時間")
by_id = pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)


def every_text(question: Question) -> list[str]:
    texts = [question.text, question.spoken or "", question.reference_answer]
    for point in question.key_points:
        texts += [point.text, *point.said_like]
    for mistake in question.common_mistakes:
        texts += [mistake.text, mistake.correction]
    return texts + [item.text for item in question.follow_ups]


def test_both_languages_hold_every_round() -> None:
    for language in ("zh", "en"):
        rounds = Counter(question.round for question in BANK.select(language=language))
        for round_ in (*ROUND_ORDER, "candidate_questions"):
            assert rounds[round_] >= 2, (language, round_, rounds)


@by_id
def test_language_is_what_it_says(question: Question) -> None:
    for text in every_text(question):
        han = len(HAN.findall(text))
        if question.language == "en":
            assert han == 0, text
        elif text:
            assert han >= 2, text
            assert not TRADITIONAL & set(text), text


@by_id
def test_rubric_can_be_judged(question: Question) -> None:
    if question.round == "candidate_questions":
        return
    assert 3 <= len(question.key_points) <= 8
    assert any(point.must for point in question.key_points)
    must = sum(point.weight for point in question.key_points if point.must)
    assert 1 <= max(point.weight for point in question.key_points) <= 5
    assert must < sum(point.weight for point in question.key_points)
    assert question.reference_answer
    texts = [point.text for point in question.key_points]
    for a, b in itertools.combinations(texts, 2):
        assert similarity(a, b) < NEAR_DUPLICATE, (a, b)


@by_id
def test_lengths_fit_speech(question: Question) -> None:
    """A question is heard once: at most about 20 s of speech; a reference answer 15 s to 3 min."""

    def spoken_units(text: str) -> int:
        return len(normalised(text)) if question.language == "zh" else len(text.split())

    assert spoken_units(question.text) <= (90 if question.language == "zh" else 60)
    for item in question.follow_ups:
        assert spoken_units(item.text) <= (60 if question.language == "zh" else 40)
    if question.reference_answer:
        low, high = (50, 700) if question.language == "zh" else (30, 420)
        assert low <= spoken_units(question.reference_answer) <= high


@by_id
def test_follow_ups_cover_what_must_be_there_and_give_nothing_away(question: Question) -> None:
    if question.round == "candidate_questions":
        return
    calls = {point.id for point in missing_points(question, {point.id: 0.0 for point in question.key_points})}
    bound = {item.when_missing for item in question.follow_ups}
    assert calls & bound, f"no follow-up can ever be asked: {calls} are what matters, {bound} are bound"
    points = {point.id: point for point in question.key_points}
    for item in question.follow_ups:
        if item.when_missing is not None:
            assert similarity(item.text, points[item.when_missing].text) < NEAR_DUPLICATE
        assert not is_near_duplicate(item.text, [question.text])


@by_id
def test_texts_can_be_spoken_as_they_are(question: Question) -> None:
    for text in (question.text, *(item.text for item in question.follow_ups)):
        assert normalised(speakable(text)) == normalised(text)
        assert "\n" not in text
    assert spoken_question(question)


@by_id
def test_roles_and_domain_are_in_the_table(question: Question) -> None:
    assert all(is_any(role) or role_group(role) for role in question.roles), question.roles
    assert is_any(question.domain) or domain_group(question.domain), question.domain


def test_no_two_questions_are_nearly_the_same() -> None:
    for language in ("zh", "en"):
        for a, b in itertools.combinations(BANK.select(language=language), 2):
            assert similarity(a.text, b.text) < NEAR_DUPLICATE, (a.id, b.id)


def test_the_real_sentence_encoder_finds_rewordings_but_none_in_the_bank() -> None:
    encoder = SentenceEncoder(threads=1)
    for language in ("zh", "en"):
        texts = [question.text for question in BANK.select(language=language)]
        found = encoder.similarity(texts, texts)
        pairs = [(found[a, b], texts[a], texts[b]) for a, b in itertools.combinations(range(len(texts)), 2)]
        assert max(pairs)[0] < NEAR_DUPLICATE_EMBEDDING, max(pairs)
    for a, b in (
        ("什么是梯度消失？", "请解释一下什么是梯度消失。"),
        ("What is gradient clipping?", "Can you explain what gradient clipping is?"),
    ):
        assert encoder.similarity([a], [b])[0, 0] >= NEAR_DUPLICATE_EMBEDDING


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ["算法工程师", "backend engineer", "产品经理", "pastry chef"])
def test_interviews_with_the_real_bank(language: Language, role: str) -> None:
    """Every behaviour, three seeds: always ends, repeats nothing, leaks nothing."""
    for (name, behaviour), seed in itertools.product(sorted(BEHAVIOURS.items()), range(3)):
        plan = make_plan(BANK, SessionConfig(Profile("Lin", role, "any", language), questions=8), seed=seed)
        held = hold(InterviewFlow(plan, name="Lin"), behaviour, seed)
        texts = [ask.text for ask in held.asks]
        assert len(held.main) == 8, (name, seed)
        for number, text in enumerate(texts):
            assert not is_near_duplicate(text, texts[:number]), text
        rubric = {normalised(point.text) for ask in held.asks for point in ask.question.key_points}
        for spoken in map(normalised, held.spoken):
            assert not any(point in spoken for point in rubric if len(point) > 8)
