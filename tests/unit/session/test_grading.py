"""Real processes whose language model kills them or never answers: the answer is graded all the same."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Sequence

import pytest

from desktop.resources import assets_dir
from desktop.scoring.calibration import load_calibration
from desktop.scoring.judge import Judge
from desktop.session.grading import ask_for_grade
from desktop.session.runtime import ModelChoice, Runtime
from desktop.workers.mind import GradeRequest, MindService, MindSettings
from desktop.workers.service import ServiceProcess, WorkerFailed, at_once
from tests.unit.scoring.sessions import GOOD, QUESTIONS, spoken

REQUEST = GradeRequest(1, QUESTIONS["index"], spoken(GOOD["index"], "en"), "en")


class Deadly:
    """A language model that takes its process with it, or holds it for ever."""

    name = "deadly"

    def __init__(self, hangs: bool) -> None:
        self.hangs = hangs

    def chat(self, system: str, *parts: str) -> tuple[str, ...]:
        return (system, *parts, "")

    def data(self, text: str) -> str:
        return text

    def clip(self, text: str, limit: int) -> str:
        return text

    def taking_in(self, prompt: Sequence[str]) -> Generator[None, None, None]:
        yield

    def yes_minus_no(self, prompt: Sequence[str]) -> float:
        if self.hangs:
            time.sleep(600)
        os.kill(os.getpid(), signal.SIGKILL)


class DeadlyMind(MindService):
    """The judge's service as it is, with such a model. ``context`` 1 hangs, anything else dies."""

    def __init__(self, settings: MindSettings) -> None:
        super().__init__(settings)
        self._judge = Judge(self._encoder, load_calibration(assets_dir()), Deadly(settings.context == 1))


@pytest.mark.parametrize("context", [0, 1])
def test_an_answer_that_the_model_cannot_judge_is_judged_without_it(context: int) -> None:
    process = ServiceProcess("mind-test", DeadlyMind, MindSettings(None, threads=1, context=context))
    process.start()
    try:
        process.wait_ready(60)
        grade = ask_for_grade(process, REQUEST, limit_s=3.0).result(90).grade
    finally:
        process.stop()
    plain = at_once(MindService(MindSettings(None, threads=1)), REQUEST).grade
    assert grade.score == plain.score
    assert grade.methods == ("embedding", "shape")
    assert grade.flags == ("model_failed",)


def test_a_stopped_judge_is_not_asked_again() -> None:
    process = ServiceProcess("mind-test", DeadlyMind, MindSettings(None, threads=1, context=1))
    process.start()
    process.wait_ready(60)
    future = ask_for_grade(process, REQUEST)
    process.stop()
    with pytest.raises(WorkerFailed, match="stopped"):
        future.result(10)


def test_a_language_model_that_is_not_here_leaves_a_judge_that_says_so() -> None:
    runtime = Runtime(None, ModelChoice(language="no-such-model", threads=1))
    try:
        mind = runtime.mind()
        mind.wait_ready(60)
        grade = ask_for_grade(mind, REQUEST).result(60).grade
    finally:
        runtime.stop()
    assert grade.score is not None
    assert grade.methods == ("embedding", "shape")
    assert grade.flags == (), "nothing has failed: there is no model to ask"
