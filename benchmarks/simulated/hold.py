"""One interview with a scripted candidate: the real plan, flow, likeness and judge; only sound and clock are left out.

The candidate's words get times as if they were spoken; what the flow is told about them comes from the embedding judge
through the session's own code.
"""

from __future__ import annotations

import random
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.simulated.candidates import CANDIDATES, LINES, Said, Situation
from desktop.domain.question import Question
from desktop.domain.session import SessionConfig
from desktop.domain.speech import WRITTEN_WORD, Language, Word
from desktop.interview.bank import QuestionBank
from desktop.interview.contradictions import Statements
from desktop.interview.plan import InterviewPlan, make_plan
from desktop.interview.steps import Ask, CandidateQuestions, Done, Repeat, Reply, Step
from desktop.session.conversation import answer_report, compare_statements, make_flow
from desktop.session.parts import Heard
from desktop.session.provisional import ProvisionalGrade
from desktop.workers.mind import GradeRequest, MindService
from desktop.workers.service import at_once

MOST_STEPS = 400
WORDS_PER_S = {"en": 2.5, "zh": 4.0}  # the unit of Chinese is the character
PATIENCE_S = 12.0
STEP_S = 1.5


class MindHere:
    """The judge's service without a process of its own; it never sees the wordings that candidates speak from."""

    def __init__(self, service: MindService) -> None:
        self._service = service

    def submit(self, body: Any, timeout_s: float | None = None) -> Future[Any]:
        future: Future[Any] = Future()
        if isinstance(body, GradeRequest):
            body = replace(body, question=without_wordings(body.question))
        future.set_result(at_once(self._service, body))
        return future


def without_wordings(question: Question) -> Question:
    return replace(question, key_points=tuple(replace(point, said_like=()) for point in question.key_points))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, what was said to it, and which of its question's key points the script had said before it."""

    step: Ask | Repeat
    said: Said
    before: frozenset[str]


@dataclass
class Held:
    """One interview as it went. ``ended`` False: it was still going after ``MOST_STEPS``."""

    kind: str
    config: SessionConfig
    plan: InterviewPlan
    steps: list[Step] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    stopped: bool = False
    ended: bool = False
    duration_s: float = 0.0

    @property
    def asks(self) -> list[Ask]:
        return [step for step in self.steps if isinstance(step, Ask)]


def hold(bank: QuestionBank, config: SessionConfig, kind: str, mind: Any) -> Held:
    """Runs to the end, or ``MOST_STEPS``."""
    plan = make_plan(bank, config, seed=config.seed)
    flow = make_flow(plan, config, mind)
    statements = Statements(config.profile.language, config.profile.resume)
    held = Held(kind, config, plan)
    rng = random.Random(f"{kind}:{config.seed}")
    language = config.profile.language
    covered: dict[str, frozenset[str]] = {}
    now_s = 0.0
    asked: Ask | None = None
    for _ in range(MOST_STEPS):
        flow.elapsed(now_s)
        step = flow.next_step()
        held.steps.append(step)
        if isinstance(step, Done):
            held.ended = True
            break
        now_s += _spoken_s(step.spoken, language) + STEP_S
        if isinstance(step, Ask | Repeat):
            said = CANDIDATES[kind](Situation(step, language, rng, _others(bank, step.question)))
            before = covered.get(step.question.id, frozenset())
            held.exchanges.append(Exchange(step, said, before))
            covered[step.question.id] = before | said.points
            asked = step if isinstance(step, Ask) else asked
            assert asked is not None
            now_s = _report(flow, asked, said, language, mind, statements, now_s)
            held.stopped = held.stopped or said.act == "stop"
        elif isinstance(step, CandidateQuestions) or (isinstance(step, Reply) and step.expects_more):
            text = rng.choice([*LINES[language]["own_questions"], ""])
            now_s += _spoken_s(text, language) + STEP_S
            flow.candidate_asked(text)
    held.duration_s = now_s
    return held


def _report(
    flow: Any, ask: Ask, said: Said, language: Language, mind: Any, statements: Statements, now_s: float
) -> float:
    """Tells the flow as the session does; answers the time afterwards."""
    if said.act in ("skip", "repeat", "stop"):
        {"skip": flow.skipped, "repeat": flow.repeat, "stop": flow.stop}[said.act]()
        return now_s
    words = _words(said.text, language, now_s)
    ended_by = {"answer": "turn_end", "silence": "no_speech", "nothing": "button"}[said.act]
    end_s = words[-1].end_s if words else now_s + (PATIENCE_S if said.act == "silence" else 1.0)
    heard = Heard(now_s, end_s, end_s + STEP_S, ended_by, words)
    found = compare_statements(statements, ask, heard, language)
    grade = ProvisionalGrade(mind, ask.question, language, flow.sought())
    flow.answered(answer_report(ask.question, heard, grade, found))
    return end_s + STEP_S


def _words(text: str, language: Language, start_s: float) -> tuple[Word, ...]:
    words = []
    for match in WRITTEN_WORD[language].finditer(text):
        end_s = start_s + 1.0 / WORDS_PER_S[language]
        words.append(Word(match.group(), start_s, end_s, 0.95))
        start_s = end_s
    return tuple(words)


def _spoken_s(text: str, language: Language) -> float:
    return len(WRITTEN_WORD[language].findall(text)) / WORDS_PER_S[language]


def _others(bank: QuestionBank, question: Question) -> list[Question]:
    """Technical questions of another field and area, of the same language."""
    area = question.topic.split("/")[0]
    return [
        other
        for other in bank.questions
        if other.language == question.language
        and other.kind == "technical"
        and other.domain != question.domain
        and other.topic.split("/")[0] != area
        and other.reference_answer
    ]
