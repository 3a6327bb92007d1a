"""What is said about a programming task and about a solution that was run: parts of a text, without any widget."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.programming import Attempt, Case, CaseResult, Task, Trial
from desktop.localise import localise
from desktop.ui.texts import Texts
from desktop.ui.widgets.code_text import Part


def details(task: Task, t: Texts, *, with_area: bool = True) -> str:
    """Topic, level and time in one line."""
    area, _, detail = task.topic.partition("/")
    parts = [
        *((t(f"task_topic.{area}"),) if with_area else ()),
        t(f"task_topic.{detail}"),
        t("programming.level", n=task.difficulty),
        t("programming.minutes", n=task.time_limit_s // 60),
    ]
    return " · ".join(parts)


def statement_parts(task: Task, t: Texts, hints: int) -> list[Part]:
    """The task with its first ``hints`` hints."""
    parts = [Part("body", task.statement[t.language])]
    parts += [Part("accent", t("task.hint", n=n, text=h[t.language])) for n, h in enumerate(task.hints[:hints], 1)]
    parts.append(Part("heading", t("task.examples")))
    for number, case in enumerate(task.visible, start=1):
        parts += [Part("muted", t("task.visible_test", n=number)), Part("code", called(case))]
        parts += [Part("muted", t("task.expected")), Part("code", case.gives)]
    parts.append(Part("heading", t("task.rules")))
    parts.append(Part("muted", t("task.hidden_count", n=len(task.hidden))))
    parts.append(Part("muted", t(f"task_rule.{task.rule}", tolerance=f"{task.tolerance:g}")))
    parts.append(Part("muted", t("task.limits", seconds=task.run_limit_s, mb=task.memory_mb)))
    return parts


def called(case: Case) -> str:
    return f"{case.given.rstrip()}\n{case.call}" if case.given else case.call


def trial_parts(trial: Trial, t: Texts) -> list[Part]:
    """Test by test, what was called, expected and given back; of hidden tests only what became of them."""
    if not trial.parsed:
        first = trial.results[0]
        return [_told(first, t), Part("muted", t("task.nothing_run"))]
    parts: list[Part] = []
    left_out = [result for result in trial.results if result.verdict == "not_run"]
    for result in trial.results:
        if result.verdict != "not_run":
            parts += _result_parts(result, t)
    if left_out:
        parts.append(Part("heading", t("task.not_run", n=len(left_out))))
        parts.append(Part("muted", localise(left_out[0].message, t.language)))
    return parts


def _result_parts(result: CaseResult, t: Texts) -> list[Part]:
    name = t("task.hidden_test" if result.hidden else "task.visible_test", n=result.number)
    ms = max(1, round(1000 * result.wall_s))
    time = t("task.took_ms", n=ms) if ms < 1000 else t("task.took_s", n=f"{ms / 1000:.1f}")
    if result.verdict == "passed":
        parts = [Part("accent", f"✓ {name} · {time}")]
        return [*parts, *_printed(result, t)]
    parts = [Part("heading", f"✗ {name} · {time}"), _told(result, t)]
    if result.call:
        parts += [Part("muted", t("task.called")), Part("code", result.call)]
    if result.expected:
        parts += [Part("muted", t("task.expected")), Part("code", result.expected)]
    if result.got:
        parts += [Part("muted", t("task.got")), Part("code", result.got)]
    return [*parts, *_printed(result, t)]


def _told(result: CaseResult, t: Texts) -> Part:
    line = result.line
    link = t("task.line", n=line) if line is not None else ""
    return Part("danger", localise(result.message, t.language), link, line)


def _printed(result: CaseResult, t: Texts) -> list[Part]:
    if not result.printed.strip():
        return []
    return [Part("muted", t("task.printed")), Part("output", result.printed)]


def tests_passed(trial: Trial, t: Texts) -> str:
    """How many, the visible and the hidden ones apart."""
    (seen, of_seen), (hidden, of_hidden) = trial.count(hidden=False), trial.count(hidden=True)
    return t("solution.tests", seen=seen, of_seen=of_seen, hidden=hidden, of_hidden=of_hidden)


def time_used(attempt: Attempt, t: Texts) -> str:
    """Of the task's time, and by how much it was over."""
    over_s = attempt.used_s - attempt.time_limit_s
    key = "solution.time_over" if over_s >= 1 else "solution.time"
    return t(key, used=t.clock(attempt.used_s), limit=t.clock(attempt.time_limit_s), over=t.clock(max(over_s, 0.0)))


def outcome(attempt: Attempt, t: Texts) -> str:
    """One attempt in a few words, for lists."""
    if attempt.trial is None:
        return t("programming.given_up")
    passed, of = attempt.trial.count()
    return t("programming.passed", n=passed, of=of, used=t.clock(attempt.used_s))


def solution_parts(task: Task, t: Texts) -> list[Part]:
    """The reference solution, why it works, and what goes wrong most."""
    parts = [Part("code", task.reference), Part("body", task.explanation[t.language])]
    parts.append(Part("heading", t("solution.mistakes")))
    parts += [Part("body", f"· {slip.text[t.language]}") for slip in task.mistakes]
    return parts


def checked_parts(task: Task, t: Texts) -> list[Part]:
    """Every test with its input, the hidden ones too."""
    parts = [Part("muted", t("solution.checked_why"))]
    for number, case in enumerate(task.cases, start=1):
        hidden = number > len(task.visible)
        parts.append(Part("heading", t("task.hidden_test" if hidden else "task.visible_test", n=number)))
        parts.append(Part("code", called(case)))
        if case.gives:
            parts += [Part("muted", t("task.expected")), Part("code", case.gives)]
        else:
            parts.append(Part("muted", t("solution.as_reference")))
    return parts


def earlier_parts(attempts: Sequence[Attempt], t: Texts) -> list[Part]:
    """Attempts before the one that is shown, the newest first."""
    if not attempts:
        return []
    lines = [f"{t.date(attempt.finished_utc)} · {outcome(attempt, t)}" for attempt in attempts]
    return [Part("heading", t("solution.earlier")), *(Part("body", line) for line in lines)]
