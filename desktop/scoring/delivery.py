"""Communication from measured voice figures and documented curves. Nothing unmeasured takes part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.correction import recogniser_confidence
from desktop.domain.score import DimensionScore, Evidence
from desktop.domain.speech import Language
from desktop.domain.voice import VoiceFigures
from desktop.scoring.facts import AnswerFacts, SessionFacts, metric, spread
from desktop.scoring.rubric import load_rubric, on_curve
from desktop.scoring.words import TEXT, lead

PACE: Mapping[str, Callable[[VoiceFigures], float | None]] = {
    "rate": lambda voice: voice.rate.value if voice.rate else None,
    "filler_rate": lambda voice: voice.filler_rate.value if voice.filler_rate else None,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Figures of the whole session; what was not measured is not there. ``length`` is percent of the time limit,
    ``long_pauses`` counts per minute, ``filler_share`` fillers per 100 words (Mandarin: characters), ``silence``
    percent of the time from first to last word."""

    speech_s: float
    figures: Mapping[str, float]
    units: Mapping[str, str]


def spoken_mean(voices: Sequence[VoiceFigures], value: Callable[[VoiceFigures], float | None]) -> float | None:
    """Mean of a figure over the answers that have it, weighted by speaking time; None without any."""
    found = [(figure, voice.speech_s) for voice in voices if (figure := value(voice)) is not None]
    total = sum(seconds for _, seconds in found)
    return sum(figure * seconds for figure, seconds in found) / total if total > 0 else None


def measure(answers: list[AnswerFacts]) -> Delivery:
    """Means weighted by speaking time over answers that have voice figures, in the interview's language."""
    limit = float(load_rubric("delivery")["long_pause_s"])
    figures: dict[str, float] = {}
    units: dict[str, str] = {}
    voices = [a.answer.voice for a in answers if a.answer.voice is not None and not a.foreign]
    speech = sum((voice.speech_s for voice in voices), 0.0)
    for name, value_of in PACE.items():
        mean = spoken_mean(voices, value_of)
        if mean is not None:
            figures[name] = mean
            units[name] = next(str(getattr(voice, name).unit) for voice in voices if getattr(voice, name))
    if "rate" in figures and "filler_rate" in figures:
        # By words: who speaks fast says more of everything in a minute.
        by_minute = units["filler_rate"] == "1/min"
        figures["filler_share"] = (
            100.0 * figures["filler_rate"] / figures["rate"] if by_minute else figures["filler_rate"]
        )
        units["filler_share"] = "1/100 words" if by_minute else units["filler_rate"]
    silent = sum((pause.duration_s for voice in voices for pause in voice.pauses), 0.0)
    if speech > 0:
        figures["silence"], units["silence"] = 100.0 * silent / (silent + speech), "%"
    minutes = sum((voice.duration_s for voice in voices), 0.0) / 60.0
    if minutes > 0:
        long = sum(p.duration_s >= limit for voice in voices for p in voice.pauses)
        figures["long_pauses"], units["long_pauses"] = long / minutes, "1/min"
    timed = [
        100.0 * (a.answer.end_s - a.answer.start_s) / a.answer.question.time_limit_s
        for a in answers
        if a.answer.follow_up_of is None and a.answer.question.time_limit_s > 0
    ]
    if timed:
        figures["length"], units["length"] = sum(timed) / len(timed), "%"
    return Delivery(speech, figures, units)


def component_scores(delivery: Delivery, language: Language) -> dict[str, float]:
    """Each measured figure on its curve, 0–10."""
    curves = load_rubric("delivery")["curves"][language]
    return {name: on_curve(curves[name], value) for name, value in delivery.figures.items() if name in curves}


def weighted_score(delivery: Delivery, language: Language) -> float:
    """0–10: the mean of what was measured, by the rubric's weights."""
    weights, parts = load_rubric("delivery")["weights"], component_scores(delivery, language)
    return sum(weights[name] * value for name, value in parts.items()) / sum(weights[name] for name in parts)


def communication(facts: SessionFacts) -> DimensionScore:
    """None with a reason below the recognition gate or with too little measured speech."""
    rubric, text, language = load_rubric("delivery"), TEXT[facts.language], facts.language
    answers = [a for a in facts.answers if a.said]
    sure = recogniser_confidence([word for answer in answers for word in answer.answer.words])
    delivery = measure(answers)
    least = float(rubric["least_speech_s"])
    reason = None
    if sure is not None and sure < float(rubric["recognition_gate"]):
        reason = text["low_recognition"]
    elif answers and all(a.foreign for a in answers):
        reason = text["other_language"]
    elif delivery.speech_s < least or "rate" not in delivery.figures:
        reason = text["short_speech"].format(value=delivery.speech_s, limit=least)
    if reason is not None:
        return DimensionScore("communication_ability", None, None, reason, (), text["delivery_rule"])
    score = round(weighted_score(delivery, language), 1)
    singles = []
    for answer in answers:
        one = measure([answer])
        if "rate" in one.figures:
            singles.append(weighted_score(one, language))
    comment = [lead(score, language, delivery=True), *_figures(delivery, language)]
    joined = ("" if language == "zh" else " ").join(comment)
    evidence = _evidence(delivery, answers)
    return DimensionScore(
        "communication_ability", score, spread(singles, score), joined, evidence, text["delivery_rule"]
    )


def _figures(delivery: Delivery, language: Language) -> list[str]:
    text, bounds = TEXT[language], load_rubric("delivery")["comfortable"][language]
    units = {"1/min": "per minute", "1/100 characters": "per 100 characters"} if language == "en" else {
        "words/min": "词/分钟", "characters/min": "字/分钟", "1/min": "次/分钟", "1/100 characters": "次/百字"
    }  # fmt: skip
    lines = []
    for name in ("rate", "filler_rate", "long_pauses", "length"):
        if name in delivery.figures:
            low, high = bounds[name]
            unit = delivery.units[name]
            lines.append(
                text[name].format(value=delivery.figures[name], unit=units.get(unit, unit), low=low, high=high)
            )
    return lines


def _evidence(delivery: Delivery, answers: list[AnswerFacts]) -> tuple[Evidence, ...]:
    limit = float(load_rubric("delivery")["long_pause_s"])
    shown = [metric(None, name, value, delivery.units[name]) for name, value in delivery.figures.items()]
    for answer in answers:
        pauses = answer.answer.voice.pauses if answer.answer.voice else ()
        long = [p for p in pauses if p.duration_s >= limit]
        if long:
            # Voice figures count from the answer's own start.
            worst = max(long, key=lambda p: p.duration_s)
            at = answer.answer.start_s
            shown.append(
                Evidence(
                    answer.answer.index,
                    at + worst.start_s,
                    at + worst.end_s,
                    metric="longest_pause_s",
                    value=round(worst.duration_s, 1),
                    unit="s",
                )
            )
    return tuple(shown)
