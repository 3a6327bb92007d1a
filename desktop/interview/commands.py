"""Spoken commands: whole utterances set off by pauses, known by their words or by how they sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.speech import Command, CommandName, Language, Word, join_words
from desktop.interview.command_sound import chinese_distance, chinese_size, english_distance, english_size

# A command is an utterance of its own: this much silence before it and after it.
MIN_PAUSE_BEFORE_S = 0.3
MIN_PAUSE_AFTER_S = 0.4
_MAX_WORDS = 16
# Two hearings of one utterance date its beginning so differently at most.
_SAME_START_S = 0.5

PHRASES: dict[Language, dict[CommandName, tuple[str, ...]]] = {
    "zh": {
        "end": (
            "结束回答", "回答结束", "回答完毕", "回答完了", "我回答完了", "我的回答完了", "我说完了", "说完了",
            "我讲完了", "我的回答结束了", "我的回答到此结束", "回答到此结束", "我的回答就到这里",
            "我的回答就是这些", "结束本题",
        ),
        "next": (
            "下一题", "下一个问题", "下一道题", "请问下一题", "请进入下一题", "进入下一题", "跳过这题",
            "跳过这道题", "换下一题", "我们下一题",
        ),
        "repeat": (
            "请重复一遍", "再说一遍", "请再说一遍", "重复一遍", "重复一遍问题", "请重复一遍问题", "再重复一遍",
            "请重复问题", "重复问题", "再说一遍问题", "可以再说一遍吗", "能再说一遍吗", "可以重复一遍吗",
            "能重复一遍吗", "请把问题再说一遍", "麻烦再说一遍", "没听清再说一遍", "我没听清楚", "没听清楚",
            "我没听清",
        ),
        "pause": (
            "暂停", "暂停一下", "先暂停一下", "请暂停", "暂停面试",
        ),
        "resume": (
            "继续", "继续面试", "请继续", "继续吧", "恢复面试", "我们继续",
        ),
        "more_time": (
            "让我想一下", "让我想想", "我想一下", "我想想", "容我想一下", "让我思考一下", "我思考一下", "等一下",
            "稍等一下", "稍等", "等我一下", "给我一点时间", "我再想想", "让我再想想", "我需要一点时间",
        ),
    },
    "en": {
        "end": (
            "end answer", "and answer", "end the answer", "end of answer", "end of my answer", "i'm done", "i am done",
            "i'm finished", "i am finished", "that's my answer", "that is my answer",
            "that's the end of my answer", "finish answer", "that's all for my answer", "i'm done with my answer",
            "that concludes my answer", "i have finished",
        ),
        "next": (
            "next question", "the next question", "next one", "skip this question", "skip question",
            "skip this one", "go to the next question", "move on to the next question", "let's move on",
        ),
        "repeat": (
            "repeat the question", "repeat question", "repeat that", "say that again", "say it again", "say again",
            "could you repeat the question", "can you repeat the question", "can you repeat that",
            "could you repeat that", "could you say that again", "can you say that again", "i beg your pardon",
            "what was the question", "i didn't catch that",
        ),
        "pause": (
            "pause", "pause the interview", "pause interview",
        ),
        "resume": (
            "resume", "resume the interview", "continue the interview", "resume interview", "continue",
        ),
        "more_time": (
            "let me think", "let me think about it", "let me think about that", "let me think for a moment",
            "let me think for a second", "give me a moment", "give me a second", "give me a minute", "one moment",
            "just a moment", "just a second", "hold on", "i need a moment", "bear with me",
        ),
    },
}  # fmt: skip
# Courtesy and hesitation around a command, taken off before comparing.
_BEFORE: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(
        r"^(嗯|呃|额|啊|哦|好的|好了|好吧|好|那么|那|行|可以|不好意思|对不起|抱歉|麻烦你?|您好|你好)+(?=.)"
    ),
    "en": re.compile(
        r"^((um+|uh+|er|hmm|oh|ok|okay|so|well|and|right|alright|all right|sorry|excuse me|please|yes|yeah) )+"
    ),
}
_AFTER: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"(?<=.)(吧|啊|呀|哈|谢谢您|谢谢你|谢谢|好吗|可以吗|行吗)+$"),
    "en": re.compile(r"( (please|thanks|thank you|now|then|ok|okay))+$"),
}
# By words alone a Chinese phrase from this length on may sound a little different; shorter ones have too many
# neighbours, and English words are too far from their sound.
_LOOSE_FROM, _LOOSE = 4, 0.4
# From which share on it is not worth asking the recogniser, and about how many phrases it is asked.
_ASKED_SHARE: dict[Language, float] = {"zh": 0.5, "en": 0.4}
_ASKED = 4
_SAME_SOUND = 0.01
# A phrase was said when its log likelihood (nats for each of its syllables or sounds but the first, as short phrases
# have more neighbours) is so little below that of what was heard, and not below all reason.
_MOST_BELOW: dict[Language, float] = {"zh": 1.0, "en": 0.45}
_LEAST: dict[Language, float] = {"zh": -2.6, "en": -1.4}
_MOST_LONGER: dict[Language, int] = {"zh": 1, "en": 2}


def match_command(
    text: str, language: Language, *, preceded_by_pause_s: float, followed_by_pause_s: float
) -> CommandName | None:
    """The command that ``text`` is, or None. Pauses at the ends of a turn count as long (pass infinity).

    The whole utterance must be the command: 然后这个循环就结束回答了 is an answer. Misheard words count when they sound
    the same: Whisper base hears 我回答完了 as 我回打碗里. What sounds less alike is for ``settled``.
    """
    if preceded_by_pause_s < MIN_PAUSE_BEFORE_S or followed_by_pause_s < MIN_PAUSE_AFTER_S:
        return None
    near = _by_distance(text, language)
    if not near:
        return None
    distance, phrase = near[0]
    if distance == 0 or (language == "zh" and len(phrase) >= _LOOSE_FROM and distance <= _LOOSE):
        return _name_of(phrase, language)
    return None


def nearest_phrases(texts: Sequence[str], language: Language) -> tuple[str, ...]:
    """Phrases that an utterance may have been, misheard as one of ``texts``: few, the nearest in sound first, and
    mostly none."""
    size = chinese_size if language == "zh" else english_size
    near: dict[str, float] = {}
    for text in texts:
        for distance, phrase in _by_distance(text, language):
            if distance <= min(_ASKED_SHARE[language] * size(phrase), near.get(phrase, float("inf"))):
                near[phrase] = distance
    return tuple(sorted(near, key=lambda phrase: near[phrase])[:_ASKED])


def settled(
    heard: str, log_likelihood: float, phrases: Sequence[str], log_likelihoods: Sequence[float], language: Language
) -> CommandName | None:
    """The command that an utterance was, by how well ``phrases`` (see ``nearest_phrases``) explain its sound.

    ``heard`` is what the recogniser makes of the utterance by itself. Likelihoods are natural logarithms of the whole
    texts, given the sound of the utterance and nothing else.
    """
    alone = match_command(heard, language, preceded_by_pause_s=float("inf"), followed_by_pause_s=float("inf"))
    if alone is not None:
        return alone
    best, phrase = max(zip(log_likelihoods, phrases, strict=True), default=(float("-inf"), ""))
    size_of = chinese_size if language == "zh" else english_size
    size = size_of(phrase)
    # The likelihood of a text says nothing of what was said after it: "let me thank them" begins like a phrase.
    longer = size_of(_polite_off(_bare(heard, language), language)) - size
    said = best >= _LEAST[language] * size and log_likelihood - best <= _MOST_BELOW[language] * (size - 1)
    return _name_of(phrase, language) if phrase and said and longer <= _MOST_LONGER[language] else None


def split_commands(
    words: Sequence[Word],
    language: Language,
    *,
    followed_by_pause_s: float = float("inf"),
    known: Sequence[Command] = (),
) -> tuple[tuple[Word, ...], tuple[Command, ...]]:
    """All words in order, those of a command with ``kind="command"``, and the commands in order.

    ``followed_by_pause_s`` is the silence after the last word. A command may stand anywhere, as one utterance between
    pauses (or two joined, when its own words were said slowly). ``known`` are commands that were obeyed: what is said
    from there to the next pause is one, whatever its words.
    """
    marked = list(words)
    commands: list[Command] = []
    bounds = _utterances(words)
    place = 0
    while place < len(bounds):
        for joined in (2, 1):
            if place + joined > len(bounds):
                continue
            first, last = bounds[place][0], bounds[place + joined - 1][1]
            name = _command_of(words, first, last, language, followed_by_pause_s)
            if name is not None:
                commands.append(Command(name, words[first].start_s))
                marked[first:last] = [replace(word, kind="command") for word in words[first:last]]
                place += joined - 1
                break
        place += 1
    for one in known:
        if any(abs(one.start_s - found.start_s) <= _SAME_START_S for found in commands):
            continue
        first = sum(word.end_s <= one.start_s for word in words)
        last = next((end for begin, end in bounds if begin <= first < end), first)
        if 0 < last - first <= _MAX_WORDS:
            commands.append(Command(one.name, words[first].start_s))
            marked[first:last] = [replace(word, kind="command") for word in words[first:last]]
    return tuple(marked), tuple(sorted(commands, key=lambda command: command.start_s))


def _command_of(
    words: Sequence[Word], first: int, last: int, language: Language, followed_by_pause_s: float
) -> CommandName | None:
    if last - first > _MAX_WORDS:
        return None
    before = words[first].start_s - words[first - 1].end_s if first else float("inf")
    after = words[last].start_s - words[last - 1].end_s if last < len(words) else followed_by_pause_s
    text = join_words(list(words[first:last]), language)
    return match_command(text, language, preceded_by_pause_s=before, followed_by_pause_s=after)


def _utterances(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Index ranges between pauses."""
    bounds: list[tuple[int, int]] = []
    first = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or words[index].start_s - words[index - 1].end_s >= MIN_PAUSE_BEFORE_S:
            bounds.append((first, index))
            first = index
    return bounds


def _bare(text: str, language: Language) -> str:
    if language == "zh":
        return "".join(character for character in text.lower() if character.isalnum())
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))


def _polite_off(bare: str, language: Language) -> str:
    return _AFTER[language].sub("", _BEFORE[language].sub("", bare)).strip()


def _by_distance(text: str, language: Language) -> list[tuple[float, str]]:
    """All phrases with how far they are from the text in sound, the nearest first; 0 only for the same words."""
    bare = _bare(text, language)
    if not bare:
        return []
    candidates = dict.fromkeys((bare, _polite_off(bare, language)))
    return sorted(
        (min(_distance(candidate, phrase, language) for candidate in candidates), phrase)
        for phrases in PHRASES[language].values()
        for phrase in phrases
    )


def _distance(candidate: str, phrase: str, language: Language) -> float:
    if candidate == phrase:
        return 0.0
    distance = chinese_distance(candidate, phrase) if language == "zh" else english_distance(candidate, phrase)
    return max(_SAME_SOUND, distance)


def _name_of(phrase: str, language: Language) -> CommandName:
    return next(name for name, phrases in PHRASES[language].items() if phrase in phrases)
