"""Small sessions made in code: questions, spoken words with times, voice figures."""

# ruff: noqa: E501 - answers are left whole
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from desktop.domain.question import FollowUp, KeyPoint, Mistake, Question
from desktop.domain.score import AnswerGrade
from desktop.domain.session import Answer, Profile, SessionConfig, SessionRecord
from desktop.domain.speech import Language, Span, Word
from desktop.domain.stepwise import drained
from desktop.domain.voice import Filler, Quantity, VoiceFigures
from desktop.resources import assets_dir
from desktop.scoring.calibration import Calibration, load_calibration
from desktop.scoring.grade import grading
from desktop.scoring.lexicon import units
from models.embedding import SentenceEncoder

QUESTIONS = {
    "index": Question(
        id="index", language="en", roles=("any",), domain="any", round="theory", topic="databases/index",
        kind="technical", difficulty=2, frequency="common", time_limit_s=60,
        text="What does a database index do and what does it cost?",
        key_points=(
            KeyPoint("scan", "It lets the database find rows without scanning the whole table", 3.0, True),
            KeyPoint("write", "Every insert or update must also maintain the index so writes become slower", 2.0),
            KeyPoint("space", "It takes additional storage", 1.0),
        ),
        common_mistakes=(Mistake("An index on every column is best", "Each index slows every write"),),
        follow_ups=(FollowUp("What happens to inserts?", when_missing="write"),),
    ),
    "cache": Question(
        id="cache", language="en", roles=("any",), domain="any", round="system_design", topic="system design/caching",
        kind="technical", difficulty=4, frequency="common", time_limit_s=60,
        text="How would you add a cache in front of a slow service?",
        key_points=(
            KeyPoint("miss", "Read from the cache first and fall back to the service on a miss", 2.0, True),
            KeyPoint("stale", "Entries need a time to live, otherwise data becomes stale", 2.0),
            KeyPoint("evict", "Memory is limited so an eviction policy such as LRU is needed", 1.0),
        ),
    ),
    "backprop": Question(
        id="backprop", language="zh", roles=("any",), domain="AI", round="theory", topic="深度学习/反向传播",
        kind="technical", difficulty=3, frequency="common", time_limit_s=60,
        text="请解释反向传播算法的计算过程。",
        key_points=(
            KeyPoint("chain", "从损失开始用链式法则逐层向前求导", 3.0, True, ("从后往前一层一层乘导数",)),
            KeyPoint("keep", "前向传播时保存中间激活值，反向时要用", 1.0),
            KeyPoint("update", "优化器利用梯度更新参数", 1.0, False, ("用梯度下降去改权重",)),
        ),
    ),
}  # fmt: skip
GOOD = {
    "index": "The index lets the database find rows without scanning the whole table, because it is a sorted tree. "
    "But every insert or update must also maintain the index, so writes become slower. For example our import took "
    "twice as long, and it also takes additional storage on the disk.",
    "cache": "First we read from the cache, and on a miss we fall back to the service and store the result. "
    "Entries need a time to live because otherwise the data becomes stale. Memory is limited, so an eviction policy "
    "such as LRU is needed.",
    "backprop": "首先前向传播时保存中间激活值，因为反向的时候要用。然后从损失开始用链式法则从后往前一层一层求导。"
    "最后优化器利用梯度更新参数，比如用梯度下降去改权重。",
}
VAGUE = {
    "index": "Honestly this is a topic that everybody likes a lot, and I had a great time with my colleagues in the last "
    "company, we learned many interesting things there and it was really a pleasure to work with them every day.",
    "cache": "I like to travel and to cook with my family on the weekend, it was really nice weather and I think that "
    "people should spend more time outside, that is what my grandmother always said to me when I was a child.",
    "backprop": "我觉得这个东西挺重要的，大家平时都在用，我也很喜欢学习，和同事相处得很好，公司的氛围也不错，周末我们经常一起去爬山吃饭。",
}


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    return load_calibration(assets_dir())


def graded(question: Question, answer: Sequence[Word] | str, language: Language) -> AnswerGrade:
    """By embedding alone."""
    return drained(grading(question, answer, language, encoder(), None, calibration()))


def spoken(
    text: str, language: Language, start_s: float = 0.0, step_s: float | None = None, probability: float = 0.9
) -> tuple[Word, ...]:
    """The text as recognised words, evenly paced (English 140 words/min, Mandarin 220 characters/min)."""
    step = step_s or (60 / 140 if language == "en" else 60 / 220)
    shown = text.split() if language == "en" else [c for c in text if not c.isspace()]
    words: list[Word] = []
    for part in shown:
        if words and not units(part, language):
            words[-1] = replace(words[-1], text=words[-1].text + part)
            continue
        at = start_s + len(words) * step
        words.append(Word(part, at, at + 0.8 * step, probability))
    return tuple(words)


def voice(
    words: Sequence[Word], language: Language, *, fillers: int = 0, pauses: Sequence[Span] = ()
) -> VoiceFigures | None:
    if not words:
        return None
    length = words[-1].end_s - words[0].start_s
    minutes = length / 60
    count = sum(len(units(word.text, language)) for word in words)
    return VoiceFigures(
        duration_s=length,
        speech_s=length,
        rate=Quantity(count / minutes, "words/min" if language == "en" else "characters/min"),
        articulation_rate=None,
        pauses=tuple(pauses),
        fillers=tuple(Filler("um", float(i), i + 0.3) for i in range(fillers)),
        filler_rate=Quantity(fillers / minutes, "1/min")
        if language == "en"
        else Quantity(100 * fillers / max(count, 1), "1/100 characters"),
        pitch=None,
        loudness=None,
        snr_db=None,
        clipping_ratio=None,
        microphone=None,
        recognition_confidence=0.9,
    )


def answer(
    index: int,
    question: Question,
    text: str,
    *,
    follow_up_of: int | None = None,
    target: str | None = None,
    probability: float = 0.9,
    fillers: int = 0,
    pauses: Sequence[Span] = (),
    step_s: float | None = None,
) -> Answer:
    """A graded answer that begins at 100 s × (index + 1)."""
    start = 100.0 * (index + 1)
    words = spoken(text, question.language, start, step_s, probability)
    grade = graded(question, words, question.language)
    end = words[-1].end_s if words else start + 5.0
    figures = voice(words, question.language, fillers=fillers, pauses=pauses)
    return Answer(
        index, question, question.text, follow_up_of, start - 5.0, start, end, words,
        target_point=target, voice=figures, grade=grade,
    )  # fmt: skip


def record(answers: Sequence[Answer], *, language: Language = "en", job: str = "", resume: str = "") -> SessionRecord:
    profile = Profile("Test Person", "Backend Engineer", "backend", language, resume, job)
    return SessionRecord(
        "s1", "interview", "finished", "2025-01-01T10:00:00+00:00", 900.0, SessionConfig(profile), tuple(answers)
    )
