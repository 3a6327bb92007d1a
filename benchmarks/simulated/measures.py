"""What must hold of an interviewer, measured over whole interviews."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.simulated.hold import Held
from desktop.domain.question import Question
from desktop.interview.similarity import NEAR_DUPLICATE, NEAR_DUPLICATE_EMBEDDING, normalised, similarity
from desktop.interview.steps import Ask, Close, Done
from models.embedding import SentenceEncoder

LAST_QUESTION_S = 120.0
"""What is too short for another main question, its answer and the candidate's own part, with the goodbye."""
SENTENCE = re.compile(r"(?<=[。！？；;!?])|(?<=\.)\s+")
LEAST_CHARS = {"zh": 7, "en": 16}
"""Shorter pieces of a rubric, without spaces and punctuation, are names that a question may need ("batch size")."""


def measure(held: Sequence[Held], encoder: SentenceEncoder) -> dict[str, Any]:
    """Figures over all interviews, with the first cases of everything that should not be."""
    return {
        "interviews": len(held),
        "questions": sum(ask.follow_up_of is None for item in held for ask in item.asks),
        "follow_ups": sum(ask.follow_up_of is not None for item in held for ask in item.asks),
        "kinds": dict(sorted(Counter(item.kind for item in held).items())),
        "not_ended": sum(not item.ended for item in held),
        "repeats": repeats(held, encoder),
        "coverage": coverage(held),
        "targets": targets(held),
        "clarifications": clarifications(held),
        "leaks": leaks(held),
        "most_follow_ups_of_a_question": max(
            (n for item in held for n in Counter(a.follow_up_of for a in _follow_ups(item)).values()), default=0
        ),
        "most_follow_ups_of_a_topic": max(
            (n for item in held for n in Counter(a.question.topic for a in _follow_ups(item)).values()), default=0
        ),
        "longest_min": round(max(item.duration_s for item in held) / 60, 1),
    }


def _follow_ups(held: Held) -> list[Ask]:
    return [ask for ask in held.asks if ask.follow_up_of is not None]


def repeats(held: Iterable[Held], encoder: SentenceEncoder) -> dict[str, Any]:
    """Pairs of texts asked in one interview: equal ones, and the nearest by words and by meaning."""
    equal, near = 0, 0
    words, meaning = (0.0, ("", "")), (0.0, ("", ""))
    for item in held:
        texts = [ask.text for ask in item.asks]
        cosines = encoder.similarity(texts, texts) if texts else None
        for a, b in itertools.combinations(range(len(texts)), 2):
            pair = (texts[a], texts[b])
            equal += normalised(texts[a]) == normalised(texts[b])
            by_words, by_meaning = similarity(*pair), float(cosines[a, b]) if cosines is not None else 0.0
            near += by_words >= NEAR_DUPLICATE or by_meaning >= NEAR_DUPLICATE_EMBEDDING
            words, meaning = max(words, (by_words, pair)), max(meaning, (by_meaning, pair))
    return {
        "equal": equal,
        "above_a_threshold": near,
        "nearest_by_words": {"value": round(words[0], 3), "below": NEAR_DUPLICATE, "pair": words[1]},
        "nearest_by_meaning": {"value": round(meaning[0], 3), "below": NEAR_DUPLICATE_EMBEDDING, "pair": meaning[1]},
    }


def coverage(held: Iterable[Held]) -> dict[str, Any]:
    """Planned rounds and questions that were held, where nobody stopped and the time did not run out.

    A question may have been exchanged for another of its round; then the place in the plan was kept.
    """
    rounds = asked_rounds = questions = asked_questions = counted = invited = 0
    for item in held:
        if item.stopped or _out_of_time(item):
            continue
        counted += 1
        planned = Counter(each.question.round for each in item.plan.items)
        asked = Counter(ask.question.round for ask in item.asks if ask.follow_up_of is None)
        rounds, asked_rounds = rounds + len(planned), asked_rounds + len(planned.keys() & asked.keys())
        questions, asked_questions = questions + planned.total(), asked_questions + (planned & asked).total()
        invited += any(type(step).__name__ == "CandidateQuestions" for step in item.steps)
    return {
        "interviews": counted,
        "rounds": round(asked_rounds / rounds, 4),
        "questions": round(asked_questions / questions, 4),
        "own_questions_invited": round(invited / counted, 4),
    }


def _out_of_time(item: Held) -> bool:
    """Whether planned questions were left out at the end of the time that the session allows."""
    config = item.config
    limit_s = 60.0 * (config.minutes or 1.5 * config.planned_minutes)
    asked = sum(ask.follow_up_of is None for ask in item.asks)
    return asked < len(item.plan.items) and item.duration_s > limit_s - LAST_QUESTION_S


def targets(held: Iterable[Held]) -> dict[str, Any]:
    """Follow-ups on a missing point whose point the script had really not said; probes whose point it had said."""
    figures: dict[str, Any] = {}
    for reason in ("missing", "hint", "claimed"):
        right: Counter[str] = Counter()
        wrong = []
        for item in held:
            for step, before in ((exchange.step, exchange.before) for exchange in item.exchanges):
                if not isinstance(step, Ask) or step.reason != reason:
                    continue
                if (step.target_point in before) == (reason == "claimed"):
                    right[item.kind] += 1
                else:
                    wrong.append((item.kind, step.question.id, step.target_point))
        asked = right + Counter(kind for kind, *_ in wrong)
        figures[reason] = {
            "asked": asked.total(),
            "share_right": round(right.total() / asked.total(), 4) if asked else None,
            "by_candidate": {kind: f"{right[kind]} of {asked[kind]}" for kind in sorted(asked)},
            "wrong": wrong[:6],
        }
    return figures


def clarifications(held: Iterable[Held]) -> dict[str, Any]:
    """Questions about two statements that do not go together. No script contradicts itself on purpose."""
    found = [(item.kind, ask.text) for item in held for ask in item.asks if ask.reason == "clarify"]
    return {"count": len(found), "examples": found[:6]}


def leaks(held: Iterable[Held]) -> dict[str, Any]:
    """Pieces of the rubric of any asked question in anything the interviewer said before the end."""
    found = []
    for item in held:
        questions = {ask.question.id: ask.question for ask in item.asks}
        language = item.config.profile.language
        pieces = {piece for question in questions.values() for piece in rubric_pieces(question, language)}
        own = [normalised(question.text) for question in questions.values()]
        pieces = {piece for piece in pieces if not any(piece in text for text in own)}
        for step in item.steps:
            if isinstance(step, Close | Done):
                continue
            said = normalised(step.spoken)
            found += [(step.spoken, piece) for piece in pieces if piece in said]
    return {"count": len(found), "examples": found[:6]}


def rubric_pieces(question: Question, language: str) -> set[str]:
    """Key points, their wordings, and the sentences of reference answer and mistakes, as ``normalised``."""
    texts = [question.reference_answer]
    for point in question.key_points:
        texts += [point.text, *point.said_like]
    for mistake in question.common_mistakes:
        texts += [mistake.text, mistake.correction]
    pieces = {normalised(piece) for text in texts for piece in (text, *SENTENCE.split(text))}
    return {piece for piece in pieces if len(piece) >= LEAST_CHARS["zh" if language == "zh" else "en"]}
