"""All topics, and the one calculation that an interview may hold."""

from __future__ import annotations

import random
from collections.abc import Mapping

from desktop.domain.question import Question
from desktop.domain.session import Profile
from desktop.interview.exact import (
    bayes,
    complexity,
    conv_macs,
    conv_params,
    conv_size,
    f1,
    gradient,
    kv_cache,
    receptive_field,
    storage,
    subnet,
    throughput,
    transformer_params,
)
from desktop.interview.exact.draft import Generator, Topic
from desktop.interview.roles import SAME, domain_fit, is_any, role_fit
from desktop.interview.skills import skills_in

TOPICS: Mapping[str, tuple[Topic, Generator]] = {
    module.TOPIC.name: (module.TOPIC, module.generate)
    for module in (
        bayes, complexity, conv_macs, conv_params, conv_size, f1, gradient, kv_cache, receptive_field, storage, subnet,
        throughput, transformer_params,
    )
}  # fmt: skip

_DIFFICULTY_COST = 0.9
_ASKED_BEFORE_COST = 8.0
_WANTED_BONUS = 1.5
_JITTER = 1.2
_ATTEMPTS = 20


def draw(
    profile: Profile,
    difficulty: int,
    *,
    seed: int,
    already_asked: frozenset[str] = frozenset(),
    wanted: frozenset[str] = frozenset(),
) -> Question | None:
    """The calculation for this person; None when position and field call for none. ``wanted`` are skills of job and
    résumé.

    The same arguments give the same question. Topics of ``already_asked`` (question ids) come back last, with other
    numbers as long as there are any.
    """
    if is_any(profile.role) and is_any(profile.domain):
        return None
    rated = []
    for name, (topic, _) in TOPICS.items():
        role, domain = role_fit(profile.role, topic.roles), domain_fit(profile.domain, topic.domain)
        if role == 0 or (domain == 0 and role < SAME):
            continue
        value = 4.0 * role + 1.5 * domain - _DIFFICULTY_COST * abs(topic.difficulty - difficulty)
        value += _WANTED_BONUS * bool(skills_in(f"{topic.zh}\n{topic.en}") & wanted)
        value += _JITTER * random.Random(f"{seed}:calculation:{name}").random()
        value -= _ASKED_BEFORE_COST * sum(id_.startswith(f"calc-{name}-{profile.language}-") for id_ in already_asked)
        rated.append((value, name))
    if not rated:
        return None
    name = max(rated)[1]
    question: Question | None = None
    for attempt in range(_ATTEMPTS):
        rng = random.Random(f"{seed}:calculation:{name}:{attempt}")
        question = TOPICS[name][1](profile.language, rng)
        if question.id not in already_asked:
            break
    return question
