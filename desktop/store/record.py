"""Rebuilding a session from its log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop.domain import events as ev
from desktop.domain.correction import Correction, apply, with_correction, without_correction
from desktop.domain.presence import PresenceFrame
from desktop.domain.session import Answer, Outdated, SessionRecord, SessionState
from desktop.domain.speech import Word


@dataclass
class _Draft:
    """What has been read so far."""

    started: ev.SessionStarted | None = None
    answers: dict[int, Answer] = field(default_factory=dict)
    recognised: dict[int, tuple[Word, ...]] = field(default_factory=dict)
    frames: list[PresenceFrame] = field(default_factory=list)
    fields: dict[str, object] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    gaps: list[ev.Gap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ended: ev.SessionEnded | None = None
    last_s: float = 0.0


def rebuild(
    session_id: str, state: SessionState, log: list[tuple[float, ev.Event]]
) -> tuple[SessionRecord, tuple[PresenceFrame, ...]]:
    """The session as its log tells it, and all analysed frames in time order.

    Words are as corrected by the person, each correction over the words as they were recognised; what was measured from
    the words before is named in ``outdated``. Presence is not summarised here. An answer that was cut off has ``end_s``
    equal to ``start_s`` and ``ended_by`` "stopped".
    """
    draft = _Draft()
    for t_s, event in log:
        draft.last_s = max(draft.last_s, t_s)
        _apply(draft, event)
    if draft.started is None:
        raise ValueError(f"session {session_id} has no beginning")
    record = SessionRecord(
        id=session_id,
        origin=draft.started.origin,
        state=state,
        started_utc=draft.started.started_utc,
        duration_s=draft.ended.duration_s if draft.ended else draft.last_s,
        config=draft.started.config,
        answers=tuple(draft.answers[index] for index in sorted(draft.answers)),
        candidate_questions=tuple(draft.questions),
        gaps=tuple(draft.gaps),
        notes=tuple(draft.notes),
        audio_file=draft.started.audio_file,
        video_file=draft.started.video_file,
        **draft.fields,  # type: ignore[arg-type]
    )
    frames = tuple(sorted(draft.frames, key=lambda frame: frame.t_s))
    return record, frames


def _apply(draft: _Draft, event: ev.Event) -> None:
    match event:
        case ev.SessionStarted():
            draft.started = event
        case ev.QuestionAsked():
            draft.answers[event.index] = Answer(
                index=event.index,
                question=event.question,
                asked_text=event.text,
                follow_up_of=event.follow_up_of,
                asked_start_s=event.start_s,
                start_s=event.start_s,
                end_s=event.start_s,
                words=(),
                ended_by="stopped",
                target_point=event.target_point,
                worded_by=event.worded_by,
                clarifies=event.clarifies,
            )
        case ev.AnswerStarted():
            _change(draft, event.index, start_s=event.start_s, end_s=event.start_s)
        case ev.AnswerEnded():
            _change(
                draft,
                event.index,
                start_s=event.start_s,
                end_s=event.end_s,
                decided_s=event.decided_s,
                ended_by=event.ended_by,
                commands=event.commands,
            )
        case ev.WordsRecognised():
            draft.recognised[event.index] = event.words
            due: set[Outdated] = {"spelling"} if event.unspelled else set()
            before = draft.answers[event.index]
            if before.grade is not None and event.words != before.words:
                due.add("grade")
            _change(draft, event.index, words=event.words, corrections=(), outdated=frozenset(due))
        case ev.AnswerCorrected():
            _correct(draft, event.index, with_correction(draft.answers[event.index].corrections, event.correction))
        case ev.CorrectionUndone():
            made = draft.answers[event.index].corrections
            _correct(draft, event.index, without_correction(made, event.first, event.end))
        case ev.VoiceMeasured(index=None):
            draft.fields["voice"] = event.figures
        case ev.VoiceMeasured():
            assert event.index is not None
            _change(draft, event.index, voice=event.figures, outdated=draft.answers[event.index].outdated - {"voice"})
        case ev.AnswerGraded():
            _change(draft, event.index, grade=event.grade, outdated=draft.answers[event.index].outdated - {"grade"})
        case ev.CodeWritten():
            _change(draft, event.index, code=event.work)
        case ev.PresenceObserved():
            draft.frames.extend(event.frames)
        case ev.ModelsUsed():
            draft.fields["models"] = event.models
        case ev.Planned():
            draft.fields["plan"] = event.explanation
        case ev.CandidateAsked():
            draft.questions.append(event.text)
        case ev.GapNoted():
            draft.gaps.append(event.gap)
        case ev.NoteAdded():
            draft.notes.append(event.text)
        case ev.SessionEnded():
            draft.ended = event
        case ev.InterviewerSpoke() | ev.VideoStarted() | ev.Paused() | ev.Resumed():
            pass


def _correct(draft: _Draft, index: int, corrections: tuple[Correction, ...]) -> None:
    answer = draft.answers[index]
    outdated: set[Outdated] = set()
    if answer.question.key_points:
        outdated.add("grade")
    if answer.voice is not None:
        outdated.add("voice")
    words = apply(draft.recognised[index], corrections)
    _change(draft, index, words=words, corrections=corrections, outdated=frozenset(outdated))


def _change(draft: _Draft, index: int, **changes: object) -> None:
    draft.answers[index] = replace(draft.answers[index], **changes)  # type: ignore[arg-type]
