"""How alike two of an interview's texts are by meaning, read once by the judge's process when the interview begins."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future

from desktop.domain.question import Question
from desktop.interview.plan import InterviewPlan
from desktop.workers.mind import EncodeReply, EncodeRequest
from desktop.workers.service import ServiceProcess

log = logging.getLogger(__name__)

ENCODE_LIMIT_S = 60.0


class Likeness:
    """Cosine, −1 to 1, of two of the planned questions and their follow-ups; 0, which guards against nothing, of any
    other text.

    The comparison of words stays beside it. The questions that may be exchanged for planned ones are left out: hundreds
    of texts would take the judge a minute, and no two of one bank are alike (its tests and the import of packs see to
    that).
    """

    def __init__(self, mind: ServiceProcess, plan: InterviewPlan) -> None:
        self._texts = {text: row for row, text in enumerate(dict.fromkeys(_texts(plan)))}
        self._future: Future[EncodeReply] = mind.submit(EncodeRequest(tuple(self._texts)), ENCODE_LIMIT_S)

    def __call__(self, left: str, right: str) -> float:
        rows = self._texts.get(left), self._texts.get(right)
        if rows[0] is None or rows[1] is None:
            return 0.0
        try:
            vectors = self._future.result(ENCODE_LIMIT_S).vectors
        except Exception as error:
            log.warning("questions are compared by their words only: %s", type(error).__name__)
            self._texts = {}
            return 0.0
        return float(vectors[rows[0]] @ vectors[rows[1]])


def _texts(plan: InterviewPlan) -> Iterable[str]:
    questions: list[Question] = [item.question for item in plan.items]
    questions += [plan.closing] if plan.closing else []
    for question in questions:
        yield question.text
        yield from (follow_up.text for follow_up in question.follow_ups)
