"""Facts and numbers in concurrency.yaml of both languages."""

from __future__ import annotations

import threading
from collections import deque


def test_thread_pool_estimate() -> None:
    """sizing-a-thread-pool: eight cores, ninety milliseconds waiting, ten computing."""
    assert 8 * (1 + 90 / 10) == 80


def test_bounded_queue_with_two_conditions() -> None:
    """bounded-blocking-queue: with capacity one and many threads nothing is lost or doubled."""
    lock = threading.Lock()
    not_full, not_empty = threading.Condition(lock), threading.Condition(lock)
    items: deque[int] = deque()
    out: list[int] = []

    def put(item: int) -> None:
        with lock:
            while len(items) >= 1:
                not_full.wait()
            items.append(item)
            not_empty.notify()

    def take() -> int:
        with lock:
            while not items:
                not_empty.wait()
            item = items.popleft()
            not_full.notify()
            return item

    producers = [
        threading.Thread(target=lambda n=n: [put(n * 100 + i) for i in range(100)], daemon=True) for n in range(4)
    ]
    consumers = [
        threading.Thread(target=lambda: [out.append(take()) for _ in range(100)], daemon=True) for _ in range(4)
    ]
    for thread in producers + consumers:
        thread.start()
    for thread in producers + consumers:
        thread.join(timeout=30)
    assert sorted(out) == list(range(400))


def test_compare_and_swap_is_fooled() -> None:
    """lock-free-stack-trap: after popping two and pushing the first again, the swap succeeds and revives the second."""

    class Node:
        def __init__(self, name: str, below: Node | None) -> None:
            self.name, self.below = name, below

    third = Node("third", None)
    second = Node("second", third)
    first = Node("first", second)
    top, version = first, 0
    seen_top, seen_below, seen_version = top, top.below, version  # the paused thread
    top, version = third, version + 2  # the others pop first and second
    first.below = top
    top, version = first, version + 1  # and push first again
    assert top is seen_top  # a comparison of pointers succeeds
    assert seen_below is second  # the stack would now begin with a node that was popped
    assert version != seen_version  # with a version it fails


def test_lost_increment() -> None:
    """counter-comes-out-too-small: both read five, both write six."""
    counter = 5
    one = counter
    other = counter
    counter = one + 1
    counter = other + 1
    assert counter == 6


def test_open_pages_decide_the_end() -> None:
    """crawl-with-many-workers: the queue is empty while a page in progress still adds links; the count is not zero."""
    links = {"a": ["b", "c"], "b": ["a"], "c": []}
    queue, seen, open_pages = deque(["a"]), {"a"}, 1
    page = queue.popleft()
    assert not queue
    assert open_pages == 1
    fetched = []
    while open_pages:
        fetched.append(page)
        for link in links[page]:
            if link not in seen:
                seen.add(link)
                queue.append(link)
                open_pages += 1
        open_pages -= 1
        if open_pages:
            page = queue.popleft()
    assert fetched == ["a", "b", "c"]


def test_fencing_token() -> None:
    """lock-that-expired: the storage refuses a smaller number than it has seen."""
    highest, content = 0, ""

    def write(token: int, text: str) -> bool:
        nonlocal highest, content
        if token < highest:
            return False
        highest, content = token, text
        return True

    assert write(34, "second holder")
    assert not write(33, "woken first holder")
    assert content == "second holder"
