"""A solution against the tests of its task: inputs go into the sandbox, outputs come out and are compared here."""

from __future__ import annotations

import builtins
import time
from collections.abc import Sequence

from desktop.domain.errors import CandidError, InputError
from desktop.domain.programming import Case, CaseResult, Task, Trial
from desktop.programming.compare import matches, shown
from desktop.programming.sandbox import Job, Limits, Outcome, Sandbox

MAX_SOURCE_BYTES = 100_000
_NOT_RUN = {
    "timed_out": "Not run, because a test before it ran out of time.",
    "not_python": "Not run, because the code is not Python.",
}
_WHY_REFUSED = {
    "PermissionError": "Solutions can only compute: files, network, other processes and threads are closed to them.",
    "ModuleNotFoundError": "Only NumPy and Python's own modules for computing can be imported.",
}


def try_solution(task: Task, source: str, *, hidden: bool = True, sandbox: Sandbox | None = None) -> Trial:
    """Run ``source`` against the task's tests, the visible ones only with ``hidden`` False.

    The solution runs before anything that holds an expected output exists in the sandbox, and the sandbox is closed
    at the end: what the reference solution leaves in its memory is never there for a solution. ``sandbox`` may be one
    that has been started ahead of time and has run nothing. After a test that ran out of time the others are left out,
    and all but the first when the source cannot be parsed.

    Raises:
        InputError: the source is empty, larger than 100 kB, or holds a null character.
        MissingError: this machine cannot keep unknown code apart.
    """
    check_source(source)
    start_s = time.monotonic()
    cases = task.cases if hidden else task.visible
    limits = Limits(cpu_s=task.run_limit_s, memory_mb=task.memory_mb)
    with sandbox or Sandbox() as box:
        outcomes: list[Outcome] = []
        for case in cases:
            outcomes.append(box.run(_job(source, case), limits))
            if outcomes[-1].status in _NOT_RUN:
                break
        wanted = _expected(task, cases[: len(outcomes)], box)
    results = [
        _result(task, number, case, outcome, expected)
        for number, (case, outcome, expected) in enumerate(zip(cases, outcomes, wanted, strict=False), start=1)
    ]
    for number, case in enumerate(cases[len(outcomes) :], start=len(outcomes) + 1):
        hidden_one = _is_hidden(task, number)
        call = "" if hidden_one else case.call
        results.append(CaseResult(number, hidden_one, "not_run", call, message=_NOT_RUN[outcomes[-1].status]))
    return Trial(task.id, tuple(results), outcomes[0].protections, time.monotonic() - start_s)


def check_source(source: str) -> None:
    """Raises ``InputError`` for what cannot be a solution."""
    if not source.strip():
        raise InputError("The solution is empty.", action="Write it first.")
    if "\0" in source or len(source.encode("utf-8", "replace")) > MAX_SOURCE_BYTES:
        raise not_a_solution()


def not_a_solution() -> InputError:
    return InputError("The solution is larger than 100 kB or no text.", action="Give a Python file.")


def _expected(task: Task, cases: Sequence[Case], box: Sandbox) -> list[object]:
    # Its time is no measure of anything; a busy machine must not make a task look faulty.
    limits = Limits(cpu_s=5 * task.run_limit_s, memory_mb=2 * task.memory_mb)
    found: list[object] = []
    for case in cases:
        if case.gives:
            outcome = box.run(Job("", case.gives, case.given, case.seed), limits)
        else:
            outcome = box.run(_job(task.reference, case), limits)
        if outcome.status != "returned":
            raise CandidError(
                f"The task {task.id} has a fault: its own solution does not pass.", action="Choose another task."
            )
        found.append(outcome.value)
    return found


def _job(source: str, case: Case) -> Job:
    return Job(source, case.call, case.given, case.seed)


def _is_hidden(task: Task, number: int) -> bool:
    return number > len(task.visible)


def _result(task: Task, number: int, case: Case, outcome: Outcome, expected: object) -> CaseResult:
    hidden = _is_hidden(task, number)
    right = outcome.status == "returned" and matches(outcome.value, expected, task.rule, task.tolerance)
    verdict = "passed" if right else "wrong" if outcome.status == "returned" else outcome.status
    if hidden:
        # Whatever the solution prints, raises or returns can repeat the input, and so can names that it chooses.
        message = _message(task, verdict, _without_its_own_words(outcome))
        return CaseResult(number, True, verdict, message=message, line=outcome.line, wall_s=outcome.wall_s)
    return CaseResult(
        number=number,
        hidden=False,
        verdict=verdict,
        call=case.call,
        expected=shown(expected),
        got=shown(outcome.value) if outcome.status == "returned" else "",
        printed=outcome.printed,
        message=_message(task, verdict, outcome.error),
        line=outcome.line,
        wall_s=outcome.wall_s,
    )


def _without_its_own_words(outcome: Outcome) -> str:
    if outcome.status == "unusable":
        return "it holds something that cannot be compared"
    if outcome.status == "raised":
        kind = outcome.error.split(":")[0]
        # NumPy's own kind of it.
        if kind == "_ArrayMemoryError":
            return "MemoryError"
        return kind if isinstance(getattr(builtins, kind, None), type) else "an exception that is not Python's own"
    return outcome.error


def _message(task: Task, verdict: str, error: str) -> str:
    match verdict:
        case "passed":
            return ""
        case "wrong":
            return "The output is not the expected one."
        case "not_python":
            return f"The code is not Python: {error}."
        case "raised":
            return _raised(task, error)
        case "ended":
            return "The solution ended the program instead of returning."
        case "timed_out":
            return f"The time was up: {task.run_limit_s} s of computing are allowed for a test."
        case "crashed":
            return f"The Python interpreter crashed ({error})."
        case "too_much":
            return "The solution printed more than 64 kB or returned more than 4 MB."
        case _:
            return f"The output cannot be compared: {error}."


def _raised(task: Task, error: str) -> str:
    """With what a wall of the sandbox looks like from within put into words."""
    kind = error.split(":")[0]
    told = f"The solution raised {error}."
    if kind.endswith("MemoryError"):
        return f"{told} A test may use {task.memory_mb} MB."
    if "can't start new thread" in error:
        kind = "PermissionError"
    return f"{told} {_WHY_REFUSED[kind]}" if kind in _WHY_REFUSED else told
