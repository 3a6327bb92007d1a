"""How far a question is gone into: which follow-up, hint or clarification an answer calls for, within the limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.domain.question import Question
from desktop.domain.score import NOT_JUDGED
from desktop.domain.speech import Language
from desktop.interview.clarify import clarifying_question
from desktop.interview.contradictions import Contradiction
from desktop.interview.follow_ups import choose, coverage
from desktop.interview.lines import Speaker
from desktop.interview.policy import FlowPolicy
from desktop.interview.similarity import Similar, is_near_duplicate
from desktop.interview.steps import AnswerReport, AskReason

_NO_HINT = ("skip", "stopped", "media_end", "error")


@dataclass(slots=True)
class Topic:
    """What is known about the main question being asked and the follow-ups on it. ``heard``: how likely each key point
    was covered so far, 0–1."""

    question: Question
    index: int
    number: int
    heard: dict[str, float] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    follow_ups: int = 0
    probes: int = 0
    hinted: bool = False
    elaborated: bool = False


@dataclass(frozen=True, slots=True)
class Deepening:
    """What is asked next on a topic; the fields are those of ``Ask``."""

    text: str
    reason: AskReason
    target_point: str | None = None
    contradiction: Contradiction | None = None


class Deepener:
    """For one interview. In its methods ``not_again`` is every text that nothing asked may be like, and ``spare_s`` the
    time that the main questions still to come do not need."""

    def __init__(self, policy: FlowPolicy, speaker: Speaker, language: Language, embedding: Similar | None) -> None:
        self._policy = policy
        self._speaker = speaker
        self._language: Language = language
        self._embedding = embedding
        self._by_topic: dict[str, int] = {}
        self._clarifications = 0

    def after_words(
        self, topic: Topic, report: AnswerReport, not_again: tuple[str, ...], spare_s: float
    ) -> Deepening | None:
        """What the answer calls for, which ``topic`` learns from; None: the question rests."""
        judged = {} if NOT_JUDGED & set(report.flags) else report.point_probabilities
        for point, probability in judged.items():
            topic.heard[point] = max(probability, topic.heard.get(point, 0.0))
        share = coverage(topic.question, topic.heard)
        lost = share is not None and share <= self._policy.lost_coverage
        # Someone who has nothing on this question is asked once more, not cornered.
        if not self.may_go_on(topic, spare_s, most=1 if lost else None):
            return None
        return self._counted(topic, self._choose(topic, report, not_again, lost=lost))

    def after_silence(
        self, topic: Topic, report: AnswerReport, not_again: tuple[str, ...], spare_s: float
    ) -> Deepening | None:
        """A hint for somebody who said nothing, but did not choose to."""
        if topic.heard or report.ended_by in _NO_HINT or not self.may_go_on(topic, spare_s, most=1):
            return None
        nothing = {point.id: 0.0 for point in topic.question.key_points}
        return self._counted(topic, self._hint(topic, nothing, not_again))

    def may_go_on(self, topic: Topic, spare_s: float, most: int | None = None) -> bool:
        """Whether a follow-up is within the limits, of which ``most`` is a closer one for this topic."""
        policy = self._policy
        limit = policy.max_follow_ups if most is None else min(policy.max_follow_ups, most)
        held = self._by_topic.get(topic.question.topic, 0)
        if topic.follow_ups >= limit or held >= policy.max_follow_ups_per_topic:
            return False
        return spare_s >= policy.least_for_follow_up_s

    def _counted(self, topic: Topic, found: Deepening | None) -> Deepening | None:
        if found is not None:
            topic.follow_ups += 1
            self._by_topic[topic.question.topic] = self._by_topic.get(topic.question.topic, 0) + 1
        return found

    def _choose(
        self, topic: Topic, report: AnswerReport, not_again: tuple[str, ...], *, lost: bool
    ) -> Deepening | None:
        policy = self._policy
        if (clarification := self._clarification(report, not_again)) is not None:
            return clarification
        short = "too_short" in report.flags or report.words_count < policy.short_words
        if short and lost and (hint := self._hint(topic, topic.heard, not_again)) is not None:
            return hint
        found = choose(topic.question, topic.heard, done=topic.followed, said=not_again, embedding=self._embedding)
        if found is not None and (found.reason == "missing" or topic.probes < policy.max_probes):
            topic.followed.add(found.target_point)
            topic.probes += found.reason == "claimed"
            return Deepening(found.text, found.reason, found.target_point)
        if short and not topic.elaborated and not NOT_JUDGED & set(report.flags):
            topic.elaborated = True
            text = self._speaker.line("elaborate")
            return Deepening(text, "elaborate") if text else None
        return None

    def _clarification(self, report: AnswerReport, not_again: tuple[str, ...]) -> Deepening | None:
        """A question about two statements that do not go together, unless the words were hardly understood."""
        found = report.contradiction
        if found is None or "low_recognition" in report.flags:
            return None
        if self._clarifications >= self._policy.max_clarifications:
            return None
        text = clarifying_question(found, self._clarifications, self._language)
        if is_near_duplicate(text, not_again, self._embedding):
            return None
        self._clarifications += 1
        return Deepening(text, "clarify", contradiction=found)

    def _hint(self, topic: Topic, heard: Mapping[str, float], not_again: tuple[str, ...]) -> Deepening | None:
        """A smaller question on the point that matters most, kindly put, once a topic. A calculation has none."""
        if topic.hinted or topic.question.exact is not None:
            return None
        found = choose(topic.question, heard, done=topic.followed, said=not_again, embedding=self._embedding)
        if found is None or found.reason != "missing":
            return None
        topic.hinted = True
        topic.followed.add(found.target_point)
        return Deepening(found.text, "hint", found.target_point)
