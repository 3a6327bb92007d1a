"""Estimates in zh/design-ml-systems.yaml and en/design-ml-systems.yaml."""

from __future__ import annotations

import pytest


def test_moderation_staff() -> None:
    """content-moderation-pipeline: two percent of five million need a hundred people, each percent fifty more"""
    assert 5_000_000 * 0.02 / 1000 == 100
    assert 5_000_000 * 0.01 / 1000 == 50


def test_inspection_has_a_second_per_part() -> None:
    """line-defect-inspection: sixty a minute is one a second; 0.8 s of work fits before the ejector after 1.5 s"""
    assert 60 / 60 == 1
    assert min(1.0, 1.5) > 0.8


def test_number_of_series() -> None:
    """demand-forecast-per-store: ten thousand products in five hundred stores are five million series"""
    assert 10_000 * 500 == 5_000_000


def test_wake_word_battery() -> None:
    """wake-word-on-a-small-battery: 0.3 + 0.8 mA on 300 mAh last about eleven days; 80,000 weights are 80 kB"""
    average = 0.3 + 0.1 * 8
    assert average == pytest.approx(1.1)
    assert 300 / average / 24 == pytest.approx(11.4, abs=0.1)
    assert 80_000 * 1 == 80_000
