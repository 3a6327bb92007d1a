"""Behaviour and numbers claimed in frontend-engineering.yaml, both languages."""

import asyncio
from itertools import pairwise


def test_pool_of_requests() -> None:
    """request-pool-with-limit"""

    async def pool(delays: list[float], limit: int) -> tuple[list[int], list[int], int]:
        results: list[int] = [-1] * len(delays)
        finished: list[int] = []
        running = most = following = 0

        async def work() -> None:
            nonlocal running, most, following
            while following < len(delays):
                mine = following
                following += 1
                running += 1
                most = max(most, running)
                await asyncio.sleep(delays[mine])
                running -= 1
                results[mine] = mine
                finished.append(mine)

        await asyncio.gather(*(work() for _ in range(limit)))
        return results, finished, most

    results, finished, most = asyncio.run(pool([0.03, 0.001, 0.001, 0.02, 0.001, 0.001, 0.001, 0.002], 5))
    assert results == list(range(8))
    assert finished != results
    assert most == 5
    assert asyncio.run(pool([], 5))[0] == []


def test_batches_wait_for_the_slowest() -> None:
    """request-pool-with-limit: refilling is faster than batches of five"""
    delays = [10, 1, 1, 1, 1] * 20
    batches = sum(max(delays[i : i + 5]) for i in range(0, 100, 5))
    free_at = [0] * 5
    for delay in delays:
        slot = free_at.index(min(free_at))
        free_at[slot] += delay
    assert max(free_at) < batches / 2


def test_migration_story() -> None:
    """migration-of-a-living-frontend"""
    assert 58 - 53 == 5


def test_undo_and_redo() -> None:
    """undo-redo-in-an-editor"""
    state: list[str] = []
    undo: list[str] = []
    redo: list[str] = []

    def do(step: str) -> None:
        state.append(step)
        undo.append(step)
        redo.clear()

    def back() -> None:
        redo.append(undo.pop())
        state.pop()

    for step in "abc":
        do(step)
    back()
    back()
    assert (state, redo) == (["a"], ["c", "b"])
    do("x")
    assert (state, redo) == (["a", "x"], [])


def test_indices_shift_and_identities_do_not() -> None:
    """offline-edits-of-the-same-note"""
    base = list("hello world")
    other = ["new line\n", *base]
    assert base[10] == "d"
    assert other[10] != "d"
    named = list(enumerate(base))
    assert (10, "d") in [(-1, "new line\n"), *named]


def test_index_keys_after_deleting_the_first_row() -> None:
    """index-as-list-key: the state kept under an index moves to another row, and a stable id keeps it"""
    rows = ["a", "b", "c"]
    by_index = {index: f"typed {row}" for index, row in enumerate(rows)}
    by_id = {row: f"typed {row}" for row in rows}
    rest = rows[1:]
    assert [by_index[index] for index, _ in enumerate(rest)] == ["typed a", "typed b"]
    assert [by_id[row] for row in rest] == ["typed b", "typed c"]
    assert all(a < b for a, b in pairwise(rest))
