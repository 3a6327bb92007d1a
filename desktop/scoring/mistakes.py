"""Mistakes that a question is known for: whether an answer makes one, or only mentions it to say that it is one.

Whoever refutes a mistake uses the same words as whoever makes it, so likeness tells where to look and little more. What
tells them apart is whether the passage speaks for what is right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Mapping, Sequence

from desktop.domain.question import KeyPoint, Mistake
from desktop.domain.score import MadeMistake
from desktop.domain.speech import Language
from desktop.scoring.calibration import Logistic
from desktop.scoring.clauses import Clause
from desktop.scoring.evidence import Encoder, Nearest, StatementReader, nearest, window_text

MADE_FROM = 0.75
"""Probability from which the person is told. To be told of a mistake that one did not make is worse than not to be
told."""

SAID_FROM = 1.0
"""Logit of the language model's "yes" to the mistake, above that to an unsure answer, below which it was not said at
all, however little speaks for what is right."""
COST = 2.0
"""What a mistake takes off the question's 10."""

# Clauses before and after the nearest ones: where it is taken back, or why.
_BEFORE, _AFTER = 2, 3
# "Believing that …": whose belief it is says nothing.
_BELIEF: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"^(?:Saying|Believing|Thinking|Concluding|Assuming|Claiming|Expecting)(?: that)? "),
    "zh": re.compile(r"^(?:认为|以为|觉得|说|把)(?=.)"),
}
# What one says of a mistake that one does not make.
_TAKEN_BACK: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?i)\b(?:mistake|wrong|myth|misconception|misunderstanding|trap|tempting|naive(?:ly)?|fallac\w+|"
        r"not (?:true|right|correct|enough|the case|quite)|isn't (?:true|right|enough|the case)|"
        r"doesn't (?:hold|follow|mean|work)|that's not|that is not|no,|wouldn't|would not|"
        r"don't (?:think|believe|assume|say)|you can't|can't (?:just|simply)|"
        r"people (?:often |sometimes )?(?:say|think|assume|believe)|some(?:one|body)? (?:say|think|assume|might)|"
        r"used to (?:think|believe)|actually|rather than|instead of|never)\b"
    ),
    "zh": re.compile(
        r"错|误区|误解|误以为|不对|不是的|并不|不行|不能|其实|没这|不一定|不等于|不见得|未必|有人|很多人|以前|不该|"
        r"不应该|别|而不是|想当然|坑|靠不住|谈不上|站不住"
    ),
}
_TAKEN_BACK_AT_MOST = 2


def statements(mistake: Mistake, language: Language) -> tuple[str, str]:
    """What is wrong, without whose belief it is, and what is right."""
    return _BELIEF[language].sub("", mistake.text), mistake.correction


def mistake_signals(
    mistake: Mistake, clauses: Sequence[Clause], near: Nearest, language: Language, encoder: Encoder,
    reader: StatementReader | None, said_from: float = -math.inf,
) -> dict[str, float]:  # fmt: skip
    """``near``: likeness of the nearest clauses to the mistake, ``right``: of the passage around them to what is right,
    ``taken_back``: how often that takes something back, up to 2. With a ``reader``, where it could read them,
    ``yes_wrong``: whether the passage expresses the mistake, and, where that is at least ``said_from``,
    ``against_right``: whether it contradicts what is right."""
    wrong, right = statements(mistake, language)
    around = clauses[max(0, near.first - _BEFORE) : near.last + 1 + _AFTER]
    passage = window_text(around, 0, len(around) - 1, language)
    vectors = encoder.encode([passage, right])
    taken_back = min(_TAKEN_BACK_AT_MOST, len(_TAKEN_BACK[language].findall(passage)))
    signals = {
        "near": near.similarity, "right": float(vectors[0] @ vectors[1]), "taken_back": float(taken_back),
    }  # fmt: skip
    if reader is not None:
        for name, asked, statement in _asked(wrong, right):
            read = reader.gains(passage, statement, [asked])
            if read is None:
                break
            signals[name] = read[asked]
            if signals["yes_wrong"] < said_from:
                break
    return signals


def preparing(mistakes: Sequence[Mistake], language: Language, reader: StatementReader) -> Generator[None, None, None]:
    """Does what does not depend on the answer and is wanted of most. A step is a mistake."""
    for mistake in mistakes:
        _, asked, statement = _asked(*statements(mistake, language))[0]
        yield from reader.preparing([statement], signals=[asked])


def _asked(wrong: str, right: str) -> tuple[tuple[str, str, str], ...]:
    """Name of the signal, question of the prompt, and statement."""
    return ("yes_wrong", "yes", wrong), ("against_right", "against", right)


def taken_as_made(probability: float, signals: Mapping[str, float]) -> bool:
    """Whether the person is told."""
    return probability >= MADE_FROM and signals["yes_wrong"] >= SAID_FROM


def mistakes_made(
    mistakes: Sequence[Mistake], text: str, clauses: Sequence[Clause], language: Language, encoder: Encoder,
    reader: StatementReader, logistic: Logistic,
) -> Generator[None, None, tuple[MadeMistake, ...]]:  # fmt: skip
    """Those that the clauses of ``text`` make, each with the words nearest to it; none where the reader fails. A step
    is a mistake."""
    wanted = [KeyPoint(str(place), statements(mistake, language)[0]) for place, mistake in enumerate(mistakes)]
    found = nearest(wanted, clauses, language, encoder)
    made = []
    for mistake, near in zip(mistakes, found, strict=True):
        yield from preparing([mistake], language, reader)
        signals = mistake_signals(mistake, clauses, near, language, encoder, reader, SAID_FROM)
        yield
        if not set(logistic.weights) <= set(signals):
            continue
        probability = logistic.probability(signals)
        if taken_as_made(probability, signals):
            first, last = clauses[near.first], clauses[near.last]
            quote, used = text[first.begin : last.end], {name: round(signals[name], 4) for name in logistic.weights}
            one = MadeMistake(
                mistake.text, mistake.correction, round(probability, 4), quote, first.start_s, last.end_s, used
            )
            made.append(one)
    return tuple(made)


def after_mistakes(
    score: float, interval: tuple[float, float], mistakes: Sequence[MadeMistake]
) -> tuple[float, tuple[float, float]]:
    """Score and interval (0–10) with ``COST`` taken off for each mistake that was made."""
    cost = COST * len({mistake.text for mistake in mistakes})
    return round(max(0.0, score - cost), 2), (round(max(0.0, interval[0] - cost), 2), interval[1])
