"""The interview as a state machine: what to say next, given what came back. No clock, no devices, no model.

Whoever runs the session asks for ``next_step()``, carries it out, and reports what happened. The same plan, seed and
reports always give the same interview, so a session can be continued from its log by reporting again what it holds.
"""

from __future__ import annotations

from typing import Literal

from desktop.domain.question import Question, Round
from desktop.interview.adapt import Level, next_main
from desktop.interview.deepening import Deepener, Deepening, Topic
from desktop.interview.follow_ups import Sought, coverage, sought
from desktop.interview.lines import Speaker
from desktop.interview.offered import OfferedOpenings
from desktop.interview.opening import Opening
from desktop.interview.plan import InterviewPlan
from desktop.interview.policy import FlowPolicy
from desktop.interview.replies import ask_for_more, reply, topic_of
from desktop.interview.similarity import Similar
from desktop.interview.speakable import speakable, spoken_question
from desktop.interview.steps import (
    AnswerReport,
    Ask,
    CandidateQuestions,
    Close,
    Done,
    Greet,
    Repeat,
    Reply,
    Step,
)
from desktop.interview.wording import Refusal, worded

Phase = Literal["greet", "ask", "await_answer", "invite", "await_question", "close", "done"]
Mood = Literal["none", "next", "kind", "skipped"]

_NEVER_S = float("inf")

_NO_RETRY = ("skip", "stopped", "media_end", "button", "command")
"""Ways to end an answer that are the person's own choice: silence then means "nothing to say"."""


class InterviewFlow:
    """One interview. Not thread-safe."""

    def __init__(
        self,
        plan: InterviewPlan,
        *,
        name: str = "",
        policy: FlowPolicy | None = None,
        embedding: Similar | None = None,
    ) -> None:
        """``embedding`` is an optional cosine of two texts, a second guard against saying the same thing twice."""
        self._plan = plan
        self._name = name
        self._policy = policy or FlowPolicy()
        self._embedding = embedding
        self._speaker = Speaker(plan.language, plan.seed)
        self._level = Level(plan.difficulty)
        self._phase: Phase = "greet"
        self._remaining = [item.question for item in plan.items]
        self._asked: list[Question] = []
        self._said: list[str] = []
        self._openings = OfferedOpenings()
        self._deepener = Deepener(self._policy, self._speaker, plan.language, embedding)
        self._topic: Topic | None = None
        self._round: Round | None = None
        self._current: Step | None = None
        self._last_ask: Ask | None = None
        self._queued: Step | None = None
        self._offered_again = False
        self._voice_heard = False
        self._at_most: int | None = None
        self._mood: Mood = "none"
        self._next_index = 0
        self._replies = 0
        self._elapsed_s = 0.0
        self._stopped = False
        self._out_of_time = False

    @property
    def asked_ids(self) -> frozenset[str]:
        """Main questions asked so far, for ``already_asked`` of the next plan."""
        return frozenset(question.id for question in self._asked)

    def next_step(self) -> Step:
        """What to do now. While an answer is awaited the same step is returned again."""
        if self._phase in ("await_answer", "await_question") and self._current is not None:
            return self._current
        self._current = self._decide()
        return self._current

    def answered(self, report: AnswerReport) -> None:
        """An answer has ended. In the candidate's own part it means that nothing (more) is asked."""
        self._elapsed_s += max(0.0, report.duration_s)
        if self._phase == "await_question":
            self._phase = "close"
            return
        ask = self._expect_answer()
        silent = report.words_count <= 0 or "empty" in report.flags or report.ended_by == "no_speech"
        if silent and self._may_offer_again(ask, report):
            self._offered_again = True
            self._queue_repeat(ask, "no_speech")
            return
        if not silent:
            self._voice_heard = True
            self._after_words(report)
        else:
            self._after_silence(report)
        self._phase = "ask"

    def solved(self, share: float | None, duration_s: float) -> None:
        """A programming task was handed in: the share of its tests that passed, 0–1, None when they could not be run.
        Nothing is asked about it, and silence at the keyboard is no silence."""
        self._elapsed_s += max(0.0, duration_s)
        self._expect_answer()
        self._phase = "ask"
        weak = share is not None and share <= self._policy.weak_coverage
        self._finish_topic("kind" if weak else "next", share)

    def skipped(self) -> None:
        """The person wants to go on without answering."""
        if self._phase == "await_question":
            self._phase = "close"
            return
        self._expect_answer()
        self._phase = "ask"
        self._finish_topic("skipped")

    def repeat(self) -> None:
        """The person wants to hear the question again."""
        if self._phase == "await_question":
            self._phase, self._queued = "invite", self._current
            return
        self._queue_repeat(self._expect_answer(), "asked")

    def candidate_asked(self, text: str) -> None:
        """The candidate's own question. Only its subject is looked at; nothing in it is followed or said back."""
        if self._phase != "await_question":
            raise RuntimeError("no question of the candidate is awaited")
        topic = topic_of(text) if text.strip() else "none_left"
        if topic == "none_left":
            self._phase = "close"
            return
        self._replies += 1
        more = self._replies < self._policy.max_replies and self._time_left() >= self._policy.least_for_reply_s
        words = reply(topic, self._plan.language)
        if more:
            gap = "" if self._plan.language == "zh" else " "
            words += gap + ask_for_more(self._replies - 1, self._plan.language)
        self._queued = Reply(words, words, expects_more=more)
        self._phase = "invite" if more else "close"

    def stop(self) -> None:
        """The person ends the interview: closing words, then nothing."""
        if self._phase != "done":
            self._phase, self._queued, self._stopped = "close", None, True

    def elapsed(self, seconds: float) -> None:
        """Session time so far; without it the lengths of the answers are added up."""
        self._elapsed_s = max(self._elapsed_s, seconds)

    def may_be_said(self) -> list[str]:
        """Pieces of what comes next when this answer has been given, the likeliest first, to make their sound ahead."""
        pieces = [self._speaker.next_line("deepen")]
        if self._topic is not None:
            follow_ups = self._topic.question.follow_ups
            pieces += [speakable(follow_up.text) for follow_up in follow_ups if follow_up.when_missing]
        # Unless the answer changes what comes next.
        if self._remaining and self._phase in ("greet", "ask", "await_answer"):
            question = self._remaining[0]
            begins = question.round != self._round
            pieces.append(
                self._speaker.next_round_opening(question.round) if begins else self._speaker.next_line("next")
            )
            pieces.append(spoken_question(question))
        return [piece for piece in pieces if piece]

    def sought(self) -> Sought:
        """What must be known of the answer that is awaited; nothing where no follow-up can come."""
        topic = self._topic
        if topic is None or not self._deepener.may_go_on(topic, self._spare_s()):
            return Sought()
        return sought(topic.question, topic.heard, topic.followed)

    def offer_opening(self, opening: Opening) -> Refusal | None:
        """A sentence for before a follow-up on the question being asked; used when None comes back."""
        if self._topic is None:
            return "off_the_point"
        return self._openings.add(opening, self._topic.question, self._said, self._embedding)

    # -- deciding ---------------------------------------------------------------------------------------------------

    def _decide(self) -> Step:
        if self._queued is not None:
            return self._take_queued()
        if self._phase == "greet":
            self._phase = "ask"
            text = self._speaker.greeting(self._name, self._plan.role, len(self._plan.items))
            return Greet(text, speakable(text))
        if self._phase == "ask":
            if self._remaining and self._time_left() < self._policy.least_for_main_s + self._policy.for_candidate_s:
                self._out_of_time = True
                self._remaining = []
            step = self._ask_main()
            if step is not None:
                return step
            self._phase = "invite"
        if self._phase == "invite":
            return self._invite()
        if self._phase == "close":
            self._phase = "done"
            text = self._speaker.closing(self._stopped)
            return Close(text, speakable(text))
        return Done()

    def _take_queued(self) -> Step:
        assert self._queued is not None
        step, self._queued = self._queued, None
        if isinstance(step, Ask | Repeat):
            self._phase = "await_answer"
        elif isinstance(step, CandidateQuestions) or (isinstance(step, Reply) and step.expects_more):
            self._phase = "await_question"
        return step

    def _ask_main(self) -> Ask | None:
        question = next_main(
            self._plan, self._remaining, self._asked, tuple(self._said), self._level.value, self._embedding,
            at_most=self._at_most,
        )  # fmt: skip
        if question is None:
            return None
        lead_in = self._lead_in(question)
        ask = Ask(
            question=question,
            text=question.text,
            spoken=self._join(lead_in, spoken_question(question)),
            index=self._next_index,
            number=len(self._asked) + 1,
            total=len(self._asked) + 1 + len(self._remaining),
            lead_in=lead_in,
        )
        self._asked.append(question)
        self._topic = Topic(question, ask.index, ask.number)
        return self._open(ask)

    def _open(self, ask: Ask) -> Ask:
        self._said.append(ask.text)
        self._next_index += 1
        self._last_ask, self._offered_again = ask, False
        self._phase = "await_answer"
        return ask

    def _invite(self) -> CandidateQuestions:
        closing = self._plan.closing
        lead_in = self._speaker.line("short_of_time") if self._out_of_time else self._kind_words()
        text = closing.text if closing is not None else self._speaker.invitation()
        spoken = spoken_question(closing) if closing is not None else speakable(text)
        self._phase = "await_question"
        return CandidateQuestions(text, self._join(lead_in, spoken), lead_in, closing)

    def _after_words(self, report: AnswerReport) -> None:
        """Follow up on what was said, or let the question rest."""
        topic = self._topic
        assert topic is not None
        found = self._deepener.after_words(topic, report, self._not_again(), self._spare_s())
        if found is not None:
            self._queued = self._deepen(topic, found)
            return
        share = coverage(topic.question, topic.heard)
        self._finish_topic("kind" if share is not None and share <= self._policy.weak_coverage else "next")

    def _after_silence(self, report: AnswerReport) -> None:
        """A hint, or on to the next question. Where no voice was ever heard it may be the microphone that is silent."""
        topic, found = self._topic, None
        if topic is not None and self._voice_heard:
            found = self._deepener.after_silence(topic, report, self._not_again(), self._spare_s())
        if topic is not None and found is not None:
            self._queued = self._deepen(topic, found)
        else:
            self._finish_topic("kind")

    def _not_again(self) -> tuple[str, ...]:
        """What a follow-up must not be like: all that was said and what is still to be asked."""
        return (*self._said, *(item.text for item in self._remaining))

    def _spare_s(self) -> float:
        """Time for follow-ups: what the main questions still to come and the candidate's own part leave."""
        policy = self._policy
        ends_s = min(limit_s for limit_s in (policy.planned_s, policy.time_budget_s, _NEVER_S) if limit_s is not None)
        kept_s = policy.for_candidate_s + sum(
            policy.main_s if item.code is None else item.time_limit_s for item in self._remaining
        )
        return ends_s - kept_s - self._elapsed_s

    def _deepen(self, topic: Topic, found: Deepening) -> Ask:
        text = found.text
        opening = self._openings.take(text) if found.reason in ("missing", "claimed") else None
        lead_in = self._speaker.line("hint") if found.reason == "hint" else ""
        if not lead_in and found.reason not in ("elaborate", "clarify") and opening is None:
            lead_in = self._speaker.line("deepen")
        if opening:
            self._said.append(text)
            text = worded(opening, self._plan.language)
        return self._open(
            Ask(
                question=topic.question,
                text=text,
                spoken=self._join(lead_in, speakable(text)),
                index=self._next_index,
                number=topic.number,
                total=topic.number + len(self._remaining),
                lead_in=lead_in,
                follow_up_of=topic.index,
                target_point=found.target_point,
                reason=found.reason,
                worded_by="model" if opening else "bank",
                contradiction=found.contradiction,
            )
        )

    # -- helpers ----------------------------------------------------------------------------------------------------

    def _expect_answer(self) -> Ask:
        if self._phase != "await_answer" or self._last_ask is None:
            raise RuntimeError("no answer is awaited")
        return self._last_ask

    def _may_offer_again(self, ask: Ask, report: AnswerReport) -> bool:
        return ask.follow_up_of is None and not self._offered_again and report.ended_by not in _NO_RETRY

    def _queue_repeat(self, ask: Ask, reason: Literal["asked", "no_speech"]) -> None:
        lead_in = self._speaker.line("repeat" if reason == "asked" else "no_speech")
        plain = ask.spoken.removeprefix(speakable(ask.lead_in)).strip()
        self._queued = Repeat(ask.question, ask.text, self._join(lead_in, plain), ask.index, lead_in, reason)
        self._phase = "ask"

    def _finish_topic(self, mood: Mood, solved: float | None = None) -> None:
        """Closes the main question: its result (``solved`` is that of a programming task) moves the level, its mood
        chooses the next transition."""
        topic, self._topic = self._topic, None
        self._at_most = None
        if topic is not None:
            heard = coverage(topic.question, topic.heard) if solved is None else solved
            heard = 0.0 if heard is None and mood in ("kind", "skipped") else heard
            self._level.learn(heard)
            if mood == "kind" and heard is not None and heard <= self._policy.lost_coverage:
                self._at_most = max(1, topic.question.difficulty - 1)
        self._mood = mood

    def _lead_in(self, question: Question) -> str:
        # A task introduces itself; the round's own words say that nothing has to be written.
        opens = question.round != self._round and question.code is None
        opening = self._speaker.round_opening(question.round) if opens else ""
        self._round = question.round
        words = self._kind_words()
        if not opening:
            opening = self._speaker.line("onward" if words else "next")
        return self._join(words, opening)

    def _kind_words(self) -> str:
        if self._mood == "kind":
            return self._speaker.line("kind")
        return self._speaker.line("skipped") if self._mood == "skipped" else ""

    def _join(self, first: str, second: str) -> str:
        gap = "" if self._plan.language == "zh" else " "
        return f"{first}{gap}{second}".strip()

    def _time_left(self) -> float:
        budget_s = self._policy.time_budget_s
        return (_NEVER_S if budget_s is None else budget_s) - self._elapsed_s
