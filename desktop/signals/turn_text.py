"""What the newest words say about the end of a turn: is the clause finished, does the person ask for time?"""

from __future__ import annotations

import re

from desktop.domain.speech import Language

UNFINISHED = 0.9
HESITATING = 0.8
COMMA = 0.65
UNKNOWN = 0.5
FINISHED = 0.25
PUNCTUATED = 0.15

_STRIP = " \t\n\"'”’…"
_DANGLING_ZH = re.compile(
    r"(因为|由于|所以|因此|然后|而且|并且|但是|可是|不过|或者|以及|还有|如果|假如|虽然|尽管|那么|就是|就是说|也就是|比如|比如说|"
    r"例如|包括|首先|其次|接着|另外|此外|其中|通过|根据|对于|关于|为了|除了|随着|当|把|被|给|跟|和|与|及|或|"
    r"是|在|有|会|(?<![可功性智才职技])能|(?<![重需主必])要|想|让|使|用|从|向|对|比|以|而|但|且|一个|这个|那个|一种|某个|"
    r"我们|我|他|她|它|你|这|那|第一|第二|第三)$"
)
_FINAL_ZH = re.compile(r"(我会|我能|都有|没有|不在|不是|就是这样)$")
# 的 ends a phrase that goes on (我负责的) as often as a sentence (是这样的).
_OPEN_ZH = re.compile(r"[的地]$")
_HESITATING_ZH = re.compile(r"(嗯+|呃+|额|唔|那个|这个|就是|怎么说呢)$")
_DANGLING_EN = re.compile(
    r"\b(and|or|but|so|because|since|although|though|while|whereas|if|unless|when|where|which|that|who|whose|than|then|"
    r"the|a|an|this|these|those|my|our|your|their|his|its|to|of|in|on|at|by|for|with|from|into|about|as|like|via|"
    r"is|are|was|were|be|been|am|has|have|had|will|would|can|could|should|must|might|may|do|does|did|"
    r"i|we|they|he|she|it's|i'm|we're|there's|first|firstly|second|secondly|also|actually|basically|really|very|"
    r"such|some|any|each|every|both|not|more|most|one of|for example|such as|i think|you know|i mean)$"
)
_FINAL_EN = re.compile(
    r"\b(that's it|that is it|all of that|about that|like that|like this|of that|to that|do that|did that|"
    r"yes i (do|did|have|am|can)|so do i|i think so|as i can|it is|they are|we did|we have|i did|i have|i do)$"
)
_HESITATING_EN = re.compile(r"\b(u+m+|u+h+|e+r+m*|h+m+|mm+)$")
_WAIT_ZH = re.compile(
    r"(让我|容我|我)(先|再|稍微)?(想|思考|考虑|回忆|整理)(一下|一想|想|下|一会儿?)?(思路)?(吧|啊|哈)?$|"
    r"(等一下|等等|等一会儿?|稍等(一下)?|请稍等|给我(一点|一些|点|几秒)?(时间|钟))(吧|啊|哈|钟)?$"
)
_WAIT_EN = re.compile(
    r"\b((let me|i need to|i have to) (just )?(think|reflect)( about (it|that|this))?"
    r"( for)?( a)?( second| moment| minute| bit)?|"
    r"(just )?(give me|i need|wait|just|hold on) ?(for )?(a|one|another) (few )?(second|seconds|sec|moment|minute)s?|"
    r"(just )?(a|one) (moment|second|sec|minute)|hold on|bear with me)( please)?$"
)


def unfinished_probability(text: str, language: Language) -> float:
    """0–1 that the clause goes on, from its last words. A table of fixed levels, not a fitted model: a dangling
    connective or article 0.9, a trailing hesitation 0.8, a comma 0.65, no sign either way 0.25, a full stop 0.15,
    no text 0.5. Full stops weigh little: Whisper puts one at the end of most of what it hears."""
    bare = text.strip().lower().rstrip(_STRIP)
    if not bare:
        return UNKNOWN
    plain = bare.rstrip(",，、.。!！?？;；:：—-… ")
    hesitating, dangling, final = (
        (_HESITATING_ZH, _DANGLING_ZH, _FINAL_ZH) if language == "zh" else (_HESITATING_EN, _DANGLING_EN, _FINAL_EN)
    )
    if hesitating.search(plain):
        return HESITATING
    if dangling.search(plain) and not final.search(plain):
        return UNFINISHED
    if bare[-1] in ",，、:：—-":
        return COMMA
    if language == "zh" and _OPEN_ZH.search(plain):
        return UNKNOWN
    return PUNCTUATED if bare[-1] in ".。!！?？" else FINISHED


def asks_for_time(text: str, language: Language) -> bool:
    """Whether the newest words ask for a moment: 让我想一下, "let me think", "give me a second"."""
    plain = text.strip().lower().rstrip(_STRIP + ",，、.。!！?？;；:：—-… ")
    return bool((_WAIT_ZH if language == "zh" else _WAIT_EN).search(plain))
