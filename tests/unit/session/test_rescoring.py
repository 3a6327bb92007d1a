"""A corrected transcript is judged and measured again; undoing gives back the very same grade and figures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import soxr

from desktop import resources
from desktop.capture.audio_source import RATE_HZ
from desktop.capture.spool import AudioSpool
from desktop.cli.interview import set_right
from desktop.domain import events as ev
from desktop.domain.errors import InputError
from desktop.domain.live import RescoreProgress
from desktop.domain.session import Answer, Profile, SessionConfig
from desktop.domain.speech import Span, Word, join_words
from desktop.localise import localise
from desktop.report.view import build_report
from desktop.session import rescoring
from desktop.session.engine_client import EngineClient
from desktop.session.finish import load_session
from desktop.session.measures import in_session_time, moved
from desktop.session.rescoring import correct, rescore, spelling_due, undo
from desktop.session.runtime import ModelChoice, Runtime
from desktop.signals.voice import measure_voice
from desktop.store.log import SessionStore
from desktop.workers.mind import GradeRequest, MindService, MindSettings
from desktop.workers.service import ServiceProcess
from models.voice_activity import VoiceActivityDetector
from tests.unit.scoring.sessions import QUESTIONS, spoken
from tests.weights import small_language_model

SOUND = Path(__file__).resolve().parents[3] / "assets" / "sample" / "zh" / "tight-deadline.communicate.ogg"
LONG_SOUND = SOUND.with_name("accuracy-on-rare-positives.ogg")
START_S = 2.0
# 梯度更新参数 was heard as other characters of the same sound.
MISHEARD = "首先前向传播。然后从损失开始用链式法则逐层求导，从后往前算。最后再去用替度更新餐数。"
UNSURE = "替度餐"
WORDS = tuple(
    replace(word, probability=0.4 if word.text in UNSURE else 0.9) for word in spoken(MISHEARD, "zh", START_S)
)
FIRST, END = len(WORDS) - 6, len(WORDS)
RUN = "梯度更新参数。"


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    """The judge by embedding alone, in its own process."""
    made = Runtime(None, ModelChoice(language=None, threads=1))
    yield made
    made.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    made = SessionStore(tmp_path / "db.sqlite3", tmp_path / "sessions")
    yield made
    made.close()


def new_session(
    store: SessionStore, runtime: Runtime, *, sound: bool = True, soft: Span | None = None, unspelled: bool = False
) -> str:
    """A finished session with one misheard answer, graded and measured as it was when it was given. ``soft`` is a
    stretch of a longer recording in which the voice is 20 dB softer, ``unspelled`` as after a live interview."""
    session = store.create(
        SessionConfig(Profile("测试用户", "算法工程师", "AI", "zh")), "interview", "2026-01-02T03:04:05+00:00",
        audio_file="audio.wav",
    )  # fmt: skip
    question = QUESTIONS["backprop"]
    recording, rate = sf.read(LONG_SOUND if soft else SOUND, dtype="float32")
    audio = np.asarray(soxr.resample(recording, rate, RATE_HZ), np.float32)
    end_s = max(WORDS[-1].end_s, len(audio) / RATE_HZ)
    audio = np.pad(audio, (0, max(0, round(end_s * RATE_HZ) - len(audio))))
    if soft is not None:
        audio[round(soft.start_s * RATE_HZ) : round(soft.end_s * RATE_HZ)] *= 0.1
    if sound:
        spool = AudioSpool(store.folder(session) / "audio.wav")
        spool.write((audio * 32767).astype(np.int16))
        spool.close()
    own = audio[round(START_S * RATE_HZ) :]
    figures = measure_voice(
        (own * 32767).astype(np.int16).astype(np.float32) / 32768, RATE_HZ, moved(WORDS, -START_S), "zh",
        speech_spans=VoiceActivityDetector().speech_spans(own), pitch=runtime.pitch(),
    )  # fmt: skip
    mind = runtime.mind()
    mind.wait_ready(60)
    grade = mind.submit(GradeRequest(0, question, WORDS, "zh")).result(60).grade
    for event in (
        ev.QuestionAsked(0, question, question.text, 0.0),
        ev.AnswerEnded(0, START_S, end_s, end_s, "turn_end"),
        ev.WordsRecognised(0, WORDS, "zh", unspelled),
        ev.VoiceMeasured(0, in_session_time(figures, START_S)),
        ev.VoiceMeasured(None, in_session_time(figures, START_S)),
        ev.AnswerGraded(0, grade),
        ev.SessionEnded(end_s, "complete"),
    ):
        store.append(session, end_s, event)
    store.set_state(session, "finished")
    return session


def answer_of(store: SessionStore, session: str) -> Answer:
    return load_session(store, session).record.answers[0]


def update_probability(answer: Answer) -> float:
    assert answer.grade is not None
    return next(point.probability for point in answer.grade.points if point.point_id == "update")


def work(store: SessionStore, session: str, runtime: Runtime) -> list[float]:
    told: list[float] = []
    assert rescore(store, session, runtime, told.append) == ()
    return told


def test_a_corrected_term_raises_its_point_and_undo_restores_the_very_same_grade(
    store: SessionStore, runtime: Runtime
) -> None:
    session = new_session(store, runtime)
    before = answer_of(store, session)
    correct(store, session, 0, FIRST, END, RUN)
    assert answer_of(store, session).outdated == {"grade", "voice"}
    told = work(store, session, runtime)
    assert told == sorted(told)
    assert told[-1] == 1.0

    after = answer_of(store, session)
    assert after.outdated == frozenset()
    assert join_words(after.words, "zh") == MISHEARD.replace("替度更新餐数", "梯度更新参数")
    assert {word.heard for word in after.words if word.corrected} == {"替度更新餐数。"}
    assert update_probability(after) > update_probability(before) + 0.3
    assert after.grade is not None
    assert before.grade is not None
    assert (after.grade.score or 0.0) > (before.grade.score or 0.0)
    assert after.voice is not None
    assert before.voice is not None
    assert after.voice.pauses == before.voice.pauses
    assert after.voice.recognition_confidence == pytest.approx(0.9)
    report = json.loads((store.folder(session) / "report.json").read_text(encoding="utf-8"))
    assert "梯度更新参数" in report["turns"][0]["answer"]
    assert report["voice"]["recognition_confidence"] == pytest.approx(0.9)

    undo(store, session, 0, FIRST, FIRST + 1)
    work(store, session, runtime)
    assert answer_of(store, session) == before
    kinds = [type(event).__name__ for _, event in store.events(session)]
    assert kinds.count("WordsRecognised") == 1, "the original is never written again"


def test_the_same_corrections_give_the_same_scores(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime)
    correct(store, session, 0, FIRST, END, RUN)
    work(store, session, runtime)
    once = load_session(store, session)
    undo(store, session, 0, FIRST, END)
    correct(store, session, 0, FIRST, FIRST + 2, "梯度")
    correct(store, session, 0, FIRST, END, RUN)
    work(store, session, runtime)
    assert load_session(store, session) == once


def test_pace_and_fillers_are_counted_anew(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime)
    before = answer_of(store, session)
    correct(store, session, 0, 0, 2, "嗯，首先呢")
    work(store, session, runtime)
    after = answer_of(store, session)
    assert [word.kind for word in after.words if word.corrected] == ["filler", "word", "word", "word"]
    assert after.voice is not None
    assert before.voice is not None
    assert [filler.text for filler in after.voice.fillers] == ["嗯"]
    assert after.voice.rate is not None
    assert before.voice.rate is not None
    assert after.voice.rate.value == pytest.approx(before.voice.rate.value * (len(WORDS) + 1) / len(WORDS))


def test_words_that_were_not_said_leave_the_answer_and_its_figures_and_stay_in_the_report(
    store: SessionStore, runtime: Runtime
) -> None:
    session = new_session(store, runtime)
    before = answer_of(store, session)
    correct(store, session, 0, 0, 2, "  ")
    work(store, session, runtime)
    after = answer_of(store, session)
    assert after.words == WORDS[2:]
    assert after.outdated == frozenset()
    assert after.voice is not None
    assert before.voice is not None
    assert after.voice.rate is not None
    assert before.voice.rate is not None
    assert after.voice.rate.value == pytest.approx(before.voice.rate.value * (len(WORDS) - 2) / len(WORDS))
    finished = load_session(store, session)
    (card,) = build_report(finished.record, finished.assessment).answers
    assert (card.transcript[0].kind, card.transcript[0].text) == ("removed", MISHEARD[:2])
    (turn,) = json.loads((store.folder(session) / "report.json").read_text(encoding="utf-8"))["turns"]
    assert turn["answer"] == MISHEARD[2:]
    assert [word["text"] for word in turn["removed"]] == list(MISHEARD[:2])
    undo(store, session, 0, 0, 1)
    work(store, session, runtime)
    assert answer_of(store, session) == before


def test_an_answer_of_which_nothing_was_said_is_an_empty_one(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime)
    correct(store, session, 0, 0, END, "")
    work(store, session, runtime)
    record = load_session(store, session).record
    (answer,) = record.answers
    assert answer.words == ()
    assert answer.grade is not None
    assert (answer.grade.score, "empty" in answer.grade.flags) == (0.0, True)
    assert answer.voice is not None
    assert record.voice is not None
    assert answer.voice.rate is record.voice.rate is None
    assert answer.voice.pauses
    undo(store, session, 0, 0, 1)
    work(store, session, runtime)
    assert load_session(store, session).record.voice is not None


def test_the_end_of_a_sentence_that_was_not_heard_as_one_is_measured(store: SessionStore, runtime: Runtime) -> None:
    place = next(place for place, word in enumerate(WORDS) if word.end_s > 8.0)
    word = WORDS[place]
    session = new_session(store, runtime, soft=Span(word.end_s - 1.4, word.end_s))
    before = answer_of(store, session)
    assert before.voice is not None
    assert before.voice.trailing_ends == ()
    correct(store, session, 0, place, place + 1, f"{word.text}。")
    work(store, session, runtime)
    record = load_session(store, session).record
    after = record.answers[0]
    assert after.voice is not None
    assert after.voice.trailing_ends is not None
    (end,) = after.voice.trailing_ends
    assert end.start_s < word.end_s
    assert end.drop_db > 10
    assert record.voice is not None
    assert record.voice.trailing_ends == (end,)


class WithoutJudge(Runtime):
    """Its judge cannot be built."""

    def mind(self) -> ServiceProcess:
        def start() -> ServiceProcess:
            process = ServiceProcess("mind-test", MindService, MindSettings("/nowhere/model.gguf"))
            process.start()
            self._services.append(process)
            return process

        return self._once("mind", start)


def test_without_the_judge_the_words_are_corrected_and_the_old_score_is_named_as_such(
    store: SessionStore, runtime: Runtime
) -> None:
    session = new_session(store, runtime)
    before = answer_of(store, session)
    correct(store, session, 0, FIRST, END, RUN)
    lame = WithoutJudge(None)
    try:
        (notice,) = rescore(store, session, lame, lambda _: None)
    finally:
        lame.stop()
    assert notice.what == "The scores could not be computed again."
    assert localise(notice.safe, "zh") != notice.safe
    after = answer_of(store, session)
    assert after.grade == before.grade
    assert after.voice != before.voice
    assert after.outdated == {"grade"}
    finished = load_session(store, session)
    (card,) = build_report(finished.record, finished.assessment).answers
    assert card.rescore_due
    assert "更正转写之前" in card.points_note
    report = json.loads((store.folder(session) / "report.json").read_text(encoding="utf-8"))
    assert report["turns"][0]["outdated"] == ["grade"]
    work(store, session, runtime)
    assert update_probability(answer_of(store, session)) > update_probability(before)


def test_without_the_recording_the_score_is_new_and_the_pace_is_not(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime, sound=False)
    before = answer_of(store, session)
    correct(store, session, 0, FIRST, END, RUN)
    (notice,) = rescore(store, session, runtime, lambda _: None)
    assert "no recording" in notice.what
    after = answer_of(store, session)
    assert update_probability(after) > update_probability(before)
    assert after.voice == before.voice
    finished = load_session(store, session)
    missing = [
        row
        for row in build_report(finished.record, finished.assessment).missing
        if "口头禅" in row.what and "更正" in row.what
    ]
    assert [row.reason for row in missing] == ["仍以最初识别的字词为准。"]


def test_what_cannot_be_corrected_is_refused_and_changes_nothing(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime)
    correct(store, session, 0, 2, 5, "前向地")
    count = len(store.events(session))
    for index, first, end, text in (
        (0, 4, 8, "x"), (0, 1, 3, "x"), (0, 5, 5, "x"), (0, -1, 1, "x"), (0, 0, 999, "x"),
        (7, 0, 1, "x"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            correct(store, session, index, first, end, text)
        assert caught.value.safe == "Nothing was changed."
    with pytest.raises(InputError, match="no correction"):
        undo(store, session, 0, 8, 9)
    store.set_state(session, "open")
    with pytest.raises(InputError, match="finished"):
        correct(store, session, 0, 0, 1, "x")
    assert len(store.events(session)) == count


@pytest.fixture
def speller() -> Iterator[Runtime]:
    """With the small language model, in its own process."""
    small_language_model()
    made = Runtime(None, ModelChoice(language="qwen2.5-coder-0.5b-instruct", threads=2))
    yield made
    made.stop()


@pytest.mark.models
def test_after_a_live_interview_homophones_are_set_right_and_graded_again(
    store: SessionStore, runtime: Runtime, speller: Runtime
) -> None:
    session = new_session(store, runtime, unspelled=True)
    before = answer_of(store, session)
    assert before.outdated == {"spelling"}
    told = work(store, session, speller)
    assert told == sorted(told)

    after = answer_of(store, session)
    assert after.outdated == frozenset()
    assert "梯度更新参数" in join_words(after.words, "zh")
    assert {word.heard for word in after.words if word.heard} <= {"替度", "替度更新餐数", "替", "餐", "餐数"}
    assert after.grade != before.grade
    assert after.voice == before.voice
    assert "梯度更新参数" in (store.folder(session) / "report.md").read_text(encoding="utf-8").replace(" ", "")
    count = len(store.events(session))
    work(store, session, speller)
    assert len(store.events(session)) == count, "it is done once"


def test_homophones_wait_while_the_judge_is_needed_elsewhere(store: SessionStore, runtime: Runtime) -> None:
    session = new_session(store, runtime, unspelled=True)
    assert rescore(store, session, runtime, lambda _: None, lambda: True) == ()
    assert answer_of(store, session).outdated == {"spelling"}
    assert rescore(store, session, runtime, lambda _: None) == ()
    assert answer_of(store, session).outdated == frozenset()


def test_on_the_command_line_it_is_done_before_the_report_is_handed_out(
    store: SessionStore, runtime: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = new_session(store, runtime, unspelled=True)
    out = tmp_path / "out"
    out.mkdir()
    set_right(store, runtime, session, out)
    assert "sound alike" in capsys.readouterr().err
    assert not spelling_due(store, session)
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))["turns"][0]["outdated"] == []
    (out / "report.json").unlink()
    set_right(store, runtime, session, out)
    assert not (out / "report.json").exists(), "there was nothing left to do"


def test_what_the_person_corrected_meanwhile_stays(
    store: SessionStore, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_session(store, runtime, unspelled=True)

    def slowly(mind: object, words: tuple[Word, ...], question: str, language: str) -> tuple[Word, ...]:
        correct(store, session, 0, FIRST, END, RUN)
        return words[:-1]

    monkeypatch.setattr(rescoring, "spelled", slowly)
    assert rescore(store, session, runtime, lambda _: None) == ()
    answer = answer_of(store, session)
    assert len(answer.corrections) == 1
    assert join_words(answer.words, "zh").endswith(RUN)
    assert answer.outdated == frozenset()


def test_the_engine_corrects_tells_how_far_it_is_and_answers_with_the_report(
    tmp_path: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDID_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CANDID_LANGUAGE_MODEL", "none")
    store = SessionStore(resources.database_path(), resources.sessions_dir())
    session = new_session(store, runtime)
    told: list[object] = []
    arrived = threading.Event()

    def tell(event: object) -> None:
        told.append(event)
        if isinstance(event, RescoreProgress) and event.fraction == 1.0:
            arrived.set()

    engine = EngineClient(tell)
    try:
        view = engine.call("correct", session, 0, FIRST, END, RUN)
        assert view.answers[0].rescore_due
        view, notices = engine.call("rescore", session)
        assert arrived.wait(5)
        assert notices == ()
        assert not view.answers[0].rescore_due
        assert any(piece.kind == "corrected" and piece.text == RUN for piece in view.answers[0].transcript)
        with pytest.raises(InputError):
            engine.call("undo_correction", session, 0, 0, 1)
    finally:
        engine.close()
        store.close()
