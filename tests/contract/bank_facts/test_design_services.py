"""Estimates in zh/design-services.yaml and en/design-services.yaml."""

from __future__ import annotations

DAY = 24 * 60 * 60


def test_short_links() -> None:
    """short-link-service: about 12,000 reads and 116 writes a second; seven places of base 62 last very long"""
    reads, writes = 100 * 10_000_000 / DAY, 10_000_000 / DAY
    assert 11_000 < reads < 12_500
    assert 100 < writes < 200
    assert 3.5e12 < 62**7 < 3.6e12
    assert 62**7 / 10_000_000 / 365 > 900


def test_local_counters_let_thousands_through() -> None:
    """rate-limit-across-gateways: a hundred on each of some tens of machines is thousands; the edge lets 200 through"""
    assert all(1000 < machines * 100 < 10_000 for machines in (20, 30, 90))
    calls = [59.0] * 100 + [60.0] * 100  # seconds
    per_window = {int(second // 60): 0 for second in calls}
    for second in calls:
        per_window[int(second // 60)] += 1
    assert max(per_window.values()) <= 100
    assert sum(59 <= second <= 60 for second in calls) == 200


def test_cold_chain_storage() -> None:
    """cold-chain-logger: 8640 records a day, under 280 kB; a month under 9 MB, three months some tens of MB"""
    records = DAY // 10
    assert records == 8640
    assert 270_000 < records * 32 < 280_000
    assert records * 32 * 31 < 9_000_000
    assert 20e6 < records * 32 * 92 < 30e6


def test_time_in_the_low_places_breaks_ties() -> None:
    """live-leaderboard: score high and inverted time low sorts by score, then by who came first, exactly in a double"""
    latest = 2**31

    def key(score: int, second: int) -> float:
        return float(score * latest + (latest - 1 - second))

    assert key(11, 900) > key(10, 0) > key(10, 1) > key(9, 0)
    assert (2**22 - 1) * latest + latest - 1 < 2**53


def test_rank_over_shards() -> None:
    """live-leaderboard: the rank is one plus the number of better players summed over the shards"""
    scores = [(7 * player) % 1009 for player in range(1000)]
    shards = [scores[part::4] for part in range(4)]
    mine = scores[123]
    rank = 1 + sum(sum(score > mine for score in shard) for shard in shards)
    assert rank == sorted(scores, reverse=True).index(mine) + 1


def test_crawl_rate() -> None:
    """polite-web-crawler: a hundred million pages in thirty days are about forty a second and three million a day"""
    assert 38 < 100e6 / 30 / DAY < 40
    assert 3e6 < 100e6 / 30 < 3.5e6


def test_photo_storage() -> None:
    """photos-in-every-size: a million photos of three megabytes are three terabytes"""
    assert 1_000_000 * 3e6 == 3e12
