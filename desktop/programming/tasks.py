"""Reads the programming tasks: a folder of YAML, one file a topic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from desktop.domain.errors import InputError
from desktop.domain.programming import Task
from desktop.programming.schema import ACTION, parse_task
from desktop.resources import assets_dir

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_FILE_BYTES = 2_000_000


@dataclass(frozen=True)
class TaskList:
    """Tasks by topic, then from the easy to the hard."""

    tasks: tuple[Task, ...]

    @cached_property
    def by_id(self) -> dict[str, Task]:
        return {task.id: task for task in self.tasks}

    def find(self, task_id: str) -> Task:
        """Raises ``InputError`` for an id that is not there."""
        if task_id not in self.by_id:
            raise InputError(f"There is no programming task {task_id}.", action="`candid code list` shows them.")
        return self.by_id[task_id]


def shipped_tasks() -> TaskList:
    """The program's own tasks."""
    return load_tasks(assets_dir() / "programming")


def load_tasks(folder: Path) -> TaskList:
    """Every task of the YAML files in ``folder``.

    Raises:
        InputError: names the file, the task's id and the field of the first thing that is wrong.
    """
    tasks: list[Task] = []
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for number, entry in enumerate(_entries(path), start=1):
            task = parse_task(entry, path.name, number)
            if task.id in found:
                raise InputError(
                    f"{path.name}, task {task.id}, field id: is already used in {found[task.id]}.", action=ACTION
                )
            found[task.id] = path.name
            tasks.append(task)
    if not tasks:
        raise InputError(f"The folder {folder} holds no programming tasks.", action="Check the path.")
    return TaskList(tuple(sorted(tasks, key=lambda task: (task.topic, task.difficulty, task.id))))


def _entries(path: Path) -> list[object]:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise InputError(f"{path.name} is larger than 2 MB.", action="Split it into several files.")
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", action="Check the file.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path.name} is not valid YAML: {' '.join(str(error).split())[:200]}.", action=ACTION
        ) from error
    if not isinstance(entries, list):
        raise InputError(f"{path.name} must hold a list of tasks, each beginning with '- id:'.", action=ACTION)
    return entries
