"""Solutions to programming tasks: what is being written, and what was handed in. One JSON file each."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import shutil
import threading
import uuid
from pathlib import Path
from typing import TypeVar

from desktop.domain.codec import from_plain, to_plain
from desktop.domain.errors import CandidError, StorageFull
from desktop.domain.programming import Attempt, CodeDraft
from desktop.whole_file import write_whole

log = logging.getLogger(__name__)

_SAFE = "It is still in the window, and what was kept before is unchanged."
_FULL = {errno.ENOSPC, errno.EDQUOT}
_Kept = TypeVar("_Kept", CodeDraft, Attempt)


class SolutionStore:
    """Any thread may call; every method blocks while files are read or written."""

    def __init__(self, folder: Path) -> None:
        self._drafts = folder / "drafts"
        self._attempts = folder / "attempts"
        self._folder = folder
        self._lock = threading.Lock()

    def drafts(self) -> tuple[CodeDraft, ...]:
        """What is being written, one for each task at most."""
        with self._lock:
            return tuple(_read_all(self._drafts, CodeDraft))

    def keep(self, draft: CodeDraft) -> None:
        """In place of the task's draft before. Raises ``CandidError`` where it cannot be written."""
        with self._lock:
            _write(self._draft_file(draft.task_id), draft)

    def attempts(self) -> tuple[Attempt, ...]:
        """The newest first."""
        with self._lock:
            found = _read_all(self._attempts, Attempt)
        return tuple(sorted(found, key=lambda attempt: attempt.finished_utc, reverse=True))

    def hand_in(self, attempt: Attempt) -> None:
        """Keep it; the task's draft is over. Raises ``CandidError`` where it cannot be written, and keeps the draft."""
        when = attempt.finished_utc[:19].replace(":", "").replace("-", "")
        with self._lock:
            _write(self._attempts / f"{when}-{attempt.task_id}-{uuid.uuid4().hex[:6]}.json", attempt)
            with contextlib.suppress(OSError):
                self._draft_file(attempt.task_id).unlink(missing_ok=True)

    def wipe(self) -> None:
        """Delete all of it."""
        with self._lock:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _draft_file(self, task_id: str) -> Path:
        return self._drafts / f"{task_id}.json"


def _read_all(folder: Path, kind: type[_Kept]) -> list[_Kept]:
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(from_plain(kind, json.loads(path.read_text(encoding="utf-8"))))
        except OSError as error:
            log.warning("%s cannot be read: %s", path, error)
        except (ValueError, TypeError) as error:
            # Put aside for a person to look at; the next file of this name must not replace it.
            log.warning("%s is damaged and put aside: %s", path, error)
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(".damaged"))
    return found


def _write(path: Path, kept: CodeDraft | Attempt) -> None:
    """Whole or not at all, and only for its owner to read."""
    # ASCII: what was pasted may hold half a character, which UTF-8 cannot.
    content = json.dumps(to_plain(kept)).encode("ascii")
    try:
        write_whole(path, content)
    except OSError as error:
        raise _failure(path.parent, error) from error


def _failure(folder: Path, error: OSError) -> CandidError:
    if error.errno in _FULL:
        return StorageFull("The disk is full: your code was not written to it.", safe=_SAFE, action="Free some space.")
    return CandidError(
        f"Your code cannot be written to {folder} ({error.strerror or error}).",
        safe=_SAFE,
        action="Allow Candid to write to this folder, or copy your code to another place.",
    )
