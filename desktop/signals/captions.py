"""Live captions from successive hypotheses: what two of them agree on stands, the rest may still change.

LocalAgreement-2 (Macháček, Dabre & Bojar 2023, "Turning Whisper into a real-time transcription system").
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.domain.speech import Word

# Whisper needs some context to be right, and its work grows with the audio: keep between these two.
_SETTLED_S = 8.0
_LONGEST_S = 14.0
# With no agreement for this long, what is older than the last seconds is taken as it stands.
_STUCK_S = 18.0
_UNSTABLE_S = 3.0
_PAUSE_S = 1.0
_SENTENCE_END = (".", "?", "!", "。", "？", "！")
_SAME_TIME_S = 0.1
_MOVED_S = 1.5
_OVERLAP_WORDS = 5


@dataclass(frozen=True, slots=True)
class Caption:
    """``committed`` will not change any more, ``tentative`` may. Every word has ``shown_s``."""

    committed: tuple[Word, ...] = ()
    tentative: tuple[Word, ...] = ()


class CaptionStream:
    """Fed the hypotheses of one turn in order; times are seconds of the session. Holds no audio and no clock."""

    def __init__(self, start_s: float = 0.0) -> None:
        self._committed: list[Word] = []
        self._tentative: list[Word] = []
        self._start_s = start_s

    @property
    def caption(self) -> Caption:
        return Caption(tuple(self._committed), tuple(self._tentative))

    @property
    def next_start_s(self) -> float:
        """From where the next hypothesis should hear the audio, so that the work for one hypothesis is bounded."""
        return self._start_s

    def update(self, words: Sequence[Word], *, audio_end_s: float, now_s: float) -> Caption:
        """``words`` of a hypothesis over ``[next_start_s, audio_end_s)``, shown at ``now_s``.

        Commits the longest prefix equal to that of the hypothesis before, and moves ``next_start_s`` forward.
        """
        fresh = self._beyond_committed(words)
        agreed = _common_prefix(self._tentative, fresh)
        if audio_end_s - self._start_s > _STUCK_S:
            agreed = max(agreed, sum(1 for word in fresh if word.end_s < audio_end_s - _UNSTABLE_S))
        stood = self._tentative
        dated = [
            replace(word, shown_s=stood[index].shown_s if _stays(stood, index, word) else now_s)
            for index, word in enumerate(fresh)
        ]
        self._committed.extend(dated[:agreed])
        self._tentative = dated[agreed:]
        self._trim(audio_end_s)
        return self.caption

    def finish(self, words: Sequence[Word], *, now_s: float) -> tuple[Word, ...]:
        """The final words of the turn, with the time each stood in the caption for good: those the caption already
        had keep theirs, those the final pass changed get ``now_s``."""
        shown = [*self._committed, *self._tentative]
        matcher = difflib.SequenceMatcher(None, [_key(w) for w in shown], [_key(w) for w in words], autojunk=False)
        times: dict[int, float | None] = {}
        for block in matcher.get_matching_blocks():
            times.update({block.b + step: shown[block.a + step].shown_s for step in range(block.size)})
        final = tuple(replace(word, shown_s=times.get(index, now_s)) for index, word in enumerate(words))
        self._committed, self._tentative = list(final), []
        return final

    def _beyond_committed(self, words: Sequence[Word]) -> list[Word]:
        """The part of a hypothesis after what is committed: by time, then by the words that repeat its end."""
        if not self._committed:
            return list(words)
        last_s = self._committed[-1].end_s
        fresh = [word for word in words if (word.start_s + word.end_s) / 2 > last_s - _SAME_TIME_S]
        # Where the hypothesis heard committed words again, its times tell a repeat from a real "very very". Where none
        # matched by time, its head may be a committed word: Whisper dates the last word before a pause a second early.
        heard_again = len(fresh) < len(words)
        slack_s = _SAME_TIME_S if heard_again else _MOVED_S
        for size in range(min(_OVERLAP_WORDS, len(fresh), len(self._committed)), 0, -1):
            if [_key(w) for w in fresh[:size]] == [_key(w) for w in self._committed[-size:]]:
                return fresh[size:] if fresh[0].start_s < last_s + slack_s else fresh
        return fresh

    def _trim(self, audio_end_s: float) -> None:
        """Starts the next hypothesis after a committed sentence or pause once enough is settled, and at the last
        committed word when the stretch grows too long."""
        length = audio_end_s - self._start_s
        if length < _SETTLED_S:
            return
        following = [*self._committed, *self._tentative]
        for index in range(len(self._committed) - 1, -1, -1):
            word = self._committed[index]
            if word.end_s <= self._start_s:
                break
            after_s = following[index + 1].start_s if index + 1 < len(following) else audio_end_s
            ends = word.text.endswith(_SENTENCE_END) or after_s - word.end_s >= _PAUSE_S
            if ends or length > _LONGEST_S:
                self._start_s = word.end_s
                return
        if length > _STUCK_S and not self._tentative:
            self._start_s = audio_end_s - _UNSTABLE_S


def _key(word: Word) -> str:
    """Compared without case and punctuation: "Yes," becoming "yes" is no change of the word."""
    return "".join(character for character in word.text.lower() if character.isalnum()) or word.text


def _common_prefix(before: Sequence[Word], now: Sequence[Word]) -> int:
    count = 0
    for old, new in zip(before, now, strict=False):
        if _key(old) != _key(new):
            break
        count += 1
    return count


def _stays(stood: Sequence[Word], index: int, word: Word) -> bool:
    return index < len(stood) and _key(stood[index]) == _key(word)
