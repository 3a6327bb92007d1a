"""A programming task in the report: the task, what was handed in, what became of each test, and a solution."""

from __future__ import annotations

from desktop.domain.programming import CaseResult, CodeWork, Task
from desktop.domain.session import Answer
from desktop.localise import localise
from desktop.report.figures import clean, clock, paragraphs
from desktop.report.shape import CodeTest, CodeView, Fact
from desktop.report.texts import Texts


def code_view(answer: Answer, texts: Texts) -> CodeView | None:
    """None for a question without a task."""
    task = answer.question.code
    if task is None:
        return None
    work, language = answer.code, texts.language
    trial = work.trial if work else None
    return CodeView(
        title=task.title[language],
        statement=paragraphs(task.statement[language]),
        facts=_facts(task, answer.question.time_limit_s, work, texts),
        note=texts("code.by_tests" if trial else "code.not_run"),
        source=clean(work.source).rstrip() if work else "",
        tests=tuple(_test(task, result, texts) for result in trial.results) if trial else (),
        reference=task.reference.rstrip(),
        mistakes=tuple(slip.text[language] for slip in task.mistakes),
    )


def _facts(task: Task, limit_s: int, work: CodeWork | None, texts: Texts) -> tuple[Fact, ...]:
    facts = []
    if work and work.trial:
        for key, hidden in (("all", None), ("visible", False), ("hidden", True)):
            passed, of = work.trial.count(hidden)
            facts.append(Fact(texts(f"code.passed_{key}"), texts("code.of", n=passed, of=of)))
    if work:
        used = texts("code.of", n=clock(work.used_s), of=clock(limit_s))
        facts.append(Fact(texts("code.time"), used))
    return tuple(facts)


def _test(task: Task, result: CaseResult, texts: Texts) -> CodeTest:
    """With what was called and expected where it did not pass; after the interview nothing is hidden any more."""
    name = texts("code.hidden_test" if result.hidden else "code.visible_test", n=result.number)
    if result.verdict == "passed":
        return CodeTest("covered", "✓", name, texts("code.test_passed"), ())
    message = clean(localise(result.message, texts.language))
    if result.line is not None:
        message += texts("code.line", n=result.line)
    case = task.cases[result.number - 1]
    parts = [
        (texts("code.called"), f"{case.given.rstrip()}\n{case.call}" if case.given else case.call),
        (texts("code.expected"), result.expected or case.gives),
        (texts("code.got"), result.got),
        (texts("code.printed"), result.printed.rstrip()),
    ]
    shown = () if result.verdict in ("not_run", "not_python") else tuple((k, clean(v)) for k, v in parts if v)
    return CodeTest("missing", "○" if result.verdict == "not_run" else "✗", name, message, shown)
