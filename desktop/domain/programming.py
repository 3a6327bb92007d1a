"""Programming tasks, and what became of a solution to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.domain.speech import Language

Rule = Literal["exact", "close", "unordered"]
"""When an output is right: equal; equal but for rounding of its numbers; equal as a collection without order."""

Verdict = Literal[
    "passed", "wrong", "not_python", "raised", "ended", "timed_out", "crashed", "too_much", "unusable", "not_run"
]
"""What became of one test: the expected output; another one; the source cannot be parsed; an exception; the program
ended itself; the time was up; the interpreter died; more was printed or returned than is taken; the output is nothing
that can be compared; left out because an earlier test ran out of time or could not be parsed."""

Translated = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One test. ``call`` is Python whose last line is an expression, the output; it may use what the solution defines,
    what ``given`` (Python run before the solution) made, ``np`` and ``rng``, a NumPy generator with ``seed``.

    ``gives`` is a Python expression for the expected output; empty where the reference solution provides it.
    """

    call: str
    gives: str = ""
    given: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """A common mistake. Where it can be shown, the reference solution becomes wrong by writing ``write`` in place of
    ``of``, which occurs in it once; both are empty otherwise."""

    text: Translated
    of: str = ""
    write: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A programming task. ``difficulty`` 1–5; ``time_limit_s`` is the person's time, ``run_limit_s`` the processor time
    of one test; ``tolerance`` ≥ 0 is the relative and absolute difference allowed under the rule "close"."""

    id: str
    topic: str
    difficulty: int
    time_limit_s: int
    run_limit_s: int
    memory_mb: int
    title: Translated
    statement: Translated
    hints: tuple[Translated, ...]
    skeleton: str
    rule: Rule
    tolerance: float
    visible: tuple[Case, ...]
    hidden: tuple[Case, ...]
    reference: str
    explanation: Translated
    mistakes: tuple[Slip, ...]
    source: str

    @property
    def cases(self) -> tuple[Case, ...]:
        """The visible tests, then the hidden ones."""
        return self.visible + self.hidden


@dataclass(frozen=True, slots=True)
class CaseResult:
    """``expected``, ``got`` and ``printed`` are texts for a person, empty for hidden tests but for what failed outside
    the test itself; ``line`` of the solution, from 1. ``message`` says in English why it did not pass."""

    number: int
    hidden: bool
    verdict: Verdict
    call: str = ""
    expected: str = ""
    got: str = ""
    printed: str = ""
    message: str = ""
    line: int | None = None
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A solution run against the tests of a task. ``protections`` were verified to hold while it ran; ``wall_s`` is the
    time from the start to the last verdict."""

    task_id: str
    results: tuple[CaseResult, ...]
    protections: tuple[str, ...]
    wall_s: float

    @property
    def passed(self) -> bool:
        return all(result.verdict == "passed" for result in self.results)

    @property
    def parsed(self) -> bool:
        """False when the source is not Python, so that no test could begin."""
        return all(result.verdict != "not_python" for result in self.results)

    def count(self, hidden: bool | None = None) -> tuple[int, int]:
        """How many tests passed, of how many: the visible ones, the hidden ones, or (None) all."""
        chosen = [result for result in self.results if hidden is None or result.hidden == hidden]
        return sum(result.verdict == "passed" for result in chosen), len(chosen)


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """A solution that is being written. ``used_s``: how long its task has been open."""

    task_id: str
    source: str
    used_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CodeWork:
    """What was written for the task of an interview. ``used_s``: for how long it could be. ``trial`` None: it has not
    been handed in, or could not be run."""

    source: str
    used_s: float
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A solution that was handed in, or given up, which is ``trial`` None: nothing was run then. ``finished_utc`` is
    ISO 8601; ``used_s`` is how long the task was open, of ``time_limit_s``; ``seen_before``: the reference solution had
    been shown in an earlier attempt."""

    task_id: str
    finished_utc: str
    source: str
    used_s: float
    time_limit_s: int
    trial: Trial | None = None
    seen_before: bool = False
