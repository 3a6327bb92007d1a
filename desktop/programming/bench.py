"""Programming tasks for an interview, and running what is handed in."""

from __future__ import annotations

import logging

from desktop.domain.errors import CandidError
from desktop.domain.programming import Task, Trial
from desktop.programming.judge import try_solution
from desktop.programming.runs import check_sandbox
from desktop.programming.tasks import shipped_tasks

log = logging.getLogger(__name__)


class SandboxBench:
    """The program's own tasks. Any thread may call; every method blocks."""

    def tasks(self) -> tuple[Task, ...]:
        """None where solutions cannot be run: the system has no sandbox, or refuses it."""
        try:
            check_sandbox()
        except CandidError as error:
            log.info("no programming task: %s", error)
            return ()
        return shipped_tasks().tasks

    def run(self, task: Task, source: str) -> Trial:
        """As ``try_solution`` with the hidden tests."""
        return try_solution(task, source)
