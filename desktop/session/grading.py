"""A grade from the judge's process; where the language model fails on an answer, one without it."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import replace

from desktop.workers.mind import GradeReply, GradeRequest
from desktop.workers.service import RequestFailed, ServiceProcess

log = logging.getLogger(__name__)

# A few seconds for each key point.
GRADE_LIMIT_S = 180.0
_WITHOUT_MODEL_LIMIT_S = 60.0


def ask_for_grade(mind: ServiceProcess, request: GradeRequest, limit_s: float = GRADE_LIMIT_S) -> Future[GradeReply]:
    """The grade, or why there is none. A judge that died over it twice, or took longer than ``limit_s``, is asked once
    more, to judge by embedding alone."""
    outcome: Future[GradeReply] = Future()

    def settle(finished: Future[GradeReply]) -> None:
        error = finished.exception()
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(finished.result())

    def first(finished: Future[GradeReply]) -> None:
        if isinstance(finished.exception(), RequestFailed):
            log.warning("the judge failed on an answer and is asked to do without the language model")
            again = replace(request, without_model=True)
            mind.submit(again, _WITHOUT_MODEL_LIMIT_S).add_done_callback(settle)
        else:
            settle(finished)

    mind.submit(request, limit_s, once=True).add_done_callback(first)
    return outcome
