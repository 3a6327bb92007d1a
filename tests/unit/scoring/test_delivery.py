"""What the communication score says about measured figures."""

from __future__ import annotations

import pytest

from desktop.domain.speech import Language
from desktop.scoring.delivery import Delivery, component_scores, weighted_score
from desktop.scoring.rubric import load_rubric

FLUENT = {"rate": 175.0, "filler_share": 1.5, "silence": 25.0, "length": 60.0}


def score(**changes: float) -> float:
    return weighted_score(Delivery(60.0, FLUENT | changes, {}), "en")


def test_people_rate_quick_fluent_speech_above_slow_speech_within_the_comfortable_range() -> None:
    assert score() > score(rate=125.0) > score(rate=80.0)


def test_fillers_count_by_words_and_not_by_minutes() -> None:
    assert score(filler_share=0.8) > score(filler_share=3.3) > score(filler_share=7.0)
    assert "filler_rate" not in component_scores(Delivery(60.0, {"filler_rate": 6.0}, {}), "en")


def test_more_silence_between_the_words_is_less() -> None:
    assert score() > score(silence=50.0) > score(silence=70.0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_weight_has_a_curve_and_every_curve_a_weight(language: Language) -> None:
    rubric = load_rubric("delivery")
    assert set(rubric["curves"][language]) == set(rubric["weights"])
    assert sum(rubric["weights"].values()) == pytest.approx(1.0)
    for curve in rubric["curves"][language].values():
        values = [value for value, _ in curve]
        assert values == sorted(set(values))
