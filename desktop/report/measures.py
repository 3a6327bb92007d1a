"""Voice and presence figures as facts, and what of them was not measured with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from desktop.domain.presence import PresenceSummary, Zone
from desktop.domain.voice import Quantity, VoiceFigures
from desktop.report.figures import clock, number, percent, plain, quantity, with_unit
from desktop.report.reasons import told
from desktop.report.shape import Fact, Missing
from desktop.report.texts import Texts
from desktop.report.transcript import LONG_PAUSE_S

_FIELD_NOTE = re.compile(r"([a-z_ ]+):\s*(.+)", re.DOTALL)
"""A note of the measuring parts: the field's name, then the reason."""

ZONES: tuple[Zone, ...] = ("camera", "up", "left", "right", "down")
_LOUDNESS_RANGE_NEEDS_S = 6.0
_VOICE_FIELDS = (
    "rate",
    "articulation_rate",
    "filler_rate",
    "pitch",
    "loudness",
    "snr_db",
    "clipping_ratio",
    "microphone",
    "recognition_confidence",
    "monotone",
    "trailing_ends",
)
_SINCE = ("monotone", "trailing_ends")
"""Figures that sessions of earlier versions have neither a value nor a note of."""
_ANSWER_FIGURES = (
    "rate",
    "speech_s",
    "pauses",
    "fillers",
    "filler_rate",
    "pitch_sd",
    "monotone",
    "trailing_ends",
    "loudness",
    "recognition_confidence",
)
_GUIDES = {
    "words/min": "rate_words",
    "characters/min": "rate_characters",
    "1/min": "filler_min",
    "1/100 characters": "filler_100",
}
_PRESENCE_FIELDS = (
    "face_share",
    "blink_per_min",
    "head_movement_deg_per_s",
    "movement_face_widths_per_s",
    "shoulder_roll_deg",
    "camera_tilt_deg",
    "lower_s",
    "hand_on_face_s",
)


def voice_facts(voice: VoiceFigures, texts: Texts, changes: Mapping[str, str] | None = None) -> tuple[Fact, ...]:
    """What was measured of a stretch of speech; a figure that is None has no fact. ``changes`` are sentences against
    the person's own first answers, by figure."""
    facts: list[Fact] = []

    def add(name: str, value: str, note: str = "", source: str = "") -> None:
        change = changes.get(name, "") if changes else ""
        shown = texts("note_join").join(part for part in (note, change) if part)
        facts.append(Fact(texts(f"voice.{name}"), value, shown, texts(f"source.{source}") if source else ""))

    if voice.rate:
        add("rate", quantity(voice.rate, texts), *_guide(voice.rate, texts))
    if voice.articulation_rate:
        add("articulation_rate", quantity(voice.articulation_rate, texts))
    share = (
        texts("voice.share_of", percent=percent(voice.speech_s / voice.duration_s), duration=clock(voice.duration_s))
        if voice.duration_s > 0
        else ""
    )
    add("speech_s", clock(voice.speech_s), share)
    _add_pauses(voice, texts, add)
    _add_fillers(voice, texts, add)
    _add_sound(voice, texts, add)
    return tuple(facts)


def answer_voice_facts(voice: VoiceFigures, texts: Texts, changes: Mapping[str, str]) -> tuple[Fact, ...]:
    """The figures that differ from answer to answer; room and microphone stand once, for the whole session."""
    kept = {texts(f"voice.{name}") for name in _ANSWER_FIGURES}
    return tuple(fact for fact in voice_facts(voice, texts, changes) if fact.label in kept)


def _guide(value: Quantity, texts: Texts) -> tuple[str, str]:
    """The range beside a figure and the name of its source; empty for a figure without one."""
    name = _GUIDES.get(value.unit)
    return (texts(f"voice.guide_{name}"), name) if name else ("", "")


def _add_pauses(voice: VoiceFigures, texts: Texts, add: Callable[..., None]) -> None:
    long = [pause.duration_s for pause in voice.pauses if pause.duration_s >= LONG_PAUSE_S]
    note = texts("voice.longest_pause", seconds=number(max(long))) if long else ""
    add("pauses", texts("voice.count", count=len(long)), note, "pauses")


def _add_fillers(voice: VoiceFigures, texts: Texts, add: Callable[..., None]) -> None:
    counted = Counter(plain(filler.text).lower() for filler in voice.fillers)
    words = texts("list_separator").join(f"{text} ×{count}" for text, count in counted.most_common(3))
    add(
        "fillers",
        texts("voice.count", count=len(voice.fillers)),
        texts("voice.filler_words", words=words) if words else "",
    )
    if voice.filler_rate:
        add("filler_rate", quantity(voice.filler_rate, texts), *_guide(voice.filler_rate, texts))


def _add_sound(voice: VoiceFigures, texts: Texts, add: Callable[..., None]) -> None:
    if voice.pitch:
        add("pitch_median", with_unit(voice.pitch.median_hz, "hz", texts))
        add("pitch_sd", with_unit(voice.pitch.sd_semitones, "semitones", texts))
    if voice.monotone is not None:
        total = sum(span.duration_s for span in voice.monotone)
        note = texts("voice.together", seconds=number(total, 0)) if voice.monotone else ""
        add("monotone", texts("voice.count", count=len(voice.monotone)), note, "monotone")
    if voice.trailing_ends is not None:
        deepest = max((end.drop_db for end in voice.trailing_ends), default=0.0)
        note = texts("voice.deepest", drop=with_unit(deepest, "db", texts)) if voice.trailing_ends else ""
        add("trailing_ends", texts("voice.count", count=len(voice.trailing_ends)), note, "trailing_ends")
    if voice.loudness:
        add("loudness", with_unit(voice.loudness.integrated_lufs, "lufs", texts))
        if voice.loudness.range_lu is not None:
            add("loudness_range", with_unit(voice.loudness.range_lu, "lu", texts))
    if voice.snr_db is not None:
        add("snr_db", with_unit(voice.snr_db, "db", texts))
    if voice.clipping_ratio is not None:
        add("clipping_ratio", percent(voice.clipping_ratio))
    if voice.microphone:
        parts = {name: number(getattr(voice.microphone, name)) for name in ("overall", "signal", "background")}
        add("microphone", texts("voice.microphone_value", **parts))
    if voice.recognition_confidence is not None:
        add("recognition_confidence", percent(voice.recognition_confidence))


def voice_missing(voice: VoiceFigures, texts: Texts) -> tuple[Missing, ...]:
    """Figures of ``voice`` that are None, with their reasons."""
    missing = [
        Missing(texts("voice." + name), _voice_reason(name, voice, texts))
        for name in _VOICE_FIELDS
        if getattr(voice, name) is None
    ]
    if voice.loudness and voice.loudness.range_lu is None:
        short = voice.duration_s < _LOUDNESS_RANGE_NEEDS_S
        why = texts("missing.reason_short_loudness") if short else reason("loudness range", voice.notes, texts)
        missing.append(Missing(texts("voice.loudness_range"), why))
    return tuple(missing)


def _voice_reason(name: str, voice: VoiceFigures, texts: Texts) -> str:
    older = name in _SINCE and not any(note.startswith(f"{name}:") for note in voice.notes)
    return texts("missing.reason_older") if older else reason(name, voice.notes, texts)


def presence_facts(summary: PresenceSummary, texts: Texts) -> tuple[Fact, ...]:
    """What the camera showed; a figure that is None has no fact."""
    facts = [
        Fact(
            texts("presence.frames"),
            texts("presence.frames_value", frames=summary.frames, duration=clock(summary.duration_s)),
        )
    ]

    def add(name: str, value: str, note: str = "") -> None:
        facts.append(Fact(texts(f"presence.{name}"), value, note))

    if summary.face_share is not None:
        add("face_share", percent(summary.face_share))
    if summary.zone_share:
        shares = [(zone, summary.zone_share[zone]) for zone in ZONES if summary.zone_share.get(zone)]
        lines = (texts("presence.zone_share_line", zone=texts(f"zone.{z}"), percent=percent(s)) for z, s in shares)
        near = texts("presence.unsure_note", percent=percent(summary.unsure_share)) if summary.unsure_share else ""
        add("zone_share", texts("list_separator").join(lines) or texts("none_given"), near)
    if summary.blink_per_min is not None:
        add("blink_per_min", texts("presence.blink_value", value=number(summary.blink_per_min)))
    if away := summary.longest_away:
        seconds = number(away.duration_s)
        add("longest_away", texts("presence.away_value", seconds=seconds, time=clock(away.start_s)))
    elif _never_away(summary):
        add("longest_away", texts("presence.away_none"))
    if summary.head_movement_deg_per_s is not None:
        add("head_movement_deg_per_s", texts("presence.movement_value", value=number(summary.head_movement_deg_per_s)))
    if summary.shoulder_roll_deg is not None:
        add("shoulder_roll_deg", texts("presence.roll_value", value=number(summary.shoulder_roll_deg)))
    _add_body(summary, texts, add)
    return tuple(facts)


def _add_body(summary: PresenceSummary, texts: Texts, add: Callable[..., None]) -> None:
    if summary.camera_tilt_deg:
        value = texts("presence.tilt_value", value=number(abs(summary.camera_tilt_deg), 0))
        add("camera_tilt_deg", value, texts("presence.tilt_note"))
    if summary.movement_face_widths_per_s is not None:
        value = texts("presence.place_value", value=number(summary.movement_face_widths_per_s, 2))
        add("movement_face_widths_per_s", value, texts("presence.place_note"))
    if summary.lower_s is not None:
        add("lower_s", with_unit(summary.lower_s, "s", texts), texts("presence.lower_note"))
    if summary.hand_on_face_s is not None:
        seen = texts("presence.hands_note", percent=percent(summary.hands_seen_share or 0.0))
        add("hand_on_face_s", with_unit(summary.hand_on_face_s, "s", texts), seen)


def presence_missing(summary: PresenceSummary, texts: Texts) -> tuple[Missing, ...]:
    """Figures of ``summary`` that are None, with their reasons."""
    missing = [
        Missing(texts("presence." + name), reason(name, summary.notes, texts))
        for name in _PRESENCE_FIELDS
        if getattr(summary, name) is None
    ]
    if not summary.zone_share:
        missing.append(Missing(texts("presence.zone_share"), reason("zone_share", summary.notes, texts)))
    if summary.longest_away is None and not _never_away(summary):
        missing.append(Missing(texts("presence.longest_away"), reason("longest_away", summary.notes, texts)))
    return tuple(missing)


def _never_away(summary: PresenceSummary) -> bool:
    """Measured, and nothing found: the summary says so in its note."""
    return any(note.startswith("longest_away: never away") for note in summary.notes)


def reason(name: str, notes: tuple[str, ...], texts: Texts) -> str:
    """Why ``name`` is None: its own "field: reason" notes, else notes about no field, else that none was given."""
    split = [_FIELD_NOTE.fullmatch(plain(note)) for note in notes]
    own = [match[2] for match in split if match and match[1] == name]
    found = own or [plain(note) for note, match in zip(notes, split, strict=True) if match is None]
    sentences = [told(note, texts) for note in found]
    return texts("sentence_join").join(s[:1].upper() + s[1:] for s in sentences) or texts("missing.reason_unknown")
