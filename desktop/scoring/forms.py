# ruff: noqa: E501 - the lines are patterns that read better whole
"""Key points about the form of a story ("gives the outcome") and what shows in the words that a story has it.

Such points share no vocabulary with a good answer, so similarity alone cannot find them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.domain.speech import Language

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
# form → (what such a key point says, what an answer that has it says)
_FORMS: Mapping[Language, Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]] = {
    "en": {
        "situation": (
            re.compile(r"scene|occasion|situation|context|specific (?:failure|time|example|case)|concrete"),
            re.compile(
                rf"\b(?:last|one|that|this|two|three) (?:year|month|week|spring|summer|autumn|fall|winter|friday|monday|night|day|evening)|years? ago|\bonce\b|\bin (?:{_MONTHS}|(?:19|20)\d\d|my (?:first|second|last|third|thesis|internship|half))|\bat (?:university|my (?:internship|last|old)|the company)|when i was|\bduring (?:my|the|our)|my last (?:team|job|project)"
            ),
        ),
        "role": (
            re.compile(r"responsible|own part|their (?:own )?(?:part|role|task)|\brole\b|the goal"),
            re.compile(
                r"\bi (?:owned|led|handled|did the|was (?:responsible|in charge|asked|the one)|wanted to)|\bmy (?:job|task|part|role|goal)\b|the aim|assigned to me"
            ),
        ),
        "action": (
            re.compile(
                r"personally did|what they did|to (?:resolve|repair|learn)|won other|\baction|steps|changed because|how they"
            ),
            re.compile(
                r"\bi (?:then |just |also |first |began to |started to )?(?!learned|liked|loved|worked too)(?:\w{2,}ed|wrote|write|built|set|took|made|went|got|began|read|sat|put|ran|sent|told|found|cut|kept|drew|spoke|met)\b|\bso i started"
            ),
        ),
        "result": (
            re.compile(r"outcome|result|how it (?:ended|turned)|\beffect\b|impact"),
            re.compile(
                r"in the end|ended up|\bfinally\b|as a result|after (?:a|one|two|six|three|ten) (?:days?|weeks?|months?)|after (?:that|they)|turned out|\bwe (?:shipped|released|launched|went live|reached|were at|got)|on time|\b(?:dropped|fell|rose|grew|went) (?:from|to|by|up|down)|got (?:really )?better|did go out|renewed|now (?:get|come|back)"
            ),
        ),
        "measured": (
            re.compile(r"measur|verifi|number|metric|quanti|figure"),
            re.compile(
                r"\d|percent|\b(?:half|twice|double|hundred|thousand|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
            ),
        ),
        "learning": (
            re.compile(r"learn(?:ed|t|ing)?\b(?!.*to learn)|keep or change|differently|reflect|develop"),
            re.compile(
                r"looking back|next time|since (?:that|then)|\blearned (?:that|to|from)|took from|would have|would start|from then on|in a few years|i now always|what i took"
            ),
        ),
        "reason": (
            re.compile(r"\bwhy\b|reason|\bcause"),
            re.compile(
                r"\bbecause\b|the reason|\bas (?:it|nobody|i|we)\b|had only|\bforgot|had planned no|\bso (?:somebody|i would|people)"
            ),
        ),
        "limitation": (
            re.compile(r"limitation|weakness|next step|open question"),
            re.compile(
                r"still (?:fails|not|has)|not (?:yet )?clear|limitation|\bnext (?:i|we) would|does not (?:yet )?work"
            ),
        ),
    },
    "zh": {
        "situation": (
            re.compile(r"场合|情境|情况下|背景|具体的?(?:一次|时间|事|失败|项目|例子)|具体失败|一件具体"),
            re.compile(
                r"去年|前年|今年|上个?(?:月|周|学期)|[一二三四五六七八九十两\d]+(?:月份?|年前|周前)|二[零一二三]年|大[一二三四]|实习|那(?:一)?(?:次|周|天|年)|有(?:一)?(?:次|个周|天)|上一个(?:团队|项目|公司)|入职|(?:做|写).{1,6}(?:项目|论文)的时候|考核的时候"
            ),
        ),
        "role": (
            re.compile(r"负责|职责|目标|自己的部分|承担"),
            re.compile(r"我(?:来管|来做|管|负责|想把|的任务|要做)|负责|是我(?:做|管|来|操作)|归我|目标是|我们的目标"),
        ),
        "action": (
            re.compile(r"做了什么|怎样(?:补救|说服|做)|采取|行动|改变了什么|具体做|怎么做"),
            re.compile(
                r"我(?!觉得|认为|们|都|一直)[^，。]{0,12}(?:了(?!解)|完|出来|起来|一遍|下来|好了)|我(?:就|先|又|马上|当晚|立刻|自己|每天|每条)+(?:把|写|做|约|测|请|去|给|找|建|改|定|列|停|陪|拆|开始|帮|让|画|查|整理)|都是我一个人|就自己写"
            ),
        ),
        "result": (
            re.compile(r"结果|效果|收场|成果|影响"),
            re.compile(
                r"最后|最终|结果是|后来(?!我每)|上线|提前|恢复了|完(?:成)?了|做完|降到|升到|到了百分|赶在|退订|满意|快了|现在(?:新人|当天|没)|一个月以后|[一二三四五六七八九十]天以后"
            ),
        ),
        "measured": (
            re.compile(r"数字|验证|量化|指标|可衡量"),
            re.compile(
                r"\d|百分之|[零一二三四五六七八九十百千万两]+(?:个|倍|天|周|分钟|毫秒|点[一二三四五六七八九]|年|人|行)|一倍"
            ),
        ),
        "learning": (
            re.compile(r"学到|反思|收获|做法有什么不同|保留或者改变|发展|之后的做法|以后"),
            re.compile(r"如果再|下次|从那以后|从此|学到|体会到|明白了|以后我|之后我改|再过几年|希望自己"),
        ),
        "reason": (
            re.compile(r"为什么|原因|理由|缘由"),
            re.compile(r"因为|原因|主要是|没想到|由于|理由|只能|没给|只有"),
        ),
        "limitation": (
            re.compile(r"不足|下一步|弱点|局限|没解决"),
            re.compile(r"还是会|还不清楚|下一步|不足|还没有"),
        ),
    },
}


def form_cue(point: str, answer: str, language: Language) -> float:
    """1 when the answer shows the form the key point asks for, 0 when not, 0.5 when the point asks for none.

    A point that names several forms gets the share that is shown.
    """
    asked = [said for wanted, said in _FORMS[language].values() if wanted.search(point.lower())]
    if not asked:
        return 0.5
    return sum(bool(said.search(answer.lower())) for said in asked) / len(asked)
