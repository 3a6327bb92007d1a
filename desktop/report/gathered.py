"""Voice figures of a session that was measured answer by answer: sums and ranges, nothing that was not measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desktop.domain.voice import VoiceFigures
from desktop.report.figures import clock, number, percent, plain, range_with_unit
from desktop.report.shape import Fact
from desktop.report.texts import Texts
from desktop.report.transcript import LONG_PAUSE_S


def gathered_voice_facts(voices: Sequence[VoiceFigures], texts: Texts) -> tuple[Fact, ...]:
    """Facts over all measured answers; empty without any. Sums are exact; what cannot be summed is a range."""
    if not voices:
        return ()
    speech_s, duration_s = sum(v.speech_s for v in voices), sum(v.duration_s for v in voices)
    long = [p.duration_s for v in voices for p in v.pauses if p.duration_s >= LONG_PAUSE_S]
    fillers = Counter(plain(filler.text).lower() for v in voices for filler in v.fillers)
    words = texts("list_separator").join(f"{text} ×{count}" for text, count in fillers.most_common(3))
    share = ""
    if duration_s > 0:
        share = texts("voice.share_of", percent=percent(speech_s / duration_s), duration=clock(duration_s))
    facts = [
        Fact(texts("voice.speech_s"), clock(speech_s), share),
        Fact(
            texts("voice.pauses"),
            texts("voice.count", count=len(long)),
            texts("voice.longest_pause", seconds=number(max(long))) if long else "",
        ),
        Fact(
            texts("voice.fillers"),
            texts("voice.count", count=fillers.total()),
            texts("voice.filler_words", words=words) if words else "",
        ),
    ]
    for name in ("monotone", "trailing_ends"):
        counts = [len(found) for v in voices if (found := getattr(v, name)) is not None]
        if counts:
            facts.append(
                Fact(texts(f"voice.{name}"), texts("voice.count", count=sum(counts)), "", texts(f"source.{name}"))
            )
    ranges: list[tuple[str, str, list[float]]] = []
    units = {v.rate.unit for v in voices if v.rate}
    if len(units) == 1:
        ranges.append(("rate", units.pop(), [v.rate.value for v in voices if v.rate]))
    ranges.append(("pitch_sd", "semitones", [v.pitch.sd_semitones for v in voices if v.pitch]))
    ranges.append(("loudness", "lufs", [v.loudness.integrated_lufs for v in voices if v.loudness]))
    ranges.append(("snr_db", "db", [v.snr_db for v in voices if v.snr_db is not None]))
    ranges.append(("clipping_ratio", "share", [v.clipping_ratio for v in voices if v.clipping_ratio is not None]))
    confidences = [v.recognition_confidence for v in voices if v.recognition_confidence is not None]
    ranges.append(("recognition_confidence", "share", confidences))
    facts += [_range(name, unit, values, texts) for name, unit, values in ranges if values]
    return tuple(facts)


def _range(name: str, unit: str, values: list[float], texts: Texts) -> Fact:
    """Lowest to highest answer."""
    shown = range_with_unit(min(values), max(values), unit, texts)
    return Fact(texts(f"voice.{name}"), shown, texts("voice.by_answer"))
