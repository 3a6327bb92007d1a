"""Numbers in testing.yaml, both languages."""

from math import ceil, log


def test_enrolment_target() -> None:
    """load-test-that-changed-something: twice last year's peak, half of it on half of the machines"""
    assert 400 * 2 == 800
    assert 400 * 2 / 2 == 400 < 520


def test_average_hides_the_tail() -> None:
    """load-test-looked-fine: one in a hundred takes three seconds, and the average is about fifty milliseconds"""
    times = [20] * 99 + [3_000]
    assert round(sum(times) / len(times)) == 50
    assert sorted(times)[-1] == 3_000


def test_closed_loop_hides_a_pause() -> None:
    """load-test-looked-fine: a tool that waits for each answer sees one slow request in a pause of two seconds"""
    step, pause = 10, 2_000
    closed = [pause if n == 100 else step for n in range(500)]
    arrivals = [n * step for n in range(500)]
    free = 0
    opened = []
    for n, arrival in enumerate(arrivals):
        start = max(arrival, free)
        free = start + (pause if n == 100 else step // 2)
        opened.append(free - arrival)
    assert sum(time > 500 for time in closed) == 1
    assert sum(time > 500 for time in opened) > 100


def test_clean_runs_needed() -> None:
    """one-failure-in-ten-thousand-runs"""
    rate = 1 / 10_000
    needed = ceil(log(0.05) / log(1 - rate))
    assert 29_900 < needed < 30_000
    assert (1 - rate) ** 1_000 > 0.9
    assert (1 - rate) ** 500 > 0.95
