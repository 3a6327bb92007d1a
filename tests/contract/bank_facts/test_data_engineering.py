"""Facts and numbers in data-engineering.yaml of both languages."""

from __future__ import annotations

import heapq
import random
import sqlite3

import numpy as np


def test_three_of_a_hundred_columns() -> None:
    """why-store-by-column: with columns of equal width."""
    assert 3 / 100 == 0.03


def test_history_rows_give_exactly_one_level_per_day() -> None:
    """level-on-any-past-day: closing the old row and opening a new one, half-open intervals."""
    far = "9999-12-31"
    base = sqlite3.connect(":memory:")
    base.execute("create table level (member, level, since, until)")
    base.execute("insert into level values (1, 'silver', '2026-01-01', ?)", (far,))
    for day, level in (("2026-03-10", "gold"), ("2026-06-01", "platinum")):
        base.execute("update level set until = ? where member = 1 and until = ?", (day, far))
        base.execute("insert into level values (1, ?, ?, ?)", (level, day, far))
    asked = "select level from level where member = 1 and since <= ? and until > ?"
    for day, level in (
        ("2026-01-01", "silver"), ("2026-03-09", "silver"), ("2026-03-10", "gold"), ("2026-05-31", "gold"),
        ("2026-06-01", "platinum"), ("2027-01-01", "platinum"),
    ):  # fmt: skip
        assert base.execute(asked, (day, day)).fetchall() == [(level,)]


def test_salting_keeps_the_join() -> None:
    """stuck-at-ninety-nine-percent: random suffixes on one side, copies on the other, give the same result."""
    rng = random.Random(1)
    facts = ["hot"] * 1000 + ["cold"] * 10
    shops = {"hot": "A", "cold": "B"}
    plain = sorted(shops[key] for key in facts)
    salted = {(key, salt): name for key, name in shops.items() for salt in range(100)}
    joined = [salted[key, rng.randrange(100)] for key in facts]
    assert sorted(joined) == plain


def test_largest_job_minutes() -> None:
    """largest-job-you-owned: the slowest stage was about seven tenths; its saving explains the total."""
    assert 0.68 < 90 / 130 < 0.72
    assert 130 - (90 - 15) == 55


def test_peak_of_overlapping_stays() -> None:
    """peak-concurrent-viewers: the running sum of plus one and minus one; the order within a tie matters."""

    def peak(stays: list[tuple[int, int]], leave_first: bool) -> int:
        events = [(start, 1) for start, _ in stays] + [(end, -1) for _, end in stays]
        events.sort(key=lambda event: (event[0], event[1] if leave_first else -event[1]))
        now = best = 0
        for _, change in events:
            now += change
            best = max(best, now)
        return best

    stays = [(0, 10), (5, 15), (10, 20), (10, 12), (30, 40)]
    assert peak(stays, leave_first=True) == max(sum(a <= t < b for a, b in stays) for t in range(50)) == 3
    assert peak(stays, leave_first=False) == 4


def test_merged_sketch_counts_the_union() -> None:
    """daily-visitors-do-not-add-up: bitmaps are exact, a HyperLogLog sketch merges by maximum and is close."""
    rng = np.random.default_rng(7)
    days = [np.unique(rng.integers(0, 60_000, 20_000)) for _ in range(7)]
    truth = len(np.unique(np.concatenate(days)))
    assert sum(len(day) for day in days) > 2 * truth
    bits = np.zeros(60_000, bool)
    for day in days:
        bits[day] = True
    assert bits.sum() == truth

    hashes = rng.integers(0, 2**63, 60_000, dtype=np.int64)
    registers = 2**14

    def sketch(ids: np.ndarray) -> np.ndarray:
        values = hashes[ids]
        cell, rest = values % registers, values // registers
        zeros = np.array([(int(r) & -int(r)).bit_length() if r else 50 for r in rest])
        out = np.zeros(registers, int)
        np.maximum.at(out, cell, zeros)
        return out

    merged = np.maximum.reduce([sketch(day) for day in days])
    assert (merged == sketch(np.unique(np.concatenate(days)))).all()
    estimate = 0.7213 / (1 + 1.079 / registers) * registers**2 / np.sum(2.0**-merged)
    empty = int((merged == 0).sum())
    if estimate <= 2.5 * registers and empty:
        estimate = registers * np.log(registers / empty)
    assert abs(estimate / truth - 1) < 0.03
    assert abs(1.04 / registers**0.5 - 0.008) < 0.001
    assert 10_000 < registers * 6 / 8 < 20_000


def test_files_of_a_day() -> None:
    """million-tiny-files: fifty writers, one file each a minute."""
    assert 50 * 60 * 24 == 72_000


def test_external_sort() -> None:
    """sort-more-than-memory: runs and a heap over their heads sort everything; fifty times the memory, fifty runs."""
    rng = random.Random(3)
    records = [rng.randrange(10_000) for _ in range(500)]
    memory = 10
    runs = [sorted(records[i : i + memory]) for i in range(0, len(records), memory)]
    assert len(runs) == 50
    heap = [(run[0], number, 0) for number, run in enumerate(runs)]
    heapq.heapify(heap)
    merged = []
    while heap:
        value, number, place = heapq.heappop(heap)
        merged.append(value)
        if place + 1 < len(runs[number]):
            heapq.heappush(heap, (runs[number][place + 1], number, place + 1))
    assert merged == sorted(records)


def test_late_commit_is_skipped_and_overlap_finds_it() -> None:
    """copy-drifts-from-source: stamped at 9:55, committed at 10:05, loads at 10:00 and 11:00 (minutes of the day)."""
    rows = [(595, 605)]
    loads = (600, 660)

    def found(overlap: int) -> bool:
        last = 540
        for load in loads:
            if any(commit <= load and stamp > last - overlap for stamp, commit in rows):
                return True
            last = load
        return False

    assert not found(0)
    assert found(120)
