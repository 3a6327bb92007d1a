"""The interviewer's own sentences in both languages, and a drawer that never says one of them twice.

None of them judges an answer: praise that no measurement stands behind is what people distrust most.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from typing import Literal

from desktop.domain.question import Round
from desktop.domain.speech import Language
from desktop.interview.roles import is_any

Kind = Literal[
    "next", "kind", "onward", "skipped", "no_speech", "repeat", "deepen", "elaborate", "hint", "short_of_time"
]

_ZH: dict[Kind, tuple[str, ...]] = {
    "next": (
        "好，我们看下一个问题。",
        "谢谢，接着往下。",
        "好的，换一个问题。",
        "明白了，我们继续。",
        "收到，下面一个问题。",
        "好，那接下来这一题。",
        "嗯，我记下了，继续。",
        "谢谢你的回答，下一题。",
        "那我们往下走。",
        "好，再问你一个。",
    ),
    "kind": (
        "没关系，这个问题确实不容易。",
        "不着急，一题答得不顺很正常。",
        "没事，这个先放一放。",
        "没关系，后面还有别的题目。",
        "这里卡住不要紧。",
        "没关系，练习就是为了发现这些地方。",
        "不要紧，停下来理一理思路也可以。",
        "没事，想好了再开口也可以。",
    ),
    "onward": ("我们换一个。", "看看下一个。", "我们继续。", "接着来。", "往下走。", "换个问题。", "来看另一题。"),
    "skipped": (
        "好，这道题先跳过。",
        "没问题，这题不答。",
        "可以，跳过这一题。",
        "好的，先不答这题。",
        "行，这题放一放。",
        "跳过没有关系。",
    ),
    "no_speech": (
        "我好像没有听到你的声音，我再问一遍，不着急。",
        "没听到回答，可能是在思考，我把问题再说一次。",
        "刚才没有收到声音，我们再来一次，想好了再说就行。",
        "也许还需要一点时间，问题是这样的。",
        "我这边没有听到声音，再说一遍问题，慢慢来。",
    ),
    "repeat": ("好的，我再说一遍。", "没问题，问题是。", "可以，再重复一次。", "好，再说一次。", "我再念一遍问题。"),
    "deepen": (
        "我想再往下问一点。",
        "接着刚才的回答。",
        "顺着这个问题再问一句。",
        "关于这一点我想多了解一些。",
        "再追问一下。",
        "还想问一个细节。",
        "继续这个话题。",
        "我们再深入一步。",
    ),
    "elaborate": (
        "能不能再展开说一说，比如你的思路或者一个例子？",
        "这部分可以再多讲一些吗？",
        "能举一个具体的例子来说明吗？",
        "可以把中间的过程也讲一讲吗？",
    ),
    "hint": (
        "没关系，我们把问题拆小一点。",
        "不要紧，不用全答，先看其中一小块。",
        "没事，换个小一点的问法。",
        "不着急，先从这里想起。",
        "没关系，给你一个提示，只说这一点就好。",
        "不用紧张，我们从一个具体的地方说起。",
        "答不上来很正常，试试这个小问题。",
        "可以先放下整道题，只想这一步。",
    ),
    "short_of_time": ("时间差不多了，问题先问到这里。", "由于时间关系，我们的提问到这里。"),
}

_EN: dict[Kind, tuple[str, ...]] = {
    "next": (
        "Okay, here is the next question.",
        "Thank you. Let's go on.",
        "All right, a different question.",
        "I see. Let's continue.",
        "Noted. Next one.",
        "Thanks for that. Moving on.",
        "Okay, let me ask you this.",
        "Understood. The next question.",
        "Thank you. Here is another one.",
        "Let's keep going.",
    ),
    "kind": (
        "That's all right, this one isn't easy.",
        "No rush. It's fine if one goes less smoothly.",
        "Don't worry about it.",
        "That's okay, there are other questions to come.",
        "No problem, we can leave that one.",
        "That's fine, finding such spots is what practice is for.",
        "It's fine to pause for a few seconds and sort your thoughts.",
        "That's all right. Thinking before you speak is welcome.",
    ),
    "onward": (
        "Let's try another.",
        "Here is the next one.",
        "Let's go on.",
        "Something else, then.",
        "Let's continue.",
        "Another question.",
        "On to the next.",
    ),
    "skipped": (
        "Okay, we'll skip that one.",
        "No problem, no answer needed.",
        "Sure, let's leave it.",
        "All right, we'll pass on that.",
        "That's fine, we can leave that out.",
        "Skipping is fine.",
    ),
    "no_speech": (
        "I didn't hear anything, so I'll ask once more. No rush.",
        "I didn't catch an answer. You may be thinking; here is the question again.",
        "No sound reached me just now. Let's try again, whenever you're ready.",
        "Perhaps you need a little more time. The question was this.",
        "I heard nothing on my side. I'll say the question again; take your time.",
    ),
    "repeat": (
        "Sure, once more.",
        "Of course. The question is this.",
        "Let me say that again.",
        "Here it is again.",
        "Certainly, I'll repeat it.",
    ),
    "deepen": (
        "Let me ask a bit more about that.",
        "Following on from your answer.",
        "Staying with that for a moment.",
        "I'd like to know a little more here.",
        "One step further.",
        "One detail I'd like to ask about.",
        "Let's stay on this topic.",
        "Going a little deeper.",
    ),
    "elaborate": (
        "Could you say a bit more, for example your line of thought or a concrete case?",
        "Can you expand on that a little?",
        "Could you give a specific example of that?",
        "Could you walk me through the steps in between?",
    ),
    "hint": (
        "That's all right. Let's take a smaller piece of it.",
        "No problem. You don't need the whole answer, just this part.",
        "That's fine. Let me make it smaller.",
        "No rush. Perhaps start from here.",
        "That's okay. Here is a hint; this one point is enough.",
        "Don't worry. Let's begin with something specific.",
        "It's fine not to know it all. Try this bit.",
        "Leave the big question aside and think of this step only.",
    ),
    "short_of_time": (
        "We are nearly out of time, so I'll stop asking here.",
        "For reasons of time, that was my last question.",
    ),
}

_LINES: dict[Language, dict[Kind, tuple[str, ...]]] = {"zh": _ZH, "en": _EN}

_ROUND: dict[Language, dict[Round, tuple[str, ...]]] = {
    "zh": {
        "theory": ("先从一些基础问题开始。", "我们先聊聊理论基础。"),
        "project": ("接下来聊聊项目，请先选定一个你最熟悉的。", "下面说说项目经历，就以你最熟悉的那个项目为例。"),
        "programming": ("下面是编程思路，口头说清楚就可以，不用写代码。", "接着说说编程，讲思路就行，不需要写出来。"),
        "system_design": ("接下来是一道系统设计题，可以边想边说。", "下面我们做一点系统设计，想到哪里可以说到哪里。"),
        "behavioural": ("接下来想听听你的一些经历。", "下面几句聊聊你平时怎么做事。"),
        "industry": ("再聊聊你对行业的看法。", "再说说行业方面的问题。"),
    },
    "en": {
        "theory": ("Let's begin with some fundamentals.", "We'll start with the theory."),
        "project": (
            "Now let's talk about a project. Please have the one you know best in mind.",
            "Next, a project of yours. Take the one that you know best.",
        ),
        "programming": (
            "Now some programming. Just talk it through, no need to write code.",
            "Next is programming: reason aloud, nothing has to be typed.",
        ),
        "system_design": (
            "Next is a system design question. Thinking aloud is welcome.",
            "Let's do some system design. You can think as you speak.",
        ),
        "behavioural": ("Now I'd like to hear about some experiences of yours.", "Next, a little about how you work."),
        "industry": ("Let's turn to the industry.", "Now something about the field as a whole."),
    },
}

_PENSIVE: dict[Language, tuple[str, ...]] = {
    "zh": ("嗯，我想一下。", "好，稍等。", "我记一下。", "嗯，等我一下。", "好的，让我想一想。", "好，我理一下思路。"),
    "en": (
        "Let me think for a second.",
        "One moment, please.",
        "Let me note that down.",
        "Just a second.",
        "Give me a moment.",
        "Let me take that in.",
    ),
}

_GREET: dict[Language, tuple[str, ...]] = {
    "zh": (
        "{name}你好，欢迎参加今天的模拟面试。{role}一共有{count}个主要问题，中间可能会追问，最后留时间给你提问。"
        "想清楚再说就好，停顿不会被打断。",
        "{name}你好，我是今天的模拟面试官。{role}我会问{count}个主要问题，有的会接着追问，最后你也可以向我提问。"
        "不用赶，说完了告诉我就行。",
        "你好{name_after}，我们开始今天的面试练习。{role}主要问题有{count}个，可能有追问，结束前是你的提问时间。"
        "没听清可以让我重复。",
    ),
    "en": (
        "Hello{name_after}, and welcome to this practice interview{role}. I have {count}, some with a follow-up, "
        "and time for yours at the end. Take a moment to think whenever you like.",
        "Hi{name_after}. I'm your practice interviewer today{role}. There will be {count}, perhaps with follow-ups, "
        "and at the end you can ask me something. There is no rush.",
        "Hello{name_after}, let's begin this practice interview{role}. I'll ask {count}, now and then a little more, "
        "and then it is your turn to ask. If you miss something, ask me to repeat it.",
    ),
}

_INVITE: dict[Language, tuple[str, ...]] = {
    "zh": (
        "我的问题问完了。你有什么想问我的吗？",
        "以上就是我的问题。轮到你了，有什么想了解的？",
        "最后是你的提问时间，想问什么都可以。",
    ),
    "en": (
        "Those were my questions. What would you like to ask me?",
        "That's all from me. Now it's your turn: any questions?",
        "The last part is yours. Is there anything you would like to ask?",
    ),
}

_CLOSE: dict[Language, tuple[str, ...]] = {
    "zh": (
        "今天的练习就到这里，谢谢你的时间。报告整理好以后就可以看。",
        "面试练习到此结束，辛苦了。稍后可以在报告里逐题回看。",
        "好，我们今天就到这里。接下来会生成报告，里面有每一题的细节。",
    ),
    "en": (
        "That brings us to the end. Thank you for your time; your report will be ready shortly.",
        "We'll stop here for today. You can go through every answer in the report in a moment.",
        "This is the end of the practice interview. Thank you. The report comes next, question by question.",
    ),
}

_STOPPED: dict[Language, tuple[str, ...]] = {
    "zh": ("好，我们现在结束。已经说过的内容都会保留在报告里。", "好的，就停在这里。前面的回答会整理进报告。"),
    "en": (
        "All right, we'll stop now. What you have said so far goes into the report.",
        "Okay, let's end here. Your answers up to now are kept for the report.",
    ),
}


def lines(kind: Kind, language: Language) -> tuple[str, ...]:
    """Every sentence of a kind."""
    return _LINES[language][kind]


def pensive(language: Language, seed: int) -> Iterator[str]:
    """What an interviewer says who is still thinking about an answer, without end."""
    return itertools.cycle(random.Random(f"{seed}:pensive").sample(_PENSIVE[language], len(_PENSIVE[language])))


class Speaker:
    """Draws the interviewer's sentences. Deterministic by seed; each sentence is used once, then none is left."""

    def __init__(self, language: Language, seed: int) -> None:
        self._language: Language = language
        self._random = random.Random(f"{seed}:lines")
        self._left: dict[str, list[str]] = {}

    def line(self, kind: Kind) -> str:
        """A sentence of this kind not said before, "" when all have been."""
        return self._draw(kind, lines(kind, self._language))

    def next_line(self, kind: Kind) -> str:
        """What ``line`` gives when it is asked next."""
        return self._peek(kind, lines(kind, self._language))

    def next_round_opening(self, round_: Round) -> str:
        """What ``round_opening`` gives when it is asked next."""
        return self._peek(f"round:{round_}", _ROUND[self._language].get(round_, ()))

    def round_opening(self, round_: Round) -> str:
        """Words that open a round; the candidate's own questions have their invitation instead."""
        return self._draw(f"round:{round_}", _ROUND[self._language].get(round_, ()))

    def greeting(self, name: str, role: str, count: int) -> str:
        """Uses the name as given, without a title."""
        text = self._random.choice(_GREET[self._language])
        name, role = plain_name(name), "" if is_any(role) else plain_name(role)
        if self._language == "zh":
            return text.format(
                name=f"{name}，" if name else "",
                name_after=f"，{name}" if name else "",
                count=count,
                role=f"这次练习的岗位是{role}。" if role else "",
            )
        return text.format(
            name_after=f", {name}" if name else "",
            role=f" for the position of {role}" if role else "",
            count="one main question" if count == 1 else f"{count} main questions",
        )

    def invitation(self) -> str:
        return self._random.choice(_INVITE[self._language])

    def closing(self, stopped: bool) -> str:
        return self._random.choice((_STOPPED if stopped else _CLOSE)[self._language])

    def _peek(self, key: str, lines: tuple[str, ...]) -> str:
        left = self._left.get(key)
        if left is None:
            ahead = random.Random()
            ahead.setstate(self._random.getstate())
            left = ahead.sample(lines, len(lines))
        return left[-1] if left else ""

    def _draw(self, key: str, lines: tuple[str, ...]) -> str:
        if key not in self._left:
            self._left[key] = self._random.sample(lines, len(lines))
        return self._left[key].pop() if self._left[key] else ""


def plain_name(text: str) -> str:
    """A name fit for speaking: one line, letters, digits and the marks that names hold, at most 40 characters."""
    kept = "".join(char if char.isalnum() or char in " .-'’·+#/&" else " " for char in text)
    return re.sub(r"\s+", " ", kept).strip()[:40].strip()
