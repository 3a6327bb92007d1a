"""Openings that were offered for questions still to come: each checked, each passage told once."""

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
        self, opening: Opening, questions: Iterable[Question], said: Iterable[str], embedding: Similar | None
    ) -> Refusal | None:
        """Why it is not kept. ``questions`` are those that are or will be asked, ``said`` the texts asked before."""
        question = next((item for item in questions if opening.ask in _asks(item)), None)
        if question is None or not worth_opening(question):
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


def _asks(question: Question) -> set[str]:
    return {question.text, *(item.text for item in question.follow_ups)}
