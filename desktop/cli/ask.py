"""``candid ask``: the questions that would be asked for a position and field, with their rubric, as JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.output import print_json, say
from desktop.cli.papers import paper_text
from desktop.domain.errors import InputError
from desktop.domain.question import Question
from desktop.domain.session import Profile, SessionConfig
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank, load_bank
from desktop.interview.explain import explain
from desktop.interview.plan import InterviewPlan, make_plan
from desktop.interview.roles import is_any
from desktop.packs.installed import left_out, whole_bank

MAX_COUNT = 60
_WITH_CLOSING_FROM = 6
"""From this many questions on, the last one is the invitation to ask one's own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--role", required=True, help="position, in Chinese or English, or 'any'")
    parser.add_argument("--domain", required=True, help="technical field, or 'any'")
    parser.add_argument("--language", choices=("zh", "en"), help="default: the language the role is written in")
    parser.add_argument("--resume", type=Path, metavar="F", help="résumé: PDF, DOCX, TXT or MD")
    parser.add_argument("--job", type=Path, metavar="F", help="job description: PDF, DOCX, TXT or MD")
    parser.add_argument("--count", type=int, default=8, metavar="N", help=f"1 to {MAX_COUNT}, default 8")
    parser.add_argument("--difficulty", type=int, default=3, metavar="D", help="1 to 5, default 3")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed gives other questions")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="a folder of questions used beside the program's own")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace) -> int:
    """Prints the questions; without ``--json`` as plain lines without the rubric."""
    bank = whole_bank()
    for why in left_out():
        say(why)
    if args.pack is not None:
        bank = bank.merged(load_bank(args.pack))
    report = ask_report(
        args.role,
        args.domain,
        args.language or language_of(args.role),
        resume=args.resume,
        job=args.job,
        count=args.count,
        seed=args.seed,
        difficulty=args.difficulty,
        bank=bank,
    )
    for note in report["notes"]:
        say(note)
    if args.json:
        print_json(report)
    else:
        for number, question in enumerate(report["questions"], start=1):
            print(f"{number}. [{question['round']}] {question['text']}")
    return 0


def language_of(role: str) -> Language:
    """Chinese when the role is written in Chinese characters."""
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in role) else "en"


def ask_report(
    role: str,
    domain: str,
    language: Language,
    *,
    resume: Path | None = None,
    job: Path | None = None,
    count: int = 8,
    seed: int = 0,
    difficulty: int = 3,
    bank: QuestionBank | None = None,
) -> dict[str, Any]:
    """``role, domain, language, seed, questions[…], plan[…], notes[…]``; the shape of a question is in docs/cli.

    Raises:
        InputError: ``count`` or ``difficulty`` out of range, a document that cannot be read, or no question fits.
    """
    if not 1 <= count <= MAX_COUNT:
        raise InputError(f"--count must be 1 to {MAX_COUNT}, but is {count}.", action="Choose another number.")
    if not 1 <= difficulty <= 5:
        raise InputError(f"--difficulty must be 1 to 5, but is {difficulty}.", action="Choose another number.")
    bank = bank if bank is not None else whole_bank()
    notes: list[str] = []
    profile = Profile(
        name="",
        role=role,
        domain=domain,
        language=language,
        resume=paper_text(resume, notes.append),
        job=paper_text(job, notes.append),
    )
    plan = _plan(bank, profile, count, difficulty, seed)
    questions = [item.question for item in plan.items]
    if plan.closing is not None and len(questions) < count:
        questions.append(plan.closing)
    if not questions:
        raise InputError(
            f"The bank holds no question in this language for the role {role!r} and the domain {domain!r}.",
            action="Try 'any' for one of them, or add a question pack.",
        )
    return {
        "role": role,
        "domain": domain,
        "language": language,
        "seed": seed,
        "questions": [question_json(question) for question in questions],
        "plan": list(explain(plan, language)),
        "notes": notes + _notes(bank, profile, count, len(questions)),
    }


def _plan(bank: QuestionBank, profile: Profile, count: int, difficulty: int, seed: int) -> InterviewPlan:
    has_closing = any(bank.select(language=profile.language, round="candidate_questions", role=profile.role))
    main = count - 1 if has_closing and count >= _WITH_CLOSING_FROM else count
    return make_plan(bank, SessionConfig(profile, questions=main, difficulty=difficulty, seed=seed), seed=seed)


def _notes(bank: QuestionBank, profile: Profile, count: int, found: int) -> list[str]:
    notes = []
    own = [question for question in bank.select(language=profile.language, role=profile.role) if not _general(question)]
    if not own and not is_any(profile.role):
        notes.append(f"The bank has no questions of its own for the role {profile.role!r}; general ones are used.")
    if found < count:
        notes.append(
            f"The bank holds only {found} questions that fit and do not repeat each other; {count} were asked."
        )
    return notes


def _general(question: Question) -> bool:
    return all(is_any(role) for role in question.roles)


def question_json(question: Question) -> dict[str, Any]:
    """A question as the command line prints it. This is for labs and tests: it holds the rubric."""
    return {
        "id": question.id,
        "round": question.round,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "frequency": question.frequency,
        "kind": question.kind,
        "text": question.text,
        "key_points": [
            {"id": point.id, "text": point.text, "weight": point.weight, "must": point.must}
            for point in question.key_points
        ],
        "follow_ups": [
            {"text": item.text, "when_missing": item.when_missing, "when_claimed": item.when_claimed}
            for item in question.follow_ups
        ],
        "time_limit_s": question.time_limit_s,
        "source": question.source,
    }
