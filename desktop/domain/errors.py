"""Failures that are expected to happen to people, as types.

Each says what happened, what is safe and what to do. Anything that is not a ``CandidError`` is our bug.
"""

from __future__ import annotations


class CandidError(Exception):
    """An expected failure.

    ``what`` happened; ``safe`` is what is not lost; ``action`` is what the person can do. ``exit_code`` is the
    command line's exit status for it (see docs/cli: 2 bad input, 3 something missing on this machine).
    """

    exit_code = 1

    def __init__(self, what: str, *, action: str = "", safe: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.action = action
        self.safe = safe

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.safe, self.action) if part)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.action, self.safe))


def _rebuild(cls: type[CandidError], what: str, action: str, safe: str) -> CandidError:
    error = cls.__new__(cls)
    CandidError.__init__(error, what, action=action, safe=safe)
    return error


class InputError(CandidError):
    """A file, an argument or a document that cannot be used."""

    exit_code = 2


class MissingError(CandidError):
    """Something this machine lacks: a model, a device, a library, space."""

    exit_code = 3


class ModelMissing(MissingError):
    """A weight file is absent or its hash is wrong."""


class DeviceMissing(MissingError):
    """No microphone or camera, or it is busy or was unplugged."""


class StorageFull(MissingError):
    """The disk has no room left for what should be written."""
