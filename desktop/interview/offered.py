"""Openings that were offered for follow-ups still to come: each checked, each passage told once."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.question import Question
from desktop.interview.opening import Opening, worth_opening
from desktop.interview.similarity import Similar
from desktop.interview.wording import Refusal, check_opening


class OfferedOpenings:
    """Kept by the text that they stand before; of several the one nearest to it."""

    def __init__(self) -> None:
        self._by_ask: dict[str, Opening] = {}
        self._told: set[str] = set()

    def add(
        self, opening: Opening, question: Question, said: Iterable[str], embedding: Similar | None
    ) -> Refusal | None:
        """Why it is not kept. ``question`` is the one being asked, ``said`` the texts asked before."""
        if not worth_opening(question) or opening.ask not in {item.text for item in question.follow_ups}:
            return "off_the_point"
        if opening.passage in self._told:
            return "repeat"
        refused = check_opening(opening, question, said=said, embedding=embedding)
        known = self._by_ask.get(opening.ask)
        if refused is None and (known is None or known.likeness < opening.likeness):
            self._by_ask[opening.ask] = opening
        return refused

    def take(self, ask: str) -> Opening | None:
        """The opening for before this text, unless the person has been told of that passage meanwhile."""
        opening = self._by_ask.pop(ask, None)
        if opening is None or opening.passage in self._told:
            return None
        self._told.add(opening.passage)
        return opening
