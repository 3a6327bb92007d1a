"""Facts and numbers in networks-and-services.yaml of both languages."""

from __future__ import annotations

import bisect
import hashlib
import itertools


def test_token_bucket_first_second_and_idle_night() -> None:
    """token-bucket-aloud: rate ten, capacity twenty gives thirty in the first second and twenty after a night."""

    class Bucket:
        def __init__(self) -> None:
            self.tokens, self.then = 20.0, 0.0

        def allow(self, now: float) -> bool:
            self.tokens = min(20.0, self.tokens + (now - self.then) * 10)
            self.then = now
            if self.tokens < 1:
                return False
            self.tokens -= 1
            return True

    bucket = Bucket()
    assert sum(bucket.allow(step / 1024) for step in range(1025)) == 30
    assert sum(bucket.allow(30_000.0) for _ in range(100)) == 20


def test_fixed_window_lets_twice_through_at_the_border() -> None:
    """token-bucket-aloud, common mistake: a counter that is reset every second."""
    counts: dict[int, int] = {}
    passed = 0
    for now in [0.95] * 20 + [1.05] * 20:
        if counts.setdefault(int(now), 0) < 10:
            counts[int(now)] += 1
            passed += 1
    assert passed == 20


def test_round_trips_before_the_first_byte() -> None:
    """slow-on-another-continent: connection, handshake and request at two hundred milliseconds each."""
    assert 3 * 200 == 600


def _position(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _ring(servers: int, points: int) -> list[tuple[int, int]]:
    return sorted((_position(f"server {s} point {p}"), s) for s in range(servers) for p in range(points))


def _owner(ring: list[tuple[int, int]], key: int) -> int:
    return ring[bisect.bisect_left(ring, (key, -1)) % len(ring)][1]


def test_eleventh_server() -> None:
    """eleventh-cache-server: modulo moves ten of eleven keys, the ring about one of eleven, only to the new one."""
    assert sum(h % 10 == h % 11 for h in range(110)) == 10
    keys = [_position(f"key {k}") for k in range(10_000)]
    ten, eleven = _ring(10, 100), _ring(11, 100)
    moved = [key for key in keys if _owner(ten, key) != _owner(eleven, key)]
    assert 0.06 < len(moved) / len(keys) < 0.13
    assert all(_owner(eleven, key) == 10 for key in moved)


def test_many_points_even_out_the_load() -> None:
    """eleventh-cache-server: one point per server is far more uneven than a hundred."""
    keys = [_position(f"key {k}") for k in range(10_000)]

    def largest(points: int) -> float:
        ring = _ring(10, points)
        owners = [_owner(ring, key) for key in keys]
        return max(owners.count(server) for server in range(10)) / len(keys)

    assert largest(100) < 0.15 < largest(1)


def test_quorums_overlap() -> None:
    """how-many-replicas-must-agree: the sets always meet exactly when the numbers add up to more than five."""
    for write, read in itertools.product(range(1, 6), repeat=2):
        always = all(
            set(a) & set(b)
            for a in itertools.combinations(range(5), write)
            for b in itertools.combinations(range(5), read)
        )
        assert always == (write + read > 5)
