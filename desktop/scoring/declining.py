"""Answers that only say that there is none: "Nothing like that has come up for me", 没接触过，下一题吧."""

# ruff: noqa: E501 - the lines are patterns that read better whole
from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.domain.speech import Language
from desktop.scoring.lexicon import FUNCTION_WORDS, units

# Longer ones say more than that, whatever they begin with.
_LONGEST: Mapping[Language, int] = {"en": 32, "zh": 48}
# What may be left besides: whose subject it is not ("audio"), why not (刚毕业).
_LEFT: Mapping[Language, int] = {"en": 4, "zh": 8}
_PART: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"[,.;:!?…—]+|\b(?:so|and|but|because)\b"),
    "zh": re.compile(r"[\s，。；：！？…、—]+"),
}
# A part declines when it begins like this, perhaps after who it is that declines: "constructors don't have a return
# type" and 进栈时间是不确定的 are about something else.
_HEDGES_EN = (
    r"(?:well|um|uh|hmm|yeah|honestly|actually|sorry|oh|no|okay|ok|that|this|it|it's|then|maybe|just|again|"
    r"to be honest|wow|man|gosh|god|look|right|ah|er|erm|hm|frankly|nope|i guess|i think|i'm afraid|unfortunately)"
)
_HEDGES_ZH = (
    r"(?:[嗯呃啊哦唔额那这个块方面里我]|其实|确实|真的?|还是?|也|就|可能|好像|老实说|说实话|目前|一直|从来|因为|所以|但是|要不|先|"
    r"反正|抱歉|不好意思|怎么说呢?|算了)*"
)
_DECLINED: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"^(?:{_HEDGES_EN} )*(?:"
        r"(?:(?:i|we)(?:'ve|'d| have| had| would)? ?)?(?:just |really |honestly |actually )?"
        r"(?:never|haven't|have not|didn't|did not|don't|do not|can't|cannot|couldn't|could not|wouldn't) "
        r"(?:really |actually |ever |even |quite |honestly )?(?:done|do|used|use|worked|seen|had|have|heard|met|touched|"
        r"tried|dealt|come|came|been|built|evaluated|looked|learned|learnt|studied|prepared|thought|think|got|get|know|"
        r"remember|recall|say|answer|tell|explain)\b|"
        r"(?:that |it |this |nothing like that )(?:has |had )?(?:never |not )?(?:really )?(?:come|came|happened)\b|"
        r"(?:i have |i've |i've got |i've really )?(?:got )?(?:no (?:idea|clue|answer|example|experience)|not a clue|nothing)\b|"
        r"(?:i'm|i am) not (?:really |so |very |quite )?(?:sure|familiar)\b|not (?:sure|my (?:area|field|thing))\b|"
        r"(?:can|could|may|let's|i'd|i would|i'll|i'd have to|i would have to|i'll have to)? ?(?:we |i |like to |rather )?"
        r"(?:skip|pass|move on|leave it|leave that|leave this|look it up|look that up)(?: it| that| this| one| on| out| please)*$|"
        r"(?:i'd|i would|i'll)? ?(?:have to )?leave (?:it|that|this)(?: one)?(?: out)?$|"
        r"next(?: question| one)?(?: please)?$|(?:i've |i )?forgot(?:ten)?\b|my mind (?:is|went|has gone) blank|"
        r"(?:i'm )?drawing a blank|(?:i )?give up|you got me|beats me|i'd rather not|(?:i )?wouldn't know|"
        r"(?:that's |it's |this is )?(?:outside|beyond|above) (?:of )?(?:my|me)\b|(?:that's )?not something i\b|"
        r"(?:can|could) (?:we|you) (?:come back|go on|move|go to|do)\b|let's (?:do|go|move|come|take)\b|"
        r"(?:it's )?on the tip of my tongue|(?:there's |i have )?nothing (?:more |else )?(?:to (?:say|tell|add)|comes to mind))"
    ),
    "zh": re.compile(
        rf"^{_HEDGES_ZH}(?:[\u4e00-\u9fffa-z0-9 ]{{0,8}}?我{_HEDGES_ZH})?(?:"
        r"没有?(?:怎么|真的|太)?[\u4e00-\u9fff]{1,4}过|"
        r"没有?(?:怎么|太)?(?:学|想|准备|复习|接触|了解|背|看|用|做|碰)|"
        r"不(?:太|怎么|是很|大|是太)?(?:清楚|知道|会|懂|了解|记得|熟悉?|确定|好说|明白)|"
        r"[想答说记讲算写](?:不出来?|不上来|不起来|不清楚?|不了|不太出来|不明白)|忘|"
        r"没(?:法|办法|什么可|什么好)(?:说|答|讲|回答)|没有?(?:思路|印象|概念|例子|经验|$)|跳过|下一[题个道]|换一?[题个道]|"
        r"没有?(?:这样|这种|类似|相关|那种|什么)的?(?:经历|经验|情况|例子|事|想法|印象)|没(?:遇到|碰到|碰上|赶上)|"
        r"想不到|一时|卡住|(?:脑子|大脑)[^，。]{0,3}空白|[说讲答]不好|放弃|pass|这[题道]过|超出|(?:比较|有点|太)(?:弱|薄弱|生疏)|"
        r"先这样|过吧?$|算了吧?$)"
    ),
}
# After "I'm not sure" somebody says what he takes it to be, in however few words.
_YET: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:(?:i (?:think|guess|believe|suppose|assume|would say)|i'd say|probably|maybe|perhaps|possibly|it (?:must|should|could|"
        r"might|may) be) (?:it's |it is |that's |they're |you |we |by |with |from |in |on |at )?+(?:(?:a|an|the|about|like|called) )*+|"
        r"(?:it's|it is|that's|they're) (?:called |(?:a|an|the) ))"
        r"(?!bit|little|next|question|one|not|out|over|beyond|something|nothing|too|just|better|best|time|been|fine|ok|okay|hard|difficult|"
        r"all|outside|above|could|can|should|same|topic|subject|thing|first time|i\b|we\b|you\b|it\b)[a-z0-9]"
    ),
    "zh": re.compile(
        r"(?:应该|可能|好像|大概|估计|我?猜|或许|也许)(?:就?是|用|要|会|有|叫|属于)|可以(?:用|通过|先|把|按|靠)|是不是"
    ),
}
_HESITATION = re.compile(r"[嗯呃啊哦唔额嘛呀吧呢哈]|怎么说|这个|那个|就是|算了")


def declines(text: str, question: str, language: Language) -> bool:
    """Whether nothing is said but that one has no answer, besides words of the question."""
    plain = text.lower().replace("’", "'")
    if len(units(plain, language)) > _LONGEST[language]:
        return False
    parts = [part.strip() for part in _PART[language].split(plain) if part.strip()]
    others = [part for part in parts if not _DECLINED[language].match(part)]
    if len(others) == len(parts):
        return False
    if any(_YET[language].search(part) for part in others):
        return False
    rest = " ".join(others)
    if language == "zh":
        rest = _HESITATION.sub(" ", rest)
    asked = set(units(question, language)) if language == "en" else set()
    ignored = FUNCTION_WORDS[language] | asked
    return sum(unit not in ignored for unit in units(rest, language)) <= _LEFT[language]
