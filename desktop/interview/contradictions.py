"""Claims of one person that do not go together: between two answers, and between the résumé and an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop.domain.speech import Language
from desktop.interview import claims_en, claims_zh
from desktop.interview.claim import Claim, ClaimKind
from desktop.interview.resume_claims import resume_claims

_READERS: dict[Language, Callable[[str], list[Claim]]] = {"en": claims_en.read, "zh": claims_zh.read}
_REFERS_BACK = re.compile(
    r"(?i)\b(?:as i (?:said|mentioned)|i said (?:earlier|before)|i mentioned|earlier i)\b"
    r"|刚才(?:说|提|讲)|前面(?:说|提|讲)|之前说"
)
_BY_DOING = ("used", "made", "team", "length", "live")
_APART = 1.5  # years differ by this factor and at least by _YEARS_APART
_YEARS_APART = 2.0
_GRADUATION_APART = 2.0
_LENGTH_FACTOR = 2.0
_TEAM_APART, _TEAM_FACTOR = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``earlier_index`` and ``later_index`` are the answers with the two claims; None for the résumé."""

    earlier: Claim
    later: Claim
    earlier_index: int | None
    later_index: int

    @property
    def kind(self) -> ClaimKind:
        return self.later.kind


def claims_in(text: str, language: Language) -> list[Claim]:
    """What a person states about their own record in one answer."""
    return _READERS[language](text)


@dataclass(frozen=True, slots=True)
class _Heard:
    claim: Claim
    index: int
    topic: int


class Statements:
    """What a person has said about their own record in one interview. Not thread-safe."""

    def __init__(self, language: Language, resume: str = "") -> None:
        self._language: Language = language
        self._resume = resume
        self._heard: list[_Heard] = []
        self._raised: set[tuple[ClaimKind, str]] = set()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All that was taken in, in order."""
        return tuple(heard.claim for heard in self._heard)

    def hear(self, text: str, index: int, topic: int, *, designing: bool = False) -> Contradiction | None:
        """Takes in answer ``index`` and returns what in it does not go with something before, else None.

        ``topic`` is the main question that it belongs to. ``designing`` when it asks for a design or a program: "I
        used a queue there" then tells of nothing that was done. The same point is returned once.
        """
        claims = _settled(claims_in(text, self._language))
        if designing:
            claims = [claim for claim in claims if claim.kind not in _BY_DOING or claim.value == 0.0]
        found = None
        if not _REFERS_BACK.search(text):
            found = next((item for claim in claims if (item := self._against(claim, index, topic)) is not None), None)
        self._heard += [_Heard(claim, index, topic) for claim in claims]
        if found is not None:
            self._raised.add(found.later.key)
        return found

    def _against(self, claim: Claim, index: int, topic: int) -> Contradiction | None:
        if claim.key in self._raised:
            return None
        for before in reversed(self._heard):
            if differ(before.claim, claim, same_topic=before.topic == topic):
                return Contradiction(before.claim, claim, before.index, index)
        named = resume_claims(self._resume, claim) if self._resume else ()
        differing = (own for own in named if differ(own, claim, same_topic=False))
        return next((Contradiction(own, claim, None, index) for own in differing), None)


def _settled(claims: Iterable[Claim]) -> list[Claim]:
    """Without those about which one answer says both: whoever explains the two at once needs no question."""
    claims = list(claims)
    return [claim for claim in claims if not any(differ(claim, other, same_topic=True) for other in claims)]


def _left_open(one: Claim, other: Claim) -> bool:
    """Whether both are about a project and one leaves open which."""
    return one.kind == other.kind and one.kind in ("team", "live") and "" in (one.subject, other.subject)


def differ(one: Claim, other: Claim, *, same_topic: bool) -> bool:
    """Whether both cannot be true, by a margin that is no rounding."""
    if one.key != other.key and not (same_topic and _left_open(one, other)):
        return False
    low, high = sorted((one, other), key=lambda claim: claim.value)
    apart = high.value - low.value
    match one.kind:
        case "years" | "tenure":
            return not low.at_least and apart >= _YEARS_APART and high.value >= _APART * low.value
        case "team":
            related = bool(one.subject) or same_topic
            return related and not low.at_least and apart >= _TEAM_APART and high.value >= _TEAM_FACTOR * low.value
        case "length":
            return same_topic and not low.at_least and high.value >= _LENGTH_FACTOR * low.value
        case "live":
            return same_topic and apart > 0
        case "graduated":
            return apart >= _GRADUATION_APART
        case _:
            return apart > 0
