"""Numbers in reliability.yaml, both languages."""

import random
from math import ceil

import pytest


def test_machines_for_the_peak() -> None:
    """machines-for-a-sale-peak"""
    each = 800 * 0.6
    assert each == 480
    base = ceil(20_000 / each)
    assert base == 42
    per_site = ceil(base / 2)
    assert per_site == 21
    assert per_site * 3 == 63 == base * 1.5
    assert 20_000 / 800 == 25
    assert 2 * per_site * each >= 20_000


def test_retries_multiply() -> None:
    """ten-second-blip-ten-minute-outage: three layers of at most four attempts"""

    def calls(layers: int) -> int:
        return 1 if layers == 0 else sum(calls(layers - 1) for _ in range(4))

    assert calls(3) == 64


def test_jitter_spreads_the_clients() -> None:
    """ten-second-blip-ten-minute-outage"""
    dice = random.Random(1)
    same = [1 for _ in range(10_000)]
    spread = [int(dice.uniform(0, 10)) for _ in range(10_000)]
    assert max(same.count(second) for second in set(same)) == 10_000
    assert max(spread.count(second) for second in set(spread)) < 1_200


def test_worker_threads() -> None:
    """one-slow-dependency-stops-everything"""
    assert round(200 / 0.05) == 4_000
    assert 200 / 10 == 20


def test_chain_of_services() -> None:
    """availability-of-a-chain"""
    chain = 0.999**5
    assert round(chain * 100, 1) == 99.5
    hours = (1 - chain) * 30 * 24
    assert 3.5 < hours < 3.6
    assert (1 - chain) / 0.001 == pytest.approx(5, rel=0.01)
    assert round((1 - 0.01**2) * 100, 2) == 99.99
    assert round(1 / 0.01**2) == 10_000
