"""What assets/questions/zh/optimisation.yaml claims, computed."""

from __future__ import annotations

import numpy as np


def adam_steps(gradients: list[float], rate: float = 1e-3, b1: float = 0.9, b2: float = 0.999) -> list[float]:
    m = v = 0.0
    steps = []
    for t, g in enumerate(gradients, 1):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        steps.append(rate * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + 1e-12))
    return steps


def descend(curvatures: np.ndarray, rate: float, steps: int, momentum: float = 0.0) -> float:
    x = np.ones(len(curvatures))
    last = x
    for _ in range(steps):
        x, last = x - rate * curvatures * x + momentum * (x - last), x
    return float(np.abs(x).max())


def test_first_adam_step_is_only_the_sign() -> None:
    """learning-rate-warmup-reason: the first update hardly depends on the size of the gradient."""
    for gradient in (1e-4, -3.0, 250.0):
        assert np.isclose(adam_steps([gradient])[0], 1e-3 * np.sign(gradient), rtol=1e-4)


def test_eight_times_the_batch() -> None:
    """batch-size-eight-times-larger: an eighth of the updates and of the variance of the mean."""
    assert 2048 / 256 == 8
    means = [np.random.default_rng(0).normal(size=(20_000, size)).mean(axis=1).var() for size in (16, 128)]
    assert np.isclose(means[0] / means[1], 8, rtol=0.1)


def test_positive_curvature_everywhere_gets_rare() -> None:
    """saddle-points-in-high-dimensions: for random symmetric matrices."""
    rng = np.random.default_rng(1)

    def share(size: int) -> float:
        m = rng.normal(size=(4000, size, size))
        return float((np.linalg.eigvalsh(m + m.transpose(0, 2, 1))[:, 0] > 0).mean())

    assert share(1) > 0.4 > share(2) > share(3) > share(5)
    assert share(5) < 0.01


def test_l1_gives_exact_zeros_and_l2_does_not() -> None:
    """l1-exact-zeros: in one dimension, with the proximal step; the plain subgradient jumps around zero."""
    a, penalty = 0.3, 0.5
    grid = np.linspace(-1, 1, 200_001)
    l1 = grid[np.argmin(0.5 * (grid - a) ** 2 + penalty * np.abs(grid))]
    l2 = grid[np.argmin(0.5 * (grid - a) ** 2 + 0.5 * penalty * grid**2)]
    assert abs(l1) < 1e-9
    assert np.isclose(l2, a / (1 + penalty), atol=1e-4)
    proximal = plain = 1.0
    for _ in range(500):
        step = proximal - 0.1 * (proximal - a)
        proximal = np.sign(step) * max(abs(step) - 0.1 * penalty, 0.0)
        plain -= 0.1 * (plain - a + penalty * np.sign(plain))
    assert proximal == 0
    assert plain != 0
    assert abs(plain) < 0.1


def test_size_of_the_hessian_and_a_wrong_newton_step() -> None:
    """newton-method-for-networks: a trillion entries, four terabytes; negative curvature turns the step round."""
    assert 1_000_000**2 == 10**12
    assert 10**12 * 4 == 4 * 10**12
    x = 0.1  # f(x) = -x**2, which falls away from zero
    newton = x - (-2 * x) / -2
    assert -(newton**2) > -(x**2)


def test_scaling_changes_the_descent_but_not_the_solution() -> None:
    """unscaled-features-gradient-descent: least squares predicts the same; descent only works scaled."""
    rng = np.random.default_rng(2)
    x = np.column_stack([rng.uniform(0, 1, 400), rng.uniform(1e5, 5e5, 400)])
    y = 3 * x[:, 0] + 1e-5 * x[:, 1] + rng.normal(size=400)
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)

    def solved(features: np.ndarray) -> np.ndarray:
        design = np.column_stack([np.ones(len(features)), features])
        return design @ np.linalg.lstsq(design, y, rcond=None)[0]

    assert np.allclose(solved(x), solved(scaled), atol=1e-6)

    def descended(features: np.ndarray) -> float:
        design = np.column_stack([np.ones(len(features)), features])
        hessian = design.T @ design / len(y)
        weights = np.zeros(3)
        for _ in range(200):
            weights -= design.T @ (design @ weights - y) / len(y) / np.linalg.eigvalsh(hessian)[-1]
        return float(np.mean((design @ weights - y) ** 2) - np.mean((solved(features) - y) ** 2))

    assert descended(scaled) < 1e-6
    assert descended(x) > 0.1


def test_largest_rate_and_speed_on_a_quadratic() -> None:
    """gradient-descent-on-a-quadratic: limit two over the largest curvature, speed from the condition number."""
    curvatures = np.array([1.0, 100.0])
    assert descend(curvatures, 0.0199, 3000) < 1e-6
    assert descend(curvatures, 0.0201, 3000) > 1e6
    factor = (100 - 1) / (100 + 1)
    assert 0.979 < factor < 0.981
    assert np.isclose(descend(curvatures, 2 / 101, 50), factor**50)
    root = (10 - 1) / (10 + 1)
    with_momentum = descend(curvatures, 4 / (10 + 1) ** 2, 200, momentum=root**2)
    assert with_momentum < 1e-10 < descend(curvatures, 2 / 101, 200)
