"""How long a solution to a programming task takes from start to result: `python -m benchmarks.programming`."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable

from desktop.programming.judge import try_solution
from desktop.programming.sandbox import Job, Limits, Sandbox
from desktop.programming.tasks import shipped_tasks

ROUNDS = 15


def timed(work: Callable[[], object]) -> tuple[float, float, float]:
    """Median and largest time of the rounds, and processor time of one (of ended processes), in seconds."""
    taken = []
    before_s = processor_s()
    for _ in range(ROUNDS):
        start_s = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start_s)
    return statistics.median(taken), max(taken), (processor_s() - before_s) / ROUNDS


def processor_s() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def first_result() -> None:
    with Sandbox() as sandbox:
        sandbox.run(Job("def f(): return 1", "f()"), Limits())


def main() -> None:
    tasks = shipped_tasks()
    small, large = tasks.find("iou"), tasks.find("nms")
    rows = {
        "sandbox started, one call run": timed(first_result),
        f"{small.id}: {len(small.cases)} tests": timed(lambda: try_solution(small, small.reference)),
        f"{large.id}: {len(large.cases)} tests": timed(lambda: try_solution(large, large.reference)),
    }
    with Sandbox() as warm:
        warm.run(Job("", "1"), Limits())
        rows["one more call in a started sandbox"] = timed(lambda: warm.run(Job("def f(): return 1", "f()"), Limits()))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds")
    for name, (median_s, largest_s, cpu_s) in rows.items():
        figures = f"median {median_s * 1000:5.0f}   largest {largest_s * 1000:5.0f}   processor {cpu_s * 1000:5.0f} ms"
        print(f"{name:36} {figures}")


if __name__ == "__main__":
    main()
