"""Careful words on their way through the judge's process: mended there, or as they were."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from desktop.domain.speech import join_words
from desktop.session import spelling
from desktop.session.spelling import spelled
from desktop.workers.mind import MindRequest, MindService, MindSettings
from desktop.workers.service import ServiceProcess
from tests.unit.signals.test_homophones import ANSWER, QUESTION
from tests.unit.signals.test_mending import heard
from tests.weights import small_language_model

WORDS = tuple(heard(ANSWER))


class DyingMind(MindService):
    def handle(self, request: MindRequest) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def running(service: type[MindService], model: str | None) -> Iterator[ServiceProcess]:
    process = ServiceProcess("mind-test", service, MindSettings(model, threads=2))
    process.start()
    process.wait_ready(60)
    yield process
    process.stop()


@pytest.fixture(scope="module")
def mind() -> Iterator[ServiceProcess]:
    path = small_language_model()
    yield from running(MindService, str(path))


@pytest.fixture
def bare_mind() -> Iterator[ServiceProcess]:
    yield from running(MindService, None)


@pytest.fixture
def dying_mind() -> Iterator[ServiceProcess]:
    yield from running(DyingMind, None)


@pytest.mark.models
def test_homophones_are_set_right_in_the_judges_process(mind: ServiceProcess) -> None:
    words = spelled(mind, WORDS, QUESTION, "zh")
    assert join_words(list(words), "zh") == ANSWER.replace("带马", "代码")


@pytest.mark.models
def test_of_a_very_long_answer_the_rest_stays(mind: ServiceProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_CHARACTERS", len(ANSWER))
    words = spelled(mind, WORDS + WORDS, QUESTION, "zh")
    assert join_words(list(words), "zh") == ANSWER.replace("带马", "代码") + ANSWER


def test_english_words_and_none_are_not_asked_about(dying_mind: ServiceProcess) -> None:
    english = tuple(heard("the code goes first", "en"))
    assert spelled(dying_mind, english, QUESTION, "en") is english
    assert spelled(dying_mind, (), QUESTION, "zh") == ()


def test_without_a_language_model_words_stay(bare_mind: ServiceProcess) -> None:
    assert spelled(bare_mind, WORDS, QUESTION, "zh") == WORDS


def test_a_judge_that_dies_over_it_costs_nothing_else(dying_mind: ServiceProcess) -> None:
    assert spelled(dying_mind, WORDS, QUESTION, "zh") == WORDS
