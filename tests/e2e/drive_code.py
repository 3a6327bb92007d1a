"""Holds an interview whose one question is a programming task: types a solution in the real window, runs it, hands in.

As ``drive_window``. With CANDID_TEST_HOLD set it writes ``typed.json`` when the code has been typed and then waits.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from desktop.domain import live
from desktop.interview.bank import shipped_bank
from desktop.interview.plan import PlannedQuestion
from tests.e2e import drive_window

SILENT_S = 24.0
"""A spoken answer is over after 20 s without a word."""


class Composition(drive_window.Composition):
    """The plan holds one programming question of the bank, which the program itself exchanges for a task."""

    def __init__(self, language: str, sample: Path | None) -> None:
        super().__init__(language, sample)
        spoken = next(
            one for one in shipped_bank().questions if one.language == language and one.round == "programming"
        )
        plan = replace(self.sample.plan, items=(PlannedQuestion(spoken),))
        self.sample = replace(self.sample, plan=plan)


class Driver(drive_window.Driver):
    DEADLINE_S = 700.0
    SOLVES_TASKS = False

    def _script(self) -> Iterator[Callable[[], bool]]:
        self.window.resize(self.window.screen().size())
        yield from self._begin()
        yield lambda: self.window.page.bench is not None
        yield self._after(0.7)
        self._shot("4-introduced")
        yield lambda: "listening" in self.result["states"]
        bench = self.window.page.bench
        task = bench._task
        self.result["task"] = task.id
        # One test of the visible ones fails first.
        wrong = task.reference.replace("return ", "return None and ", 1)
        yield from self._typed(bench.editor, wrong)
        self._press(bench.run)
        yield lambda: bool(bench.running)
        yield lambda: not bench.running
        self.result["first_run"] = bench.progress.text()
        yield self._after(0.5)
        self._shot("5-failed")
        yield from self._typed(bench.editor, task.reference)
        self._press(bench.run)
        yield lambda: bool(bench.running)
        yield lambda: not bench.running
        self.result["second_run"] = bench.progress.text()
        self.result["source"] = bench.editor.source
        yield self._after(1.5)
        self._shot("6-passed")
        if os.environ.get("CANDID_TEST_HOLD"):
            (self._folder / "typed.json").write_text(json.dumps(self.result))
            yield lambda: False
        silent_until_s = time.monotonic() + SILENT_S
        yield lambda: time.monotonic() > silent_until_s
        self.result["open_after_silence"] = self.window.page.bench is not None
        self._press(self.window.page.done)
        yield lambda: bool(self._dialogs())
        yield self._after(0.5)
        self._shot("7-hand-in", self._dialogs()[0])
        self._press(self._dialogs()[0].confirm_button)
        yield lambda: self.window.page.bench is None
        self._shot("8-after")
        # What comes after the task is the other tests' matter.
        self.window.page.ask_stop()
        yield lambda: bool(self._dialogs())
        self._press(self._dialogs()[0].confirm_button)
        yield lambda: any(isinstance(event, live.SessionFinished) for event in self._seen)
        yield self._page("ReportPage")
        yield self._after(2.0)
        self.window.page.tabs.setCurrentIndex(1)
        yield self._after(1.0)
        self._shot("9-report")


def main() -> int:
    return drive_window.main(Composition, Driver)
