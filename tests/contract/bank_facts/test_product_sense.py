"""Numbers in product-sense.yaml, both languages."""

import pytest


def test_takeaway_orders() -> None:
    """estimate-takeaway-orders"""
    orders = 10_000_000 * 0.3 * 2.5 / 7
    assert round(orders, -4) == 1_070_000
    riders = orders / 30
    assert round(riders, -3) == 36_000
    assert riders / 10_000_000 < 0.004
    optimistic = 10_000_000 * 0.5 * 2.5 / 7
    assert optimistic == pytest.approx(1_800_000, rel=0.01)


def test_charging_points() -> None:
    """estimate-charging-points"""
    electric = 100_000 / 2 * 0.3
    assert electric == 15_000
    per_car = 30 * 0.2
    assert per_car == 6
    public = electric * per_car / 2
    assert public == 45_000
    points = public / (11 * 5)
    assert round(points, -2) == 800
    assert round(electric / points) == 18


def test_monthly_churn() -> None:
    """monthly-churn-over-a-year"""
    left = 0.95**12
    assert round(left * 100) == 54
    assert round((1 - left) * 100) == 46
    assert sum(0.95**month for month in range(2_000)) == pytest.approx(20)
