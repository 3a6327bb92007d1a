"""A bank for tests, made of subjects that do not resemble each other, in both languages and every round."""

from __future__ import annotations

from desktop.domain.question import FollowUp, KeyPoint, Question, Round
from desktop.domain.speech import Language
from desktop.interview.bank import QuestionBank

ROUNDS: tuple[Round, ...] = ("theory", "project", "programming", "system_design", "behavioural", "industry")

_SUBJECTS: dict[Language, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("深度学习", "反向传播"),
        ("深度学习", "批归一化"),
        ("检索", "倒排索引"),
        ("存储", "事务隔离"),
        ("网络", "拥塞控制"),
        ("编译", "寄存器分配"),
        ("图形", "光线追踪"),
        ("安全", "密钥交换"),
        ("调度", "优先级反转"),
        ("统计", "置信区间"),
    ),
    "en": (
        ("deep learning", "backpropagation"),
        ("deep learning", "batch normalization"),
        ("retrieval", "inverted index"),
        ("storage", "transaction isolation"),
        ("network", "congestion control"),
        ("compiler", "register allocation"),
        ("graphics", "ray tracing"),
        ("security", "key exchange"),
        ("scheduling", "priority inversion"),
        ("statistics", "confidence intervals"),
    ),
}
_ASPECT: dict[Language, dict[str, str]] = {
    "zh": {
        "theory": "{s}的原理",
        "project": "你在项目里用{s}解决过的难题",
        "programming": "手写{s}的步骤",
        "system_design": "大规模{s}平台的架构",
        "behavioural": "推动同事采用{s}的经过",
        "industry": "{s}近几年的行业趋势",
    },
    "en": {
        "theory": "the principle of {s}",
        "project": "a hard problem your project solved with {s}",
        "programming": "the steps of writing {s} by hand",
        "system_design": "the architecture of a large {s} platform",
        "behavioural": "convincing colleagues to adopt {s}",
        "industry": "recent industry trends around {s}",
    },
}
_POINTS: dict[Language, tuple[str, str, str]] = {
    "zh": ("评分秘密之一：{a}的核心机制必须说明白", "评分秘密之二：{a}的代价和限制", "评分秘密之三：{a}的实际例子"),
    "en": (
        "rubric secret one: the core mechanism behind {a}",
        "rubric secret two: the cost and limits of {a}",
        "rubric secret three: a real case of {a}",
    ),
}
_FOLLOW: dict[Language, tuple[str, str, str]] = {
    "zh": ("{a}里面，最关键的一步是哪一步？", "{a}什么时候会不管用？", "关于{a}，你自己验证过吗，用的什么数据？"),
    "en": (
        "Which single step matters most in {a}?",
        "When does {a} stop working?",
        "Did you verify {a} yourself, and on which data?",
    ),
}


def made_question(language: Language, round_: Round, number: int, difficulty: int = 3) -> Question:
    area, subject = _SUBJECTS[language][number]
    about = _ASPECT[language][round_].format(s=subject)
    points = tuple(
        KeyPoint(point_id, text.format(a=about), weight, must)
        for (point_id, weight, must), text in zip(
            (("core", 3.0, True), ("limits", 2.0, False), ("case", 1.0, False)), _POINTS[language], strict=True
        )
    )
    ask = _FOLLOW[language]
    return Question(
        id=f"{language}-{round_}-{number}",
        language=language,
        roles=("any",),
        domain="any",
        round=round_,
        topic=f"{area}/{subject}",
        kind="technical",
        difficulty=difficulty,
        frequency="common",
        time_limit_s=120,
        text=f"请讲讲{about}。" if language == "zh" else f"Please explain {about}.",
        key_points=points,
        reference_answer=f"参考答案：{about}……" if language == "zh" else f"Model answer about {about} …",
        follow_ups=(
            FollowUp(ask[0].format(a=subject), when_missing="core"),
            FollowUp(ask[1].format(a=subject), when_missing="limits"),
            FollowUp(ask[2].format(a=subject), when_claimed="case"),
        ),
        source="test",
    )


def made_bank() -> QuestionBank:
    """120 questions; difficulties 1 to 5 occur in every round."""
    return QuestionBank(
        tuple(
            made_question(language, round_, number, difficulty=1 + number % 5)
            for language in ("zh", "en")
            for round_ in ROUNDS
            for number in range(10)
        )
    )
