"""Facts and numbers in databases.yaml of both languages."""

from __future__ import annotations

import math
import sqlite3


def test_wide_tree_levels() -> None:
    """index-as-wide-tree: 500 branches cover more than a hundred million rows in three levels; binary needs > 20."""
    assert 500**3 == 125_000_000
    assert math.ceil(math.log2(10_000_000)) == 24


def test_keyset_page_equals_offset_page_even_with_ties() -> None:
    """deep-page-is-slow: the cursor with the primary key gives the same pages; without it rows are lost."""
    base = sqlite3.connect(":memory:")
    base.execute("create table item (id integer primary key, created integer)")
    base.executemany("insert into item values (?, ?)", [(i, i // 7) for i in range(100)])
    pages, last = [], (-1, -1)
    while True:
        page = base.execute(
            "select created, id from item where (created, id) > (?, ?) order by created, id limit 5", last
        ).fetchall()
        if not page:
            break
        pages += page
        last = page[-1]
    assert [row[1] for row in pages] == list(range(100))
    seen, last_time = 0, -1
    while page := base.execute(
        "select created from item where created > ? order by created, id limit 5", (last_time,)
    ).fetchall():
        seen += len(page)
        last_time = page[-1][0]
    assert seen < 100


def test_same_lock_order_breaks_the_cycle() -> None:
    """crossing-transfers-deadlock: opposite orders form a cycle, the smaller account first does not."""

    def can_deadlock(first: tuple[str, str], second: tuple[str, str]) -> bool:
        return first[0] == second[1] and second[0] == first[1]

    one, other = ("a", "b"), ("b", "a")
    assert can_deadlock(one, other)
    assert not can_deadlock((min(one), max(one)), (min(other), max(other)))


def test_version_in_the_where_clause_refuses_the_second_save() -> None:
    """two-agents-one-record: the second update changes no row."""
    base = sqlite3.connect(":memory:")
    base.execute("create table customer (id integer primary key, phone text, mail text, version integer)")
    base.execute("insert into customer values (1, 'old', 'old', 7)")
    save = "update customer set phone = ?, mail = ?, version = version + 1 where id = 1 and version = ?"
    assert base.execute(save, ("new", "old", 7)).rowcount == 1
    assert base.execute(save, ("old", "new", 7)).rowcount == 0
    assert base.execute("select phone, mail, version from customer").fetchone() == ("new", "old", 8)


def test_fifty_round_trips() -> None:
    """fifty-one-queries: fifty times two milliseconds is a tenth of a second; a to-many join repeats the order."""
    assert 50 * 2 == 100
    base = sqlite3.connect(":memory:")
    base.execute("create table orders (id integer)")
    base.execute("create table line (order_id integer)")
    base.execute("insert into orders values (1)")
    base.executemany("insert into line values (1)", [()] * 10)
    assert base.execute("select count(*) from orders join line on order_id = id").fetchone() == (10,)


def test_report_counts_moved_money_twice() -> None:
    """report-while-money-moves: committed values of different moments give a wrong total."""
    accounts = {"a": 100, "b": 0}
    total = accounts["a"]
    accounts["a"], accounts["b"] = 0, 100
    total += accounts["b"]
    assert total == 200
    assert sum(accounts.values()) == 100


def test_equality_columns_first_need_no_sort() -> None:
    """newest-open-orders-index: no sort step with customer, status, date; two statuses bring it back."""

    def plan(condition: str) -> str:
        query = f"explain query plan select * from orders where {condition} order by created desc limit 20"
        return " ".join(row[3] for row in base.execute(query))

    base = sqlite3.connect(":memory:")
    base.execute("create table orders (customer integer, status text, created integer, amount real)")
    base.execute("create index found on orders (customer, status, created)")
    assert "TEMP B-TREE" not in plan("customer = 1 and status = 'open'")
    assert "TEMP B-TREE" in plan("customer = 1 and status in ('open', 'pending')")
    base.execute("drop index found")
    base.execute("create index found on orders (customer, created, status)")
    assert "status=?" not in plan("customer = 1 and status = 'open'")


def test_size_of_the_meter_table() -> None:
    """largest-table-you-handled: half a million rows a day for two years."""
    assert 340e6 < 0.5e6 * 730 < 370e6
