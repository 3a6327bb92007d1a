"""What the conversation asks of the judge's process: a grade at the end of an answer, and how alike questions are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import soxr

from desktop.capture.audio_source import RATE_HZ
from desktop.domain.speech import Word
from desktop.interview.follow_ups import Sought
from desktop.session.likeness import Likeness
from desktop.session.provisional import ProvisionalGrade
from desktop.session.rehearsal import rehearsal
from desktop.session.runtime import ModelChoice, Runtime
from desktop.workers.mind import MindService, MindSettings
from desktop.workers.service import ServiceProcess
from tests.e2e.harness.ear import hear_answer
from tests.unit.scoring.sessions import GOOD, QUESTIONS, spoken
from tests.unit.session.held import held

WORDS = spoken(GOOD["index"], "en")


@pytest.fixture(scope="module")
def mind() -> Iterator[ServiceProcess]:
    process = ServiceProcess("mind-test", MindService, MindSettings(None, threads=1))
    process.start()
    process.wait_ready(60)
    yield process
    process.stop()


def test_what_was_judged_in_the_silence_is_not_judged_again(mind: ServiceProcess) -> None:
    provisional = ProvisionalGrade(mind, QUESTIONS["index"], "en", Sought())
    provisional.offer(WORDS)
    first = provisional.result(WORDS, 60)
    began_s = time.monotonic()
    assert provisional.result(WORDS, 60) is first
    assert time.monotonic() - began_s < 0.01
    assert first is not None
    assert max(point.probability for point in first.points) > 0.8


def test_a_glance_tells_whether_the_grade_of_these_words_is_there(mind: ServiceProcess) -> None:
    provisional = ProvisionalGrade(mind, QUESTIONS["index"], "en", Sought())
    with held(mind):
        assert not provisional.stands(WORDS[:6], 0.0)
    assert provisional.stands(WORDS[:6], 60.0)
    with held(mind):
        assert not provisional.stands(WORDS, 0.0)
    assert provisional.result(WORDS, 60) is not None


def test_words_that_came_later_are_judged_too(mind: ServiceProcess) -> None:
    provisional = ProvisionalGrade(mind, QUESTIONS["index"], "en", Sought())
    provisional.offer(WORDS[:6])
    early = provisional.result(WORDS[:6], 60)
    whole = provisional.result(WORDS, 60)
    assert early is not None
    assert whole is not None
    assert early.score is not None
    assert whole.score is not None
    assert whole.score > early.score


def test_a_judge_that_is_gone_costs_the_grade_and_nothing_else() -> None:
    process = ServiceProcess("mind-test", MindService, MindSettings("/nowhere/model.gguf"))
    process.start()
    provisional = ProvisionalGrade(process, QUESTIONS["index"], "en", Sought())
    provisional.offer(WORDS)
    assert provisional.result(WORDS, 30) is None
    process.stop()


def test_questions_of_a_plan_are_compared_by_meaning(mind: ServiceProcess) -> None:
    plan = rehearsal("zh").plan
    likeness = Likeness(mind, plan)
    texts = [item.question.text for item in plan.items]
    assert likeness(texts[0], texts[0]) == pytest.approx(1.0, abs=1e-4)
    assert likeness(texts[0], texts[2]) < 0.7
    assert likeness(texts[0], "没有这个问题") == 0.0


def test_without_the_judge_nothing_is_found_alike() -> None:
    process = ServiceProcess("mind-test", MindService, MindSettings("/nowhere/model.gguf"))
    process.start()
    plan = rehearsal("zh").plan
    text = plan.items[0].question.text
    assert Likeness(process, plan)(text, text) == 0.0
    process.stop()


@pytest.mark.models
def test_the_answer_as_it_stands_is_told_in_the_silence_before_its_end(tmp_path: Path) -> None:
    sound, rate = sf.read(rehearsal("zh").folder / "tight-deadline.communicate.ogg", dtype="float32")
    samples = (soxr.resample(sound, rate, RATE_HZ) * 32767).astype(np.int16)
    samples = np.concatenate((samples, np.zeros(8 * RATE_HZ, np.int16)))
    runtime = Runtime(None, ModelChoice(language=None))
    rests: list[tuple[float, tuple[Word, ...]]] = []
    try:
        runtime.speech().wait_ready(90)
        heard = hear_answer(
            runtime, samples, "zh", tmp_path, flat_out=False, on_rest=lambda now_s, words: rests.append((now_s, words))
        )
    finally:
        runtime.stop()
    told_s, words = rests[-1]
    assert heard.ended_by == "turn_end"
    assert told_s < heard.decided_s - 1.0
    assert [word.text for word in words] == [word.text for word in heard.words]
    assert len(rests) <= 3
