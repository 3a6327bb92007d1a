"""Which follow-up is chosen, and how little has to be known for it."""

from __future__ import annotations

import random

from desktop.interview.bank import shipped_bank
from desktop.interview.follow_ups import CLAIMED_FROM, Sought, choose, sought


def test_what_settles_the_choice_is_enough_to_choose() -> None:
    """Whatever an answer covers: reading on after the choice is settled changes nothing about it."""
    draw = random.Random(7)
    read, of = 0, 0
    for question in draw.sample(sorted(shipped_bank().by_id.values(), key=lambda one: one.id), 200):
        if not question.key_points:
            continue
        for _ in range(5):
            true = {point.id: draw.random() for point in question.key_points}
            wanted = sought(question, {}, ())
            known: dict[str, float] = {}
            for point in wanted.points:
                if wanted.settled(known):
                    break
                known[point] = true[point]
            unknown = {point.id: 0.5 for point in question.key_points}
            assert choose(question, unknown | known, done=(), said=()) == choose(question, true, done=(), said=())
            read, of = read + len(known), of + len(true)
    assert read < 0.6 * of


def test_what_an_earlier_answer_covered_or_was_asked_about_is_not_sought() -> None:
    question = next(one for one in shipped_bank().by_id.values() if len(sought(one, {}, ()).missing) >= 3)
    first, second, *_ = (everything := sought(question, {}, ())).missing
    assert first not in sought(question, {}, {first}).points
    assert second not in sought(question, {second: 0.9}, ()).missing
    assert everything.points[: len(everything.missing)] == everything.missing


def test_nothing_is_sought_where_nothing_can_be_asked() -> None:
    assert Sought().settled({})
    assert Sought(claimed=("a",)).settled({"a": CLAIMED_FROM})
    assert not Sought(claimed=("a", "b")).settled({"a": 0.5})
