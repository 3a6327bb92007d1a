"""The judge with the starter language model and its probes: answers that no likeness of words tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.domain.question import KeyPoint, Question
from desktop.domain.speech import Language
from desktop.scoring.judge import Judge
from models.language import LanguageModel
from tests.unit.scoring import sessions
from tests.weights import weights

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    model = LanguageModel(weights("qwen2.5-coder-1.5b-instruct", "model.gguf"), threads=2, context=1024)
    yield Judge(sessions.encoder(), sessions.calibration(), model)
    model.close()


def asked(language: Language, text: str, *points: str) -> Question:
    return Question(
        id="q", language=language, roles=("any",), domain="any", round="theory", topic="", kind="technical",
        difficulty=3, frequency="common", time_limit_s=120, text=text,
        key_points=tuple(KeyPoint(str(place), point) for place, point in enumerate(points)),
    )  # fmt: skip


INDEX = asked(
    "en",
    "What does a database index do for you, and what does it cost?",
    "an index lets the engine find rows without scanning the whole table",
    "every index makes inserts and updates slower",
)
SALT = asked(
    "zh",
    "密码为什么要加盐再哈希？",
    "加盐以后，同样的密码存下来的结果也不一样",
    "哈希算法要故意慢，让暴力破解的代价变高",
)
THREADS = asked("zh", "进程和线程有什么区别？", "进程之间内存隔离，线程共享进程的内存", "线程切换的开销比进程小")
CACHE = asked(
    "zh",
    "大模型推理为什么要用 KV cache？",
    "前面位置的键和值不变，缓存后不必重复计算",
    "缓存占显存，随长度和批量增长",
)
ANSWERS = {
    "as one talks": (
        INDEX,
        "It's a sorted structure, a B tree usually, so the database doesn't have to read the full table, it walks down "
        "the tree and is at the matching rows in a few steps. What it costs is disk space and, um, the writes, because "
        "each insert and each update also has to change the index, so they get slower.",
        (True, True),
    ),
    "the right words without a statement": (
        INDEX,
        "Indexes are super important for performance. There are B tree and hash indexes, clustered and non clustered, "
        "and you have to think about reads, writes and table scans and find the right balance for your workload.",
        (False, False),
    ),
    "换个说法": (
        SALT,
        "比如你我都偷懒用了一二三四五六，库里要是直接存指纹，那一看俩人就是一串，撒上各自的一撮料以后就各是各的了。再一个就是算这个指纹"
        "得费点劲，故意让它转上个零点几秒，登录的人没感觉，可是想一个一个试的人就得试到猴年马月。",
        (True, True),
    ),
    "说反": (
        SALT,
        "加盐就是为了让相同的密码存出来的哈希一样，这样查重方便。哈希算法肯定是越快越好，选最快的那种，用户登录不用等，"
        "快不快跟暴力破解没有关系。",
        (False, False),
    ),
    "短而对": (
        THREADS,
        "进程有自己独立的地址空间，线程呢是在一个进程里面，大家共用内存。所以线程切换起来便宜一些。",
        (True, True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_what_was_meant_counts_not_the_words(judge: Judge, name: str) -> None:
    question, text, meant = ANSWERS[name]
    grade = judge.grade(question, text, question.language)
    assert grade.methods == ("embedding+language", "shape")
    assert tuple(point.covered for point in grade.points) == meant


def test_who_says_the_contrary_is_told_so_with_the_words(judge: Judge) -> None:
    said = (
        "KV cache 主要是为了省显存，序列再长它占的空间也是固定的。每生成一个新 token，前面所有的 key 和 value 都会变，"
        "所以都要重新算一遍再缓存。"
    )
    grade = judge.grade(CACHE, said, "zh")
    assert any(point.contradicted for point in grade.points)
    for point in grade.points:
        assert not point.covered
        assert not point.contradicted or (point.quote or "") in said
    said = (
        "因为前面 token 的 key 和 value 是不变的，存下来就不用每一步都重新算一遍。"
        "代价是显存，序列越长、batch 越大占得越多。"
    )
    right = judge.grade(CACHE, said, "zh")
    assert all(point.covered and not point.contradicted for point in right.points)


def test_the_same_answer_gets_the_same_score_whatever_was_read_before(judge: Judge) -> None:
    question, text, _ = ANSWERS["as one talks"]
    first = judge.grade(question, text, "en")
    judge.grade(SALT, ANSWERS["说反"][1], "zh")
    assert judge.grade(question, text, "en") == first


DISAGREED = replace(
    asked(
        "en",
        "Tell me about a time when you disagreed with a colleague about a technical decision.",
        "says what the disagreement was about",
        "says how they argued for their view",
        "tells how it was settled",
        "says what they would do the same or differently",
    ),
    kind="behavioural",
)
DEADLINE = replace(
    asked(
        "zh",
        "讲一次你没能按时完成任务的经历。",
        "说清是什么任务、晚了多少",
        "说出没能按时完成的原因",
        "说明当时怎么跟相关的人沟通",
        "说出之后做了什么改变",
    ),
    kind="behavioural",
)
TOLD = {
    "en": (
        DISAGREED,
        "Last spring a colleague wanted to move our logs into a document store and I thought plain files would do. I "
        "measured both on a week of real traffic and showed him the numbers, and he showed me queries that I had not "
        "thought of. In the end we kept the files and built a small index. Next time I would ask for his cases first.",
        "What I'm proudest of is the garden behind our office. There was just gravel, and I asked the landlord, and in "
        "two weekends five of us dug it over and planted herbs and a pear tree. Now people have lunch there, and last "
        "autumn we even had pears. It taught me that you can simply begin with something.",
    ),
    "zh": (
        DEADLINE,
        "去年我负责把报表迁到新系统，说好月底上线，结果晚了八天。主要是我没算历史数据要清洗，三分之一的记录格式都不对。发现来不及的当天我就"
        "跟产品和财务说了，给了新的时间，也把最急的两张表先交了。之后我排期都会先抽一批真数据试跑一遍。",
        "我大学选计算机是因为高中时参加了机器人社团，第一次看到自己写的代码让小车动起来，特别兴奋。后来一路学下来，最喜欢的还是操作系统，"
        "觉得很多设计都很巧妙。平时我也会看一些开源项目，偶尔提一点小的修改。",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_story_about_something_else_is_no_answer(judge: Judge, language: Language) -> None:
    question, own, elsewhere = TOLD[language]
    answered, off = judge.grade(question, own, language), judge.grade(question, elsewhere, language)
    assert "off_topic" not in answered.flags
    assert answered.score is not None
    assert answered.score > 5
    assert "off_topic" in off.flags
    assert off.score is not None
    assert off.score <= 1


def test_saying_nothing_about_the_question_is_above_speaking_of_something_else(judge: Judge) -> None:
    vague = (
        "Disagreements with colleagues about technical decisions are quite normal, I have had many. It is important to "
        "stay professional and to talk with each other and find a good solution together."
    )
    about, off = judge.grade(DISAGREED, vague, "en").score, judge.grade(DISAGREED, TOLD["en"][2], "en").score
    assert about is not None
    assert off is not None
    assert 1 > about > off
