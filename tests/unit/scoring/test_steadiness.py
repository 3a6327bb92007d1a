"""What steadiness is measured with: paraphrases that are some, and mishearings at the rate asked for."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.grading.mishearing import misheard
from benchmarks.grading.steadiness import Movement, figures, pairs
from desktop.domain.speech import Language
from desktop.scoring.lexicon import units
from tests.unit.scoring.sessions import GOOD, VAGUE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_paraphrases_of_the_test_half_are_mixed_and_no_copies(language: Language) -> None:
    own = [pair for pair in pairs() if pair.original.language == language and pair.original.half == "test"]
    assert len(own) == 24
    assert sum(pair.original.question.kind == "technical" for pair in own) == 12
    assert Counter(pair.original.type for pair in own) == {"full": 8, "partial": 8, "wrong": 8}
    for pair in own:
        before, after = units(pair.original.text, language), units(pair.paraphrase, language)
        assert 0.6 < len(after) / len(before) < 1.8, pair.original.question.id
        runs = {tuple(before[at : at + 6]) for at in range(len(before) - 5)}
        kept = sum(tuple(after[at : at + 6]) in runs for at in range(len(after) - 5))
        assert kept < 0.1 * len(after), pair.original.question.id


@pytest.mark.parametrize(("text", "language"), [(GOOD["index"] + VAGUE["index"], "en"), (VAGUE["backprop"], "zh")])
def test_about_a_tenth_is_misheard_and_the_same_for_a_seed(text: str, language: Language) -> None:
    once = misheard(text, language, 0.1, 1)
    assert once == misheard(text, language, 0.1, 1)
    assert once != misheard(text, language, 0.1, 2)
    lost = Counter(units(text, language)) - Counter(units(once, language))
    assert 0.04 < lost.total() / len(units(text, language)) <= 0.12


def test_nothing_is_misheard_at_no_rate_and_numbers_never() -> None:
    text = "We got 401 and 503 from it, and a 429 after that."
    assert misheard(text, "en", 0.0, 1) == text
    for number in ("401", "503", "429"):
        assert number in misheard(text, "en", 1.0, 1)


def test_movement_is_counted_without_its_sign() -> None:
    original = pairs()[0].original
    found = figures([Movement(original, 5.0, 7.0), Movement(original, 5.0, 4.0)])["all"]
    assert found == {"pairs": 2, "mean_movement": 1.5, "signed": 0.5, "over_0.7": 1.0, "over_1.5": 0.5}
