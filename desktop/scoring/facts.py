"""What a session's answers show, counted: the only input of dimensions, findings and plan besides the rubrics."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.programming import Task, Trial
from desktop.domain.question import Question
from desktop.domain.score import NOT_JUDGED, Evidence, Flag, MadeMistake, PointCheck
from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Language
from desktop.scoring.clauses import Clause, answer_text, split
from desktop.scoring.grade import score_points
from desktop.scoring.lexicon import CONNECTIVES, units
from desktop.scoring.mistakes import after_mistakes
from desktop.scoring.rubric import load_rubric

_NUMBER = re.compile(
    r"(?<![a-z])\d|百分之|percent|(?!千万[别不要]|万一|万万|千千万|一一|三三两两|七七八八)[零一二三四五六七八九十百千万]{2,}|\b(?:two|three|four|five|ten|hundred|thousand)\b",
    re.I,
)
# Of 10: most of what was asked has been said, in however few words.
_ENOUGH = 6.0


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """One answer. ``links`` are the kinds of connective it uses with an example clause of each."""

    answer: Answer
    text: str
    clauses: tuple[Clause, ...]
    size: int
    links: Mapping[str, Clause]
    example: Clause | None
    rate: float | None
    long_pauses: int | None

    @property
    def score(self) -> float | None:
        return self.answer.grade.score if self.answer.grade else None

    @property
    def said(self) -> bool:
        """Whether there is speech to judge. What is murmured over code is none."""
        flags = self.answer.grade.flags if self.answer.grade else ()
        if self.answer.question.code is not None:
            return False
        return self.foreign or (self.size > 0 and "empty" not in flags)

    @property
    def foreign(self) -> bool:
        """In another language than the interview: its words are no units of this one."""
        return self.not_judged == "other_language"

    @property
    def not_judged(self) -> Flag | None:
        """Why its content could not be judged, where it could not."""
        flags = self.answer.grade.flags if self.answer.grade else ()
        return next((flag for flag in flags if flag in NOT_JUDGED), None)

    @property
    def trial(self) -> Trial | None:
        """What became of the code that was handed in."""
        return self.answer.code.trial if self.answer.code else None

    @property
    def faults(self) -> tuple[Flag, ...]:
        """The flags to tell the person: shortness only where nothing worse is the matter and points are missing, and
        nothing that is the program's own fault."""
        grade = self.answer.grade
        flags = grade.flags if grade else ()
        enough = self.score is not None and self.score >= _ENOUGH
        hidden = enough or {"empty", "off_topic", "keyword_list"} & set(flags)
        return tuple(flag for flag in flags if flag != "model_failed" and (flag != "too_short" or not hidden))

    @property
    def on_question(self) -> bool:
        """At least one key point was covered."""
        return bool(self.answer.grade and any(point.covered for point in self.answer.grade.points))

    @property
    def hard(self) -> bool:
        limit = int(load_rubric("behaviour")["hard_from_difficulty"])
        return self.answer.follow_up_of is not None or self.answer.question.difficulty >= limit


@dataclass(frozen=True, slots=True)
class Topic:
    """A main question with its follow-ups; each point counts by the best of them, and each mistake once, with the index
    of the answer that makes it. ``turns`` index the answers."""

    question: Question
    turns: tuple[int, ...]
    points: tuple[PointCheck, ...]
    point_turns: tuple[int, ...]
    score: float | None
    interval: tuple[float, float] | None
    mistakes: tuple[tuple[MadeMistake, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SessionFacts:
    record: SessionRecord
    language: Language
    answers: tuple[AnswerFacts, ...]
    topics: tuple[Topic, ...]

    @property
    def anything_said(self) -> bool:
        return any(answer.said for answer in self.answers)

    @property
    def coded(self) -> tuple[tuple[AnswerFacts, Task, Trial], ...]:
        """Programming tasks of which the tests were run."""
        found = ((answer, answer.answer.question.code, answer.trial) for answer in self.answers)
        return tuple((answer, task, trial) for answer, task, trial in found if task is not None and trial is not None)


def gather(record: SessionRecord) -> SessionFacts:
    """Counts everything once."""
    language = record.config.profile.language
    answers = tuple(_answer(answer, language) for answer in record.answers)
    asked = tuple(a for a in answers if a.answer.question.round != "candidate_questions")
    return SessionFacts(record, language, asked, _topics(asked))


def _answer(answer: Answer, language: Language) -> AnswerFacts:
    text = answer_text(answer.words, language)
    clauses = split(answer.words, language)
    voice = answer.voice
    limit = float(load_rubric("delivery")["long_pause_s"])
    links: dict[str, Clause] = {}
    for clause in clauses:
        for kind in _links_in(clause.match, language):
            links.setdefault(kind, clause)
    return AnswerFacts(
        answer=answer,
        text=text,
        clauses=clauses,
        size=len(units(" ".join(clause.match for clause in clauses), language)),
        links=links,
        example=links.get("example") or next((c for c in clauses if _NUMBER.search(c.match)), None),
        rate=voice.rate.value if voice and voice.rate else None,
        long_pauses=sum(pause.duration_s >= limit for pause in voice.pauses) if voice else None,
    )


def _links_in(text: str, language: Language) -> list[str]:
    low = text.lower()
    if language == "zh":
        return [kind for kind, words in CONNECTIVES["zh"].items() if any(word in low for word in words)]
    return [
        kind
        for kind, words in CONNECTIVES["en"].items()
        if any(re.search(rf"\b{re.escape(word)}\b\W+\w", low) for word in words)
    ]


def _topics(answers: Sequence[AnswerFacts]) -> tuple[Topic, ...]:
    """Main questions in order. An answer that could not be judged leaves its points out, never at zero."""
    topics = []
    for main in answers:
        if main.answer.follow_up_of is not None:
            continue
        family = [main, *(a for a in answers if _root(a, answers) == main.answer.index and a is not main)]
        graded = [a for a in family if a.answer.grade is not None and a.score is not None]
        best = _best(graded)
        made: dict[str, tuple[MadeMistake, int]] = {}
        for member in graded:
            for mistake in member.answer.grade.mistakes if member.answer.grade else ():
                made.setdefault(mistake.text, (mistake, member.answer.index))
        points = tuple(point for point, _ in best.values())
        score, interval = score_points(points, main.answer.grade.on_question if main.answer.grade else None)
        if score is not None and interval is not None:
            score, interval = after_mistakes(score, interval, [mistake for mistake, _ in made.values()])
        if main.score is not None and (score is not None or main.trial is not None) and len(graded) == 1:
            score, interval = main.score, main.answer.grade.interval if main.answer.grade else None
        if main.score is not None and main.answer.grade and "keyword_list" in main.answer.grade.flags:
            # A list of terms is worth what its own grade is limited to; only what follow-ups brought comes to more.
            others = _best([member for member in graded if member is not main])
            nothing = [replace(point, probability=0.0) for point in main.answer.grade.points]
            score, interval = score_points([others.get(one.point_id, (one, 0))[0] for one in nothing])
            if score is None or score <= main.score:
                score, interval = main.score, main.answer.grade.interval
        turns = tuple(member.answer.index for member in family)
        point_turns = tuple(turn for _, turn in best.values())
        mistakes = tuple(made.values())
        topics.append(Topic(main.answer.question, turns, points, point_turns, score, interval, mistakes))
    return tuple(topics)


def _best(members: Sequence[AnswerFacts]) -> dict[str, tuple[PointCheck, int]]:
    """By its id each point as that of the answers tells it which tells most, with the index of the answer."""
    best: dict[str, tuple[PointCheck, int]] = {}
    for member in members:
        for point in member.answer.grade.points if member.answer.grade else ():
            known = best.get(point.point_id)
            if known is None or _tells_more(point, known[0]):
                best[point.point_id] = (point, member.answer.index)
    return best


def _tells_more(point: PointCheck, other: PointCheck) -> bool:
    """Said counts before its contrary, and that before nothing."""
    first, second = ((each.covered, each.contradicted, each.probability) for each in (point, other))
    return first > second


def _root(member: AnswerFacts, answers: Sequence[AnswerFacts]) -> int:
    by_index = {a.answer.index: a for a in answers}
    current, seen = member, set()
    while current.answer.follow_up_of is not None and current.answer.index not in seen:
        seen.add(current.answer.index)
        parent = by_index.get(current.answer.follow_up_of)
        if parent is None:
            break
        current = parent
    return current.answer.index


def quote(turn: int, clause: Clause) -> Evidence:
    return Evidence(turn, clause.start_s, clause.end_s, quote=clause.text)


def point_quote(point: PointCheck, turn: int) -> Evidence:
    """The clause that a covered point, or its contrary, rests on."""
    return Evidence(turn, point.start_s, point.end_s, quote=point.quote)


def mistake_quote(mistake: MadeMistake, turn: int) -> Evidence:
    """The words that make it."""
    return Evidence(turn, mistake.start_s, mistake.end_s, quote=mistake.quote)


def metric(answer: Answer | None, name: str, value: float, unit: str | None = None) -> Evidence:
    """A measured figure of one answer, or of the whole session."""
    if answer is None:
        return Evidence(None, None, None, metric=name, value=round(value, 2), unit=unit)
    return Evidence(answer.index, answer.start_s, answer.end_s, metric=name, value=round(value, 2), unit=unit)


def coverage(topic: Topic) -> float:
    """Percent of the points that were covered, unweighted."""
    return 100.0 * sum(point.covered for point in topic.points) / len(topic.points) if topic.points else 0.0


def contradicted(topic: Topic) -> list[tuple[PointCheck, int]]:
    """Points of which the contrary was said, with the index of the answer that says it."""
    return [pair for pair in zip(topic.points, topic.point_turns, strict=True) if pair[0].contradicted]


def missed(topic: Topic) -> list[PointCheck]:
    """Uncovered points, those that must be there and the heavy ones first."""
    return sorted((p for p in topic.points if not p.covered), key=lambda p: (not p.must, -p.weight, p.point_id))


def spread(values: Sequence[float], score: float) -> tuple[float, float] | None:
    """80 % interval of a mean from the spread between answers (normal, 1.2816·s/√n); None for a single answer."""
    if len(values) < 2:
        return None
    half = 1.2816 * statistics.stdev(values) / len(values) ** 0.5
    return round(max(0.0, score - half), 1), round(min(10.0, score + half), 1)
