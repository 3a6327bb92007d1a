"""Numbers in zh/project-depth.yaml and en/project-depth.yaml that follow from others in the same answer."""

from __future__ import annotations


def test_resume_percentage() -> None:
    """percentage-on-your-resume: 52 to 32 minutes is 38 percent, 14 of the 20 minutes are 27 percent"""
    assert round((52 - 32) / 52 * 100) == 38
    assert round(14 / 52 * 100) == 27
    assert 14 + 6 == 52 - 32


def test_memory_left_on_the_board() -> None:
    """memory-budget-on-your-board: 20 + 12 + 6 is 38, with 10 of stacks 16 remain, a quarter of 64"""
    assert 20 + 12 + 6 == 38
    assert 64 - 38 - 10 == 16 == 64 / 4


def test_cost_saved_by_the_analysis() -> None:
    """analysis-that-changed-a-decision: from 600,000 to 180,000 is seventy percent less"""
    assert (60 - 18) / 60 == 0.7


def test_small_training_runs() -> None:
    """cost-of-one-training-run: ten of forty rounds on a tenth of the data take about twenty minutes at most"""
    assert 15 < 11 * 60 * 0.1 * 10 / 40 < 20


def test_expected_bad_readings() -> None:
    """bug-only-on-the-hardware: once in three hundred is about thirty in ten thousand"""
    assert 30 < 10_000 / 300 < 35


def test_page_speed_parts() -> None:
    """page-speed-you-improved: 1.3 and 0.6 seconds of a gain of 2.2 leave the rest for the fonts"""
    assert 4.3 - 2.1 > 1.3 + 0.6
