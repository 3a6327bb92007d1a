"""Guard for what a language model puts before a question: what fails any check leaves the bank's own text alone.

The model may tie a follow-up to what the person has just said ("You said that you moved the sessions to Redis. …").
It may not change what is asked, claim what the person did not, give the answer away, judge, flatter, or use a gendered
title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from desktop.domain.question import Question
from desktop.domain.speech import Language
from desktop.interview.opening import Opening
from desktop.interview.own_words import repeats
from desktop.interview.similarity import Similar, features, is_near_duplicate, normalised

Refusal = Literal[
    "empty", "form", "not_their_words", "language", "length", "markup", "several_questions", "repeat", "off_the_point",
    "invented", "leak", "tone",
]  # fmt: skip

_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9+#.-]*|\d+(?:\.\d+)?")
_MARKUP = re.compile(r"[*_#`<>{}\[\]|\\]|\n|https?:|^\s*(?:[-•]|\d+[.)、])")
_TONE = re.compile(
    r"先生|女士|小姐|帅哥|美女|同志|很好|非常好|优秀|出色|厉害|不错|扎实|真棒|清晰"
    r"|考察|评分|得分|要点|目标：|参考答案|追问"
    r"|\b(?:mr|mrs|ms|sir|madam|ma'am|great|excellent|impressive|brilliant|well done|good job|amazing|perfect"
    r"|score|rubric|key points?|reference answer|follow-up)\b",
    re.IGNORECASE,
)
_SPLIT_QUESTION = re.compile(r"[?？]")
_MIN_RECALL = 0.5
_MIN_COSINE = 0.8

_FRAMES = {
    "en": re.compile(r"You said that "),
    "zh": re.compile(r"你刚才说，"),
}
_NOT_TURNED = re.compile(
    r"\b(?:i|we|my|our|us|me|mine|ours|myself|ourselves|you (?:am|is|was|has|does|doing|being|been)|that and)\b",
    re.IGNORECASE,
)
"""Words of the speaker, and verbs that were turned wrongly."""
_ONE_SENTENCE = {
    "en": re.compile(r"(?!.*\. )[^?!;:\n]{12,220}(?<!,)\."),
    "zh": re.compile(r"[^我咱？！；：\n]{8,64}(?<![的和与把在从对将及或并为，])。"),
}


def check_opening(
    opening: Opening,
    question: Question,
    *,
    said: Iterable[str] = (),
    embedding: Similar | None = None,
) -> Refusal | None:
    """The first thing that is wrong with an opening before a follow-up on ``question``, None when nothing is.

    ``said`` are the texts asked before.
    """
    language = question.language
    if not opening.text:
        return "empty"
    frame = _FRAMES[language].match(opening.text)
    if frame is None or not _ONE_SENTENCE[language].fullmatch(opening.text) or _NOT_TURNED.search(opening.text):
        return "form"
    if not repeats(opening.text[frame.end() :], opening.passage, language):
        return "not_their_words"
    asked = replace(question, text=opening.ask)
    return check_wording(worded(opening, language), asked, documents=opening.passage, said=said, embedding=embedding)


def worded(opening: Opening, language: Language) -> str:
    """The question as asked, with its opening."""
    return f"{opening.text}{'' if language == 'zh' else ' '}{opening.ask}"


def check_wording(
    text: str,
    question: Question,
    *,
    documents: str,
    said: Iterable[str] = (),
    embedding: Similar | None = None,
) -> Refusal | None:
    """The first thing that is wrong with a wording of ``question``, None when nothing is.

    ``documents`` is the only place besides the question that new names and figures may come from. ``said`` are the
    texts asked before.
    """
    if not text:
        return "empty"
    if question.exact is not None:
        # Each number of a calculation has its place, which no check of words can see.
        return "invented"
    han = len(_HAN.findall(text))
    if question.language == "zh":
        wrong_language = han < 0.3 * len(normalised(text))
    else:
        wrong_language = han > 0 or not _LETTER.search(text)
    if wrong_language:
        return "language"
    if (
        not 0.5 * len(question.text)
        <= len(text)
        <= 1.6 * len(question.text) + (40 if question.language == "zh" else 120)
    ):
        return "length"
    if _MARKUP.search(text) and not _MARKUP.search(question.text):
        return "markup"
    if len(_SPLIT_QUESTION.findall(text)) > max(1, len(_SPLIT_QUESTION.findall(question.text))):
        return "several_questions"
    if _new_tone(text, question.text):
        return "tone"
    if _leaks(text, question):
        return "leak"
    if _invents(text, question, documents):
        return "invented"
    if not _on_the_point(text, question.text, embedding):
        return "off_the_point"
    return "repeat" if is_near_duplicate(text, said, embedding) else None


def _tokens(text: str) -> set[str]:
    return {token.rstrip(".-").casefold() for token in _TOKEN.findall(text)}


def _invents(text: str, question: Question, documents: str) -> bool:
    """Whether a name or figure stands in the wording that neither question nor documents hold.

    In Chinese every Latin word is a name; in English those with a digit, or a capital that begins no sentence.
    """
    known = _tokens(question.text) | _tokens(documents)
    if question.language == "zh":
        return bool(_tokens(text) - known)
    for match in _TOKEN.finditer(text):
        token, before = match.group().rstrip(".-"), text[: match.start()].rstrip()
        starts = not before or before[-1] in ".?!:\"“'’"
        named = token[0].isdigit() or any(c.isupper() for c in token[1:]) or (token[0].isupper() and not starts)
        if named and token != "I" and token.casefold() not in known:
            return True
    return False


def _new_tone(text: str, own: str) -> bool:
    allowed = {match.group().casefold() for match in _TONE.finditer(own)}
    return any(match.group().casefold() not in allowed for match in _TONE.finditer(text))


def _leaks(text: str, question: Question) -> bool:
    """Whether a run of characters of the rubric stands in the wording that the question itself does not hold."""
    size = 7 if question.language == "zh" else 20
    rubric = [point.text for point in question.key_points]
    rubric += [phrase for point in question.key_points for phrase in point.said_like]
    rubric += [question.reference_answer, *(mistake.text for mistake in question.common_mistakes)]
    rubric += [mistake.correction for mistake in question.common_mistakes]
    secret = set().union(*(_runs(item, size) for item in rubric)) - _runs(question.text, size)
    return bool(_runs(text, size) & secret)


def _runs(text: str, size: int) -> set[str]:
    plain = normalised(text)
    return {plain[start : start + size] for start in range(len(plain) - size + 1)}


def _on_the_point(text: str, own: str, embedding: Similar | None) -> bool:
    """Keeps every figure and name of the bank's text and at least half of its content features."""
    names = {token for token in _tokens(own) if any(char.isdigit() for char in token)}
    names |= {token.casefold() for token in re.findall(r"[A-Za-z]*[A-Z]{2,}[A-Za-z0-9+#]*", own)}
    if not names <= _tokens(text):
        return False
    wanted = features(own)
    recall = len(wanted & features(text)) / len(wanted) if wanted else 1.0
    return recall >= _MIN_RECALL or (embedding is not None and embedding(text, own) >= _MIN_COSINE)
