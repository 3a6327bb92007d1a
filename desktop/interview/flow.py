"""The interview as a state machine: what to say next, given what came back. No clock, no devices, no model.

Whoever runs the session asks for ``next_step()``, carries it out, and reports what happened. The same plan, seed and
reports always give the same interview, so a session can be continued from its log by reporting again what it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop.domain.question import Question, Round
from desktop.interview.adapt import Level, next_main
from desktop.interview.clarify import clarifying_question
from desktop.interview.contradictions import Contradiction
from desktop.interview.follow_ups import choose, coverage
from desktop.interview.lines import Speaker
from desktop.interview.offered import OfferedOpenings
from desktop.interview.opening import Opening
from desktop.interview.plan import InterviewPlan
from desktop.interview.policy import FlowPolicy
from desktop.interview.replies import ask_for_more, reply, topic_of
from desktop.interview.similarity import Similar, is_near_duplicate
from desktop.interview.speakable import speakable, spoken_question
from desktop.interview.steps import (
    AnswerReport,
    Ask,
    AskReason,
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
_NO_HINT = ("skip", "stopped", "media_end", "error")
_NOT_JUDGED = frozenset(("low_recognition", "other_language"))


@dataclass(slots=True)
class _Topic:
    """What is known about the main question being asked and the follow-ups on it."""

    question: Question
    index: int
    number: int
    heard: dict[str, float] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    follow_ups: int = 0
    probes: int = 0
    hinted: bool = False
    elaborated: bool = False


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
        self._topic: _Topic | None = None
        self._topic_follow_ups: dict[str, int] = {}
        self._clarifications = 0
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
        self._phase = "ask"
        if not silent:
            self._voice_heard = True
            self._after_words(ask, report)
        elif not self._hint_after_silence(report):
            self._finish_topic("kind")

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

    def upcoming(self) -> Question | None:
        """The main question that would come next if nothing changes, for preparing it."""
        return self._remaining[0] if self._remaining and self._phase in ("greet", "ask", "await_answer") else None

    def may_be_said(self) -> list[str]:
        """Pieces of what comes next when this answer has been given, the likeliest first, to make their sound ahead."""
        pieces = [self._speaker.next_line("deepen")]
        if self._topic is not None:
            follow_ups = self._topic.question.follow_ups
            pieces += [speakable(follow_up.text) for follow_up in follow_ups if follow_up.when_missing]
        question = self.upcoming()
        if question is not None:
            begins = question.round != self._round
            pieces.append(
                self._speaker.next_round_opening(question.round) if begins else self._speaker.next_line("next")
            )
            pieces.append(spoken_question(question))
        return [piece for piece in pieces if piece]

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
        self._topic = _Topic(question, ask.index, ask.number)
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

    def _after_words(self, ask: Ask, report: AnswerReport) -> None:
        """Follow up on what was said, or let the question rest."""
        assert self._topic is not None
        judged = {} if _NOT_JUDGED & set(report.flags) else report.point_probabilities
        for point, probability in judged.items():
            self._topic.heard[point] = max(probability, self._topic.heard.get(point, 0.0))
        follow_up = self._follow_up(self._topic, report, judged)
        if follow_up is not None:
            self._queued = follow_up
            self._phase = "ask"
            return
        share = coverage(self._topic.question, self._topic.heard)
        self._finish_topic("kind" if share is not None and share <= self._policy.weak_coverage else "next")

    def _hint_after_silence(self, report: AnswerReport) -> bool:
        """Whether a hint comes next. Where no voice was ever heard it may be the microphone that is silent."""
        topic = self._topic
        if topic is None or topic.heard or not self._voice_heard or report.ended_by in _NO_HINT:
            return False
        if not self._may_follow_up(topic, 1):
            return False
        self._queued = self._hint(topic, {point.id: 0.0 for point in topic.question.key_points})
        self._phase = "ask"
        return self._queued is not None

    def _hint(self, topic: _Topic, heard: Mapping[str, float]) -> Ask | None:
        """A smaller question on the point that matters most, kindly put, once a topic. A calculation has none."""
        if topic.hinted or topic.question.exact is not None:
            return None
        found = choose(topic.question, heard, done=topic.followed, said=self._not_again(), embedding=self._embedding)
        if found is None or found.reason != "missing":
            return None
        topic.hinted = True
        topic.followed.add(found.target_point)
        return self._deepen(topic, found.text, found.target_point, "hint")

    def _follow_up(self, topic: _Topic, report: AnswerReport, judged: Mapping[str, float]) -> Ask | None:
        policy, question = self._policy, topic.question
        share = coverage(question, topic.heard)
        limit = policy.max_follow_ups
        if share is not None and share <= policy.lost_coverage:
            # Someone who has nothing on this question is asked once more, not cornered.
            limit = min(limit, 1)
        if not self._may_follow_up(topic, limit):
            return None
        if (clarification := self._clarification(topic, report)) is not None:
            return clarification
        short = "too_short" in report.flags or report.words_count < policy.short_words
        lost = share is not None and share <= policy.lost_coverage
        if short and lost and (hint := self._hint(topic, topic.heard)) is not None:
            return hint
        found = choose(question, topic.heard, done=topic.followed, said=self._not_again(), embedding=self._embedding)
        if found is not None and (found.reason == "missing" or topic.probes < policy.max_probes):
            topic.followed.add(found.target_point)
            topic.probes += found.reason == "claimed"
            return self._deepen(topic, found.text, found.target_point, found.reason)
        if short and not topic.elaborated and not _NOT_JUDGED & set(report.flags):
            topic.elaborated = True
            text = self._speaker.line("elaborate")
            return self._deepen(topic, text, None, "elaborate") if text else None
        return None

    def _clarification(self, topic: _Topic, report: AnswerReport) -> Ask | None:
        """A question about two statements that do not go together, unless the words were hardly understood."""
        found = report.contradiction
        if found is None or "low_recognition" in report.flags:
            return None
        if self._clarifications >= self._policy.max_clarifications:
            return None
        text = clarifying_question(found, self._clarifications, self._plan.language)
        if is_near_duplicate(text, self._not_again(), self._embedding):
            return None
        self._clarifications += 1
        return self._deepen(topic, text, None, "clarify", found)

    def _may_follow_up(self, topic: _Topic, limit: int) -> bool:
        policy = self._policy
        held = self._topic_follow_ups.get(topic.question.topic, 0)
        if topic.follow_ups >= limit or held >= policy.max_follow_ups_per_topic:
            return False
        ends_s = min(limit_s for limit_s in (policy.planned_s, policy.time_budget_s, _NEVER_S) if limit_s is not None)
        kept_s = policy.for_candidate_s + sum(
            policy.main_s if item.code is None else item.time_limit_s for item in self._remaining
        )
        return ends_s - kept_s - self._elapsed_s >= policy.least_for_follow_up_s

    def _not_again(self) -> tuple[str, ...]:
        """What a follow-up must not be like: all that was said and what is still to be asked."""
        return (*self._said, *(item.text for item in self._remaining))

    def _deepen(
        self,
        topic: _Topic,
        text: str,
        point: str | None,
        reason: AskReason,
        contradiction: Contradiction | None = None,
    ) -> Ask:
        opening = self._openings.take(text) if reason in ("missing", "claimed") else None
        lead_in = self._speaker.line("hint") if reason == "hint" else ""
        if not lead_in and reason not in ("elaborate", "clarify") and opening is None:
            lead_in = self._speaker.line("deepen")
        if opening:
            self._said.append(text)
            text = worded(opening, self._plan.language)
        topic.follow_ups += 1
        self._topic_follow_ups[topic.question.topic] = self._topic_follow_ups.get(topic.question.topic, 0) + 1
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
                target_point=point,
                reason=reason,
                worded_by="model" if opening else "bank",
                contradiction=contradiction,
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
