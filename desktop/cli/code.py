"""``candid code``: the tasks of the programming round, and a solution run against the tests of one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop.cli.output import print_json, say
from desktop.domain.errors import InputError
from desktop.domain.programming import Case, CaseResult, Task, Trial
from desktop.domain.speech import Language
from desktop.localise import localise

_FIELDS_OF_A_RESULT = ("number", "hidden", "verdict", "call", "expected", "got", "printed", "message", "line", "wall_s")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("action", choices=("list", "show", "run"))
    parser.add_argument("task", nargs="?", help="id of a task, as `candid code list` shows it")
    parser.add_argument("file", nargs="?", metavar="FILE", help="with run: the Python file, or - for standard input")
    parser.add_argument("--language", choices=("zh", "en"), default="en", help="of the texts, default en")
    parser.add_argument("--visible", action="store_true", help="with run: the visible tests only")
    parser.add_argument("--skeleton", action="store_true", help="with show: the code to begin with and nothing else")
    parser.add_argument("--solution", action="store_true", help="with show: the reference solution and its explanation")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace) -> int:
    """A solution that fails its tests is a result, not an error: the exit status is 0."""
    from desktop.programming.judge import try_solution
    from desktop.programming.tasks import shipped_tasks

    tasks = shipped_tasks()
    if args.action == "list":
        return _list(tasks.tasks, args)
    if not args.task:
        raise InputError(f"code {args.action} needs a task.", action="`candid code list` shows them.")
    task = tasks.find(args.task)
    if args.action == "show":
        return _show(task, args)
    if not args.file:
        raise InputError("code run needs a file.", action=f"Run `candid code run {task.id} FILE`.")
    trial = try_solution(task, _source(args.file), hidden=not args.visible)
    if args.json:
        print_json(trial_json(trial, args.language))
    else:
        _print_trial(trial, args.language)
    return 0


def _list(tasks: tuple[Task, ...], args: argparse.Namespace) -> int:
    if args.json:
        print_json({"tasks": [_summary(task, args.language) for task in tasks]})
        return 0
    for task in tasks:
        print(f"{task.id:28} {task.difficulty}  {task.time_limit_s // 60:3} min  {task.title[args.language]}")
    return 0


def _summary(task: Task, language: Language) -> dict[str, Any]:
    return {
        "id": task.id,
        "topic": task.topic,
        "difficulty": task.difficulty,
        "time_limit_s": task.time_limit_s,
        "title": task.title[language],
    }


def _show(task: Task, args: argparse.Namespace) -> int:
    if args.json:
        print_json(task_json(task, args.language, solution=args.solution))
    elif args.skeleton:
        print(task.skeleton, end="")
    else:
        _print_task(task, args.language, solution=args.solution)
    return 0


def task_json(task: Task, language: Language, *, solution: bool = False) -> dict[str, Any]:
    """A task as the command line prints it; hidden tests are counted, never shown."""
    found: dict[str, Any] = {
        **_summary(task, language),
        "run_limit_s": task.run_limit_s,
        "memory_mb": task.memory_mb,
        "statement": task.statement[language],
        "hints": [hint[language] for hint in task.hints],
        "skeleton": task.skeleton,
        "rule": task.rule,
        "tolerance": task.tolerance,
        "visible": [{"given": case.given, "call": case.call, "gives": case.gives} for case in task.visible],
        "hidden": len(task.hidden),
        "source": task.source,
    }
    if solution:
        found |= {
            "reference": task.reference,
            "explanation": task.explanation[language],
            "mistakes": [slip.text[language] for slip in task.mistakes],
        }
    return found


def trial_json(trial: Trial, language: Language) -> dict[str, Any]:
    """``task, passed, results[…], protections[], wall_s``; messages in ``language``."""
    results = [{name: getattr(result, name) for name in _FIELDS_OF_A_RESULT} for result in trial.results]
    for row in results:
        row["message"] = localise(row["message"], language)
    return {
        "task": trial.task_id,
        "passed": trial.passed,
        "results": results,
        "protections": list(trial.protections),
        "wall_s": trial.wall_s,
    }


def _source(name: str) -> str:
    from desktop.programming.judge import MAX_SOURCE_BYTES, not_a_solution

    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_SOURCE_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_SOURCE_BYTES + 1)
        if len(content) > MAX_SOURCE_BYTES:
            raise not_a_solution()
        return content.decode("utf-8")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.", action="Check the file.") from error
    except UnicodeDecodeError as error:
        raise not_a_solution() from error


def _print_task(task: Task, language: Language, *, solution: bool) -> None:
    print(f"{task.title[language]}  ({task.topic}, {task.difficulty}/5, {task.time_limit_s // 60} min)\n")
    print(f"{task.statement[language]}\n")
    for case in task.visible:
        print(f"{_indented(case)}\n    → {case.gives}\n")
    print(task.skeleton, end="")
    if solution:
        print(f"\n{task.reference}\n{task.explanation[language]}")
        for slip in task.mistakes:
            print(f"- {slip.text[language]}")


def _indented(case: Case) -> str:
    return "\n".join(f"    {line}" for line in f"{case.given}{case.call}".splitlines())


def _print_trial(trial: Trial, language: Language) -> None:
    for result in trial.results:
        _print_result(result, language)
    passed = sum(result.verdict == "passed" for result in trial.results)
    print(f"{passed}/{len(trial.results)}")
    say(f"{trial.wall_s:.2f} s; protected by: {', '.join(trial.protections)}.")


def _print_result(result: CaseResult, language: Language) -> None:
    mark = "✓" if result.verdict == "passed" else "✗"
    message = localise(result.message, language)
    where = f" (line {result.line})" if result.line else ""
    print(f"{mark} {result.number}{' hidden' if result.hidden else ''}  {message}{where}".rstrip())
    if result.verdict != "passed" and result.call:
        print("    " + result.call.replace("\n", "\n    "))
        if result.verdict == "wrong":
            print(f"    expected {result.expected}\n    got      {result.got}")
        if result.printed:
            print("    printed  " + result.printed.rstrip("\n").replace("\n", "\n             "))
