"""A statement of a person about their own record, in a form that can be compared with another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClaimKind = Literal["used", "years", "tenure", "team", "made", "length", "live", "degree", "graduated", "done"]


@dataclass(frozen=True, slots=True)
class Claim:
    """``subject`` is what it is about ("Kafka", "retry logic"; "" for the project that was asked about).

    ``value`` is 1 or 0 for what was done or never done, years for "years" and "tenure", people for "team", weeks for
    "length" (how long something took), the year for "graduated"; "live" is whether it went into production.
    ``at_least`` when the number is a lower bound ("more than five years"). ``quote`` is the sentence.
    """

    kind: ClaimKind
    subject: str
    value: float
    quote: str
    at_least: bool = False

    @property
    def key(self) -> tuple[ClaimKind, str]:
        return self.kind, self.subject.casefold()
