"""Openings: a sentence before a follow-up that ties it to what the person has just said.

A language model takes it from one passage of the answer ("You said that you moved the sessions to Redis."); the
question after it stays the bank's. What came of it is checked by ``wording`` before it is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Generator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.domain.question import Question
from desktop.domain.speech import Language

ROUNDS = ("project", "behavioural")
"""Where an opening is worth its time: what is asked there is about the person. A theory question is not."""

MOST_WRITTEN = 2
MAX_TOKENS = 48
LEAST_LIKENESS: dict[Language, float] = {"en": 0.28, "zh": 0.3}
"""Cosine of passage and follow-up below which they have too little to do with each other, by reading the nearest pairs
of the labelled answers."""

_LIMITS = {"en": (5, 26), "zh": (8, 44)}  # words; characters
_SENTENCE_END = re.compile(r"(?<=[;；。！？!?])|(?<=[.])\s+(?=[A-Z])|(?<=[.])$")
_ASIDE = re.compile(r"\s*[(（][^)）]*[)）]")
_PRIVATE = re.compile(r"@|https?:|www\.|\d{6,}|\ufffd")
_UNSURE = {
    "en": re.compile(
        r"\b(?:maybe|perhaps|probably|guess|think|believe|suppose|sorry|forgot|forget|remember|unsure|if|don['’]t know"
        r"|do not know|not sure|no idea|why would|you|your)\b|\?",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"可能|也许|大概|好像|似乎|应该是|如果|要是|假如|觉得|认为|印象里|记得|忘|抱歉|不好意思|不知道|不清楚|不太|不了解"
        r"|不确定|没接触|你|您|吗|呢|什么|怎么|？|\?"
    ),
}
"""Doubts, conditions, apologies, questions, and words to the interviewer: nobody wants to hear these again."""
_LEANING = {
    "en": re.compile(
        r"(?:(?:so|and|but|well|okay|yes|no|um|uh)\W+)*"
        r"(?:that|this|these|those|which|who|he|she|they|it|there|for|first|second|third|finally|one|another)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:[嗯呃额啊哦，、]|然后|所以|但是|不过)*(?:这|那|其|它|他|她|比如|例如|第[一二三]|最后|首先|一个是)"
    ),
}
"""Beginnings that lean on the sentence before."""


@dataclass(frozen=True, slots=True)
class Opening:
    """``text`` may stand before the question ``ask``; all of it is from ``passage``. ``likeness`` is the cosine of the
    two."""

    ask: str
    passage: str
    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class OpeningPrompt:
    """``system`` with examples; the passage stands in the user's message as data. ``grammar`` is GBNF."""

    system: str
    before: str
    after: str
    grammar: str


_EN_WORDS = r"""
body ::= word (" " word){2,26}
word ::= char+ ([.:/] char+)* ","?
char ::= [^\x00-\x20.,?!;:"<>{}|\\*_`~@=()\[\]/]
"""
_ZH_WORDS = r"""
body ::= piece ("，" piece){0,2}
piece ::= char{2,36}
char ::= [^\x00-\x1f。，？！；：“”"<>{}|\\*_`~@=()（）\[\]]
"""

PROMPTS: dict[Language, OpeningPrompt] = {
    "en": OpeningPrompt(
        "You repeat to a candidate, in one short sentence, what the candidate said. Say you instead of I and we. Keep "
        "the candidate's own words in their order, leave out filler words, add nothing, do not judge.\n"
        "Candidate: so um we we put a queue in front of the mail service\n"
        "Sentence: You said that you put a queue in front of the mail service.\n"
        "Candidate: and my part was basically the tests for the importer\n"
        "Sentence: You said that your part was the tests for the importer.\n"
        "Candidate: the old pipeline needed three hours every night\n"
        "Sentence: You said that the old pipeline needed three hours every night.",
        "Candidate: ",
        "\nSentence:",
        'root ::= "You said that " body "."' + _EN_WORDS,
    ),
    "zh": OpeningPrompt(
        "你用一句简短的话，向候选人复述他刚才说过的内容。把“我”换成“你”，把“我们”换成“你们”，保留原话和原来的顺序，"
        "去掉口头语，不添加任何内容，不作评价。\n"
        "候选人：嗯然后我们就把那个定时任务拆成了三步\n"
        "复述：你刚才说，你们把定时任务拆成了三步。\n"
        "候选人：我主要负责接口这一块的测试\n"
        "复述：你刚才说，你主要负责接口这一块的测试。\n"
        "候选人：之前的流程每天晚上要跑三个小时\n"
        "复述：你刚才说，之前的流程每天晚上要跑三个小时。",
        "候选人：",
        "\n复述：",
        'root ::= "你刚才说，" body "。"' + _ZH_WORDS,
    ),
}


class Writer(Protocol):
    """The part of a language model that writing needs."""

    def chat(self, system: str, *parts: str) -> tuple[str, ...]: ...

    def data(self, text: str) -> str: ...

    def writing(self, prompt: Sequence[str], *, grammar: str, max_tokens: int) -> Generator[None, None, str]: ...


class Encoder(Protocol):
    """Unit sentence vectors, (n, d) float32."""

    def encode(self, texts: Sequence[str]) -> Any: ...


def worth_opening(question: Question) -> bool:
    """Whether an opening makes a follow-up on this question better."""
    return question.round in ROUNDS and question.exact is None


def write_openings(
    asks: Sequence[str],
    passages: Sequence[str],
    language: Language,
    *,
    model: Writer,
    encoder: Encoder,
    written: MutableMapping[str, str] | None = None,
) -> Generator[None, None, tuple[Opening, ...]]:
    """Openings for those of ``asks`` that one of ``passages`` is near to, the first ask's first; a step at a time.

    ``written`` remembers what was made of a passage.
    """
    written = {} if written is None else written
    for text in (*asks, *passages):
        encoder.encode([text])  # remembered
        yield
    if not asks or not passages:
        return ()
    cosines = encoder.encode(asks) @ encoder.encode(passages).T
    found = []
    fresh = 0
    for row, ask in enumerate(asks):
        best = int(cosines[row].argmax())
        passage, likeness = passages[best], float(cosines[row, best])
        if likeness < LEAST_LIKENESS[language] or (passage not in written and fresh == MOST_WRITTEN):
            continue
        if passage not in written:
            fresh += 1
            written[passage] = yield from write_opening(passage, language, model)
        found.append(Opening(ask, passage, written[passage], likeness))
    return tuple(found)


def write_opening(passage: str, language: Language, model: Writer) -> Generator[None, None, str]:
    prompt = PROMPTS[language]
    parts = model.chat(prompt.system, prompt.before, model.data(passage), prompt.after)
    return model.writing(parts, grammar=prompt.grammar, max_tokens=MAX_TOKENS)


def passages(text: str, language: Language) -> tuple[str, ...]:
    """Its sentences that claim something and can be repeated in one breath; a long one up to a comma."""
    least, most = _LIMITS[language]
    found = []
    for sentence in _SENTENCE_END.split(_ASIDE.sub("", text)):
        piece = sentence.strip().rstrip(".;；。！!,，、 ")
        while _size(piece, language) > most and (cut := max(piece.rfind(mark) for mark in ",，")) > 0:
            piece = piece[:cut].rstrip()
        unfit = _PRIVATE.search(piece) or _UNSURE[language].search(piece) or _LEANING[language].match(piece)
        if least <= _size(piece, language) <= most and not unfit:
            found.append(piece)
    return tuple(dict.fromkeys(found))


def _size(text: str, language: Language) -> int:
    return len(text.split()) if language == "en" else len(re.sub(r"\s", "", text))
