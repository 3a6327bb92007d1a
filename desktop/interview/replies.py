"""Honest short answers to the candidate's own questions. What a practice program cannot know, it says so."""

from __future__ import annotations

import re
from typing import Literal

from desktop.domain.speech import Language

Topic = Literal[
    "none_left", "result", "privacy", "program", "next_steps", "pay", "team", "technology", "growth", "other"
]

_PATTERNS: tuple[tuple[Topic, str], ...] = (
    (
        "none_left",
        r"^(?:嗯|呃|那|好的?|暂时|目前|我|，)*(?:没有|没了|没什么)(?:问题|其他|别的|要问|想问|什么|了|的|，|。|谢谢|吧)*$"
        r"|没有(?:其他|别的|什么)?(?:想问的|要问的|问题)了?"
        r"|^(?:um |uh |so |well )*(?:no|nope|nothing)(?:[ ,.].*)?$|no (?:more |further |other )?questions"
        r"|(?:don't|do not) have any(?: more| other)? questions|(?:that's|that is) all",
    ),
    ("privacy", r"录音|录像|隐私|数据.{0,6}(?:去|上传|保存)|上传|privacy|recording|upload|my data|is this recorded"),
    (
        "program",
        r"你是(?:人|机器|真人|AI)|是不是(?:机器|真人|AI|人工智能)|are you (?:an? )?(?:human|real|robot|ai|bot|person)",
    ),
    (
        "result",
        r"表现|得分|分数|打分|通过|评价|反馈|录用|哪里(?:不足|不好)|建议"
        r"|how did i do|my performance|feedback|score|did i pass|my result|improve",
    ),
    (
        "next_steps",
        r"下一步|后续|流程|什么时候.{0,6}(?:结果|通知)|几轮"
        r"|next step|hiring process|when will|hear back|how many rounds",
    ),
    (
        "pay",
        r"薪|工资|待遇|福利|加班|假期|年终|salary|compensation|benefits|overtime|vacation|remote|work-life|bonus",
    ),
    ("growth", r"晋升|发展|培训|成长|职业|新人|导师|promotion|career|growth|training|mentor|onboarding"),
    (
        "technology",
        r"技术栈|框架|技术|模型|算力|显卡|数据规模|架构|tech stack|technolog|framework|tools|gpu",
    ),
    (
        "team",
        r"团队|业务|部门|项目|公司|产品|同事|领导|文化|team|business|company|product|colleague|manager|culture|project",
    ),
)
_COMPILED = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _PATTERNS)

_UNKNOWN: dict[Language, str] = {
    "zh": "我是一个本地的练习程序，不了解你要面试的公司，所以不能替它回答。",
    "en": "I'm a practice program on your own computer and know nothing about the company, so I can't answer for it.",
}

_REPLIES: dict[Language, dict[Topic, str]] = {
    "zh": {
        "result": "我现在不作评价。报告会逐题列出提到和没提到的要点，并标出原话的时间。",
        "privacy": "声音和画面只在这台电脑上处理，练习过程中不会上传。要不要保留录音由你决定，也可以一键清除。",
        "program": "我是运行在这台电脑上的练习程序，不是真人。",
        "next_steps": "这次练习结束后会生成报告。{unknown}真实面试里，问清楚后面的环节和时间安排是合适的。",
        "pay": "{unknown}这类问题一般更适合在和人事沟通、或者谈录用条件的时候提出。",
        "growth": "{unknown}真实面试里可以问得更具体，例如新人前三个月会做什么。",
        "technology": "{unknown}真实面试里问技术栈很好，还可以接着问它为什么这样选。",
        "team": "{unknown}真实面试里可以问团队现在最想解决的问题是什么。",
        "other": "{unknown}这个问题可以留到真实面试里再问。",
    },
    "en": {
        "result": "I give no verdict here. The report lists, question by question, which points came up and which did "
        "not, each with the moment you said it.",
        "privacy": "Sound and picture are processed on this computer only and nothing is uploaded while you practise. "
        "Whether the recording is kept is up to you, and you can wipe it at any time.",
        "program": "I'm a practice program running on this computer, not a person.",
        "next_steps": "After this session you get a report. {unknown} In a real interview it is fine to ask what the "
        "next stages are and when they happen.",
        "pay": "{unknown} Such questions usually fit better with the recruiter or when an offer is discussed.",
        "growth": "{unknown} In a real interview you could ask something specific, such as what the first three months "
        "look like.",
        "technology": "{unknown} In a real interview this is worth asking, and you can go on to why it was chosen.",
        "team": "{unknown} In a real interview you could ask which problem the team most wants to solve now.",
        "other": "{unknown} Keep it for the real interview.",
    },
}

_MORE: dict[Language, tuple[str, ...]] = {
    "zh": ("还有别的想问的吗？", "还想了解什么？"),
    "en": ("Is there anything else?", "Any other question?"),
}


def topic_of(text: str) -> Topic:
    """What a question of the candidate is about; ``none_left`` when they say that they have none."""
    folded = text.strip().replace("’", "'")
    return next((topic for topic, pattern in _COMPILED if pattern.search(folded)), "other")


def reply(topic: Topic, language: Language) -> str:
    """A fixed answer; the candidate's own words never enter it."""
    return _REPLIES[language].get(topic, _REPLIES[language]["other"]).format(unknown=_UNKNOWN[language])


def ask_for_more(number: int, language: Language) -> str:
    """How the n-th reply (from 0) goes on."""
    lines = _MORE[language]
    return lines[number % len(lines)]
