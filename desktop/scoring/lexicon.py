"""Word lists that scoring needs per language: fillers, connectives, function words, non-answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.domain.speech import Language

FILLERS: Mapping[Language, frozenset[str]] = {
    "en": frozenset({"um", "uh", "uhm", "er", "erm", "hmm", "mm", "mhm", "ah", "eh"}),
    "zh": frozenset({"嗯", "呃", "额", "唔", "嗯嗯", "呃呃", "啊", "哦"}),
}

# Ordered by what they show: the relation between two thoughts. Only these count as structure, not "and" or "然后".
CONNECTIVES: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "reason": (
            "because",
            "since it",
            "since they",
            "since you",
            "since there",
            "since that",
            "that is why",
            "that's why",
            "the reason",
            "due to",
        ),
        "consequence": ("so", "therefore", "as a result", "which means", "thus", "hence"),
        "contrast": ("but", "however", "whereas", "although", "instead", "on the other hand", "while"),
        "order": ("first", "firstly", "second", "secondly", "then", "next", "finally", "after that", "in the end"),
        "example": ("for example", "for instance", "such as", "let's say", "like when"),
        "condition": ("if", "when", "unless", "otherwise", "in case"),
    },
    "zh": {
        "reason": ("因为", "由于", "原因是", "之所以", "是为了"),
        "consequence": ("所以", "因此", "于是", "这样一来", "这样就", "从而", "导致"),
        "contrast": ("但是", "不过", "可是", "然而", "相反", "虽然", "而是", "反而"),
        "order": ("首先", "其次", "第一", "第二", "第三", "接着", "然后", "最后", "之后"),
        "example": ("比如", "例如", "举个例子", "譬如", "像是", "打个比方"),
        "condition": ("如果", "要是", "假如", "的时候", "一旦", "否则", "不然"),
    },
}

# Where a clause may begin although nobody paused: the connectives and a few weaker joints.
JOINTS: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "because", "so", "but", "however", "whereas", "although", "therefore", "then", "and then", "and", "which",
        "while", "after", "finally", "first", "second", "since", "if", "when", "that's why", "for example",
    ),
    "zh": (
        "因为", "所以", "但是", "不过", "可是", "然后", "最后", "首先", "其次", "另外", "还有", "如果", "比如", "例如",
        "而且", "同时", "接着", "之后", "后来", "于是", "因此", "再", "这样",
    ),
}  # fmt: skip

_EN_FUNCTION = (
    "a an the this that these those it its i we you he she they me us him her them my our your their his "
    "is are was were be been being am do does did have has had can could will would shall should may "
    "might must not no to of in on at by for with from into over after before as than then so but and or "
    "if when while because which who what where how there here one each every all some any only also just "
    "very more most up out down off about through get gets got make makes made put use used go goes went "
    "say said take took want need let too again back it's that's don't doesn't isn't wasn't i'm we're "
    "they're i'd i'll you're"
)
_ZH_FUNCTION = (
    "的 了 是 在 会 就 把 被 和 跟 与 也 都 不 没 有 我 你 他 她 它 们 这 那 个 要 能 可 以 所 因 为 如 "
    "果 但 而 或 从 到 对 给 让 用 上 下 里 后 前 再 又 才 很 更 最 去 来 说 着 过 得 地 之 其 些 每 什 "
    "么 怎 样 还 只 一 时 候 一 做 看 想"
)
FUNCTION_WORDS: Mapping[Language, frozenset[str]] = {
    "en": frozenset(_EN_FUNCTION.split()),
    "zh": frozenset(_ZH_FUNCTION.split()),
}

NON_ANSWERS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:well |so |um |uh |sorry |honestly |hmm |yeah |yes |no |ok(?:ay)? )*"
        r"(?:fine|good|great|ok(?:ay)?|yes|yeah|yep|no|nope|nothing|pass|skip|next|sure|maybe|thanks?|thank you|"
        r"(?:it|that|this)(?: i|')?s? (?:is |was )?(?:fine|good|ok|okay)|i (?:really |honestly )?(?:don't|do not|dont) "
        r"(?:really )?(?:know|remember|have an answer|understand)(?: (?:that|this|it|the answer|the question|about "
        r"(?:this|that|it)))?|no idea|i have no idea|(?:i am|i'm|im) not (?:so |very |really )?sure(?: about that)?|"
        r"not sure|can you repeat(?: that)?|hello|hi|i can't answer(?: that)?)"
        r"(?: sorry| really| at all| thanks| thank you| please)*$"
    ),
    "zh": re.compile(
        r"^(?:嗯|呃|那个|这个|我|就|好像|其实|对|抱歉|不好意思|应该|觉得)*"
        r"(?:还行|还好|可以|挺好|挺好的|好的|好|行|是的|是|没有|没有了|不是|不知道|不太知道|不清楚|不太清楚|不太了解|"
        r"不了解|不会|不太会|不记得|记不清|忘了|没想好|没听过|没接触过|不确定|不懂|没什么|跳过|下一题|谢谢|差不多|一般|"
        r"说不上来|回答不了|答不上来)(?:了|的|吧|啊|呢|这个|这个问题|怎么说|谢谢|抱歉|不好意思)*$"
    ),
}


def is_cjk(character: str) -> bool:
    """Whether the character is a Chinese ideograph."""
    return "\u3400" <= character <= "\u9fff"


def bare(text: str) -> str:
    """Lower case without punctuation and with single spaces, for comparing."""
    return " ".join(re.sub(r"[^\w\s'+-]", " ", text.lower().replace("’", "'")).split())


def units(text: str, language: Language) -> list[str]:
    """Countable units of a text: lower-case words; in Chinese each ideograph, and each run of Latin or digits."""
    pattern = r"[a-z0-9]+(?:['.+-][a-z0-9]+)*" if language == "en" else r"[\u3400-\u9fff]|[a-z0-9]+(?:[.+-][a-z0-9]+)*"
    return re.findall(pattern, text.lower().replace("’", "'"))
