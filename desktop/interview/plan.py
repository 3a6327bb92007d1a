"""Which questions an interview asks, in which order, and why. Deterministic: the same inputs give the same plan."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop.domain.question import Question, Round
from desktop.domain.session import SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank
from desktop.interview.exact.catalogue import draw
from desktop.interview.relevance import Reason, Relevance, Wanted, wanted_skills
from desktop.interview.roles import domain_fit, role_fit
from desktop.interview.similarity import Similar, is_near_duplicate
from desktop.interview.skills import topic_parts

ROUND_ORDER: tuple[Round, ...] = ("theory", "project", "programming", "system_design", "behavioural", "industry")
"""The order in which rounds are held; the candidate's own questions always come last."""

_SHARE: tuple[Round, ...] = ("theory", "project", "behavioural", "programming", "system_design", "theory", "industry",
                             "project", "theory", "behavioural")  # fmt: skip
"""Which round the n-th question goes to; repeated for longer interviews, rounds without questions passed over."""

_FREQUENCY = {"rare": -0.4, "uncommon": 0.0, "common": 0.4, "very_common": 0.7}
_DIFFICULTY_COST = 0.9
_AREA_COST = 0.8
_TOPIC_COST = 2.5
_SKILL_COST, _SKILL_COST_EACH = 1.6, 0.4
_ASKED_BEFORE_COST = 8.0
_JITTER = 0.8
_CALCULATION_FROM = 5


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A main question and why it was chosen."""

    question: Question
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that fits this person. ``value`` holds all that does not depend on the others chosen."""

    question: Question
    value: float
    reasons: tuple[Reason, ...]
    asked_before: bool


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """``items`` in the order asked; ``closing`` invites the candidate's own questions, None when the bank has none;
    ``pool`` is what the flow may exchange them for; ``missing`` counts questions that the bank could not supply;
    ``minutes`` is the length it is made for, None when that is not known."""

    language: Language
    role: str
    domain: str
    difficulty: int
    seed: int
    items: tuple[PlannedQuestion, ...]
    closing: Question | None
    pool: tuple[Candidate, ...]
    wanted: Wanted
    missing: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is already in the interview, for the spread of topics and of reasons, and against repeats. ``skill_cost`` is
    what a second question on one skill loses."""

    ids: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    skill_cost: float = 0.0

    def plus(self, question: Question, reasons: tuple[Reason, ...] = ()) -> Chosen:
        return replace(
            self,
            ids=self.ids | {question.id},
            texts=(*self.texts, question.text),
            topics=(*self.topics, question.topic),
            skills=(*self.skills, *(reason.skill for reason in reasons)),
        )


def make_plan(
    bank: QuestionBank,
    config: SessionConfig,
    *,
    seed: int,
    already_asked: frozenset[str] = frozenset(),
    embedding: Similar | None = None,
) -> InterviewPlan:
    """Chooses ``config.questions`` main questions for the profile; of five or more, one may be a calculation.

    Args:
        already_asked: ids of former sessions; they come back only when nothing else fits.
        embedding: optional cosine of two texts, a second guard against near duplicates.
    """
    profile = config.profile
    wanted = wanted_skills(profile.resume, profile.job, bank.questions, f"{profile.role}\n{profile.domain}")
    pool = _pool(bank, config, wanted, seed, already_asked)
    rounds = _share_out(pool, config.questions)
    items: list[PlannedQuestion] = []
    chosen = Chosen(skill_cost=skill_cost(wanted))
    if sum(rounds.values()) >= _CALCULATION_FROM:
        skills = wanted.job_gap | wanted.job_match | wanted.resume
        calculation = draw(profile, config.difficulty, seed=seed, already_asked=already_asked, wanted=skills)
        if calculation is not None:
            rounds = _with_room(rounds, calculation.round)
            items, chosen = [PlannedQuestion(calculation)], chosen.plus(calculation)
    for round_ in ROUND_ORDER:
        for _ in range(rounds.get(round_, 0)):
            found = pick(pool, round_, config.difficulty, chosen, embedding)
            if found is not None:
                items.append(PlannedQuestion(found.question, found.reasons))
                chosen = chosen.plus(found.question, found.reasons)
    items = _fill_up(items, chosen, pool, config, embedding)
    return InterviewPlan(
        language=profile.language,
        role=profile.role,
        domain=profile.domain,
        difficulty=config.difficulty,
        seed=seed,
        items=tuple(items),
        closing=_closing(bank, config, seed),
        pool=tuple(pool),
        wanted=wanted,
        missing=config.questions - len(items),
        minutes=config.planned_minutes,
    )


def pick(
    pool: Iterable[Candidate],
    round_: Round,
    difficulty: float,
    chosen: Chosen,
    embedding: Similar | None = None,
    closer_than: float | None = None,
) -> Candidate | None:
    """The best candidate of a round that is not chosen yet and repeats nothing; None when there is none.

    ``closer_than`` limits the search to questions nearer to ``difficulty`` than that.
    """
    rated = [
        (rating(candidate, difficulty, chosen), candidate)
        for candidate in pool
        if candidate.question.round == round_
        and candidate.question.id not in chosen.ids
        and (closer_than is None or abs(candidate.question.difficulty - difficulty) < closer_than)
    ]
    for _, candidate in sorted(rated, key=lambda item: (-item[0], item[1].question.id)):
        if not is_near_duplicate(candidate.question.text, chosen.texts, embedding):
            return candidate
    return None


def rating(candidate: Candidate, difficulty: float, chosen: Chosen) -> float:
    """How good a next question this is: its own value, less for the wrong difficulty and for topics and skills that
    there are already questions on."""
    question = candidate.question
    area = topic_parts(question.topic)[:1]
    same_area = sum(topic_parts(topic)[:1] == area for topic in chosen.topics)
    same_topic = sum(topic == question.topic for topic in chosen.topics)
    same_skill = sum(reason.skill in chosen.skills for reason in candidate.reasons)
    return (
        candidate.value
        - _DIFFICULTY_COST * abs(question.difficulty - difficulty)
        - _AREA_COST * same_area
        - _TOPIC_COST * same_topic
        - chosen.skill_cost * same_skill
    )


def skill_cost(wanted: Wanted) -> float:
    """The more skills there are to ask about, the more a second question on one of them loses."""
    count = len(wanted.job_gap | wanted.job_match | wanted.resume)
    return min(_SKILL_COST, _SKILL_COST_EACH * max(0, count - 1))


def _pool(
    bank: QuestionBank, config: SessionConfig, wanted: Wanted, seed: int, already_asked: frozenset[str]
) -> list[Candidate]:
    """Everything that may be asked: questions that fit position and field, or, when that is less than the interview
    needs, those that fit one of the two. Questions for other people are never used to fill up."""
    profile = config.profile
    relevance = Relevance(wanted)
    strict: list[Candidate] = []
    loose: list[Candidate] = []
    for question in bank.questions:
        if question.language != profile.language or question.round == "candidate_questions":
            continue
        role, domain = role_fit(profile.role, question.roles), domain_fit(profile.domain, question.domain)
        if role == 0 and domain == 0:
            continue
        bonus, reasons = relevance.of(question, role=role)
        value = 2.0 * role + 1.5 * domain + _FREQUENCY[question.frequency] + bonus
        value += _JITTER * random.Random(f"{seed}:{question.id}").random()
        value -= _ASKED_BEFORE_COST if question.id in already_asked else 0.0
        target = strict if role > 0 and domain > 0 else loose
        target.append(Candidate(question, value, reasons, question.id in already_asked))
    enough = sum(not candidate.asked_before for candidate in strict) >= config.questions
    return strict if enough else [*strict, *(replace(item, value=item.value - 3.0) for item in loose)]


def _share_out(pool: Iterable[Candidate], count: int) -> Mapping[Round, int]:
    """How many questions each round gets; a round without questions gives its share to the next."""
    supply: dict[Round, int] = {}
    for candidate in pool:
        supply[candidate.question.round] = supply.get(candidate.question.round, 0) + 1
    shares: dict[Round, int] = {}
    position = 0
    left = min(count, sum(supply.values()))
    while left:
        round_ = _SHARE[position % len(_SHARE)]
        position += 1
        if shares.get(round_, 0) < supply.get(round_, 0):
            shares[round_] = shares.get(round_, 0) + 1
            left -= 1
    return shares


def _with_room(rounds: Mapping[Round, int], wanted: Round) -> Mapping[Round, int]:
    """One question less in the wanted round, or in the largest when it has none, for one that is not of the bank."""
    largest = max(rounds, key=lambda round_: (rounds[round_], -ROUND_ORDER.index(round_)))
    gives = wanted if rounds.get(wanted, 0) > 0 else largest
    return {**rounds, gives: rounds[gives] - 1}


def _fill_up(
    items: list[PlannedQuestion],
    chosen: Chosen,
    pool: list[Candidate],
    config: SessionConfig,
    embedding: Similar | None,
) -> list[PlannedQuestion]:
    """Where a round had near duplicates only, its places go to other rounds. A round begins with its easiest question
    and closes with the calculation."""
    while len(items) < config.questions:
        options = [pick(pool, round_, config.difficulty, chosen, embedding) for round_ in ROUND_ORDER]
        found = [option for option in options if option is not None]
        if not found:
            break
        best = max(found, key=lambda item: rating(item, config.difficulty, chosen))
        items = [*items, PlannedQuestion(best.question, best.reasons)]
        chosen = chosen.plus(best.question, best.reasons)
    return sorted(items, key=_place)


def _place(item: PlannedQuestion) -> tuple[int, bool, int]:
    question = item.question
    return ROUND_ORDER.index(question.round), question.exact is not None, question.difficulty


def _closing(bank: QuestionBank, config: SessionConfig, seed: int) -> Question | None:
    profile = config.profile
    fitting = [
        question
        for question in bank.questions
        if question.language == profile.language
        and question.round == "candidate_questions"
        and role_fit(profile.role, question.roles) > 0
    ]
    return random.Random(f"{seed}:closing").choice(fitting) if fitting else None
