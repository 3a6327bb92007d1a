"""Numbers and claims in the questions on vision engineering."""

from __future__ import annotations

import colorsys
import math

import numpy as np
import pytest


def test_padded_square() -> None:
    """boxes-back-from-a-padded-square"""
    scale = min(640 / 1280, 640 / 720)
    assert scale == 0.5
    width, height = 1280 * scale, 720 * scale
    assert (width, height) == (640, 360)
    assert (640 - height) / 2 == 140
    x, y = 100 * scale, 50 * scale + 140
    assert (x / scale, (y - 140) / scale) == (100, 50)


def test_ten_digits() -> None:
    """right-characters-wrong-numbers"""
    assert pytest.approx(0.904, abs=0.001) == 0.99**10


def test_shadowed_page_has_no_single_threshold() -> None:
    """page-half-in-shadow"""
    rng = np.random.default_rng(0)
    paper = np.concatenate([np.full(5000, 220.0), np.full(5000, 80.0)])
    ink = rng.random(10_000) < 0.1
    page = paper - ink * np.where(paper > 100, 140, 50)
    errors = [np.mean((page < threshold) != ink) for threshold in range(256)]
    assert min(errors) > 0.04
    assert np.mean((page / paper < 0.7) != ink) == 0


def test_rounds_of_sampling() -> None:
    """rounds-of-random-sampling"""
    assert 0.5**4 == 1 / 16
    assert math.ceil(math.log(0.01) / math.log(15 / 16)) == 72
    assert math.ceil(math.log(0.01) / math.log(1 - 0.25**4)) > 1000


def test_tracking_score_hides_switches() -> None:
    """same-tracking-score-swapped-people"""
    boxes = 60 * 25 * 20
    assert boxes == 30_000
    assert 30 / boxes == 0.001


def test_pipeline_times() -> None:
    """which-stage-dropped-frames"""
    stages = {"decode": 6, "model": 9, "resize": 16, "draw": 5}
    assert sum(stages.values()) == 36
    assert 1000 / 50 == 20
    shown = 10_000 / 36  # frames that are finished after ten seconds
    assert 4 < 10 - shown / 50 < 5
    assert max({**stages, "resize": 3}.values()) == 9 < 20


def test_unknowns_of_bundle_adjustment() -> None:
    """hundreds-of-cameras-at-once"""
    assert 100_000 * 3 + 300 * 6 > 300_000
    assert 3 + 3 + 1 == 7


def test_median_drops_an_isolated_dot() -> None:
    """isolated-black-and-white-dots"""
    window = np.full((3, 3), 50.0)
    window[1, 1] = 255
    assert np.median(window) == 50
    assert window.mean() > 70
    noisy = np.random.default_rng(0).normal(0, 1, (20_000, 9))
    assert noisy.mean(axis=1).var() < np.median(noisy, axis=1).var()


def test_red_lies_on_both_sides_of_zero() -> None:
    """picking-out-the-red-part"""
    orange_side, purple_side = (colorsys.rgb_to_hsv(*rgb)[0] * 360 for rgb in ((1, 0.1, 0), (1, 0, 0.1)))
    assert orange_side < 20
    assert purple_side > 340
    bright, dark = (colorsys.rgb_to_hsv(*(level * part for part in (0.9, 0.3, 0.2))) for level in (1, 0.5))
    assert bright[:2] == pytest.approx(dark[:2])
    assert bright[2] == pytest.approx(2 * dark[2])


def test_rotated_box_grows() -> None:
    """what-must-change-with-the-image"""
    angle = math.radians(30)
    assert 10 * math.cos(angle) + 10 * math.sin(angle) > 10


def test_pure_rotation_gives_a_homography_and_parallax_does_not() -> None:
    """ghosting-in-a-panorama"""
    camera = np.diag([800.0, 800.0, 1.0])
    turn = np.array([[math.cos(0.1), 0, math.sin(0.1)], [0, 1, 0], [-math.sin(0.1), 0, math.cos(0.1)]])
    mapping = camera @ turn @ np.linalg.inv(camera)
    for shift, same in ((np.zeros(3), True), (np.array([0.3, 0, 0]), False)):
        found = []
        for depth in (2.0, 20.0):
            point = np.array([0.1, 0.2, 1]) * depth
            first, second = camera @ point, camera @ (turn @ point + shift)
            predicted = mapping @ (first / first[2])
            found.append(np.allclose(predicted / predicted[2], second / second[2]))
        assert all(found) == same


def test_stereo_error_grows_with_the_square() -> None:
    """half-a-pixel-at-ten-metres"""
    product = 800 * 0.12
    assert product == pytest.approx(96)
    assert product / 5 == pytest.approx(19.2)
    assert product / 10 == pytest.approx(9.6)
    error = {depth: depth**2 * 0.5 / product for depth in (5, 10)}
    assert error[5] == pytest.approx(0.13, abs=0.001)
    assert error[10] == pytest.approx(0.52, abs=0.001)
    exact = product / (9.6 - 0.5) - product / (9.6 + 0.5)
    assert exact / 2 == pytest.approx(error[10], rel=0.01)


def _label(image: np.ndarray, eight: bool) -> list[int]:
    parent: list[int] = []

    def root(label: int) -> int:
        while parent[label] != label:
            label = parent[label]
        return label

    labels = np.full(image.shape, -1)
    offsets = [(0, -1), (-1, 0)] + ([(-1, -1), (-1, 1)] if eight else [])
    for y, x in np.argwhere(image):
        seen = []
        for dy, dx in offsets:
            if y + dy >= 0 and 0 <= x + dx < image.shape[1] and image[y + dy, x + dx]:
                seen.append(root(labels[y + dy, x + dx]))
        if not seen:
            parent.append(len(parent))
            seen = [len(parent) - 1]
        for other in seen:
            parent[other] = min(seen)
        labels[y, x] = min(seen)
    roots = [root(label) for label in labels[image]]
    return sorted(roots.count(label) for label in set(roots))


def test_regions_of_a_binary_image() -> None:
    """count-regions-in-a-binary-image"""
    letter = np.array([[1, 0, 1], [1, 0, 1], [1, 1, 1]], bool)
    assert _label(letter, eight=False) == [7]
    diagonal = np.eye(2, dtype=bool)
    assert _label(diagonal, eight=False) == [1, 1]
    assert _label(diagonal, eight=True) == [2]
    assert _label(np.zeros((3, 3), bool), eight=True) == []
    assert _label(np.ones((4, 4), bool), eight=False) == [16]
