"""Pace of speech: rate, articulation rate, pauses, fillers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from desktop.domain.speech import Language, Span, Word
from desktop.domain.voice import Filler, Quantity
from desktop.signals.voice.syllables import count_characters, count_syllables
from models.fillers import filler_groups

PAUSE_S = 0.25
THINKING_S = 2.0
MIN_SPEAKING_S = 1.0


def pauses(speech: Sequence[Span], *, shortest_s: float = PAUSE_S) -> tuple[Span, ...]:
    """Silences between stretches of speech, at least ``shortest_s`` long; not those before and after all speech."""
    gaps = (Span(before.end_s, after.start_s) for before, after in pairwise(speech))
    return tuple(gap for gap in gaps if gap.duration_s >= shortest_s)


def speech_s(speech: Sequence[Span]) -> float:
    """Seconds in which somebody speaks."""
    return sum(span.duration_s for span in speech)


def speaking_s(speech: Sequence[Span]) -> float:
    """Speaking time: from first to last speech without silences of 2 s or more, which are thinking, not pace."""
    if not speech:
        return 0.0
    thinking = sum(gap.duration_s for gap in pauses(speech, shortest_s=THINKING_S))
    return speech[-1].end_s - speech[0].start_s - thinking


def rate(words: Sequence[Word], language: Language, speech: Sequence[Span]) -> Quantity | None:
    """Words or characters per minute of speaking time, fillers and commands not counted; None under 1 s or wordless."""
    seconds = speaking_s(speech)
    spoken = [word for word in words if word.kind == "word"]
    if seconds < MIN_SPEAKING_S or not spoken:
        return None
    if language == "en":
        return Quantity(len(spoken) / seconds * 60, "words/min")
    return Quantity(sum(count_characters(word.text) for word in spoken) / seconds * 60, "characters/min")


def articulation_rate(words: Sequence[Word], language: Language, speech: Sequence[Span]) -> Quantity | None:
    """Syllables (fillers too: their time counts) per second of speech without any pause; None under 1 s or wordless."""
    seconds = speech_s(speech)
    spoken = [word for word in words if word.kind != "command"]
    if seconds < MIN_SPEAKING_S or not spoken:
        return None
    return Quantity(sum(count_syllables(word.text, language) for word in spoken) / seconds, "syllables/s")


def fillers(words: Sequence[Word], language: Language) -> tuple[Filler, ...]:
    """Fillers as heard, in order: a phrase such as "you know" is one."""
    glue = " " if language == "en" else ""
    return tuple(
        Filler(
            glue.join(word.text.strip(" ,.，。、") for word in words[first:last]),
            words[first].start_s,
            words[last - 1].end_s,
        )
        for first, last in filler_groups(words, language)
    )


def filler_rate(
    found: Sequence[Filler], words: Sequence[Word], language: Language, speech: Sequence[Span]
) -> Quantity | None:
    """English: per minute of speaking time. Mandarin: per 100 characters that are not fillers."""
    seconds = speaking_s(speech)
    if seconds < MIN_SPEAKING_S or not words:
        return None
    if language == "en":
        return Quantity(len(found) / seconds * 60, "1/min")
    characters = sum(count_characters(word.text) for word in words if word.kind == "word")
    return Quantity(len(found) / characters * 100, "1/100 characters") if characters else None
