"""Later answers against the person's own first ones. Told, never scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.session import Answer, SessionRecord
from desktop.domain.voice import VoiceFigures
from desktop.scoring.delivery import PACE, spoken_mean
from desktop.scoring.rubric import load_rubric

FIGURES: Mapping[str, Callable[[VoiceFigures], float | None]] = {
    **PACE,
    "pitch_sd": lambda voice: voice.pitch.sd_semitones if voice.pitch else None,
    "loudness": lambda voice: voice.loudness.integrated_lufs if voice.loudness else None,
}
"""What is compared, in words or characters a minute, fillers a minute or per 100 characters, semitones, LUFS."""

LEAST_ANSWER_S = 10.0
"""Speech that an answer needs to be compared: the pace of a sentence or two says little."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The first answers that hold enough speech together: their indices, and the means of what was measured in them,
    weighted by speaking time."""

    turns: tuple[int, ...]
    speech_s: float
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """One later answer less the baseline: ``rate`` as a share (0.12 is 12 % faster), the others in their own units.
    ``missing`` is why there is nothing: "no_baseline", "first_answers" (it is one of them) or "short"."""

    changes: Mapping[str, float]
    missing: str = ""


def least_baseline_s() -> float:
    """Speech that the first answers must hold; as much as communication is scored from."""
    return float(load_rubric("delivery")["least_speech_s"])


def own_baseline(record: SessionRecord) -> Baseline | None:
    """None when all answers together hold too little speech. The person's own questions are no answers."""
    first: list[tuple[int, VoiceFigures]] = []
    speech_s = 0.0
    for answer in _answered(record.answers):
        assert answer.voice is not None
        first.append((answer.index, answer.voice))
        speech_s += answer.voice.speech_s
        if speech_s >= least_baseline_s():
            voices = [voice for _, voice in first]
            means = {name: spoken_mean(voices, value) for name, value in FIGURES.items()}
            figures = {name: mean for name, mean in means.items() if mean is not None}
            return Baseline(tuple(index for index, _ in first), speech_s, figures)
    return None


def compared(answer: Answer, baseline: Baseline | None) -> Compared:
    """What of ``answer`` differs from the baseline, by name; figures that either side lacks are left out."""
    if baseline is None:
        return Compared({}, "no_baseline")
    if answer.index in baseline.turns:
        return Compared({}, "first_answers")
    voice = answer.voice
    if voice is None or voice.speech_s < LEAST_ANSWER_S:
        return Compared({}, "short")
    changes: dict[str, float] = {}
    for name, value_of in FIGURES.items():
        own, usual = value_of(voice), baseline.figures.get(name)
        if own is not None and usual is not None and (name != "rate" or usual > 0):
            changes[name] = own / usual - 1.0 if name == "rate" else own - usual
    return Compared(changes)


def _answered(answers: Sequence[Answer]) -> list[Answer]:
    asked = (answer for answer in answers if answer.question.round != "candidate_questions")
    return [a for a in asked if a.voice is not None and any(word.kind != "command" for word in a.words)]
