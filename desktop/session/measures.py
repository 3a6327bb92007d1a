"""Voice figures in session time: of one answer, and of all answers together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from desktop.capture.audio_source import RATE_HZ
from desktop.capture.spool import read_spool
from desktop.domain import events as ev
from desktop.domain.session import Answer
from desktop.domain.speech import Language, Span, Word
from desktop.domain.voice import Filler, TrailingEnd, VoiceFigures
from desktop.session.parts import Parts
from desktop.signals.voice import PitchFollower, measure_voice
from desktop.store.log import SessionLog
from desktop.store.record import rebuild

# Figures that rest on words, as notes name them.
_ON_WORDS = ("rate:", "articulation_rate:", "filler_rate:", "recognition_confidence:", "trailing_ends:")
# Figures that a session has from its single answers.
_BY_ANSWER = ("monotone:", "trailing_ends:")

Timed = TypeVar("Timed", Word, Span, Filler, TrailingEnd)
SpeechSpans = Callable[[NDArray[np.float32]], tuple[Span, ...]]
"""Where 16 kHz sound holds speech, in seconds from its start."""


def voice_of_span(
    parts: Parts, spool: Path, start_s: float, end_s: float, words: Sequence[Word], language: Language
) -> VoiceFigures:
    """Figures of ``[start_s, end_s)`` of the spool; ``words`` and all times in the answer in session time."""
    audio = read_spool(spool, round(start_s * RATE_HZ), round(end_s * RATE_HZ))
    figures = measure_voice(
        audio,
        RATE_HZ,
        moved(words, -start_s),
        language,
        speech_spans=parts.listening.speech_spans(audio),
        pitch=parts.pitch,
        microphone=parts.microphone_quality,
    )
    return in_session_time(figures, start_s)


def voice_of_answers(parts: Parts, spool: Path, answers: Sequence[Answer], language: Language) -> VoiceFigures | None:
    """All answers together, as if said in one go: what lies between them is not the candidate's speech.

    Everything with a time is that of the single answers; the pitch track is theirs too and left out here. None without
    a measured answer.
    """
    spoken = [answer for answer in answers if answer.voice is not None and answer.words]
    if not spoken:
        return None
    audio, words = _in_one_go(spool, spoken)
    whole = measure_voice(
        audio,
        RATE_HZ,
        words,
        language,
        speech_spans=parts.listening.speech_spans(audio),
        pitch=parts.pitch,
        microphone=parts.microphone_quality,
    )
    return _with_those_of(replace(whole, pitch=replace(whole.pitch, track_hz=()) if whole.pitch else None), spoken)


def _with_those_of(whole: VoiceFigures, answers: Sequence[Answer]) -> VoiceFigures:
    """``whole`` with everything that has a time as the single answers have it."""
    voices = [answer.voice for answer in answers if answer.voice is not None]
    monotone = [voice.monotone for voice in voices if voice.monotone is not None]
    trailing = [voice.trailing_ends for voice in voices if voice.trailing_ends is not None]
    notes = [note for note in whole.notes if not note.startswith(_BY_ANSWER)]
    return replace(
        whole,
        pauses=tuple(pause for voice in voices for pause in voice.pauses),
        fillers=tuple(filler for voice in voices for filler in voice.fillers),
        monotone=tuple(span for spans in monotone for span in spans) if monotone else None,
        trailing_ends=tuple(end for ends in trailing for end in ends) if trailing else None,
        notes=(
            *notes,
            *([] if monotone else ["monotone: no answer holds enough voiced speech"]),
            *([] if trailing else ["trailing_ends: no answer holds enough voiced speech above its noise"]),
        ),
    )


def _in_one_go(spool: Path, answers: Sequence[Answer]) -> tuple[NDArray[np.float32], list[Word]]:
    """Sound and words of several answers one after the other, in seconds from the first one's start."""
    pieces: list[NDArray[np.float32]] = []
    words: list[Word] = []
    offset_s = 0.0
    for answer in answers:
        piece = read_spool(spool, round(answer.start_s * RATE_HZ), round(answer.end_s * RATE_HZ))
        words.extend(moved(answer.words, offset_s - answer.start_s))
        pieces.append(piece)
        offset_s += len(piece) / RATE_HZ
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32), words


def reworded_answer(
    answer: Answer, spool: Path, language: Language, speech_spans: SpeechSpans, pitch: PitchFollower
) -> VoiceFigures:
    """The answer's figures, with those that rest on words measured again. It must have been measured before."""
    assert answer.voice is not None
    # A live answer was measured with a little sound before and after it.
    margin_s = max(0.0, round((answer.voice.duration_s - (answer.end_s - answer.start_s)) / 2, 3))
    start_s = max(0.0, answer.start_s - margin_s)
    audio = read_spool(spool, round(start_s * RATE_HZ), round((answer.end_s + margin_s) * RATE_HZ))
    words = moved(answer.words, -start_s)
    fresh = measure_voice(audio, RATE_HZ, words, language, speech_spans=speech_spans(audio), pitch=pitch)
    return _reworded(answer.voice, in_session_time(fresh, start_s))


def reworded_session(
    figures: VoiceFigures, answers: Sequence[Answer], spool: Path, language: Language, speech_spans: SpeechSpans
) -> VoiceFigures:
    """The session's figures, with those that rest on words measured again."""
    spoken = [answer for answer in answers if answer.voice is not None and answer.words]
    audio, words = _in_one_go(spool, spoken)
    fresh = measure_voice(audio, RATE_HZ, words, language, speech_spans=speech_spans(audio))
    return _with_those_of(_reworded(figures, fresh), spoken)


def _reworded(figures: VoiceFigures, fresh: VoiceFigures) -> VoiceFigures:
    """Pace, fillers, ends that trail off and the recogniser's certainty of ``fresh``; what rests on the sound alone as
    it was."""
    own = (note for note in fresh.notes if note.startswith(_ON_WORDS))
    return replace(
        figures,
        rate=fresh.rate,
        articulation_rate=fresh.articulation_rate,
        fillers=fresh.fillers,
        filler_rate=fresh.filler_rate,
        recognition_confidence=fresh.recognition_confidence,
        trailing_ends=fresh.trailing_ends,
        notes=(*(note for note in figures.notes if not note.startswith(_ON_WORDS)), *own),
    )


def in_session_time(figures: VoiceFigures, start_s: float) -> VoiceFigures:
    """The same figures with their times counted from the session's start."""
    return replace(
        figures,
        pauses=moved(figures.pauses, start_s),
        fillers=moved(figures.fillers, start_s),
        monotone=moved(figures.monotone, start_s) if figures.monotone is not None else None,
        trailing_ends=moved(figures.trailing_ends, start_s) if figures.trailing_ends is not None else None,
    )


def moved(parts: Sequence[Timed], by_s: float) -> tuple[Timed, ...]:
    """The same with all times moved."""
    return tuple(replace(part, start_s=part.start_s + by_s, end_s=part.end_s + by_s) for part in parts)


def log_session_voice(parts: Parts, session_log: SessionLog, spool: Path, language: Language) -> None:
    """Measure all answers of a session together and write that to its log."""
    record, _ = rebuild(session_log.session_id, "open", session_log.events())
    figures = voice_of_answers(parts, spool, record.answers, language)
    if figures is not None:
        session_log.append(ev.VoiceMeasured(None, figures))
