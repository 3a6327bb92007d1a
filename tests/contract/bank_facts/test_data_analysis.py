"""Facts and numbers in data-analysis.yaml of both languages."""

from __future__ import annotations

import sqlite3
import statistics

import numpy as np


def test_one_spender_moves_the_mean() -> None:
    """average-spend-went-up: one of ten rises from 100 to 1100."""
    after = [100] * 9 + [1100]
    assert statistics.mean(after) == 200
    assert statistics.median(after) == 100


def test_join_repeats_the_amount() -> None:
    """total-grew-after-join: three matching rows count the order three times; distinct amounts lose an order."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "create table orders (id, amount); insert into orders values (1, 100), (2, 100);"
        "create table parcel (order_id, stamp); insert into parcel values (1, 1), (1, 2), (1, 3), (2, 1);"
    )
    joined = "from orders left join {} on order_id = id"
    assert base.execute("select sum(amount) " + joined.format("parcel")).fetchone() == (400,)
    assert base.execute("select sum(distinct amount) " + joined.format("parcel")).fetchone() == (100,)
    one_each = "(select order_id, max(stamp) from parcel group by order_id)"
    assert base.execute("select sum(amount) " + joined.format(one_each)).fetchone() == (200,)


LOGINS = [
    ("a", "2026-01-30"), ("a", "2026-01-31"), ("a", "2026-01-31"), ("a", "2026-02-01"), ("a", "2026-02-05"),
    ("b", "2026-01-30"), ("b", "2026-02-01"), ("b", "2026-02-02"), ("c", "2026-01-31"), ("c", "2026-02-01"),
    ("d", "2026-01-30"),
]  # fmt: skip


def _logins() -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("create table login (person, day)")
    base.executemany("insert into login values (?, ?)", LOGINS)
    return base


def test_next_day_retention() -> None:
    """next-day-retention-aloud: the query as described; whole-number division gives zero."""
    query = """
        with days as (select distinct person, day from login),
             fresh as (select person, min(day) as day from days group by person)
        select fresh.day, {} from fresh
        left join days on days.person = fresh.person and days.day = date(fresh.day, '+1 day')
        group by fresh.day order by fresh.day"""
    base = _logins()
    rates = dict(base.execute(query.format("count(days.person) * 1.0 / count(*)")).fetchall())
    assert rates == {"2026-01-30": 1 / 3, "2026-01-31": 1.0}
    whole = dict(base.execute(query.format("count(days.person) / count(*)")).fetchall())
    assert whole["2026-01-30"] == 0


def test_three_days_in_a_row() -> None:
    """three-days-in-a-row: date minus number is constant within a run, over the end of a month as well."""
    islands = """
        with days as (select distinct person, day from login),
             numbered as (select person, day, row_number() over (partition by person order by day) as n from days)
        select distinct person from
            (select person from numbered group by person, date(day, '-' || n || ' days') having count(*) >= 3)"""
    ahead = """
        with days as (select distinct person, day from login)
        select distinct person from
            (select person, day, lead(day, 2) over (partition by person order by day) as later from days)
        where later = date(day, '+2 days')"""
    base = _logins()
    assert base.execute(islands).fetchall() == [("a",)]
    assert base.execute(ahead).fetchall() == [("a",)]


def test_simpson() -> None:
    """better-in-both-worse-overall: 10 > 8 and 40 > 35 percent, yet 13 percent against more than 32."""
    new = (900 * 0.10 + 100 * 0.40) / 1000
    old = (100 * 0.08 + 900 * 0.35) / 1000
    assert abs(new - 0.13) < 1e-12
    assert 0.32 < old < 0.33


def test_null_is_in_neither_group() -> None:
    """customers-in-neither-group: neither equal nor unequal; not in with a null finds nothing."""

    def count(condition: str) -> int:
        found: int = base.execute(f"select count(*) from customer where {condition}").fetchone()[0]
        return found

    base = sqlite3.connect(":memory:")
    base.executescript("create table customer (country); insert into customer values ('FR'), ('FR'), ('DE'), (null);")
    assert (count("country = 'FR'"), count("country <> 'FR'"), count("1")) == (2, 1, 4)
    assert (count("country = null"), count("country is null")) == (0, 1)
    assert count("country not in ('FR', null)") == 0
    assert base.execute("select count(country), count(*) from customer").fetchone() == (3, 4)


def test_latest_order() -> None:
    """latest-order-per-customer: the row number gives one row each, the join on the maximum both of a tie."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "create table orders (id, customer, day, amount);"
        "insert into orders values (1, 1, 5, 10), (2, 1, 9, 20), (3, 1, 9, 30), (4, 2, 3, 40);"
    )
    numbered = """select id from (select *, row_number() over
        (partition by customer order by day desc, id desc) as n from orders) where n = 1 order by id"""
    joined = """select id from orders join (select customer as c, max(day) as d from orders group by customer)
        on customer = c and day = d order by id"""
    assert base.execute(numbered).fetchall() == [(3,), (4,)]
    assert base.execute(joined).fetchall() == [(2,), (3,), (4,)]


def test_sessions() -> None:
    """clicks-into-sessions: marks and their running sum; a fixed half hour would split and merge."""
    base = sqlite3.connect(":memory:")
    base.execute("create table click (person, minute)")
    base.executemany("insert into click values ('a', ?)", [(25,), (35,), (60,), (91,), (200,)])
    query = """
        with marked as (select person, minute, case when minute - lag(minute) over one <= 30 then 0 else 1 end as start
                        from click window one as (partition by person order by minute)),
             counted as (select person, minute, sum(start) over (partition by person order by minute) as session
                         from marked)
        select session, min(minute), max(minute), count(*) from counted group by person, session order by session"""
    assert base.execute(query).fetchall() == [(1, 25, 60, 3), (2, 91, 91, 1), (3, 200, 200, 1)]


def test_views_as_units_raise_false_alarms() -> None:
    """significant-over-page-views: without any effect, a test over views fires far more often than five percent,
    and one with the delta method over users about as often as it should."""
    rng = np.random.default_rng(1)
    naive = delta = 0
    rounds, users = 300, 1000
    for _ in range(rounds):
        views = rng.geometric(0.05, users)
        clicks = rng.binomial(views, rng.beta(1, 4, users))
        group = rng.permutation(users) < users // 2
        rates, view_variances, user_variances = [], [], []
        for v, c in ((views[group], clicks[group]), (views[~group], clicks[~group])):
            rate = c.sum() / v.sum()
            rates.append(rate)
            view_variances.append(rate * (1 - rate) / v.sum())
            user_variances.append(np.var(c - rate * v, ddof=1) / len(v) / v.mean() ** 2)
        gap = abs(rates[0] - rates[1])
        naive += bool(gap > 1.96 * sum(view_variances) ** 0.5)
        delta += bool(gap > 1.96 * sum(user_variances) ** 0.5)
    assert naive / rounds > 0.2
    assert delta / rounds < 0.1
