"""Later answers against the person's own first ones, as sentences."""

from __future__ import annotations

from desktop.domain.session import Answer, SessionRecord
from desktop.report.figures import clock, number, percent
from desktop.report.shape import Fact, Missing
from desktop.report.texts import Texts
from desktop.scoring.baseline import LEAST_ANSWER_S, Baseline, compared, least_baseline_s

# Smaller differences are called the same: listeners notice about 5 % of tempo (Quené 2007, Journal of Phonetics 35),
# the others are what two readings of one text differ by.
_SAME = {"rate": 0.05, "filler_rate": 1.0, "pitch_sd": 0.5, "loudness": 1.0}


def changes(answer: Answer, baseline: Baseline | None, texts: Texts) -> dict[str, str]:
    """One sentence for each figure that can be compared, by the figure's name."""
    return {name: _sentence(name, value, texts) for name, value in compared(answer, baseline).changes.items()}


def _sentence(name: str, value: float, texts: Texts) -> str:
    if abs(value) < _SAME[name]:
        return texts("compare.same")
    size = percent(abs(value)) if name == "rate" else number(abs(value))
    return texts(f"compare.{name}_{'up' if value > 0 else 'down'}", value=size)


def baseline_facts(baseline: Baseline | None, labels: dict[int, str], texts: Texts) -> tuple[Fact, ...]:
    """Which answers the others are compared with; empty without a baseline."""
    if baseline is None:
        return ()
    named = texts("list_separator").join(labels[turn] for turn in baseline.turns)
    note = texts("compare.first_note", duration=clock(baseline.speech_s))
    return (Fact(texts("compare.first"), named, note, texts("source.compare")),)


def not_compared(record: SessionRecord, baseline: Baseline | None, texts: Texts) -> tuple[Missing, ...]:
    """Why no answer of the session is compared; empty when one can be, or nothing was measured."""
    if not any(answer.voice for answer in record.answers):
        return ()
    what = texts("compare.title")
    if baseline is None:
        return (Missing(what, texts("compare.no_baseline", seconds=number(least_baseline_s(), 0))),)
    if all(answer.voice is None or answer.index in baseline.turns for answer in record.answers):
        return (Missing(what, texts("compare.no_later")),)
    return ()


def answer_not_compared(answer: Answer, baseline: Baseline | None, texts: Texts) -> tuple[Missing, ...]:
    """Why this later answer is not compared."""
    if answer.voice is None or compared(answer, baseline).missing != "short":
        return ()
    return (Missing(texts("compare.title"), texts("compare.short", seconds=number(LEAST_ANSWER_S, 0))),)
