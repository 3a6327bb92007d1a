"""The judge's service: settings that can be sent to a child, the same reply to the same request."""

from __future__ import annotations

import pickle

import pytest

from desktop.domain.errors import ModelMissing
from desktop.domain.speech import Language
from desktop.workers.mind import (
    EndingReply,
    EndingRequest,
    GradeReply,
    GradeRequest,
    MindService,
    MindSettings,
    OpeningsReply,
    OpeningsRequest,
    PrepareReply,
    PrepareRequest,
)
from desktop.workers.service import ServiceProcess, at_once
from tests.unit.scoring.sessions import GOOD, QUESTIONS, spoken
from tests.weights import small_language_model, weights


def request(number: int = 1) -> GradeRequest:
    return GradeRequest(number, QUESTIONS["index"], spoken(GOOD["index"], "en"), "en")


ASKS = ("Why was it possible for that to happen at all?",)
TOLD = "so um later I looked into how it could happen at all"


def openings(number: int, asks: tuple[str, ...] = ASKS) -> OpeningsRequest:
    return OpeningsRequest(number, asks, (TOLD, "we had tea every day at four"), "en")


def graded(service: MindService, wanted: GradeRequest) -> GradeReply:
    """All steps of judging at once."""
    return at_once(service, wanted)


def test_grades_without_a_language_model_and_says_so() -> None:
    service = MindService(pickle.loads(pickle.dumps(MindSettings(None))))
    reply = graded(service, request(7))
    assert reply.id == 7
    assert reply.grade.score is not None
    assert reply.grade.score > 8
    assert reply.grade.methods == ("embedding", "shape")
    assert pickle.loads(pickle.dumps(reply)) == graded(service, request(7))
    assert at_once(service, PrepareRequest(8, QUESTIONS["index"], "en")) == PrepareReply(8)
    written = service.handle(openings(9))
    with pytest.raises(StopIteration) as ended:
        next(written)  # type: ignore[call-overload]
    assert ended.value.value == OpeningsReply(9, ())


def test_a_missing_model_is_an_expected_failure() -> None:
    with pytest.raises(ModelMissing):
        MindService(MindSettings("/nowhere/model.gguf"))


def test_grades_in_a_real_child_process() -> None:
    process = ServiceProcess("mind-test", MindService, MindSettings(None, threads=1))
    process.start()
    try:
        process.wait_ready(60)
        assert process.submit(request(), 60).result(60).grade.score > 8
    finally:
        process.stop()


@pytest.mark.models
def test_the_language_model_takes_part_and_repeats_itself() -> None:
    path = small_language_model()
    service = MindService(MindSettings(str(path), threads=1, context=1024))
    at_once(service, PrepareRequest(1, QUESTIONS["cache"], "en"))
    first = graded(service, request())
    graded(service, GradeRequest(2, QUESTIONS["cache"], spoken(GOOD["cache"], "en"), "en"))
    assert graded(service, request()) == first
    assert first.grade.methods == ("embedding+language", "shape")
    signals = first.grade.points[0].signals
    assert signals is not None
    # The state is read only of the model that a probe was fitted for.
    assert "yes" in signals
    assert "probe" not in signals


@pytest.mark.models
def test_openings_are_written_between_judgements_and_given_up_for_newer_ones() -> None:
    path = small_language_model()
    process = ServiceProcess("mind-test", MindService, MindSettings(str(path), threads=1, context=1024))
    process.start()
    try:
        process.wait_ready(90)
        alone = process.submit(request()).result(120)
        given_up = process.submit(openings(1), aside=True)
        kept = process.submit(openings(2), aside=True)
        assert process.submit(request()).result(120) == alone
        assert not kept.done()
        assert given_up.result(120) == OpeningsReply(1, ())
        (opening,) = kept.result(120).openings
        assert (opening.ask, opening.passage) == (ASKS[0], TOLD)
        assert opening.text.startswith("You said that ")
        ended = process.submit(openings(3), aside=True), process.submit(openings(4, asks=()), aside=True)
        assert [future.result(120).openings for future in ended] == [(), ()]
    finally:
        process.stop()


def test_without_a_language_model_nobody_judges_the_clause() -> None:
    service = MindService(MindSettings(None))
    assert service.handle(EndingRequest("I think that the main", "en")) == EndingReply(None)


@pytest.mark.models
def test_a_clause_is_judged_by_how_it_would_go_on() -> None:
    path = weights("qwen2.5-coder-1.5b-instruct", "model.gguf")
    service = MindService(MindSettings(str(path), threads=1, context=512))

    def unfinished(text: str, language: Language) -> float:
        reply = service.handle(EndingRequest(text, language))
        assert isinstance(reply, EndingReply)
        assert reply.unfinished is not None
        return reply.unfinished

    # None of these is in the data that the weights were fitted on; recognisers end most of what they hear with a stop.
    for text in ("We moved the job to a queue. And the reason for that was.", "The first thing I looked at was the"):
        assert unfinished(text, "en") > 0.8
    for text in ("在这个项目里我主要负责", "后来我们发现线上的特征和"):
        assert unfinished(text, "zh") > 0.8
    assert unfinished("We moved the job to a queue, and the timeouts went away.", "en") < 0.3
    assert unfinished("后来我们把特征改成按请求时间回放，离线和线上就对上了。", "zh") < 0.3
    assert service.handle(EndingRequest("…", "en")) == EndingReply(None)
