"""Numbers and claims about code in zh/algorithms.yaml and en/algorithms.yaml."""

from __future__ import annotations

import heapq
import itertools
import math
import random
import statistics
from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Callable

import numpy as np


def test_fast_pointer_always_meets_the_slow_one() -> None:
    """linked-list-cycle: they meet for every tail and loop length, and the gap inside the loop falls by one a round"""
    for tail, loop in itertools.product(range(6), range(1, 8)):
        following = [*range(1, tail + loop), tail]
        slow = fast = 0
        gaps = []
        for _ in range(tail + loop):
            slow, fast = following[slow], following[following[fast]]
            if slow >= tail:
                gaps.append((slow - fast) % loop)
            if slow == fast:
                break
        assert slow == fast
        assert all(before - after == 1 for before, after in itertools.pairwise(gaps))
        fast = 0
        while slow != fast:
            slow, fast = following[slow], following[fast]
        assert slow == tail


def _pair(values: list[int], target: int) -> tuple[int, int] | None:
    seen: dict[int, int] = {}
    for position, value in enumerate(values):
        if target - value in seen:
            return seen[target - value], position
        seen[value] = position
    return None


def test_look_up_before_storing() -> None:
    """pair-with-given-sum: look-up first never pairs an element with itself; all-in-a-set does"""
    assert _pair([4, 1, 2], 8) is None
    assert _pair([4, 1, 4], 8) == (0, 2)
    values = [4, 1, 2]
    assert any(8 - value in set(values) for value in values)
    rng = random.Random(1)
    for _ in range(200):
        values, target = [rng.randrange(-9, 10) for _ in range(6)], rng.randrange(-9, 10)
        exists = any(a + b == target for a, b in itertools.combinations(values, 2))
        assert (_pair(values, target) is not None) == exists


def _lower_bound(values: list[int], target: int) -> int:
    left, right = 0, len(values)
    while left < right:
        middle = left + (right - left) // 2
        if values[middle] < target:
            left = middle + 1
        else:
            right = middle
    return left


def test_lower_bound_and_its_endless_loop() -> None:
    """first-position-not-smaller: the loop described is right; left = middle does not advance; a million takes 20"""
    for length in range(7):
        for values in itertools.combinations_with_replacement(range(4), length):
            for target in range(-1, 5):
                assert _lower_bound(list(values), target) == bisect_left(values, target)
    assert _lower_bound([1, 2, 2, 2, 3], 2) == 1
    left, right = 4, 5
    assert left + (right - left) // 2 == left
    assert math.ceil(math.log2(1_000_000)) == 20
    values = [1, 2, 2, 4]
    assert _lower_bound(values, 3 + 1) - 1 == 2  # the last one not above 3: the first one not below 4, minus one


def _copies(count: int, grow: Callable[[int], int]) -> int:
    capacity = copied = 0
    for size in range(count):
        if size == capacity:
            copied += size
            capacity = max(1, grow(capacity))
    return copied


def test_doubling_copies_fewer_than_two_each() -> None:
    """append-amortised-constant: under 2n copies when doubling, quadratic with a fixed step"""
    for count in (1, 2, 3, 1000, 1024, 1025, 100_000):
        assert _copies(count, lambda capacity: 2 * capacity) < 2 * count
    by_step = [_copies(count, lambda capacity: capacity + 100) for count in (10_000, 20_000)]
    assert 3.9 < by_step[1] / by_step[0] < 4.1


def test_naive_variance_loses_everything() -> None:
    """variance-in-one-pass: near 1e9 with a variance of 22.5 the naive form fails, the update and the shift do not"""
    values = [1e9 + part for part in (4.0, 7.0, 13.0, 16.0)]
    true = 22.5
    assert statistics.pvariance([4, 7, 13, 16]) == true
    naive = sum(value * value for value in values) / 4 - (sum(values) / 4) ** 2
    assert abs(naive - true) > true  # wrong by more than the value itself
    results = []
    rng = random.Random(3)
    for _ in range(200):
        sample = [1e9 + rng.uniform(0, 16) for _ in range(50)]
        results.append(sum(v * v for v in sample) / 50 - (sum(sample) / 50) ** 2)
    assert min(results) < 0  # sometimes negative, so its root is not a number
    mean = squares = 0.0
    for count, value in enumerate(values, 1):
        off = value - mean
        mean += off / count
        squares += off * (value - mean)
    assert abs(squares / 4 - true) < 1e-6
    shifted = [value - values[0] for value in values]
    assert abs(sum(v * v for v in shifted) / 4 - (sum(shifted) / 4) ** 2 - true) < 1e-9
    assert 15 < -math.log10(np.finfo(np.float64).eps) < 16


def _edits(one: str, two: str) -> int:
    above = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            row.append(above[j - 1] if a == b else 1 + min(row[j - 1], above[j], above[j - 1]))
        above = row
    return above[-1]


def test_edit_distance_with_two_rows() -> None:
    """edit-distance-table: two rows suffice, and equal last characters may simply take the upper left cell"""

    def slow(one: str, two: str) -> int:
        if not one or not two:
            return len(one) + len(two)
        return min(slow(one[:-1], two) + 1, slow(one, two[:-1]) + 1, slow(one[:-1], two[:-1]) + (one[-1] != two[-1]))

    assert _edits("kitten", "sitting") == 3
    words = ["".join(letters) for length in range(4) for letters in itertools.product("ab", repeat=length)]
    assert all(_edits(one, two) == slow(one, two) for one, two in itertools.product(words, repeat=2))
    one, two = "abcdef", "xabcde"  # comparing in place counts six, the distance is two
    assert sum(a != b for a, b in zip(one, two, strict=True)) == 6
    assert _edits(one, two) == 2


def test_partition_by_hash_finds_common_lines() -> None:
    """common-lines-of-two-huge-files: equal lines share a bucket; 100 GB in 500 parts is 200 MB each"""
    rng = random.Random(5)
    first = [f"/{rng.randrange(300)}" for _ in range(400)]
    second = [f"/{rng.randrange(300)}" for _ in range(400)]
    parts = 7
    found = set()
    for part in range(parts):
        here = {line for line in first if hash(line) % parts == part}
        found |= {line for line in second if hash(line) % parts == part and line in here}
    assert found == set(first) & set(second)
    assert 100 * 1000 / 500 == 200


def test_quicksort_on_sorted_input() -> None:
    """quicksort-degenerates: n(n-1)/2 comparisons with the first as pivot; short side first keeps the stack low"""

    def comparisons(values: list[int], pick: Callable[[int], int]) -> int:
        pending, total = [values], 0
        while pending:
            part = pending.pop()
            if len(part) < 2:
                continue
            pivot = part[pick(len(part))]
            total += len(part) - 1
            pending += [[v for v in part if v < pivot], [v for v in part if v > pivot]]
        return total

    size = 400
    assert comparisons(list(range(size)), lambda _length: 0) == size * (size - 1) // 2
    rng = random.Random(2)
    assert comparisons(list(range(size)), rng.randrange) < 4 * size * math.log2(size)

    def depth(low: int, high: int) -> int:
        deepest = 0
        while high - low > 1:
            middle = low  # the worst split: the pivot is always the smallest
            left, right = (low, middle), (middle + 1, high)
            short, long = sorted((left, right), key=lambda part: part[1] - part[0])
            deepest = max(deepest, 1 + depth(*short))
            low, high = long
        return deepest

    assert depth(0, size) <= math.log2(size) + 1


def test_bloom_filter_errs_on_one_side() -> None:
    """bloom-filter-one-sided: ten bits and seven hashes give about one percent; too many hashes are worse"""

    def rate(bits_each: float, hashes: int) -> float:
        return (1 - math.exp(-hashes / bits_each)) ** hashes

    assert 0.007 < rate(10, 7) < 0.010
    assert rate(10, 30) > 10 * rate(10, 7)
    assert rate(5, 7) > 10 * rate(10, 7)  # twice as many elements as planned
    rng = np.random.default_rng(1)
    count, hashes = 2000, 7
    bits = np.zeros(10 * count, dtype=bool)
    inside, outside = rng.integers(0, bits.size, (count, hashes)), rng.integers(0, bits.size, (20_000, hashes))
    bits[inside.ravel()] = True
    assert bits[inside].all()
    assert 0.005 < bits[outside].all(axis=1).mean() < 0.013


def test_union_find_agrees_with_search_and_stays_low() -> None:
    """same-circle-of-friends: joining roots is right; by size the height stays logarithmic; else a chain arises"""
    people = 64

    def build(pairs: list[tuple[int, int]], by_size: bool) -> tuple[list[int], list[int]]:
        parent, size = list(range(people)), [1] * people

        def root(one: int) -> int:
            while parent[one] != one:
                one = parent[one]
            return one

        for a, b in pairs:
            up, down = root(a), root(b)
            if up == down:
                continue
            if by_size and size[up] < size[down]:
                up, down = down, up
            parent[down] = up
            size[up] += size[down]

        def height(one: int) -> int:
            return 0 if parent[one] == one else 1 + height(parent[one])

        return [root(one) for one in range(people)], [height(one) for one in range(people)]

    rng = random.Random(7)
    pairs = [(rng.randrange(people), rng.randrange(people)) for _ in range(40)]
    circles = {one: {one} for one in range(people)}
    for a, b in pairs:
        merged = circles[a] | circles[b]
        for one in merged:
            circles[one] = merged
    roots, heights = build(pairs, by_size=True)
    assert all((roots[a] == roots[b]) == (b in circles[a]) for a, b in itertools.combinations(range(people), 2))
    assert max(heights) <= math.log2(people)
    chain = [(one + 1, one) for one in range(people - 1)]
    assert max(build(chain, by_size=False)[1]) == people - 1
    assert max(build(chain, by_size=True)[1]) == 1


def _nested(text: str) -> bool:
    stack = []
    for sign in text:
        if sign in "([{":
            stack.append(sign)
        elif not stack or stack.pop() + sign not in ("()", "[]", "{}"):
            return False
    return not stack


def test_counting_brackets_is_not_enough() -> None:
    """matching-brackets: the example with equal counts is refused, and too many of either kind as well"""
    assert not _nested("([)]")
    assert "([)]".count("(") == "([)]".count(")")
    assert _nested("([]{})")
    assert not _nested("())")
    assert not _nested("([]")


Tree = tuple[int, "Tree | None", "Tree | None"]


def test_grandchild_breaks_the_search_tree() -> None:
    """is-it-a-search-tree: 10 / 15 / 6 passes the local check but neither the ranges nor the in-order walk"""

    def local(tree: Tree | None) -> bool:
        if tree is None:
            return True
        key, left, right = tree
        return (left is None or left[0] < key) and (right is None or right[0] > key) and local(left) and local(right)

    def ranged(tree: Tree | None, low: float = -math.inf, high: float = math.inf) -> bool:
        if tree is None:
            return True
        key, left, right = tree
        return low < key < high and ranged(left, low, key) and ranged(right, key, high)

    def in_order(tree: Tree | None) -> list[int]:
        return [] if tree is None else [*in_order(tree[1]), tree[0], *in_order(tree[2])]

    tree: Tree = (10, None, (15, (6, None, None), None))
    assert local(tree)
    assert not ranged(tree)
    assert in_order(tree) != sorted(in_order(tree))
    good: Tree = (10, (5, None, None), (15, (12, None, None), None))
    assert ranged(good)
    assert in_order(good) == sorted(in_order(good))


def test_merging_needs_the_larger_end() -> None:
    """merge-overlapping-bookings: one inside another keeps the block; the newest end would shorten it"""

    def merged(bookings: list[tuple[int, int]], end: Callable[[int, int], int]) -> list[tuple[int, int]]:
        blocks: list[tuple[int, int]] = []
        for start, stop in sorted(bookings):
            if blocks and start <= blocks[-1][1]:
                blocks[-1] = blocks[-1][0], end(blocks[-1][1], stop)
            else:
                blocks.append((start, stop))
        return blocks

    assert merged([(10, 11), (9, 12)], max) == [(9, 12)]
    assert merged([(10, 11), (9, 12)], lambda _old, new: new) == [(9, 11)]
    rng = random.Random(4)
    for _ in range(100):
        bookings = [(start, start + rng.randrange(1, 5)) for start in (rng.randrange(30) for _ in range(6))]
        hours = {hour for start, stop in bookings for hour in range(start, stop)}
        blocks = merged(bookings, max)
        assert {hour for start, stop in blocks for hour in range(start, stop)} == hours
        assert all(one[1] < two[0] for one, two in itertools.pairwise(blocks))


def test_two_heaps_hold_the_median() -> None:
    """running-median: right after every value, also in ascending order; by size alone it goes wrong"""

    def run(values: list[int], by_value: bool) -> list[float]:
        low: list[int] = []
        high: list[int] = []
        medians = []
        for value in values:
            to_low = (not low or value <= -low[0]) if by_value else len(low) <= len(high)
            if to_low:
                heapq.heappush(low, -value)
            else:
                heapq.heappush(high, value)
            if len(low) > len(high) + 1:
                heapq.heappush(high, -heapq.heappop(low))
            elif len(high) > len(low) + 1:
                heapq.heappush(low, -heapq.heappop(high))
            if len(low) == len(high):
                medians.append((high[0] - low[0]) / 2)
            else:
                medians.append(-low[0] if len(low) > len(high) else high[0])
        return medians

    rng = random.Random(6)
    for values in ([rng.randrange(50) for _ in range(200)], list(range(200))):
        kept: list[int] = []
        expected = []
        for value in values:
            insort(kept, value)
            expected.append(statistics.median(kept))
        assert run(values, by_value=True) == expected
    assert run([5, 1, 9], by_value=False)[-1] != 5


def test_negative_edge_breaks_dijkstra() -> None:
    """negative-edge-breaks-dijkstra: B is finished at two, the way over C costs one; a constant does not help"""

    def dijkstra(edges: dict[str, dict[str, int]]) -> dict[str, int]:
        done: dict[str, int] = {}
        queue = [(0, "A")]
        while queue:
            distance, node = heapq.heappop(queue)
            if node in done:
                continue
            done[node] = distance
            for other, length in edges.get(node, {}).items():
                heapq.heappush(queue, (distance + length, other))
        return done

    def bellman_ford(edges: dict[str, dict[str, int]]) -> dict[str, float]:
        best: dict[str, float] = {"A": 0}
        for _ in range(5):
            for node, out in edges.items():
                for other, length in out.items():
                    best[other] = min(best.get(other, math.inf), best.get(node, math.inf) + length)
        return best

    edges = {"A": {"B": 2, "C": 3}, "C": {"B": -2}}
    assert dijkstra(edges)["B"] == 2
    assert bellman_ford(edges)["B"] == 1
    three_steps, direct = 1 + 1 - 2, 1
    assert three_steps < direct
    assert three_steps + 3 * 2 > direct + 2  # after adding two to every edge the other path is shorter


def test_largest_coin_first_fails() -> None:
    """fewest-coins: 6 from 1, 3, 4 takes three coins greedily and two at best; the table finds it"""

    def greedy(coins: list[int], amount: int) -> int:
        used = 0
        for coin in sorted(coins, reverse=True):
            used, amount = used + amount // coin, amount % coin
        return used

    def table(coins: list[int], amount: int) -> float:
        best = [0.0] + [math.inf] * amount
        for part in range(1, amount + 1):
            best[part] = min((1 + best[part - coin] for coin in coins if coin <= part), default=math.inf)
        return best[amount]

    assert greedy([1, 3, 4], 6) == 3
    assert table([1, 3, 4], 6) == 2
    assert table([5, 7], 8) == math.inf
    usual = [1, 2, 5, 10, 20, 50, 100, 200]
    assert all(greedy(usual, amount) == table(usual, amount) for amount in range(1, 500))


def test_single_precision_sum_stops_at_two_to_the_24() -> None:
    """sum-stops-growing: 16777216 + 1 is itself, the gap above is two; double, pairs and compensation help"""
    limit = np.float32(2**24)
    assert int(limit) == 16_777_216
    assert limit + np.float32(1) == limit
    assert np.nextafter(limit, np.float32(np.inf)) - limit == 2
    assert np.nextafter(limit, np.float32(0)) == limit - 1
    assert np.finfo(np.float32).nmant + 1 == 24
    assert np.finfo(np.float32).max > 1e38
    total, lost = limit, np.float32(0)
    for _ in range(1000):
        one = np.float32(1) - lost
        new = total + one
        lost, total = (new - total) - one, new
    assert total == limit + np.float32(1000)
    assert np.float32(10_000_000) + np.float32(10_000_000) == 20_000_000  # the last step of adding in pairs
    assert float(limit) + 1.0 == 16_777_217.0


def test_sliding_maximum_with_a_deque() -> None:
    """sliding-window-maximum: always right, every value enters and leaves at most once, falling values fill it"""

    def run(values: list[int], width: int) -> tuple[list[int], int, int]:
        queue: deque[int] = deque()
        removed = longest = 0
        maxima = []
        for position, value in enumerate(values):
            while queue and values[queue[-1]] <= value:
                queue.pop()
                removed += 1
            queue.append(position)
            if position - queue[0] >= width:
                queue.popleft()
                removed += 1
            longest = max(longest, len(queue))
            maxima.append(values[queue[0]])
        return maxima, removed, longest

    rng = random.Random(8)
    values = [rng.randrange(100) for _ in range(500)]
    maxima, removed, _ = run(values, 20)
    assert maxima == [max(values[max(0, end - 19) : end + 1]) for end in range(500)]
    assert removed <= len(values)
    assert run(list(range(100, 0, -1)), 20)[2] == 20


def test_naive_shuffle_is_biased() -> None:
    """fair-shuffle: 27 runs over six orders give fours and fives; Fisher-Yates gives each order once"""

    def orders(ranges: list[range]) -> Counter[tuple[int, ...]]:
        found: Counter[tuple[int, ...]] = Counter()
        for picks in itertools.product(*ranges):
            items = [0, 1, 2]
            for position, pick in zip((2, 1, 0), picks, strict=True):
                items[position], items[pick] = items[pick], items[position]
            found[tuple(items)] += 1
        return found

    naive = orders([range(3)] * 3)
    assert sum(naive.values()) == 27
    assert sorted(naive.values()) == [4, 4, 4, 5, 5, 5]
    assert sorted(orders([range(3), range(2), range(1)]).values()) == [1] * 6
    assert all(n**n % math.factorial(n) for n in range(3, 40))
    without_self = orders([range(2), range(1), range(1)])
    assert len(without_self) < 6
    assert math.factorial(52) > 2**32


def test_best_step_for_finite_differences() -> None:
    """finite-difference-step: about 1e-8 one-sided and below 1e-5 central; near the precision nothing is left"""
    x, true = 1.0, math.exp(1.0)

    def one_sided(step: float) -> float:
        return abs((math.exp(x + step) - math.exp(x)) / step - true) / true

    def central(step: float) -> float:
        return abs((math.exp(x + step) - math.exp(x - step)) / (2 * step) - true) / true

    eps = float(np.finfo(np.float64).eps)
    assert 1e-8 < math.sqrt(eps) < 2e-8
    assert 5e-6 < eps ** (1 / 3) < 1e-5
    assert one_sided(1e-8) < one_sided(1e-4)
    assert one_sided(1e-8) < one_sided(1e-12)
    assert central(6e-6) < central(1e-2)
    assert central(6e-6) < central(1e-9)
    assert central(6e-6) < 1e-9
    assert max(one_sided(step) for step in (1e-16, 3e-16, 1e-15)) > 0.05
    assert 3.9 < central(2e-2) / central(1e-2) < 4.1
    assert 1.9 < one_sided(2e-2) / one_sided(1e-2) < 2.1
    single = np.finfo(np.float32).eps
    assert 1e-7 < single < 2e-7
