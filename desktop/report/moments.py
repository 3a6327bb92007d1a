"""Moments of the voice worth listening to: monotone stretches, trailing ends, words the recogniser was unsure of."""

from __future__ import annotations

from desktop.domain.session import Answer, SessionRecord
from desktop.domain.speech import Language, join_words
from desktop.report.clarity import unsure_words
from desktop.report.figures import number, percent, plain, stamp, with_unit
from desktop.report.shape import Moment, MomentList
from desktop.report.texts import Texts

MOST_TIMES = 4
"""A word said more often is shown with its first times."""

_BEFORE_S = 1.5
"""A trailing end is heard against what comes before it; a word alone is over before one listens."""


def voice_moments(record: SessionRecord, labels: dict[int, str], texts: Texts) -> tuple[MomentList, ...]:
    """The lists that could be made; one whose figure was measured in no answer is left out."""
    language = record.config.profile.language
    found = (
        _monotone(record, labels, texts, language),
        _trailing(record, labels, texts),
        _unsure(record, texts, language),
    )
    return tuple(item for item in found if item is not None)


def stretch(start_s: float, end_s: float, label: str, texts: Texts, *, decimals: int = 1) -> Moment:
    """A stretch of an answer, named by the answer's label and how long it lasts."""
    text = texts("moments.stretch", label=label, seconds=number(end_s - start_s, decimals))
    return Moment(text, (stamp(start_s, end_s),))


def _monotone(record: SessionRecord, labels: dict[int, str], texts: Texts, language: Language) -> MomentList | None:
    measured = [answer for answer in record.answers if answer.voice and answer.voice.monotone is not None]
    if not measured:
        return None
    moments = tuple(
        stretch(span.start_s, span.end_s, labels[answer.index], texts, decimals=0)
        for answer in measured
        for span in (answer.voice.monotone or () if answer.voice else ())
    )
    return _list("monotone", moments, texts, texts(f"moments.monotone_note_{language}"))


def _trailing(record: SessionRecord, labels: dict[int, str], texts: Texts) -> MomentList | None:
    measured = [answer for answer in record.answers if answer.voice and answer.voice.trailing_ends is not None]
    if not measured:
        return None
    moments = []
    for answer in measured:
        for end in (answer.voice.trailing_ends or ()) if answer.voice else ():
            said = _said(answer, end.start_s, end.end_s, texts)
            drop = with_unit(end.drop_db, "db", texts)
            text = texts("moments.end", label=labels[answer.index], drop=drop, said=said)
            moments.append(Moment(text, (stamp(max(answer.start_s, end.start_s - _BEFORE_S), end.end_s),)))
    return _list("trailing_ends", tuple(moments), texts, texts("moments.trailing_ends_note"))


def _unsure(record: SessionRecord, texts: Texts, language: Language) -> MomentList | None:
    words = [answer.words for answer in record.answers]
    if not any(words):
        return None
    moments = tuple(
        Moment(
            texts(
                "moments.word",
                text=plain(word.text),
                around=texts("quote", text=plain(word.around)),
                count=len(word.times),
                percent=percent(word.probability),
            ),
            tuple(stamp(max(0.0, span.start_s - _BEFORE_S / 3), span.end_s) for span in word.times[:MOST_TIMES]),
        )
        for word in unsure_words(words, language)
    )
    return _list("unsure_words", moments, texts, texts("moments.unsure_words_note"))


def _list(kind: str, moments: tuple[Moment, ...], texts: Texts, note: str) -> MomentList:
    return MomentList(texts(f"moments.{kind}"), note, moments, "" if moments else texts(f"moments.{kind}_none"))


def _said(answer: Answer, start_s: float, end_s: float, texts: Texts) -> str:
    """The last words of the end, or that none was recognised there."""
    words = [word for word in answer.words if word.end_s > start_s and word.start_s < end_s]
    return texts("quote", text=plain(join_words(words, texts.language))) if words else texts("moments.no_words")
