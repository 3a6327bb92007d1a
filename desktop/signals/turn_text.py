"""What the newest words say about the end of a turn: is the clause finished, does the person ask for time?"""

from __future__ import annotations

import math
import re

from desktop.domain.speech import Language

UNFINISHED = 0.9
HESITATING = 0.8
COMMA = 0.65
UNKNOWN = 0.5
FINISHED = 0.25
PUNCTUATED = 0.15

_WEIGHTS: dict[Language, tuple[float, float, float, float]] = {
    "zh": (-6.466, -1.449, -0.365, 5.419),
    "en": (-4.993, -1.224, 0.336, 4.440),
}
_RECENT: dict[Language, int] = {"zh": 40, "en": 30}
_STRIP = " \t\n\"'”’…"
_MARKS = _STRIP + ",，、.。!！?？;；:：—-… "
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
# Asking for quiet is asking for time too, when it is all that is said: 服务就停了 ends an answer.
_QUIET_ZH = re.compile(
    r"安静|静静|静一静|静下|静默|静音|肃静|清静|清净|沉默|无声|闭(上)?[嘴麦]|住[口嘴]|打住|嘘|消停|够了|吵|打扰|打断|"
    r"歇(一|会|歇)|缓(一下|一缓|缓)|休息|喘口气|"
    r"(别|不要|不用|不必|无需|不需要|少|停止|不许|不准|先不|暂时不|不想)再?(继续|跟我|和我|对我)?"
    r"(说(话|了|下去|$)|讲(话|了|下去|$)|回应|回答|回复|聊|谈(话|了|下去|$)|出声|吱声|吭声|作声|开口|发言|催)|"
    r"(别|不要|不用|不必|少)再?说|不(说|讲|聊|谈)(话|天)?了|不(说话|讲话|聊天)(?!的)|"
    r"(改天|回头|下次|晚点|晚些|待会儿?|等会儿?|一会儿?)再?(说|聊|讲|谈)|"
    r"(先|请|都|你|说话)停|^停|停(止|下|一停|一下|会|顿)|暂停|不想再?听|(结束|中止|终止).{0,3}(对话|聊天|谈话|交流)|"
    r"(一个人|自己)(待|呆|静)|独处|到此为止"
)
_QUIET_EN = re.compile(
    r"\b(quiet|silence|silent|hush|shh+|stop|shut|clam up|pipe down|zip it|enough|pause|take a break|mute|"
    r"(do not|don'?t|no more) (speak|talk|say|talking|words)|keep it down|hold your)\b"
)
_QUIET_LONGEST = {"zh": 18, "en": 10}
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
    plain = _plain(text)
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
    """Whether the newest words ask for a moment (让我想一下, "let me think"), or all that was said asks for quiet."""
    plain = _plain(text)
    if (_WAIT_ZH if language == "zh" else _WAIT_EN).search(plain):
        return True
    short = (len(plain) if language == "zh" else len(plain.split())) <= _QUIET_LONGEST[language]
    return short and bool((_QUIET_ZH if language == "zh" else _QUIET_EN).search(plain))


def unfinished_by_model(end: float, comma: float, text: str, language: Language) -> float:
    """0–1 that the clause goes on, by how a language model would continue it.

    ``end`` and ``comma`` are the log probabilities (nats, ≤ 0) that the text ends a sentence right here, and that a
    comma follows; see ``LanguageModel.ending``. Logistic regression together with the table above, fitted on the
    Chinese and English lines of the TEN turn detection test set (finished and unfinished) with Qwen2.5-Coder-1.5B.
    """
    bias, by_end, by_comma, by_table = _WEIGHTS[language]
    value = bias + by_end * end + by_comma * comma + by_table * unfinished_probability(_plain(text), language)
    return 1.0 / (1.0 + math.exp(-value))


def last_words(text: str, language: Language) -> str:
    """What of an answer's end a language model is asked about, without marks at its end: enough to know the clause,
    short enough to be read in a fifth of a second."""
    plain = text.strip().rstrip(_MARKS)
    if language == "zh":
        return plain[-_RECENT["zh"] :]
    return " ".join(plain.split()[-_RECENT["en"] :])


def _plain(text: str) -> str:
    return text.strip().lower().rstrip(_MARKS)
