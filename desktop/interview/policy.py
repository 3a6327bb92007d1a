"""The limits of an interview: how much is asked, and in how much time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlowPolicy:
    """Limits of an interview. Times in seconds.

    ``planned_s`` is how long it is meant to take: what the main questions still to come need (``main_s`` each) and the
    candidate's own part are kept free, and follow-ups get what is left. ``time_budget_s`` is when no further question
    is begun. None: no limit.
    """

    max_follow_ups: int = 2
    max_follow_ups_per_topic: int = 3
    max_probes: int = 1
    max_clarifications: int = 2
    max_replies: int = 3
    weak_coverage: float = 0.35
    lost_coverage: float = 0.15
    short_words: int = 12
    planned_s: float | None = None
    time_budget_s: float | None = None
    main_s: float = 150.0
    least_for_main_s: float = 60.0
    least_for_follow_up_s: float = 90.0
    for_candidate_s: float = 60.0
    least_for_reply_s: float = 20.0
