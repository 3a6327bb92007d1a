"""Openings are written while the person speaks, checked, and left when they are not ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from desktop.domain.errors import ModelMissing
from desktop.domain.speech import Word
from desktop.interview.bank import shipped_bank
from desktop.interview.wording import check_opening
from desktop.session.phrasing import Phrasing, by_weight
from desktop.workers.mind import MindService, MindSettings
from desktop.workers.service import ServiceProcess
from models.paths import model_file
from tests.unit.session.held import held

BANK = shipped_bank().by_id
MISTAKE = BANK["mistake-that-reached-users"]
THEORY = BANK["dropout-at-test-time"]
ANSWER = "I sent the wrong file to a customer. Later I looked into how it could happen at all. We were all very tired."


def words(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(word, n / 2, n / 2 + 0.4, probability) for n, word in enumerate(text.split()))


@pytest.fixture(scope="module")
def mind() -> Iterator[ServiceProcess]:
    path = model_file("qwen2.5-coder-1.5b-instruct", "model.gguf")
    process = ServiceProcess("mind-test", MindService, MindSettings(str(path), threads=2, context=1024))
    process.start()
    process.wait_ready(90)
    yield process
    process.stop()


def until(is_so: Callable[[], object], limit_s: float = 120.0) -> None:
    end_s = time.monotonic() + limit_s
    while not is_so() and time.monotonic() < end_s:
        time.sleep(0.05)
    assert is_so()


@pytest.mark.models
def test_a_follow_up_is_tied_to_what_is_being_said(mind: ServiceProcess) -> None:
    told = threading.Event()
    phrasing = Phrasing(mind, "en", told.set)
    phrasing.answering()
    for count in range(1, 7):
        # Nothing is a sentence yet.
        phrasing.said(MISTAKE, words(ANSWER)[:count])
    assert not mind.backlog
    for count in range(7, len(ANSWER.split()) + 1):
        phrasing.said(MISTAKE, words(ANSWER)[:count])
    assert phrasing.ready == ()
    assert told.wait(120)
    openings = phrasing.answered()
    assert openings
    for opening in openings:
        assert opening.ask in {item.text for item in MISTAKE.follow_ups}
        assert opening.passage in ANSWER
        assert check_opening(opening, MISTAKE) is None
    assert phrasing.answered() == ()


@pytest.mark.models
def test_what_is_not_written_when_the_answer_ends_is_given_up(mind: ServiceProcess) -> None:
    phrasing = Phrasing(mind, "en")
    phrasing.answering()
    with held(mind):
        phrasing.said(MISTAKE, words(ANSWER))
        began_s = time.monotonic()
        assert phrasing.answered() == ()
        assert time.monotonic() - began_s < 0.2
    until(lambda: not mind.backlog, 20)
    assert phrasing.ready == ()
    # And after it nothing is begun until the next answer.
    phrasing.said(MISTAKE, words(ANSWER))
    assert not mind.backlog


@pytest.mark.models
def test_a_theory_question_and_doubtful_words_ask_for_nothing(mind: ServiceProcess) -> None:
    phrasing = Phrasing(mind, "en")
    phrasing.answering()
    phrasing.said(THEORY, words(ANSWER))
    phrasing.said(MISTAKE, words(ANSWER, 0.2))
    assert not mind.backlog
    assert phrasing.answered() == ()


def test_a_mind_that_is_gone_costs_the_openings_and_nothing_else() -> None:
    process = ServiceProcess("mind-test", MindService, MindSettings("/nowhere/model.gguf"))
    process.start()
    phrasing = Phrasing(process, "en")
    phrasing.answering()
    phrasing.said(MISTAKE, words(ANSWER))
    with pytest.raises(ModelMissing):
        process.wait_ready(30)
    assert phrasing.answered() == ()
    phrasing.answering()
    phrasing.said(MISTAKE, words(ANSWER))
    assert phrasing.answered() == ()
    process.stop()


def test_follow_ups_on_what_must_not_be_missing_come_first() -> None:
    kinds = [item.when_claimed is not None for item in by_weight(MISTAKE)]
    assert kinds == sorted(kinds)
    points = {point.id: (point.must, point.weight) for point in MISTAKE.key_points}
    missing = [points[item.when_missing] for item in by_weight(MISTAKE) if item.when_missing]
    assert missing == sorted(missing, reverse=True)
    assert len(missing) > 1
