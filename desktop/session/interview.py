"""The live loop: greet, ask, listen, follow up, close. One interview on one thread; controls come from any thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from desktop.capture.audio_source import AudioSource
from desktop.capture.clock import SessionClock
from desktop.capture.spool import AudioSpool
from desktop.domain import events as ev
from desktop.domain.errors import CandidError
from desktop.domain.live import (
    InterviewerSaid,
    LiveListener,
    Notice,
    PlanMade,
    QuestionShown,
    QuestionsInvited,
    StateChanged,
    TaskShown,
)
from desktop.domain.session import SessionConfig
from desktop.domain.speech import join_words
from desktop.interview.contradictions import Contradiction, Statements
from desktop.interview.explain import explain
from desktop.interview.lines import pensive
from desktop.interview.plan import InterviewPlan
from desktop.interview.speakable import speakable
from desktop.interview.steps import Ask, CandidateQuestions, Close, Done, Greet, Repeat, Reply
from desktop.session.coding import CodeDesk
from desktop.session.conversation import (
    answer_report,
    asked,
    clarified,
    compare_statements,
    judged_by,
    make_flow,
    plan_for,
)
from desktop.session.exchange import Exchange
from desktop.session.eyes import EyesLink
from desktop.session.listening import MARGIN_S
from desktop.session.measures import log_session_voice
from desktop.session.parts import Heard, Parts, TaskBench, Voice
from desktop.session.phrasing import Phrasing
from desktop.session.provisional import ProvisionalGrade
from desktop.session.pump import AudioPump
from desktop.session.terms import terms_for
from desktop.session.workshop import AnswerJob, AnswerWorkshop
from desktop.store.log import SessionLog
from desktop.workers.mind import PrepareRequest

log = logging.getLogger(__name__)

AUDIO_FILE = "audio.wav"
VIDEO_FILE = "video.mkv"


class Interview:
    """One session from its first word to the last, then handed over for its report.

    ``run`` blocks and is called once, on a thread of its own. The methods of ``LiveControls`` other than ``start`` may
    be called at any time from any thread and return at once.
    """

    def __init__(
        self,
        parts: Parts,
        config: SessionConfig,
        source: AudioSource,
        make_voice: Callable[[LiveListener], Voice],
        clock: SessionClock,
        tell: LiveListener,
        *,
        camera: str | int | None,
        plan: InterviewPlan | None = None,
        bench: TaskBench | None = None,
    ) -> None:
        """``plan`` None: made from the bank for this person, avoiding what the last sessions asked. ``bench``: where a
        programming task is solved while the interview waits; None where it is only talked about."""
        self._given_plan = plan
        self._bench = bench
        self._desk: CodeDesk | None = None
        self._task_shown = False
        self._parts = parts
        self._config = config
        self._language = config.profile.language
        self._source = source
        self._clock = clock
        self._tell = tell
        self._voice = make_voice(tell)
        self._camera = camera
        self._pensives = pensive(self._language, config.seed)
        self._pensive = next(self._pensives)
        self._exchange = Exchange(parts, config, source, self._voice, clock, tell)
        self._last_ask: Ask | None = None
        self.session_id = ""

    # -- controls ---------------------------------------------------------------------------------------------------

    def end_answer(self) -> None:
        self._exchange.end_answer()

    def skip(self) -> None:
        self._exchange.skip()

    def repeat(self) -> None:
        self._exchange.repeat()

    def write_code(self, source: str) -> None:
        if self._desk:
            self._desk.write(source)

    def pause(self) -> None:
        self._exchange.pause()

    def resume(self) -> None:
        self._exchange.resume()

    def stop(self) -> None:
        self._exchange.stop()

    # -- the session ------------------------------------------------------------------------------------------------

    def run(self) -> str:
        """Hold the interview. Returns the session's id; everything is in its log, gradings may still be coming in.

        Raises ``CandidError`` when it cannot begin (no microphone); then there is no session.
        """
        self._tell(StateChanged("preparing"))
        self._open()
        try:
            self._converse()
        except CandidError as error:
            log.warning("the session ends early: %s", error)
            self._tell(Notice("error", error.what, error.safe or "What was recorded is on disk.", error.action))
            self._log.append(ev.NoteAdded(str(error)))
        finally:
            self._close()
        return self.session_id

    def _open(self) -> None:
        plan = plan_for(self._parts, self._config, self._given_plan, self._bench)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        keeps_video = self._config.keep_video and self._camera is not None
        store = self._parts.store
        # The source is opened before there is anything to tidy up: no microphone, no session.
        self._source.start()
        self.session_id = store.create(
            self._config,
            "interview",
            started,
            audio_file=AUDIO_FILE,
            video_file=VIDEO_FILE if keeps_video else None,
        )
        self._log = SessionLog(store, self.session_id, self._clock.now_s)
        self._spool = AudioSpool(self._log.folder / AUDIO_FILE)
        self._pump = AudioPump(
            self._source,
            self._spool,
            self._clock,
            tell=self._tell,
            on_gap=lambda gap: self._log.append(ev.GapNoted(gap)),
        )
        self._exchange.connect(self._log, self._spool, self._pump)
        self._workshop = AnswerWorkshop(
            self._parts, self._log, self._spool.path, self._language, spells=self._source.flat_out
        )
        self._eyes = EyesLink(
            self._log, self._clock, self._tell, self._camera,
            record=self._log.folder / VIDEO_FILE if keeps_video else None, flat_out=self._source.flat_out,
            zones=self._config.gaze,
        )  # fmt: skip
        self._log.append(ev.ModelsUsed(self._parts.model_uses))
        reasons = explain(plan, self._language)
        self._log.append(ev.Planned(reasons, tuple(item.question.id for item in plan.items)))
        self._tell(PlanMade(reasons))
        self._flow = make_flow(plan, self._config, self._parts.mind)
        self._phrasing = Phrasing(self._parts.mind, self._language, self._prepare_voice)
        self._statements = Statements(self._language, self._config.profile.resume)
        self._pump.start()
        self._eyes.start()

    def _close(self) -> None:
        self._tell(StateChanged("finishing"))
        self._pump.stop()
        self._eyes.stop(abandon=self._exchange.stopping)

    def finish_work(self, deadline_s: float, on_progress: Callable[[float], None]) -> None:
        """Wait for transcripts and grades that are still being made, then write the log's last event."""
        waiter = threading.Thread(target=self._workshop.drain, args=(deadline_s,), daemon=True)
        waiter.start()
        while waiter.is_alive():
            on_progress(self._workshop.fraction)
            waiter.join(0.25)
        log_session_voice(self._parts, self._log, self._spool.path, self._language)
        reason = "stopped" if self._exchange.stopping else "complete"
        self._log.append(ev.SessionEnded(self._duration_s, reason))

    @property
    def _duration_s(self) -> float:
        return max(self._spool.now_s, self._clock.now_s())

    # -- dialogue ---------------------------------------------------------------------------------------------------

    def _converse(self) -> None:
        while True:
            if self._exchange.stopping:
                self._flow.stop()
            self._flow.elapsed(self._clock.now_s() - self._exchange.paused_s)
            step = self._flow.next_step()
            if not isinstance(step, Repeat):
                self._clear_desk()
            match step:
                case Greet():
                    self._tell(InterviewerSaid(step.text))
                    self._exchange.say(step.spoken)
                case Ask() if self._source.exhausted:
                    # Recorded answers are used up: no question is asked into silence.
                    self._flow.stop()
                case Ask():
                    self._ask(step)
                case Repeat():
                    self._tell(InterviewerSaid(step.lead_in))
                    self._exchange.say(step.spoken)
                    self._hear_answer(step)
                case CandidateQuestions() | Reply():
                    self._candidates_turn(step)
                case Close():
                    self._tell(InterviewerSaid(step.text))
                    if not self._exchange.stopping:
                        self._exchange.say(step.spoken)
                case Done():
                    return

    def _ask(self, step: Ask) -> None:
        start_s = self._clock.now_s()
        self._log.append(
            ev.QuestionAsked(
                step.index, judged_by(step), step.text, start_s, step.follow_up_of, step.target_point, step.worded_by,
                clarified(step.contradiction),
            )
        )  # fmt: skip
        if step.lead_in:
            self._tell(InterviewerSaid(step.lead_in))
        self._tell(
            QuestionShown(
                step.number, step.total, step.question.round, step.text, step.question.time_limit_s,
                step.follow_up_of is not None,
            )
        )  # fmt: skip
        if self._bench is not None and step.question.code is not None:
            self._task_shown = True
            self._tell(TaskShown(step.question.code))
        # Work that does not depend on the answer is done while the question is being asked.
        self._parts.mind.submit(PrepareRequest(step.index, asked(step), self._language))
        self._exchange.say(step.spoken)
        self._last_ask = step
        self._hear_answer(step)

    def _hear_answer(self, step: Ask | Repeat) -> None:
        if self._exchange.stopping:
            return
        if self._exchange.take_skip():
            self._log.append(ev.AnswerEnded(step.index, self._clock.now_s(), self._clock.now_s(), None, "skip"))
            self._flow.skipped()
            return
        if self._exchange.take_repeat():
            self._flow.repeat()
            return
        if self._bench is not None and step.question.code is not None:
            self._hear_code(step, self._bench)
            return
        terms = terms_for(step.question, self._config.profile)
        self._log.append(ev.AnswerStarted(step.index, self._clock.now_s()))
        target = step.target_point if isinstance(step, Ask) else None
        self._prepare_voice()
        self._phrasing.answering()
        # A follow-up is heard for every key point of its question, not only for the one it is after.
        heard_for = asked(self._last_ask) if self._last_ask else step.question
        provisional = ProvisionalGrade(self._parts.mind, heard_for, self._language, self._flow.sought())
        heard = self._exchange.hear(
            terms, step.question.id, target,
            on_rest=provisional.offer, on_words=lambda words: self._phrasing.said(step.question, words),
        )  # fmt: skip
        self._tell(StateChanged("thinking"))
        for opening in self._phrasing.answered():
            self._flow.offer_opening(opening)
        if heard.ended_by == "repeat" and not heard.words:
            self._flow.repeat()
            return
        self._log.append(
            ev.AnswerEnded(step.index, heard.start_s, heard.end_s, heard.decided_s, heard.ended_by, heard.commands)
        )
        goes_on = heard.ended_by not in ("skip", "repeat") and not self._exchange.stopping
        # The person waits for this one; the careful words would compete with it for the processor.
        judged_live = goes_on and heard.words and step.question.key_points and not self._source.flat_out
        if judged_live and not provisional.stands(heard.words):
            self._think_aloud()
        report = answer_report(step.question, heard, provisional, self._compared(heard)) if goes_on else None
        if heard.words or heard.ended_by == "error":
            judged = judged_by(self._last_ask) if self._last_ask else step.question
            self._workshop.submit(
                AnswerJob(
                    step.index, judged, max(0.0, heard.start_s - MARGIN_S), heard.end_s + MARGIN_S, terms,
                    heard.commands,
                )
            )  # fmt: skip
        if heard.ended_by == "skip":
            self._flow.skipped()
        elif heard.ended_by == "repeat":
            self._flow.repeat()
        elif report is not None and not self._exchange.stopping:
            self._flow.answered(report)

    def _hear_code(self, step: Ask | Repeat, bench: TaskBench) -> None:
        """Listen while a programming task is solved. When it is repeated its time goes on where it stopped."""
        if self._desk is None:
            start_s = self._clock.now_s()
            self._log.append(ev.AnswerStarted(step.index, start_s))
            self._desk = CodeDesk(step.index, step.question, bench, self._log, start_s, self._tell)
        desk = self._desk
        terms = terms_for(step.question, self._config.profile)
        self._prepare_voice()
        heard = self._exchange.hear(terms, step.question.id, spend=desk.spend)
        self._tell(StateChanged("thinking"))
        if heard.ended_by == "repeat":
            self._flow.repeat()
            return
        end_s = heard.decided_s
        self._log.append(ev.AnswerEnded(step.index, desk.start_s, end_s, end_s, heard.ended_by, heard.commands))
        if heard.words:
            self._workshop.submit(AnswerJob(step.index, step.question, desk.start_s, end_s, terms))
        if heard.ended_by == "skip":
            self._flow.skipped()
            return
        if not self._exchange.stopping:
            self._flow.solved(desk.hand_in(), desk.used_s)
        elif desk.begun:
            desk.hand_in()

    def _clear_desk(self) -> None:
        if self._task_shown:
            self._task_shown, self._desk = False, None
            self._tell(TaskShown(None))

    def _think_aloud(self) -> None:
        """Something to hear while the answer is being judged."""
        text, self._pensive = self._pensive, next(self._pensives)
        self._tell(InterviewerSaid(text))
        self._exchange.say(text)
        self._tell(StateChanged("thinking"))

    def _prepare_voice(self) -> None:
        """Have the sound made of what may be said next; any thread."""
        openings = [speakable(opening.text) for opening in self._phrasing.ready]
        # The person's first seconds pay for their sound.
        self._voice.prepare([self._pensive, *self._flow.may_be_said(), *openings], self._language)

    def _compared(self, heard: Heard) -> Contradiction | None:
        asked = self._last_ask
        return compare_statements(self._statements, asked, heard, self._language) if asked else None

    def _candidates_turn(self, step: CandidateQuestions | Reply) -> None:
        self._tell(QuestionsInvited(step.text) if isinstance(step, CandidateQuestions) else InterviewerSaid(step.text))
        self._exchange.say(step.spoken)
        if isinstance(step, Reply) and not step.expects_more:
            return
        if self._exchange.stopping or self._source.exhausted:
            self._flow.stop()
            return
        if self._exchange.take_skip():
            self._flow.skipped()
            return
        heard = self._exchange.hear(terms_for(None, self._config.profile))
        self._tell(StateChanged("thinking"))
        text = join_words(heard.words, self._language)
        if heard.ended_by == "skip":
            self._flow.skipped()
        elif heard.ended_by == "repeat" and not text:
            self._flow.repeat()
        elif not self._exchange.stopping:
            if text:
                self._log.append(ev.CandidateAsked(text, heard.start_s))
            self._flow.candidate_asked(text)
