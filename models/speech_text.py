"""From the recogniser's pieces to clean words: merging, simplified characters, honest times, no invented text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from opencc import OpenCC

from desktop.domain.speech import Language, Span, Word

_TRAILING = ".。,，!！?？:：;；、”’)]}》"
_LEADING = '"“‘¿([{《'
_TO_FULL_WIDTH = str.maketrans({",": "，", "?": "？", "!": "！", ":": "：", ";": "；"})
_ALNUM = re.compile(r"[A-Za-z0-9]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_PHANTOMS = re.compile(
    r"字幕|志愿者|谢谢(观看|收看|大家观看)|点赞|订阅|转发|打赏|amara|thank(s| you) for watching|subscribe|subtitles? by"
    r"|copyright|all rights reserved",
    re.IGNORECASE,
)
# How long a slow speaker takes at most: for a word, and for each of its letters or characters.
_SLOW_S: dict[Language, tuple[float, float]] = {"en": (0.6, 0.15), "zh": (0.2, 0.5)}
_MIN_REPEATS = 4
_MOST_ROUNDS = 6
_LONGEST_LOOP = 12
_PLAUSIBLE_S_PER_CHARACTER = {"zh": 0.07, "en": 0.025}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the recogniser's output with its time in seconds and mean token probability."""

    text: str
    start_s: float
    end_s: float
    probability: float


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters to simplified (OpenCC t2s)."""
    return str(_converter().convert(text)) if _CJK.search(text) else text


def words_from_pieces(pieces: Sequence[Piece], language: Language) -> list[Word]:
    """Joins punctuation and split Latin words to whole words; a mark never lengthens the word it follows."""
    words: list[Word] = []
    pending = ""
    for piece in pieces:
        text = piece.text.strip()
        if not text or "\ufffd" in text:
            continue
        if all(character in _LEADING for character in text):
            pending += text
        elif words and all(not character.isalnum() for character in text):
            if text[0] in _TRAILING:
                words[-1] = replace(words[-1], text=words[-1].text + _mark(text, words[-1].text))
        elif words and not pending and _continues(words[-1].text, piece.text):
            words[-1] = _merged(words[-1], text, piece)
        elif any(character.isalnum() for character in text):
            words.append(Word(pending + text, piece.start_s, piece.end_s, piece.probability))
            pending = ""
    return _simplify(words)


def _mark(mark: str, after: str) -> str:
    return mark.translate(_TO_FULL_WIDTH) if _CJK.match(after[-1:]) else mark


def _continues(before: str, raw: str) -> bool:
    """A piece without a leading space goes on with a Latin word, a number, or 's and the like."""
    return not raw[:1].isspace() and bool(_ALNUM.match(before[-1:])) and bool(re.match(r"['’\-./%+#]?[A-Za-z0-9]", raw))


def _merged(word: Word, text: str, piece: Piece) -> Word:
    probability = (word.probability * len(word.text) + piece.probability * len(text)) / (len(word.text) + len(text))
    return replace(word, text=word.text + text, end_s=max(word.end_s, piece.end_s), probability=probability)


def _simplify(words: list[Word]) -> list[Word]:
    """Converts the whole line at once (phrases decide between variants), then gives each word its part back."""
    line = "\n".join(word.text for word in words)
    parts = simplified(line).split("\n")
    if len(parts) != len(words):
        parts = [simplified(word.text) for word in words]
    return [replace(word, text=part) for word, part in zip(words, parts, strict=True)]


def keep_heard(words: Sequence[Word], speech: Sequence[Span], *, slack_s: float = 0.15) -> list[Word]:
    """Drops words in whose span nobody speaks, and trims the others to the speech they overlap most.

    Whisper's alignment stretches a word over the pause beside it; the voice activity is the better witness of where
    sound began and ended. ``slack_s`` allows for its reaction time at onsets and ends.
    """
    kept: list[Word] = []
    for word in words:
        best = max(speech, key=lambda span: _overlap_s(word, span, slack_s), default=None)
        if best is None or _overlap_s(word, best, slack_s) <= 0:
            continue
        start = max(word.start_s, best.start_s - slack_s) if word.start_s < best.start_s else word.start_s
        end = min(word.end_s, best.end_s + slack_s) if word.end_s > best.end_s else word.end_s
        start = max(start, kept[-1].end_s) if kept else start
        kept.append(replace(word, start_s=round(start, 3), end_s=round(max(end, start + 0.02), 3)))
    return kept


def _overlap_s(word: Word, span: Span, slack_s: float) -> float:
    end = max(word.end_s, word.start_s + 0.02)
    return min(end, span.end_s + slack_s) - max(word.start_s, span.start_s - slack_s)


def unexplained_s(words: Sequence[Word], speech: Sequence[Span], language: Language) -> float:
    """Seconds of speech that no word accounts for, each word being allowed what a slow speaker takes for it."""
    base_s, letter_s = _SLOW_S[language]
    explained = 0.0
    for word in words:
        inside = sum(max(0.0, _overlap_s(word, span, 0.0)) for span in speech)
        explained += min(inside, base_s + letter_s * sum(character.isalnum() for character in word.text))
    return max(0.0, sum(span.duration_s for span in speech) - explained)


def without_loops(words: Sequence[Word], language: Language, *, failed: bool = False) -> list[Word]:
    """Cuts a decoder loop back to what was said.

    People do say "words words words" and "uh uh uh". In four or more rounds of the same words, rounds that are faster
    than anyone can speak (under 70 ms a Chinese character, 25 ms an English letter) are the loop's and go. With
    ``failed`` (the decoder itself counts as derailed) no more than six rounds stay at any speed.
    """
    result = list(words)
    for size in range(1, _LONGEST_LOOP + 1):
        index = 0
        while index + size * _MIN_REPEATS <= len(result):
            count = _rounds(result, index, size)
            if count >= _MIN_REPEATS:
                rounds = [result[index + size * at : index + size * (at + 1)] for at in range(count)]
                kept = [one for one in rounds if not _too_fast(one, language)] or rounds[:1]
                kept = kept[:_MOST_ROUNDS] if failed else kept
                result[index : index + size * count] = [word for one in kept for word in one]
                index += size * len(kept)
            else:
                index += 1
    return result


def _rounds(words: list[Word], index: int, size: int) -> int:
    pattern = [word.text.lower() for word in words[index : index + size]]
    count = 1
    while [word.text.lower() for word in words[index + size * count : index + size * (count + 1)]] == pattern:
        count += 1
    return count


def _too_fast(words: Sequence[Word], language: Language) -> bool:
    letters = sum(sum(character.isalnum() for character in word.text) for word in words)
    return (words[-1].end_s - words[0].start_s) < letters * _PLAUSIBLE_S_PER_CHARACTER[language]


def is_phantom(text: str) -> bool:
    """Whether a whole chunk is one of the lines Whisper learnt from subtitles and invents on noise."""
    return len(text) < 60 and bool(_PHANTOMS.search(text))
